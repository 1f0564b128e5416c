"""Sends what waits in the outbox: one message at a time per store, in order, until it is filed.

A message may leave when no earlier one of the same patient waits for the same destination. One that
is refused holds back only what follows it about the same note there, since an amendment must not
come before its original; the patient's other notes go on. Whatever a try came to, the next one
sends the same bytes under the same id; so a try that was cut off is made again.
Who lost the lease meanwhile says nothing about its last try.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from app.domain.access import Actor, AuditEvent, Detail
from app.domain.access import Outcome as AuditOutcome
from app.domain.errors import AppError, IntegrityError, InternalError, StoreError
from app.domain.outgoing import Destination, Message, Outcome, SendState, Way
from app.services.access import authorize
from app.services.delivery_lease import Lease
from app.services.outgoing import Target
from app.store.audit import append
from app.store.database import Database, Transaction
from app.store.outbox import add_step, message, steps
from app.store.outbox_lines import Line, waiting
from app.store.relations import encounter_of

Ways = Mapping[Target, Way]
"""The ways out that are open now, by destination and form."""
DAMAGED: Final = "damaged"
"""Code of the rejection of a message whose bytes are not those that were queued."""

_log = logging.getLogger(__name__)
_CODE: Final = re.compile(r"[A-Za-z0-9._-]{0,32}", re.ASCII)
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds. first_s doubles with each try up to longest_s.

    lease_s: longer than any try. look_s: how often a store is looked at in which nobody here
    queued anything. limited: so many tries of an outcome that says so. close_s: how long closing
    waits for a try that is under way. breath_s: pause between two messages, in which others get at
    the store.
    """

    first_s: float = 2.0
    longest_s: float = 300.0
    lease_s: float = 90.0
    look_s: float = 10.0
    limited: int = 5
    most_wait_s: float = 3600.0
    close_s: float = 1.0
    breath_s: float = 0.05

    def after(self, tries: int) -> float:
        return float(min(self.longest_s, self.first_s * 2 ** min(tries - 1, 30)))


@dataclass(slots=True)
class _Rest:
    """A destination that said nothing is left alone for a while as a whole. until_s: monotonic."""

    silences: int = 0
    until_s: float = 0.0


@dataclass(slots=True)
class Sent:
    """What a run came to. busy: somebody else sends, so nothing was done. silent: who said
    nothing, and was not asked again."""

    acked: int = 0
    rejected: int = 0
    failed: int = 0
    busy: bool = False
    told: list[tuple[str, SendState, str]] = field(default_factory=list)
    """Message, how it stands, and the sentence."""
    silent: set[Target] = field(default_factory=set)


