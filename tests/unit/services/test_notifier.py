"""Whom the notifier tells, of what, how often, and what it keeps to itself."""

import json
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.domain.errors import ExportError
from app.domain.live import LiveAlert, Notice
from app.export.mllp import message
from app.export.notices import KeywordNotice
from app.export.peers import NotDeliveredError
from app.services.notices import (
    Channel,
    ChannelName,
    Notifier,
)

NAMES = {"cardiac_arrest": ("cardiac arrest", "心脏骤停")}
ALERT = LiveAlert(7, "cardiac_arrest", "audio", "amber", "high", "present", 71.3, 72.1)
RED = replace(ALERT, level="red", source="both", heard="cardiac arrest")
LONG_S = 20.0
AT = datetime(2026, 11, 22, 14, 3, 22, tzinfo=timezone(timedelta(hours=8)))


@dataclass
class FakeChannel:
    """Takes notices, or raises what is in `troubles`, one a try; waits while `held`."""

    channel: ChannelName = "webhook"
    troubles: list[Exception] = field(default_factory=list)
    sent: list[KeywordNotice] = field(default_factory=list)
    begun: queue.Queue[KeywordNotice] = field(default_factory=queue.Queue)
    free: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.free.set()

    def send(self, notice: KeywordNotice) -> str:
        self.begun.put(notice)
        assert self.free.wait(LONG_S)
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(notice)
        return "taken"


@dataclass
class Told:
    notifier: Notifier
    outcomes: "queue.Queue[Notice]"

    def next(self) -> Notice:
        return self.outcomes.get(timeout=LONG_S)

    def rest(self) -> list[Notice]:
        """What is told until the end."""
        self.notifier.close(LONG_S)
        return list(self.outcomes.queue)


@contextmanager
def notifier(
    *channels: Channel, levels: Sequence[str] = ("red",), tries_after_s: Sequence[float] = (0, 0)
) -> Iterator[Told]:
    outcomes: queue.Queue[Notice] = queue.Queue()
    made = Notifier(
        channels,
        outcomes.put,
        names=NAMES,
        levels=levels,
        site="ER 2",
        now=lambda: AT,
        tries_after_s=tries_after_s,
    )
    try:
        yield Told(made, outcomes)
    finally:
        made.close(LONG_S)


def test_a_red_alert_is_told_once_per_channel() -> None:
    web, post = FakeChannel("webhook"), FakeChannel("smtp")
    with notifier(web, post) as told:
        told.notifier.notify(RED)
        told.notifier.notify(replace(RED, heard="he is in cardiac arrest"))
        assert sorted(told.rest(), key=lambda one: one.channel) == [
            Notice(7, "smtp", True, "taken"),
            Notice(7, "webhook", True, "taken"),
        ]
    assert len(web.sent) == len(post.sent) == 1
    assert web.sent == post.sent


def test_what_is_told_is_name_level_place_and_time() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.notify(RED)
        told.rest()
    identity = web.sent[0].id
    assert web.sent[0] == KeywordNotice(
        identity, "ER 2", "cardiac_arrest", "cardiac arrest", "心脏骤停", "red", AT, 71.3
    )
    assert len(identity) == 36


def test_nothing_that_was_heard_leaves(tmp_path: Path) -> None:
    canary = replace(RED, heard="CANARY Mr Smith", keyword="CANARY of Mr Smith", acknowledged_by="")
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.notify(canary)
        told.rest()
    said = json.dumps(asdict(web.sent[0]), default=str) + web.sent[0].text + message(web.sent[0])
    assert "CANARY" not in said
    assert "Smith" not in said


def test_a_keyword_without_a_name_is_called_by_its_code() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.notify(replace(RED, keyword="new_word"))
        told.rest()
    assert (web.sent[0].name_en, web.sent[0].name_zh) == ("new word", "new word")


@pytest.mark.parametrize(
    "alert",
    [
        ALERT,
        replace(RED, level="grey"),
        replace(RED, acknowledged_by="sandbox"),
    ],
    ids=["amber", "grey", "acknowledged"],
)
def test_an_alert_that_does_not_ask_for_it_is_told_to_nobody(alert: LiveAlert) -> None:
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.notify(alert)
        assert told.rest() == []
    assert web.sent == []


def test_an_alert_that_rises_is_told_again_under_an_id_of_its_own() -> None:
    web = FakeChannel()
    with notifier(web, levels=("red", "amber")) as told:
        told.notifier.notify(ALERT)
        told.next()
        told.notifier.notify(RED)
        told.next()
        told.notifier.notify(ALERT)
        told.notifier.notify(RED)
        assert told.rest() == []
    assert [one.level for one in web.sent] == ["amber", "red"]
    assert web.sent[0].id != web.sent[1].id


def test_a_new_recording_begins_its_numbers_anew() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.notify(RED)
        told.notifier.begin_recording()
        told.notifier.notify(RED)
        told.rest()
    assert len(web.sent) == 2


