"""The store's bench fills what it says and reckons its ratios as it says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bench.store import Compared, compare, plain_twin, searches
from app.bench.store_contents import filled
from app.store.database import Database


def test_a_ratio_is_of_percentiles_and_lies_in_its_interval() -> None:
    found = Compared(((2.0, 4.0), (2.0, 4.0)), ((1.0, 2.0), (1.0, 2.0)))
    ratio, low, high = found.ratio(50)
    assert ratio == pytest.approx(2.0)
    assert low <= ratio <= high


def test_both_are_measured_in_turns() -> None:
    order: list[str] = []

    def act(name: str) -> Callable[[], None]:
        return lambda: order.append(name)

    compare(act("sealed"), act("plain"), 1)
    assert order[2:6] == ["sealed", "plain", "plain", "sealed"]


def test_the_twin_is_the_same_store_unencrypted(tmp_path: Path) -> None:
    sealed = Database.open(tmp_path / "store.sqlite3")
    plain = plain_twin(sealed, tmp_path / "plain.sqlite3")
    assert plain.path.read_bytes().startswith(b"SQLite format 3")
    with plain.transaction() as transaction:
        assert transaction.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_every_kind_of_search_finds_something_to_measure(tmp_path: Path) -> None:
    store, actors = filled(tmp_path / "store.sqlite3", 0, 400)
    with store.transaction() as transaction:
        sql = transaction.connection()
        counts = [
            sql.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608
            for table in ("encounters", "encounter_list", "encounter_patients", "notes")
        ]
        unfinished = sql.exec_driver_sql("SELECT sum(unfinished) FROM encounter_list").scalar()
    assert counts == [400, 400, 400, 392]
    assert unfinished == 302
    clinical = Database.open(store.path, keys=store.keys, profile="clinical")
    table = searches(clinical, actors, 14, 0, 400)
    assert table.count("\n") == 8
    assert "| search, all kinds (goal p99 <= 50) | 14 |" in table
