"""One table of what is read out of words; each point can be measured alone."""

import io
from pathlib import Path

import pytest

from app.bench.understanding import SETS, TEN_MINUTES, UnderstandingBench, run
from app.domain.errors import ResourceError
from tests.understood import understander

CASES = Path(__file__).resolve().parents[2] / "data"


def table(*sets: str, corpora: Path | None = None) -> list[str]:
    out = io.StringIO()
    run(out, UnderstandingBench(CASES, corpora, sets=sets), understander())
    return out.getvalue().splitlines()


def test_a_point_is_measured_alone_on_the_open_cases() -> None:
    head, _, *rows = table("timeline")
    assert head.startswith("| model | set | n |")
    assert {row.split(" | ")[1] for row in rows} >= {"en_open", "zh_open"}


def test_both_hands_queries_stand_in_the_open_table() -> None:
    sets = {row.split(" | ")[1] for row in table("numbers")[2:]}
    assert {
        "queries_en open (en)",
        "queries_hard_en open (en)",
        "values_hard_en (en)",
        "queries_hard2_en open (en)",
        "queries_hard3_en open (en)",
        "values_hard2_en (en)",
        "values_hard3_en (en)",
        "queries_more_en open (en)",
        "queries_more_zh open (zh)",
        "queries_spoken_en open (en)",
        "queries_spoken_zh open (zh)",
        "queries_hard_zh open (zh)",
        "values_hard_zh (zh)",
        "values_hard3_zh (zh)",
    } <= sets


def test_without_corpora_what_needs_them_is_left_out() -> None:
    assert len(table("extraction", "routing")) == 2


def test_the_consultations_of_a_corpus_are_found_for_roles(tmp_path: Path) -> None:
    talks = tmp_path / "primock57" / "transcripts"
    talks.mkdir(parents=True)
    lines = {
        "doctor": "Hello, how can I help you today, and when did it all start?",
        "patient": "I feel sick and my stomach hurts, it started this morning.",
    }
    for at, (who, line) in enumerate(lines.items()):
        grid = f'xmin = {at}.0 \nxmax = {at}.9 \ntext = "{line}"'
        path = talks / f"day1_consultation02_{who}.TextGrid"
        path.write_text(grid, encoding="utf-8")
    assert any("PriMock57" in row for row in table("roles", corpora=tmp_path))
    assert not any("PriMock57" in row for row in table("roles"))


def test_the_cost_is_of_ten_minutes_in_both_languages() -> None:
    rows = table("cost")[2:]
    assert [row.split(" | ")[1] for row in rows] == [
        f"{TEN_MINUTES} words, {code}" for code in ("en", "zh")
    ]


def test_a_set_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(ResourceError, match="no set is called moods; sets: context, ") as refused:
        table("moods")
    assert all(name in str(refused.value) for name in SETS)
