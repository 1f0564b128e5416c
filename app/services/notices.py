"""Tells somebody outside of keyword alerts, and never lets anybody wait for it."""

import re
import threading
import time
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Protocol
from uuid import uuid4

from app.domain.addresses import mail_addresses, peer, web_address
from app.domain.errors import ExportError, InternalError, ResourceError
from app.domain.live import LiveAlert, Notice
from app.export.mllp import Mllp
from app.export.notices import WHAT_IT_IS, KeywordNotice, Mail, Webhook
from app.export.peers import NotDeliveredError
from app.settings import Settings

ChannelName = Literal["desktop", "webhook", "smtp", "mllp"]
OnNotice = Callable[[Notice], None]
Names = Mapping[str, tuple[str, str]]
"""English and Chinese name of each keyword, by its code."""

TRIES_AFTER_S: Final = (4.0, 8.0)
"""How long to wait before the second and third try; with three talks of 6 s about half a minute."""
TEST_ALERT: Final = -1
"""Number of the notice that only tests the channels."""

_RANK: Final = {"grey": 0, "amber": 1, "red": 2}
_MOST_WAITING: Final = 100  # of one channel; more is a fault, and a doctor is not to be flooded
_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")


class Channel(Protocol):
    """One way out."""

    @property
    def channel(self) -> ChannelName: ...

    def send(self, notice: KeywordNotice) -> str:
        """Deliver within seconds, and give a sentence that says so. Raises ExportError."""
        ...


@dataclass(frozen=True, slots=True)
class Desktop:
    """A notification and a sound on this workstation; either may be missing.

    show: shows title and text on any thread's call, and says whether it could.
    play: sounds once, and says whether it could.
    """

    show: Callable[[str, str], bool] | None = None
    play: Callable[[], bool] | None = None
    channel: Literal["desktop"] = "desktop"

    def send(self, notice: KeywordNotice) -> str:
        """Show and sound. Raises NotDeliveredError when nothing of it was possible."""
        shown = self.show is not None and self.show(notice.title, WHAT_IT_IS)
        sounded = self.play is not None and self.play()
        done = " and ".join(word for word, was in (("shown", shown), ("sounded", sounded)) if was)
        if not done:
            raise NotDeliveredError(
                "this workstation could neither show nor sound it; "
                "check its notifications and its loudspeaker",
                again=False,
            )
        silent = self.play is not None and not sounded
        return f"{done} on this workstation" + ("; it has no sound output" if silent else "")


def outside(settings: Settings) -> tuple[Channel, ...]:
    """The channels that the settings open; none of them does anything before it is used."""
    found: list[Channel] = []
    if settings.notify_webhook:
        proxy = peer(settings.notify_proxy) if settings.notify_proxy else None
        address = web_address(settings.notify_webhook)
        found.append(Webhook(address, settings.notify_webhook_token, proxy))
    if settings.notify_smtp:
        receivers = mail_addresses(settings.notify_smtp_to)
        server = peer(settings.notify_smtp)
        found.append(Mail(server, settings.notify_smtp_from, receivers, settings.notify_smtp_login))
    if settings.notify_mllp:
        found.append(Mllp(peer(settings.notify_mllp)))
    return tuple(found)


def keyword_names(folder: Path) -> Names:
    """The first term of each alert in en.toml and zh.toml, its plain name. Raises ResourceError."""
    english, chinese = _first_terms(folder / "en.toml"), _first_terms(folder / "zh.toml")
    return {code: (name, chinese.get(code, name)) for code, name in english.items()}


def try_out(channels: Sequence[Channel], site: str) -> Iterator[Notice]:
    """Send one notice that is marked as a test through each channel, once; what became of it."""
    notice = KeywordNotice(
        str(uuid4()), site, "test", "test keyword", "测试关键词", "red", local_now(), 0.0, test=True
    )
    for channel in channels:
        outcome, _ = _tried(channel, notice, TEST_ALERT)
        yield outcome


def local_now() -> datetime:
    """The wall clock as the ward reads it, aware."""
    return datetime.now().astimezone()


class Notifier:
    """Sends a notice of every alert that interrupts at one of `levels`, once per channel.

    An alert that rises to a higher level is told of again. One that is acknowledged, or falls
    below the levels, before a notice is out, is not told of. Each channel has a thread of its
    own, so that a slow one holds up no other. `on_notice` is called on these threads, perhaps by
    several at once, with what became of each notice.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        on_notice: OnNotice,
        *,
        names: Names,
        levels: Collection[str] = frozenset({"red"}),
        site: str = "",
        now: Callable[[], datetime] = local_now,
        tries_after_s: Sequence[float] = TRIES_AFTER_S,
    ) -> None:
        self._names, self._levels, self._site, self._now = names, levels, site, now
        self._lanes = [_Lane(channel, on_notice, tries_after_s) for channel in channels]
        self._recording = 0

    def begin_recording(self) -> None:
        """Alert numbers start again; what waits of the recording before is still sent."""
        self._recording += 1

    def notify(self, alert: LiveAlert) -> None:
        """Take an alert as it now is. Never waits."""
        key = (self._recording, alert.number)
        wanted = alert.interrupts and alert.level in self._levels
        rank = _RANK[alert.level] if wanted else 0
        why = "it was acknowledged" if alert.acknowledged_by else "its level fell"
        notice = self._notice(alert)
        for lane in self._lanes:
            lane.want(key, rank, notice, why)

    def close(self, wait_s: float = 2.0) -> None:
        """Send what waits without further delay; say of what is left after `wait_s` that it is."""
        until = time.monotonic() + wait_s
        for lane in self._lanes:
            lane.hurry()
        for lane in self._lanes:
            lane.end(until)

    def _notice(self, alert: LiveAlert) -> KeywordNotice:
        """Nothing of the alert but code, level and position; the words heard stay here."""
        code = alert.keyword if _CODE.fullmatch(alert.keyword) else "unknown"
        spelled = code.replace("_", " ")
        english, chinese = self._names.get(code, (spelled, spelled))
        return KeywordNotice(
            str(uuid4()),
            self._site,
            code,
            english,
            chinese,
            alert.level,
            self._now(),
            alert.start_s,
        )


Key = tuple[int, int]
"""Which recording since the start, and the alert's number in it."""


