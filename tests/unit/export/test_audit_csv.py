"""The audit log as CSV, sortable by each of its fields."""

import csv
import io
from dataclasses import asdict, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit import AuditRow
from app.export.audit_csv import FIELDS, ordered, write
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
