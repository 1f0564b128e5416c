"""Whatever somebody with the database in their hands does to the audit log is found."""
# ruff: noqa: S608, S311 - column names are our own, and the chance must be the same each time

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.audit import COLUMNS, GENESIS, HASHED, AuditRow, Verified
from app.store.audit import LOG, append, rows, seal
from app.store.audit_anchor import ANCHOR, anchors
from app.store.audit_chain import canonical_row
from app.store.audit_verify import _JSON, verify
from app.store.database import Database
from tests import encrypted
from tests.audit_log import SetClock, act, fill, fill_fast, linked

ROWS = 10_000
NUMBERS = ("seq", "utc_ms", "mono_ns", "version", "outcome")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    database = Database.open(folder / "store.sqlite3")
    fill_fast(database, ROWS)
    return folder


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Database:
    shutil.copytree(template, tmp_path / "store")
    return Database.open(tmp_path / "store" / "store.sqlite3")


@contextmanager
def past_the_guards(database: Database) -> Iterator[sqlite3.Connection]:
    """Somebody who holds the key and dropped the triggers."""
    connection = encrypted.connect(database.path, keys=database.keys)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.commit()
    connection.close()


def fault(found: Verified) -> tuple[str, int]:
    assert found.fault is not None
    return found.fault.what, found.fault.seq


def test_a_whole_log_is_found_whole(database: Database) -> None:
    found = verify(database)
    assert found.fault is None
    assert (found.first_seq, found.last_seq, found.rows) == (1, ROWS, ROWS)
    assert found.anchored > ROWS - 300
    assert found.checkpoints == len(Path(database.folder / ANCHOR).read_text().splitlines())


def test_the_store_goes_on_after_a_look_on_the_connection_that_it_keeps(database: Database) -> None:
    verify(database)
    with database.transaction() as transaction:
        append(transaction, act(ROWS + 1))
    found = verify(database)
    assert found.fault is None
    assert found.rows > ROWS


@pytest.mark.full
def test_100_000_rows_are_looked_through_in_two_seconds(database: Database) -> None:
    verify(database)
    took_s = []
    for _ in range(3):
        began_s = time.process_time()
        verify(database)
        took_s.append(time.process_time() - began_s)
    assert min(took_s) * 100_000 / ROWS <= 2.0


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    assert verify(Database.open(tmp_path / "store.sqlite3")).fault is None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_sqlite_writes_the_canonical_form_as_we_do(text: str) -> None:
    row = {**dict.fromkeys(COLUMNS, text), **dict.fromkeys(NUMBERS, 7)}
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE audit_log ({', '.join(COLUMNS)})")
    connection.execute(
        f"INSERT INTO audit_log VALUES ({', '.join('?' * len(COLUMNS))})",
        [row[name] for name in COLUMNS],
    )
    query = str(select(_JSON).select_from(LOG).compile(compile_kwargs={"literal_binds": True}))
    (found,) = connection.execute(query).fetchone()
    connection.close()
    assert found.encode() == canonical_row([row[name] for name in HASHED])


