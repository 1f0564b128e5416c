from pathlib import Path

import pytest

from app import __version__
from app.bench.evaluation import Figure, conditions, table, write_section
from app.domain.errors import ResourceError

FIGURE = Figure("recognizer-embedded", "en_sentences", 200, "WER", 21.68, 19.0, 24.8, "%", "<= 6")


def test_a_figure_is_one_row_under_its_heading() -> None:
    heading, rule, row = table([FIGURE]).splitlines()
    assert heading.count("|") == rule.count("|") == row.count("|") == 7
    assert row == (
        "| recognizer-embedded | en_sentences | 200 | WER 21.7 % | 19.0 to 24.8 | <= 6 |"
    )


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "EVALUATION.md"
    write_section("first", "One", "old figures", page)
    write_section("second", "Two", "kept figures", page)
    before = page.read_text("utf-8")
    write_section("first", "One again", "new figures", page)
    text = page.read_text("utf-8")
    assert "old figures" not in text
    assert text.index("## One again\n\nnew figures") < text.index("## Two\n\nkept figures")
    write_section("first", "One", "old figures", page)
    assert page.read_text("utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["EVALUATION.md"]


def test_words_written_outside_the_sections_stay(tmp_path: Path) -> None:
    page = tmp_path / "EVALUATION.md"
    write_section("first", "One", "figures", page)
    page.write_text(page.read_text("utf-8") + "\nA remark.\n", encoding="utf-8")
    write_section("first", "One", "other figures", page)
    assert page.read_text("utf-8").endswith("\nA remark.\n")


def test_a_page_with_damaged_markers_is_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "EVALUATION.md"
    write_section("first", "One", "figures", page)
    damaged = page.read_text("utf-8").replace("<!-- end first -->", "")
    page.write_text(damaged, encoding="utf-8")
    with pytest.raises(ResourceError, match="'first' are damaged"):
        write_section("first", "One", "new", page)
    assert page.read_text("utf-8") == damaged


def test_a_page_that_can_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="cannot be written"):
        write_section("first", "One", "new", tmp_path / "absent" / "EVALUATION.md")


def test_a_name_that_would_break_the_markers_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no section name"):
        write_section("one -->", "One", "new", tmp_path / "EVALUATION.md")


def test_the_conditions_name_date_and_versions() -> None:
    line = conditions()
    assert line.startswith("Measured 20")
    assert f"ERScribe {__version__}" in line
    assert "faster-whisper 1." in line