@dataclass(slots=True)
class _Job:
    key: Key
    notice: KeywordNotice
    due_s: float
    tries: int = 0
    last: bool = False


class _Lane:
    """One channel's thread and what waits for it."""

    def __init__(
        self, channel: Channel, on_notice: OnNotice, tries_after_s: Sequence[float]
    ) -> None:
        self._channel, self._on_notice, self._tries_after_s = channel, on_notice, tries_after_s
        self._waiting: dict[Key, _Job] = {}
        self._flying: _Job | None = None
        self._told: dict[Key, int] = {}
        self._outcomes: list[Notice] = []
        self._changed = threading.Condition()
        self._hurry = self._ended = False
        name = f"notices-{channel.channel}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def want(self, key: Key, rank: int, notice: KeywordNotice, why: str) -> None:
        """Send `notice` if the alert is of a higher rank than before; take back what is not."""
        with self._changed:
            if self._hurry:
                return
            before, waits = self._told.get(key, 0), key in self._waiting
            if rank > before or (waits and 0 < rank < before):
                self._put(_Job(key, notice, time.monotonic()), rank)
            elif rank < before and waits:
                del self._waiting[key]
                del self._told[key]
                self._outcomes.append(self._failed(key, f"not sent: {why} before it was out"))
            elif rank < before and self._flying is not None and self._flying.key == key:
                self._flying.last = True
            self._changed.notify()

    def hurry(self) -> None:
        with self._changed:
            self._hurry = True
            for job in self._waiting.values():
                job.due_s = 0.0
            self._changed.notify()

    def end(self, until_s: float) -> None:
        if threading.current_thread() is not self._thread:
            self._thread.join(max(0.0, until_s - time.monotonic()))
        with self._changed:
            self._ended = True
            left = [*self._waiting.values(), *([self._flying] if self._flying else [])]
            self._waiting.clear()
            self._flying = None
            outcomes, self._outcomes = self._outcomes, []
            self._changed.notify()
        outcomes += [
            self._failed(job.key, "not known to be delivered when ERScribe was closed")
            for job in left
        ]
        for outcome in outcomes:
            self._say(outcome)

    def _put(self, job: _Job, rank: int) -> None:
        if job.key not in self._waiting and len(self._waiting) >= _MOST_WAITING:
            self._outcomes.append(
                self._failed(job.key, f"not sent: {_MOST_WAITING} notices wait already")
            )
            return
        self._waiting[job.key] = job
        self._told[job.key] = rank

    def _run(self) -> None:
        while (work := self._next()) is not None:
            if isinstance(work, _Job):
                self._settle(work, *_tried(self._channel, work.notice, work.key[1]))
            else:
                self._say(work)

    def _next(self) -> "_Job | Notice | None":
        """What is to be told or tried now; waits for it. None when the lane is at its end."""
        with self._changed:
            while not self._ended:
                if self._outcomes:
                    return self._outcomes.pop(0)
                job = min(self._waiting.values(), key=lambda one: one.due_s, default=None)
                if job is None and self._hurry:
                    break
                wait_s = None if job is None else job.due_s - time.monotonic()
                if job is not None and wait_s is not None and wait_s <= 0:
                    self._flying = self._waiting.pop(job.key)
                    return job
                self._changed.wait(wait_s)
        return None

    def _settle(self, job: _Job, outcome: Notice, again: bool) -> None:
        with self._changed:
            if self._flying is not job:
                return  # the lane was ended, and has said so
            self._flying = None
            final = job.last or self._hurry or job.tries >= len(self._tries_after_s)
            if again and not final and job.key not in self._waiting:
                job.due_s = time.monotonic() + self._tries_after_s[job.tries]
                job.tries += 1
                self._waiting[job.key] = job
                return
            self._outcomes.append(outcome)

    def _say(self, outcome: Notice) -> None:
        with suppress(Exception):  # whatever the listener does, the next alert must go out
            self._on_notice(outcome)

    def _failed(self, key: Key, sentence: str) -> Notice:
        return Notice(key[1], self._channel.channel, False, sentence)


def _tried(channel: Channel, notice: KeywordNotice, alert: int) -> tuple[Notice, bool]:
    """One try: its outcome, and whether another may go better."""
    try:
        sentence = channel.send(notice)
    except NotDeliveredError as error:
        return Notice(alert, channel.channel, False, str(error)), error.again
    except ExportError as error:
        return Notice(alert, channel.channel, False, str(error)), False
    except Exception as error:  # noqa: BLE001 - a fault in one channel must not end its thread
        return Notice(alert, channel.channel, False, str(InternalError(error))), False
    return Notice(alert, channel.channel, True, sentence), False


def _first_terms(path: Path) -> dict[str, str]:
    try:
        alerts = tomllib.loads(path.read_text(encoding="utf-8"))["alerts"]
        return {code: " ".join(row["terms"][0].split()) for code, row in alerts.items()}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ResourceError(
            f"{path}: not a readable keyword list; install ERScribe again"
        ) from error
