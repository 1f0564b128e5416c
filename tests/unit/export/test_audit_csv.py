"""The audit log as CSV, sortable by each of its fields."""

import csv
import io
import json
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit import AuditRow
from app.export.audit_csv import FIELDS, ordered, write, write_lines
from tests.unit.export.test_audit_fhir import ROW

NINE = (
    "at",
    "user_id",
    "role",
    "workstation",
    "patient_key",
    "object_id",
    "code",
    "action",
    "outcome",
)
TEXTS = st.sampled_from(["", "a", "b", "病历", "A"])


def some_rows() -> st.SearchStrategy[list[AuditRow]]:
    one = st.builds(
        replace,
        st.just(ROW),
        utc_ms=st.integers(0, 5_000),
        user_id=TEXTS,
        role=TEXTS,
        workstation=TEXTS,
        patient_key=TEXTS,
        object_id=TEXTS,
        code=TEXTS,
        action=st.sampled_from("CRUDE"),
        outcome=st.sampled_from([0, 4, 8, 12]),
    )
    return st.lists(one, max_size=12).map(
        lambda found: [replace(row, seq=seq) for seq, row in enumerate(found, 1)]
    )


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", NINE)
@given(rows=some_rows())
def test_rows_are_sorted_by_any_field_and_none_is_lost(
    rows: list[AuditRow], field: str, descending: bool
) -> None:
    found = ordered(reversed(rows), field, descending=descending)
    assert sorted(row.seq for row in found) == [row.seq for row in rows]
    values = [row.utc_ms if field == "at" else asdict(row)[field] for row in found]
    assert values == sorted(values, reverse=descending)
    for before, after in pairwise(found):
        if asdict(before).get(field, before.utc_ms) == asdict(after).get(field, after.utc_ms):
            assert before.seq < after.seq


def test_the_file_says_what_the_rows_say() -> None:
    file = io.StringIO(newline="")
    write([ROW, replace(ROW, seq=8, detail_json='{"a":"x, \\"y\\""}')], file)
    file.seek(0)
    first, second = csv.DictReader(file)
    assert tuple(first) == FIELDS
    assert first["at"] == "2026-11-22T20:00:00.123+08:00"
    assert first == {"at": first["at"], **{name: str(one) for name, one in asdict(ROW).items()}}
    assert second["detail_json"] == '{"a":"x, \\"y\\""}'


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_text(text: str) -> None:
    file = io.StringIO(newline="")
    write([replace(ROW, reason=text)], file)
    file.seek(0)
    (row,) = csv.DictReader(file)
    assert row["reason"] == "'" + text


@pytest.mark.parametrize("text", ["+08:00", "-05:30", "-7", "a=1", "", "护士=1"])
def test_other_cells_are_as_they_are(text: str) -> None:
    file = io.StringIO(newline="")
    write([replace(ROW, reason=text)], file)
    file.seek(0)
    (row,) = csv.DictReader(file)
    assert (row["reason"], row["tz"]) == (text, ROW.tz)


@given(rows=some_rows(), reason=st.text(st.characters(codec="utf-8"), max_size=30))
def test_json_lines_say_what_the_rows_say(rows: list[AuditRow], reason: str) -> None:
    told = [replace(row, reason=reason) for row in rows]
    file = io.StringIO(newline="")
    write_lines(told, file)
    lines = file.getvalue().split("\n")
    assert lines.pop() == ""
    read = [json.loads(line) for line in lines]
    assert read == [{"at": row.local_time, **asdict(row)} for row in told]
    assert all(tuple(one) == FIELDS for one in read)
