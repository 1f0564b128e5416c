"""Figures about the code log count each event once and say when a file is none."""

import json
from pathlib import Path

import pytest

from app.bench.understanding_timeline import cases, figures, kinds, outcome
from app.domain.errors import ResourceError

LINES: list[tuple[str, float, str, list[tuple[str, str, dict[str, int]]]]] = [
    ("S1", 1.0, "start compressions", [("cpr_start", "start compressions", {})]),
    ("S1", 9.0, "charge to 200", []),
    ("S1", 15.0, "clear, shock", [("shock", "shock", {"joules": 150})]),
    ("S2", 20.0, "nothing of it", [("death", "nothing", {})]),
    ("S2", 25.0, "hold compressions", []),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    said = [
        {"speaker": who, "start_s": at_s, "end_s": at_s + 2.0, "text": text}
        for who, at_s, text, _ in LINES
    ]
    events = [
        {"kind": kind, "utterance": index, "phrase": phrase, "detail": detail}
        for index, (_, _, _, found) in enumerate(LINES)
        for kind, phrase, detail in found
    ]
    written = tmp_path / "made_up.jsonl"
    written.write_text(json.dumps({"id": "t1", "utterances": said, "events": events}) + "\n\n")
    return written


def test_missed_and_false_events_are_told_apart(path: Path) -> None:
    found = outcome(cases(path)[0])
    assert [wanted.kind for wanted, _ in found.right] == ["cpr_start", "shock"]
    assert [one.kind for one in found.missed] == ["death"]
    assert [one.kind for one in found.false] == ["cpr_stop"]
    assert (found.f1.part, found.f1.whole) == (4.0, 6.0)


def test_every_figure_has_its_count_and_interval(path: Path) -> None:
    lines = {one.measure: one for one in figures([path])}
    assert round(lines["event F1"].value, 1) == 66.7
    assert lines["details exact"].value == 0.0
    assert lines["details exact"].count == 1
    assert lines["within 2 s"].value == 100.0
    assert all(one.low <= one.value <= one.high for one in lines.values())
    assert list(kinds([path])) == [
        ("cpr_start", 1, 1, 0),
        ("cpr_stop", 0, 0, 1),
        ("death", 1, 0, 0),
        ("shock", 1, 1, 0),
    ]


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": 1}')
    with pytest.raises(ResourceError, match=r"other\.jsonl"):
        cases(other)
