"""Lines and pages: nothing is lost, nothing is wider or longer than the paper."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.documents import ClinicalDocument
from app.domain.note_history import Piece
from app.export.paper import Paper, paper
from app.export.paper_blocks import Block, Heading, Line, Table, plain
from app.export.pdf_layout import BOTTOM_MM, LEFT_MM, RIGHT_MM, Drawn, Sheets, lay_out
from tests.documents import SIGNED_AT, SITE, documents, example


def wide(text: str, size_pt: float) -> float:
    """Chinese as wide as high, others half of that; a point is 0.353 mm."""
    return sum(0.353 if ord(letter) > 0x2E80 else 0.18 for letter in text) * size_pt


def laid(said: Paper) -> Sheets:
    return lay_out(said, wide, lambda text: text)


def said_by(sheets: Sheets) -> str:
    return "".join(one.text for page in sheets.pages for one in page)


def lines(*texts: str, size: float = 10.0, width: float = 60.0) -> list[str]:
    sheets = Sheets(wide, lambda text: text)
    found = sheets.lines([Piece("kept", text) for text in texts], width, size)
    return ["".join(one.text for one in line) for line in found]


@settings(max_examples=60)
@given(documents())
def test_every_text_is_drawn_and_none_leaves_the_paper(note: ClinicalDocument) -> None:
    said = paper(note, SITE)
    sheets = laid(said)
    whole = re.sub(r"\s", "", said_by(sheets))
    for block in said.blocks:
        if isinstance(block, Heading):
            assert re.sub(r"\s", "", block.text) in whole
        elif isinstance(block, Line):
            assert re.sub(r"\s", "", "".join(one.text for one in block.pieces)) in whole
    for drawn in (one for page in sheets.pages for one in page):
        assert inside(drawn)


def inside(drawn: Drawn) -> bool:
    hanging = wide(drawn.text, drawn.size_pt) - wide(drawn.text.rstrip(), drawn.size_pt)
    right = drawn.x_mm + drawn.width_mm - hanging
    return drawn.x_mm >= LEFT_MM and right <= RIGHT_MM + 0.01 and drawn.y_mm <= BOTTOM_MM + 1.3


@given(st.text(st.sampled_from("ab 胸痛，。（）W\n😀"), max_size=120))
def test_breaking_lines_loses_no_letter(text: str) -> None:
    assert "".join(lines(text)) == text.replace("\n", "")


def test_lines_are_broken_between_words_and_between_chinese_characters() -> None:
    assert lines("chest pain for two hours", width=30.0) == ["chest pain for ", "two hours"]
    assert lines("患者胸痛两小时", width=18.0) == ["患者胸痛两", "小时"]
    assert lines("体温36.8℃胸痛", width=18.5) == ["体温36.8℃", "胸痛"]
    assert lines("血压120/80", width=14.0) == ["血压", "120/80"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert lines("患者胸痛两，小时", width=18.0) == ["患者胸痛", "两，小时"]
    assert lines("患者胸痛（左）", width=18.0) == ["患者胸痛", "（左）"]


def test_a_number_stays_with_its_unit() -> None:
    assert lines("give 25 mg now", width=14.5) == ["give ", "25 mg ", "now"]
    assert lines("BP 120/80 mmHg.", width=25.0) == ["BP ", "120/80 mmHg."]
    assert lines("at 12 everybody", width=20.0) == ["at 12 ", "everybody"]


def test_a_word_wider_than_a_line_is_broken_within() -> None:
    found = lines("a " + "W" * 50)
    assert len(found) > 1
    assert "".join(found) == "a " + "W" * 50
    assert all(wide(line, 10.0) <= 60.0 for line in found)


def test_a_table_is_continued_under_its_head_and_its_rows_stay_whole() -> None:
    note = example("en")
    long = Table(tuple((f"row {n}", "x " * 60) for n in range(80)), (0.5, 0.5), ("what", "value"))
    sheets = laid(Paper("n", "t", "h", "en", SIGNED_AT, "1", ("whom", "which"), (long,)))
    assert len(sheets.pages) > 2
    for page in sheets.pages[1:]:
        assert [one.text for one in page[:2]] == ["what", "value"]
        assert next(one.text for one in page[2:] if one.text).startswith("row ")
    assert note.id.note_id not in said_by(sheets)


def test_a_cell_longer_than_a_page_goes_on_on_the_next() -> None:
    long = Table((("x " * 6000, "y"),), (0.5, 0.5), ("what", "value"))
    sheets = laid(Paper("n", "t", "h", "en", SIGNED_AT, "1", ("whom", "which"), (long,)))
    assert said_by(sheets).count("x") == 6000
    assert len(sheets.pages) > 2


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    for count in range(40, 60):
        blocks: tuple[Block, ...] = (*[plain("text")] * count, Heading("Plan"), plain("Rest."))
        sheets = laid(Paper("n", "t", "h", "en", SIGNED_AT, "1", ("whom", "which"), blocks))
        assert any({"Plan", "Rest."} <= {one.text for one in page} for page in sheets.pages)