def busy(web: FakeChannel, told: Told) -> None:
    """Keep the channel busy with another alert, so that the next one waits."""
    web.free.clear()
    told.notifier.notify(replace(RED, number=1))
    web.begun.get(timeout=LONG_S)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (replace(RED, acknowledged_by="sandbox"), "acknowledged"),
        (replace(RED, level="grey"), "level fell"),
        (ALERT, "level fell"),
    ],
)
def test_what_waits_is_taken_back_when_nobody_needs_it_any_more(
    change: LiveAlert, why: str
) -> None:
    web = FakeChannel()
    with notifier(web) as told:
        busy(web, told)
        told.notifier.notify(RED)
        told.notifier.notify(change)
        web.free.set()
        outcomes = sorted(told.rest(), key=lambda one: one.alert)
    assert [one.alert for one in outcomes] == [1, 7]
    assert not outcomes[1].delivered
    assert why in outcomes[1].sentence
    assert len(web.sent) == 1


def test_a_taken_back_notice_is_sent_when_the_alert_rises_again() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        busy(web, told)
        told.notifier.notify(RED)
        told.notifier.notify(ALERT)
        told.notifier.notify(RED)
        web.free.set()
        told.rest()
    assert len(web.sent) == 2


def test_of_a_waiting_alert_only_the_latest_level_is_told() -> None:
    web = FakeChannel()
    with notifier(web, levels=("red", "amber")) as told:
        busy(web, told)
        told.notifier.notify(RED)
        told.notifier.notify(ALERT)
        web.free.set()
        told.rest()
    assert [one.level for one in web.sent] == ["red", "amber"]


def test_a_failing_channel_is_tried_three_times_with_the_same_notice() -> None:
    web = FakeChannel(troubles=[NotDeliveredError("no answer") for _ in range(3)])
    with notifier(web) as told:
        told.notifier.notify(RED)
        assert told.next() == Notice(7, "webhook", False, "no answer")
        assert len({web.begun.get_nowait().id for _ in range(3)}) == 1
        assert web.begun.empty()


def test_a_second_try_may_deliver() -> None:
    web = FakeChannel(troubles=[NotDeliveredError("no answer")])
    with notifier(web) as told:
        told.notifier.notify(RED)
        assert told.next().delivered


@pytest.mark.parametrize(
    "trouble",
    [NotDeliveredError("refused", again=False), ExportError("refused")],
)
def test_a_refusal_is_not_tried_again(trouble: Exception) -> None:
    web = FakeChannel(troubles=[trouble])
    with notifier(web) as told:
        told.notifier.notify(RED)
        assert told.next() == Notice(7, "webhook", False, "refused")
    assert web.sent == []


def test_a_fault_in_a_channel_is_told_without_its_text_and_ends_nothing() -> None:
    web = FakeChannel(troubles=[KeyError("CANARY")])
    with notifier(web) as told:
        told.notifier.notify(RED)
        assert told.next().sentence == "internal error (KeyError)"
        told.notifier.notify(replace(RED, number=8))
        assert told.next().delivered


def test_a_listener_that_fails_ends_nothing() -> None:
    web = FakeChannel()

    def listen(notice: Notice) -> None:
        raise KeyError

    made = Notifier([web], listen, names=NAMES)
    made.notify(RED)
    made.notify(replace(RED, number=8))
    made.close(LONG_S)
    assert len(web.sent) == 2


def test_a_channel_that_hangs_holds_up_no_other_and_nobody() -> None:
    web, post = FakeChannel("webhook"), FakeChannel("smtp")
    with notifier(web, post) as told:
        web.free.clear()
        told.notifier.notify(RED)
        assert told.next() == Notice(7, "smtp", True, "taken")
        web.free.set()
        assert told.next().channel == "webhook"


def test_an_acknowledgement_ends_further_tries_of_what_is_under_way() -> None:
    web = FakeChannel(troubles=[NotDeliveredError("no answer") for _ in range(3)])
    with notifier(web) as told:
        web.free.clear()
        told.notifier.notify(RED)
        web.begun.get(timeout=LONG_S)
        told.notifier.notify(replace(RED, acknowledged_by="sandbox"))
        web.free.set()
        assert told.next().sentence == "no answer"
    assert len(web.troubles) == 2


def test_closing_tries_at_once_what_was_to_be_tried_later() -> None:
    web = FakeChannel(troubles=[NotDeliveredError("no answer")])
    with notifier(web, tries_after_s=(3600,)) as told:
        told.notifier.notify(RED)
        told.notifier.notify(replace(RED, number=8))
        assert told.next().alert == 8  # so the first one waits for its second try
        assert told.rest() == [Notice(7, "webhook", True, "taken")]


def test_closing_says_what_could_not_be_sent_and_says_it_once() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        busy(web, told)
        told.notifier.notify(RED)
        told.notifier.close(0.05)
        left = [told.next(), told.next()]
        web.free.set()
    assert {one.alert for one in left} == {1, 7}
    assert not any(one.delivered for one in left)
    assert all("when ERScribe was closed" in one.sentence for one in left)
    assert told.outcomes.empty()


def test_after_closing_nothing_is_sent() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        told.notifier.close()
        told.notifier.notify(RED)
        assert told.rest() == []
    assert web.sent == []


def test_a_flood_of_alerts_does_not_pile_up_without_end() -> None:
    web = FakeChannel()
    with notifier(web) as told:
        busy(web, told)
        for number in range(10, 120):
            told.notifier.notify(replace(RED, number=number))
        web.free.set()
        outcomes = told.rest()
    refused = [one for one in outcomes if not one.delivered]
    assert len(refused) == 10
    assert "wait already" in refused[0].sentence
