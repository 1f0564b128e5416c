"""The log of a resuscitation leaves as CSV, tab-separated and as text."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.code_events import CodeEvent
from app.domain.code_record import CodeRecord, record_of
from app.domain.code_spoken import SpokenEvent
from app.domain.transcript import Transcript, Utterance, Word
from app.export.code_table import COLUMNS, code_table

AT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def record(heard: str = "back on the chest") -> CodeRecord:
    words = (Word("x", 60.0, 400.0, 1.0),)
    transcript = Transcript((Utterance("u1", "S1", "en", words),))
    said = [
        SpokenEvent("cpr_start", 62.0, "u1", 0, 3, heard),
        SpokenEvent("shock", 92.0, "u1", 0, 0, "shock", "unsure", {"joules": "150"}),
        SpokenEvent("drug", 130.0, "u1", 0, 2, "epi in", details={"drug": "epinephrine"}),
        SpokenEvent("cpr_stop", 200.0, "u1", 0, 0, "stop"),
        SpokenEvent("rosc", 212.0, "u1", 0, 0, "pulse"),
        SpokenEvent("death", 399.0, "u1", 0, 0, "time of death"),
    ]
    marked = [
        CodeEvent(1, "r1", "", "shock", 95.0, AT, "house", "200 J"),
        CodeEvent(2, "r1", "", "other", 300.0, AT, "house", "x-ray"),
        CodeEvent(3, "r1", "", "adrenaline", 310.0, AT, "house", "1 mg"),
    ]
    return record_of("n1", transcript, said, marked, {"house": "Dr. House"})


def test_the_table_has_a_line_for_each_event_with_both_sources() -> None:
    rows = list(csv.DictReader(io.StringIO(code_table(record(), "csv"))))
    assert tuple(rows[0]) == COLUMNS
    shock = rows[1]
    assert shock["minute"] == "00:30"
    assert (shock["value_said"], shock["value_marked"]) == ("150 J", "200 J")
    assert (shock["source"], shock["certainty"]) == ("both", "differs")
    assert (shock["said_by"], shock["marked_by"]) == ("S1", "Dr. House")
    assert [row["source"] for row in rows].count("marked") == 2


def test_tabs_part_the_cells_where_asked() -> None:
    first = code_table(record(), "tsv").splitlines()[0]
    assert first.split("\t") == list(COLUMNS)


def test_no_cell_is_a_formula_for_a_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(code_table(record("=1+1"), "csv"))))
    assert rows[0]["heard"] == "'=1+1"


def test_the_text_has_intervals_and_says_what_is_in_doubt() -> None:
    text = code_table(record(), "txt")
    for wanted in (
        "a draft that somebody must check",
        "00:30  [01:32]  Shock: 150 J | 200 J  (said and marked; said and marked values differ",
        "      S1: back on the chest",
        "First shock: 00:30 (from the first event)",
        "Adrenaline interval, mean: 03:00",
        "ROSC: 02:30",
        "Pauses of compressions: 1, longest 12 s",
        "Time with compressions: 41 %",
    ):
        assert wanted in text


def test_chinese_notes_have_chinese_words() -> None:
    text = code_table(replace(record(), language="zh"), "txt")
    assert "电击: 150 J | 200 J" in text
    assert "首次电击: 00:30" in text


def test_nothing_said_is_a_sentence() -> None:
    empty = record_of("n1", Transcript(()), [], [], {})
    assert code_table(empty, "txt") == "No event of a resuscitation was said or marked.\n"
    assert code_table(empty, "csv").count("\n") == 1
