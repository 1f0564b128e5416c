"""A log that several workstations write to: what is a fault of a file is none of a server's."""

import json

from app.store.audit import rows, seal
from app.store.audit_anchor import ANCHOR, read
from app.store.audit_checkpoints import checkpoints
from app.store.audit_verify import verify
from app.store.database import Database
from tests.audit_log import fill
from tests.stores import Store


def sealed(database: Database, count: int = 3) -> None:
    fill(database, count)
    with database.transaction() as transaction:
        seal(transaction)


def test_a_log_is_verified_wherever_it_lies(store: Store) -> None:
    database = store.open()
    sealed(database, 300)
    found = verify(database)
    assert (found.fault, found.notices) == (None, ())
    assert found.rows == 302
    with store.behind() as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq = 17")
    found = verify(database)
    assert found.fault is not None
    assert found.fault.seq == 17


def test_what_another_workstation_signed_is_no_fault_of_this_ones_anchor(store: Store) -> None:
    database = store.open()
    sealed(database)
    (database.folder / ANCHOR).unlink()  # as if another workstation had signed all of it
    found = verify(database)
    if store.kind == "sqlite":
        assert found.fault is not None
        return
    assert found.fault is None
    assert "ends at row 0" in found.notices[0]
    sealed(database)
    with database.transaction() as transaction:
        assert tuple(read(database.folder / ANCHOR)) == checkpoints(transaction)
    assert verify(database).notices == ()


def test_detail_is_kept_to_the_letter(store: Store) -> None:
    database = store.open()
    fill(database, 2)
    with database.transaction() as transaction:
        row = rows(transaction)[1]
    assert json.loads(row.detail_json) == {"words": 1, "language": "中文", "final": True}
