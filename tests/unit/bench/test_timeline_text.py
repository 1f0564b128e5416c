"""A writer's plain text is the same recording as its row in a case file."""

from pathlib import Path

import pytest

from app.bench.timeline_text import rows
from app.bench.understanding_timeline import cases, outcome
from app.domain.errors import ResourceError

TEXT = (
    "# tl_en_x01\n"
    "S1\t1.0\tstart compressions\tcpr_start | start compressions\n"
    "S2\t3.5\tokay, shocking, back on\tshock | shocking | joules=200\tcpr_start | back on\n"
    "S1\t9.0\tjust watching\n"
    "\n"
    "# tl_en_x02\n"
    "S1\t0.5\tepi's in\tdrug | epi's in | drug=epinephrine dose=1 unit=mg\n"
)


def test_every_recording_is_a_row_with_its_utterances_and_events() -> None:
    first, second = rows(TEXT.splitlines())
    assert (first["id"], second["id"]) == ("tl_en_x01", "tl_en_x02")
    assert [one["text"] for one in first["utterances"]][2] == "just watching"
    assert first["events"] == [
        {"kind": "cpr_start", "utterance": 0, "phrase": "start compressions", "detail": {}},
        {"kind": "shock", "utterance": 1, "phrase": "shocking", "detail": {"joules": "200"}},
        {"kind": "cpr_start", "utterance": 1, "phrase": "back on", "detail": {}},
    ]
    assert second["events"][0]["detail"] == {"drug": "epinephrine", "dose": "1", "unit": "mg"}


def test_an_utterance_ends_before_the_next_begins() -> None:
    long = "S1\t1.0\t" + "and then " * 40 + "\nS2\t3.0\tyes\n"
    said = next(rows(("# a\n" + long).splitlines()))["utterances"]
    assert said[0]["end_s"] == 3.0
    assert 3.0 < said[1]["end_s"] < 4.0


def test_text_files_are_read_as_cases(tmp_path: Path) -> None:
    path = tmp_path / "en_x.txt"
    path.write_text(TEXT, encoding="utf-8")
    first, second = cases(path)
    assert first.language == "en"
    assert [one.kind for one in first.wanted] == ["cpr_start", "shock", "cpr_start"]
    assert first.wanted[1].at_s < first.wanted[2].at_s
    assert not outcome(second).missed


@pytest.mark.parametrize(
    "line", ["S1\tsoon\tyes", "S1\t1.0", "S1\t1.0\tyes\tdeath | no", "S1\t1.0\tyes\tdeath"]
)
def test_a_damaged_line_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "en_x.txt"
    path.write_text(f"# a\n{line}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="en_x"):
        cases(path)


def test_an_utterance_before_any_recording_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(rows(["S1\t1.0\tyes"]))
