"""Whatever somebody with the server in their hands does to the audit log is found too."""
# ruff: noqa: S608 - column names are our own

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.audit import COLUMNS
from app.store.audit import seal
from app.store.audit_anchor import ANCHOR
from app.store.audit_verify import verify
from app.store.database import Database
from tests.audit_log import fill
from tests.postgres_server import Server
from tests.stores import Store, store_of

pytestmark = pytest.mark.full
ROWS = 600
ROW = 300
FAR = 10_000
NUMBERS = ("seq", "utc_ms", "mono_ns", "version", "outcome")


@pytest.fixture
def there(postgres: Server, tmp_path: Path) -> Iterator[Store]:
    with store_of("postgresql", tmp_path, postgres) as made:
        yield made


@pytest.fixture
def database(there: Store) -> Database:
    opened = there.open()
    fill(opened, ROWS)
    with opened.transaction() as transaction:
        seal(transaction)
    return opened


def faulty(database: Database) -> int:
    """The row at which a fault is found."""
    found = verify(database)
    assert found.fault is not None
    return found.fault.seq


def change(there: Store, statement: str, *values: Any) -> None:
    with there.behind() as sql:
        assert sql.changed(statement, *values) > 0


def test_a_change_in_any_column_is_found(database: Database, there: Store) -> None:
    assert verify(database).fault is None
    for column in COLUMNS:
        with there.sql() as sql:
            ((before,),) = sql.execute(f"SELECT {column} FROM audit_log WHERE seq = {ROW}")
        after = before + FAR if column in NUMBERS else f"{before}x"
        change(there, f"UPDATE audit_log SET {column} = %s WHERE seq = {ROW}", after)
        assert faulty(database) == ROW, column
        row = after if column == "seq" else ROW
        change(there, f"UPDATE audit_log SET {column} = %s WHERE seq = %s", before, row)
    assert verify(database).fault is None


@pytest.mark.parametrize("row", [1, ROW])
def test_a_deleted_row_is_found(database: Database, there: Store, row: int) -> None:
    change(there, f"DELETE FROM audit_log WHERE seq = {row}")
    assert faulty(database) == row


def test_two_rows_exchanged_are_found(database: Database, there: Store) -> None:
    for old, new in ((ROW, -1), (ROW + 1, ROW), (-1, ROW + 1)):
        change(there, f"UPDATE audit_log SET seq = {new} WHERE seq = {old}")
    assert faulty(database) == ROW


def test_a_row_put_in_is_found(database: Database, there: Store) -> None:
    copied = ", ".join(column for column in COLUMNS if column != "seq")
    change(there, f"UPDATE audit_log SET seq = seq + {FAR} WHERE seq > {ROW}")
    change(there, f"UPDATE audit_log SET seq = seq - {FAR - 1} WHERE seq > {FAR}")
    change(
        there,
        f"INSERT INTO audit_log (seq, {copied}) SELECT {ROW + 1}, {copied} FROM audit_log "
        f"WHERE seq = {ROW}",
    )
    assert faulty(database) == ROW + 1


@pytest.mark.parametrize("left", [0, ROW])
def test_a_tail_cut_off_is_found(database: Database, there: Store, left: int) -> None:
    change(there, f"DELETE FROM audit_log WHERE seq > {left}")
    assert faulty(database) == left + 1


def test_a_tail_cut_off_with_its_checkpoints_is_found_by_the_anchor(
    database: Database, there: Store
) -> None:
    change(there, f"DELETE FROM audit_checkpoints WHERE last_seq > {ROW}")
    change(there, f"DELETE FROM audit_log WHERE seq > {ROW}")
    faulty(database)


def test_what_other_workstations_signed_is_no_fault_here(database: Database) -> None:
    anchor = database.folder / ANCHOR
    lines = anchor.read_bytes().splitlines(keepends=True)
    assert len(lines) > 1
    anchor.write_bytes(lines[0])
    found = verify(database)
    assert found.fault is None
    assert "ends at row" in found.notices[0]
    anchor.unlink()
    assert verify(database).fault is None
