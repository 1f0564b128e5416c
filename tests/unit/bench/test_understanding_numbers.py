"""Figures of spoken values and number queries out of case files."""

import json
from pathlib import Path

import pytest

from app.bench.evaluation import Figure
from app.bench.understanding_numbers import figures
from app.domain.errors import ResourceError

VALUES: tuple[dict[str, object], ...] = (
    {
        "heard": "fentanyl fifty mics",
        "values": [
            {"first": 1, "last": 2, "written": "50 mcg", "kind": "dose", "name": "fentanyl",
             "number": "50", "unit": "ug"},
        ],
        "flag": "sound_alike",
    },
    {"heard": "no one came", "values": [], "flag": None},
    {
        "heard": "give twelve units",
        "values": [
            {"first": 1, "last": 2, "written": "20 units", "kind": "dose", "name": None,
             "number": "20", "unit": "U"},
        ],
        "flag": None,
    },
)  # fmt: skip
QUERIES: tuple[dict[str, object], ...] = (
    {"part": "open", "text": "GCS 18 and talking", "age_years": 40, "sex": "male",
     "query": "implausible", "words": "GCS 18"},
    {"part": "open", "text": "HR 80 and talking", "age_years": 40, "sex": "male",
     "query": None, "words": None},
    {"part": "other", "text": "GCS 19", "age_years": 40, "sex": "male", "query": None,
     "words": None},
)  # fmt: skip


def written(path: Path, cases: tuple[dict[str, object], ...]) -> Path:
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return path


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Figure]:
    values = written(tmp_path / "values.jsonl", VALUES)
    queries = written(tmp_path / "queries.jsonl", QUERIES)
    return {one.measure: one for one in figures({"en": values}, {"en": queries})}


def test_values_count_as_right_only_with_span_form_and_unit(found: dict[str, Figure]) -> None:
    right = found["values right (span, written, unit)"]
    assert (right.count, right.value) == (2, 50.0)
    assert right.low < 50 < right.high
    assert found["silently wrong numbers"].value == 50.0
    assert found["sound-alikes flagged"].value == 100.0
    assert found["flagged without need"].value == 0.0
    assert found["lines without value left alone"].value == 100.0


def test_only_the_asked_part_of_the_queries_counts(found: dict[str, Figure]) -> None:
    assert (found["queries right"].count, found["queries right"].value) == (1, 100.0)
    quiet = found["lines without query that raise one"]
    assert (quiet.count, quiet.value, quiet.goal) == (1, 0.0, "<= 5")
    assert found["query implausible right"].count == 1


def test_values_marked_in_running_text_are_measured_without_kinds(tmp_path: Path) -> None:
    path = tmp_path / "spoken.txt"
    path.write_text(
        "# by nobody\n! give <fifty mics=50 mcg=ug> now\ngive <two=3=>\n", encoding="utf-8"
    )
    found = {one.measure: one for one in figures({"en": path}, {})}
    right = found["values right (span, written, unit)"]
    assert (right.count, right.value) == (2, 50.0)
    assert found["sound-alikes flagged"].count == 1
    assert "kind and name right too" not in found


def test_a_mark_without_its_three_parts_is_named(tmp_path: Path) -> None:
    path = tmp_path / "spoken.txt"
    path.write_text("give <fifty mics=50 mcg> now\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"spoken\.txt"):
        list(figures({"en": path}, {}))


def test_a_file_that_is_no_list_of_cases_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none\.jsonl"):
        list(figures({"en": tmp_path / "none.jsonl"}, {}))