class Sender:
    """Between `with` and its end a thread sends; `send_now` sends once in the caller's own."""

    def __init__(
        self,
        database: Callable[[], Database],
        ways: Callable[[], Ways],
        workstation: str = "",
        pace: Pace | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """ways: asked for before each look. changed: called on the thread when a try is over."""
        self._database, self._ways, self._changed = database, ways, changed
        self._actor = Actor("export", "Export", "export_service", workstation=workstation)
        self._pace = pace or Pace()
        self._lease = Lease(self._pace.lease_s)
        self._rests: dict[Target, _Rest] = {}
        self._woken, self._closed = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Sender":
        """May be entered again: each thread has an end of its own, should one be left behind."""
        self._closed = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._closed,), daemon=True, name="outbox"
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """A try that does not end is left behind; the next sender makes it again."""
        self._closed.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(self._pace.close_s)

    def wake(self) -> None:
        """Something was queued. Called from any thread; never waits."""
        self._woken.set()

    def send_now(self) -> Sent:
        """One try of each message that may leave, due or not; of what follows it, too.

        Raises StoreError, SettingsError, AccessError.
        """
        sent = Sent()
        while not self._closed.is_set():
            ways = {to: way for to, way in self._ways().items() if to not in sent.silent}
            taken = self._take(ways, {one for one, _, _ in sent.told}, at_once=True)
            if not isinstance(taken, _Taken):
                sent.busy |= taken == _BUSY
                return sent
            self._deliver(taken, sent)
            self._closed.wait(self._pace.breath_s)
        return sent

    # --- the thread

    def _run(self, closed: threading.Event) -> None:
        while not closed.is_set():
            wait_s = self._pace.look_s
            try:
                wait_s = self._round(closed)
            except AppError:
                wait_s = self._pace.look_s  # of the store or the settings; they are asked again
            except Exception as error:  # noqa: BLE001 - top; its text may quote a patient
                _log.error("outbox: %s", type(error).__name__)
            self._woken.wait(wait_s)
            self._woken.clear()

    def _round(self, closed: threading.Event) -> float:
        """Send what is due; seconds until more may be."""
        while not closed.is_set():
            taken = self._take(self._ways(), frozenset())
            if not isinstance(taken, _Taken):
                return taken
            self._deliver(taken, Sent())
            self._changed()
            closed.wait(self._pace.breath_s)
        return 0.0

    # --- one message

    def _take(
        self, ways: Ways, done: "set[str] | frozenset[str]", *, at_once: bool = False
    ) -> "_Taken | float":
        """The next message, its try begun in the store; or for how long there is none.

        done: not tried again. at_once: whether or not it is due.
        """
        database = self._database()
        with database.transaction() as transaction:
            now = datetime.now(UTC)
            lines = [one for one in _heads(waiting(transaction)) if _target(one) in ways]
            lines = [one for one in lines if one.id not in done]
            if not lines:
                self._lease.let_go(transaction)
                return self._pace.look_s
            if not self._lease.hold(transaction):
                return _BUSY if at_once else min(self._pace.look_s, self._pace.lease_s / 4)
            due = [(0.0 if at_once else self._wait_s(one, now), one) for one in lines]
            ready = [one for wait_s, one in due if wait_s <= 0]
            if not ready:
                self._lease.let_go(transaction)
                return min(self._pace.look_s, *(wait_s for wait_s, _ in due))
            authorize(self._actor, "export.send", profile=database.profile)
            chosen = min(ready, key=lambda one: (one.tries, one.number))
            return self._begun(transaction, chosen, ways[_target(chosen)], now)

    def _begun(self, transaction: Transaction, one: Line, way: Way, now: datetime) -> "_Taken":
        try:
            found = message(transaction, one.id)
        except IntegrityError as error:
            self._settle(transaction, one, Outcome("rejected", DAMAGED, str(error)), now)
            return _Taken(one, None, way)
        return _Taken(one, found, way, add_step(transaction, one.id, "sending", now))

    def _deliver(self, taken: "_Taken", sent: Sent) -> None:
        one = taken.line
        if taken.message is None:
            sent.rejected += 1
            sent.told.append((one.id, "rejected", "it is not as it was queued"))
            return
        outcome = self._tried(taken.way, taken.message)
        self._rest(_target(one), outcome)
        if outcome.state == "retry" and not outcome.code:
            sent.silent.add(_target(one))
        with self._database().transaction() as transaction:
            if not self._lease.hold(transaction) or not _is_ours(transaction, taken):
                sent.busy = True  # whoever took over makes the try again, or has
                sent.told.append((one.id, "sending", outcome.sentence))
                return
            state = self._settle(transaction, one, outcome, datetime.now(UTC))
        sent.acked += state == "acked"
        sent.rejected += state == "rejected"
        sent.failed += state == "retry"
        sent.told.append((one.id, state, outcome.sentence))

    def _tried(self, way: Way, one: Message) -> Outcome:
        def committed(code: str) -> None:
            """The answer that matters is still to come, so nothing fails with this one."""
            with suppress(StoreError), self._database().transaction() as transaction:
                if self._lease.hold(transaction):
                    add_step(transaction, one.id, "committed", datetime.now(UTC), code=_code(code))

        try:
            return way.deliver(one.id, one.payload, committed)
        except Exception as error:  # noqa: BLE001 - a fault in one way must not stop the others
            return Outcome("retry", "", str(InternalError(error)))

    def _settle(
        self, transaction: Transaction, one: Line, outcome: Outcome, now: datetime
    ) -> SendState:
        """Keep what a try came to, with the audit row of what left or was refused."""
        code, tries = _code(outcome.code), one.tries + 1
        given_up = outcome.state == "retry" and self._is_last(transaction, one, outcome)
        state: SendState = "rejected" if given_up else outcome.state
        due_at = None
        if state == "retry":
            wait_s = max(self._pace.after(tries), min(outcome.wait_s, self._pace.most_wait_s))
            due_at = now + timedelta(seconds=wait_s)
        add_step(
            transaction,
            one.id,
            state,
            now,
            code=code,
            sentence=outcome.sentence[:_LONGEST],
            due_at=due_at,
        )
        if state != "retry":
            said: AuditOutcome = 0 if state == "acked" else 4 if given_up else 8
            append(transaction, _event(transaction, self._actor, one, said, code, tries, now))
        return state

    def _is_last(self, transaction: Transaction, one: Line, outcome: Outcome) -> bool:
        """Whether a try that only so many may follow was the last of them."""
        if not outcome.limited:
            return False
        before = 0
        for step in reversed(steps(transaction, one.id)):
            if step.state == "queued":
                break
            before += step.state == "retry" and step.code == _code(outcome.code)
        return before + 1 >= self._pace.limited

    # --- when

    def _wait_s(self, one: Line, now: datetime) -> float:
        """Seconds until it may be tried; a clock that was set back makes nobody wait longer."""
        rest_s = self._rests.get(_target(one), _Rest()).until_s - time.monotonic()
        due_at = one.last.due_at
        due_s = 0.0 if due_at is None else (due_at - now).total_seconds()
        most_s = max(self._pace.longest_s, self._pace.most_wait_s)
        return max(rest_s, 0.0 if due_s > most_s else due_s)

    def _rest(self, target: Target, outcome: Outcome) -> None:
        """Who says nothing to one message says nothing to the next one: all wait together, so that
        a dead receiver does not use up the time of the others."""
        rest = self._rests.setdefault(target, _Rest())
        if outcome.state == "retry" and not outcome.code:
            rest.silences += 1
            rest.until_s = time.monotonic() + self._pace.after(rest.silences)
        else:
            rest.silences, rest.until_s = 0, 0.0