def flipped(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(14, 24)  # beyond the numbers of other rows
    if not value:
        return b"\0"
    data = bytearray(value.encode())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_flipped_bit_in_any_column_is_found(database: Database, column: str) -> None:
    chance = random.Random(column)
    for seq in (ROWS, chance.randrange(2, ROWS)):
        with past_the_guards(database) as sql:
            old = sql.execute(f"SELECT {column} FROM audit_log WHERE seq = ?", (seq,)).fetchone()
            change = f"UPDATE audit_log SET {column} = CAST(? AS TEXT) WHERE seq = ?"
            sql.execute(change, (flipped(old[0], chance), seq))
        what, where = fault(verify(database))
        assert what.startswith(f"row {seq} ")
        assert where == seq
        with past_the_guards(database) as sql:
            sql.execute("DELETE FROM audit_log WHERE seq >= ?", (seq,))


def test_a_hash_in_other_letters_is_found(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET hash = upper(hash) WHERE seq = 77")
    assert fault(verify(database)) == ("row 77 was changed", 77)


def test_bytes_in_place_of_the_same_text_are_found(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET code = CAST(code AS BLOB) WHERE seq = 3")
    assert fault(verify(database))[1] <= 1_000


@pytest.mark.parametrize("seq", [1, 255, 5_000, ROWS - 1])
def test_a_deleted_row_is_found(database: Database, seq: int) -> None:
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_log WHERE seq = ?", (seq,))
    assert fault(verify(database)) == (f"row {seq} is missing", seq)


def test_a_deleted_row_is_found_though_the_rest_moved_up(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_log WHERE seq = 5000")
        sql.execute("UPDATE audit_log SET seq = -seq WHERE seq > 5000")
        sql.execute("UPDATE audit_log SET seq = -seq - 1 WHERE seq < 0")
    what, where = fault(verify(database))
    assert where == 5000
    assert "does not follow" in what


def test_a_row_put_in_is_found(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET seq = -seq WHERE seq > 5000")
        sql.execute("UPDATE audit_log SET seq = -seq + 1 WHERE seq < 0")
        before = AuditRow(*sql.execute("SELECT * FROM audit_log WHERE seq = 5000").fetchone())
        (new,) = linked([replace(before, seq=5001, code="MADE-UP")], before.hash)
        marks = ", ".join("?" * len(COLUMNS))
        sql.execute(f"INSERT INTO audit_log VALUES ({marks})", tuple(asdict(new).values()))
    assert fault(verify(database))[1] == 5002


def test_two_rows_exchanged_are_found(database: Database) -> None:
    with past_the_guards(database) as sql:
        for old, new in ((5000, -1), (5001, 5000), (-1, 5001)):
            sql.execute("UPDATE audit_log SET seq = ? WHERE seq = ?", (new, old))
    assert fault(verify(database))[1] == 5000


@pytest.mark.parametrize("left", [9_999, 9_900, 5_000, 255, 0])
def test_a_tail_cut_off_is_found(database: Database, left: int) -> None:
    with past_the_guards(database) as sql:
        covered = sql.execute("SELECT max(last_seq) FROM audit_checkpoints").fetchone()[0]
        sql.execute("DELETE FROM audit_log WHERE seq > ?", (left,))
    if left > covered:  # the honest limit: what no checkpoint covers yet
        assert verify(database).fault is None
        return
    what, where = fault(verify(database))
    assert where == left + 1
    assert "cut off" in what


@pytest.mark.parametrize("left", [9_700, 5_000, 0])
def test_a_tail_cut_off_with_its_checkpoints_is_found_by_the_anchor(
    database: Database, left: int
) -> None:
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_checkpoints WHERE last_seq > ?", (left,))
        keep = sql.execute("SELECT coalesce(max(last_seq), 0) FROM audit_checkpoints").fetchone()
        sql.execute("DELETE FROM audit_log WHERE seq > ?", keep)
    assert "cut off or replaced" in fault(verify(database))[0]


def outside_copy(database: Database, folder: Path) -> Path:
    copy = folder / "kept-elsewhere.jsonl"
    shutil.copy(database.folder / ANCHOR, copy)
    return copy


def replaced_by_a_forged_one(database: Database) -> None:
    """By somebody who has everything: database, keys and the anchor beside it."""
    with database.transaction() as transaction:
        kept = [replace(row, user_id="somebody else") for row in rows(transaction)]
    forged = list(linked((row for row in kept if row.code != "AUD-CHECKPOINT"), GENESIS))
    forged = list(linked((replace(row, seq=n) for n, row in enumerate(forged, 1)), GENESIS))
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_log")
        sql.execute("DELETE FROM audit_checkpoints")
        marks = ", ".join("?" * len(COLUMNS))
        sql.executemany(
            f"INSERT INTO audit_log VALUES ({marks})",
            [tuple(asdict(row).values()) for row in forged],
        )
    (database.folder / ANCHOR).unlink()
    with database.transaction() as transaction:
        seal(transaction)


def test_a_whole_log_replaced_is_found_by_the_copy_that_left_the_machine(
    database: Database, tmp_path: Path
) -> None:
    copy = outside_copy(database, tmp_path)
    replaced_by_a_forged_one(database)
    assert verify(database).fault is None  # it holds in itself, that is what the copy is for
    assert "cut off or replaced" in fault(verify(database, anchor=copy))[0]


def test_a_log_replaced_by_one_of_another_key_is_found(database: Database, tmp_path: Path) -> None:
    other = Database.open(tmp_path / "other" / "store.sqlite3")
    fill(other, 300)
    with other.transaction() as transaction:
        seal(transaction)
    with past_the_guards(database) as sql, past_the_guards(other) as source:
        for table in ("audit_log", "audit_checkpoints"):
            sql.execute(f"DELETE FROM {table}")
            for row in source.execute(f"SELECT * FROM {table}").fetchall():
                sql.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    shutil.copy(other.folder / ANCHOR, database.folder / ANCHOR)
    assert "forged" in fault(verify(database))[0]


@pytest.mark.parametrize("column", ["first_seq", "last_seq", "last_hash", "merkle_root", "utc",
                                    "app_version", "key_id", "signature"])  # fmt: skip
def test_a_forged_checkpoint_is_found(database: Database, column: str) -> None:
    with past_the_guards(database) as sql:
        old = sql.execute(f"SELECT {column} FROM audit_checkpoints LIMIT 1 OFFSET 5").fetchone()[0]
        new = old + 1 if isinstance(old, int) else ("1" if old[0] == "0" else "0") + old[1:]
        sql.execute(f"UPDATE audit_checkpoints SET {column} = ? WHERE {column} = ?", (new, old))
    assert "checkpoint" in fault(verify(database))[0]


@pytest.mark.parametrize("which", ["min", "max"])
def test_a_deleted_checkpoint_is_found(database: Database, which: str) -> None:
    with past_the_guards(database) as sql:
        sql.execute(
            f"DELETE FROM audit_checkpoints WHERE last_seq = "
            f"(SELECT {which}(last_seq) FROM audit_checkpoints)"
        )
    assert "is missing" in fault(verify(database))[0]


def test_all_checkpoints_deleted_are_found_missing(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_checkpoints")
    assert "checkpoint" in fault(verify(database))[0]


def test_a_log_without_any_checkpoint_is_found_out(database: Database) -> None:
    replaced_by_a_forged_one(database)
    with past_the_guards(database) as sql:
        sql.execute("DELETE FROM audit_checkpoints")
        sql.execute("DELETE FROM audit_log WHERE code = 'AUD-CHECKPOINT'")
    (database.folder / ANCHOR).unlink()
    assert fault(verify(database)) == ("the rows from 1 on have no checkpoint", 1)


def test_an_anchor_that_is_gone_or_shorter_is_found(database: Database) -> None:
    path = database.folder / ANCHOR
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert "ends at row" in fault(verify(database))[0]
    path.unlink()
    assert "ends at row 0" in fault(verify(database))[0]


@pytest.mark.parametrize("name", [b'"last_hash":"', b'"signature":"', b'"utc":"20'])
def test_a_changed_anchor_is_found(database: Database, name: bytes) -> None:
    path = database.folder / ANCHOR
    data = bytearray(path.read_bytes())
    data[data.index(name, 3_000) + len(name)] ^= 1
    path.write_bytes(data)
    assert "did not sign" in fault(verify(database))[0]


def test_an_anchor_line_that_is_none_is_found(database: Database) -> None:
    path = database.folder / ANCHOR
    path.write_bytes(path.read_bytes().replace(b"first_seq", b"first-seq", 1))
    assert "line 1 of" in fault(verify(database))[0]


def test_a_short_look_sees_what_came_since_the_last_one(database: Database) -> None:
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq IN (3, 9990)")
    assert fault(verify(database, since=9_800))[1] == 9_990
    assert fault(verify(database))[1] == 3


def test_a_look_at_a_log_that_grows_meanwhile_ends(database: Database) -> None:
    fill(database, 3, SetClock())
    assert verify(database).last_seq >= ROWS + 3
    assert anchors(database.folder).trouble is None
    with database.transaction() as transaction:
        append(transaction, act())
