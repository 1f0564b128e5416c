"""What was said and what was marked become one log."""

from datetime import UTC, datetime

from app.domain.code_events import CodeEvent
from app.domain.code_record import record_of
from app.domain.code_spoken import SpokenEvent, SpokenKind, differing, merged
from app.domain.code_timeline import Marked, Pause, pauses
from app.domain.transcript import Transcript, Utterance, Word

AT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def said(kind: SpokenKind, at_s: float, **details: str) -> SpokenEvent:
    return SpokenEvent(kind, at_s, "u1", 0, 1, "so it was", details=details)


def pressed(kind: str, at_s: float | None, value: str = "", gone: bool = False) -> CodeEvent:
    return CodeEvent(1, "r1", "", kind, at_s, AT, "house", value, AT if gone else None)


def test_one_kind_within_thirty_seconds_is_one_event_with_both_sources() -> None:
    lines = merged([said("shock", 100.0, joules="200")], [pressed("shock", 129.0, "200 J")])
    assert len(lines) == 1
    assert lines[0].at_s == 100.0
    assert lines[0].values == ("200 J", "200 J")
    assert not differing(lines[0])


def test_later_or_other_events_stay_apart() -> None:
    lines = merged([said("shock", 100.0)], [pressed("shock", 131.0), pressed("rhythm", 100.0)])
    assert [(one.kind, one.said is None) for one in lines] == [
        ("shock", False),
        ("rhythm", True),
        ("shock", True),
    ]


def test_of_several_the_nearest_are_one() -> None:
    lines = merged([said("shock", 100.0), said("shock", 125.0)], [pressed("shock", 120.0)])
    assert [one.marked is not None for one in lines] == [False, True]


def test_a_key_of_a_drug_meets_only_that_drug() -> None:
    epi, amio = said("drug", 10.0, drug="epinephrine"), said("drug", 12.0, drug="amiodarone")
    lines = merged([epi, amio], [pressed("adrenaline", 11.0), pressed("drug", 12.0, "mag 2 g")])
    assert [(one.drug, one.said is None, one.marked is None) for one in lines] == [
        ("epinephrine", False, False),
        ("amiodarone", False, True),
        ("", True, False),
    ]
    assert merged([], [pressed("adrenaline", 5.0)])[0].drug == "epinephrine"
    calcium = said("drug", 11.0, drug="calcium")
    assert merged([calcium], [pressed("drug", 12.0)])[0].marked is not None


def test_what_was_taken_back_or_has_no_place_is_left_out() -> None:
    assert merged([], [pressed("shock", 5.0, gone=True), pressed("shock", None)]) == ()


def test_different_numbers_of_the_two_sources_are_shown_as_a_doubt() -> None:
    line = merged([said("shock", 1.0, joules="150")], [pressed("shock", 2.0, "200 J")])[0]
    assert differing(line)
    dose = said("drug", 1.0, drug="epinephrine", dose="1", unit="mg")
    assert not differing(merged([dose], [pressed("adrenaline", 2.0, "1 mg")])[0])
    assert not differing(merged([dose], [pressed("adrenaline", 2.0)])[0])


def test_pauses_end_with_compressions_or_a_pulse() -> None:
    marks = [
        Marked("cpr_start", 0.0),
        Marked("cpr_stop", 60.0),
        Marked("cpr_stop", 62.0),
        Marked("cpr_start", 70.0),
        Marked("cpr_stop", 100.0),
        Marked("rosc", 104.0),
        Marked("cpr_stop", 110.0),
    ]
    assert pauses(marks, 130.0) == (Pause(60.0, 10.0), Pause(100.0, 4.0), Pause(110.0, 20.0))
    assert pauses([Marked("cpr_start", 1.0)], 9.0) == ()


def test_the_record_counts_from_its_first_event_until_the_last_word() -> None:
    words = (Word("start", 10.0, 10.5, 1.0), Word("on", 99.0, 110.0, 1.0))
    heard = Transcript((Utterance("u1", "S1", "en", words, "physician"),))
    events = [
        said("cpr_start", 10.0),
        said("drug", 20.0, drug="epinephrine"),
        said("shock", 40.0),
        said("cpr_stop", 60.0),
    ]
    record = record_of("n1", heard, events, [pressed("adrenaline", 90.0)], {"house": "Dr. House"})
    assert record.start_s == 10.0
    assert record.intervals.first_shock_s == 30.0
    assert record.intervals.first_adrenaline_s == 10.0
    assert record.intervals.adrenaline_s == 70.0
    assert record.intervals.compressions == 0.5
    assert record.pauses == (Pause(60.0, 50.0),)
    assert record.said_by == {"u1": "S1 (physician)"}
    assert record_of("n1", Transcript(()), [], [], {}).start_s == 0.0