@dataclass(frozen=True, slots=True)
class _Taken:
    """A try that has begun with a step; message: None where its bytes are damaged."""

    line: Line
    message: Message | None
    way: Way
    step: int = 0


_BUSY: Final = -1.0


def _target(one: Line) -> Target:
    return one.destination, one.form


def _is_ours(transaction: Transaction, begun: _Taken) -> bool:
    """Whether nobody moved the message on since its try was begun here."""
    later = steps(transaction, begun.line.id)[begun.step :]
    return all(one.state == "committed" for one in later)


def _heads(lines: tuple[Line, ...]) -> list[Line]:
    """The first of each lane at each destination; what is held lets others pass."""
    found: dict[tuple[Destination, str, str], Line] = {}
    for one in lines:
        if not one.held:
            found.setdefault((one.destination, one.form, one.lane), one)
    return list(found.values())


def _code(text: str) -> str:
    """A code and nothing else, whatever a receiver says."""
    return text if _CODE.fullmatch(text) else "?"


def _event(
    transaction: Transaction,
    actor: Actor,
    one: Line,
    outcome: AuditOutcome,
    code: str,
    tries: int,
    at: datetime,
) -> AuditEvent:
    encounter, patient = encounter_of(transaction, one.note_id, None, None)
    detail: Detail = {
        "destination": one.destination,
        "form": one.form,
        "act": one.act,
        "message": one.id,
        "sha256": one.sha256,
        "tries": tries,
        "code": code,
    }
    return AuditEvent(
        at,
        actor,
        "EXP-SEND",
        "R",
        outcome,
        "note",
        one.note_id,
        one.version,
        encounter,
        patient,
        "" if not outcome else "rejected",
        detail,
    )
