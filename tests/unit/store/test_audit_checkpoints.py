"""Checkpoints: when they are made, what they prove, and how they leave the database."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.audit import Checkpoint
from app.domain.errors import IntegrityError
from app.store.audit import CLOCK_KEY, append, rows, seal, seal_when_due
from app.store.audit_anchor import ANCHOR, Anchors, anchors, last_of, read, set_aside
from app.store.audit_chain import HashName, merkle_path, merkle_root, root_of_path
from app.store.audit_checkpoints import checkpoints, genuine, inclusion_proof, line, proves
from app.store.audit_verify import verify
from app.store.database import Database
from app.store.keys import StoreKeys
from app.store.recording_disk import Disk
from tests.audit_log import NOON, SetClock, act, fill
from tests.stores import Store

LEAVES = [hashlib.sha256(bytes([0, number])).digest() for number in range(70)]
SHA: HashName = "sha256"


@pytest.fixture
def database(store: Store) -> Database:
    return store.open()


def sealed(database: Database, clock: SetClock | None = None) -> bool:
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = (clock or SetClock()).clock
        return seal(transaction)


def by_the_book(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: cut at the largest power of two below the number."""
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return hashlib.sha256(b"\1" + by_the_book(leaves[:cut]) + by_the_book(leaves[cut:])).digest()


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 64, 65, 70])
def test_the_root_is_that_of_rfc_6962(count: int) -> None:
    assert merkle_root(LEAVES[:count], SHA) == by_the_book(LEAVES[:count])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 70])
def test_a_path_leads_from_each_leaf_to_the_root_and_from_no_other(count: int) -> None:
    leaves = LEAVES[:count]
    root = merkle_root(leaves, SHA)
    for position, leaf in enumerate(leaves):
        path = merkle_path(leaves, position, SHA)
        assert root_of_path(leaf, position, count, path, SHA) == root
        assert root_of_path(b"x" * 32, position, count, path, SHA) != root
        assert root_of_path(leaf, position, count, (*path, leaf), SHA) != root


def test_after_256_rows_comes_a_checkpoint_and_a_row_that_tells_of_it(database: Database) -> None:
    fill(database, 255)
    with database.transaction() as transaction:
        assert checkpoints(transaction) == ()
        transaction.info[CLOCK_KEY] = SetClock().clock
        append(transaction, act(1))
        (made,) = checkpoints(transaction)
        assert (made.first_seq, made.last_seq) == (1, 256)
        (told,) = rows(transaction, code="AUD-CHECKPOINT")
        assert (told.seq, told.object_id) == (257, "256")


@pytest.mark.parametrize(("minutes", "made"), [(14, 0), (15, 1), (-1, 1)])
def test_a_row_waits_at_most_15_minutes(database: Database, minutes: int, made: int) -> None:
    clock = SetClock()
    fill(database, 1, clock)
    clock.passes(minutes * 60)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(at=clock.at))
        assert len(checkpoints(transaction)) == made


def test_an_act_written_after_a_later_one_hurries_no_checkpoint(database: Database) -> None:
    fill(database, 1)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = SetClock().clock
        append(transaction, act(at=NOON - timedelta(seconds=5)))
        assert checkpoints(transaction) == ()


def test_rows_that_nothing_follows_are_signed_when_it_is_due(database: Database) -> None:
    clock = SetClock()
    fill(database, 2, clock)
    for minutes, due in ((1, False), (15, True), (15, False)):
        clock.passes(minutes * 60)
        with database.transaction() as transaction:
            transaction.info[CLOCK_KEY] = clock.clock
            assert seal_when_due(transaction) is due


def test_sign_out_signs_what_is_left_and_no_more(database: Database) -> None:
    assert not sealed(database)
    fill(database, 2)
    assert sealed(database)
    assert not sealed(database)


def test_a_checkpoint_is_signed_by_the_stores_key(database: Database) -> None:
    fill(database, 2)
    sealed(database)
    with database.transaction() as transaction:
        (made,) = checkpoints(transaction)
    trusted = frozenset(key.hex() for key in database.keys.checkpoint_publics)
    assert genuine(made, trusted)
    assert not genuine(made, frozenset())
    assert not genuine(replace(made, last_seq=9), trusted)
    assert not genuine(replace(made, signature="00"), trusted)


def test_after_a_change_of_keys_the_old_checkpoints_hold(database: Database) -> None:
    fill(database, 2)
    sealed(database)
    old = database.keys
    new = StoreKeys(b"n" * 32, former=old.checkpoint_publics)
    database.keys = new
    fill(database, 2)
    sealed(database)
    assert verify(database).fault is None
    database.keys = StoreKeys(b"n" * 32)
    assert verify(database).fault is not None


def test_a_row_is_proved_to_be_under_its_checkpoint(database: Database) -> None:
    fill(database, 300)
    sealed(database)
    with database.transaction() as transaction:
        found = inclusion_proof(transaction, 17, SHA)
        assert found is not None
        checkpoint, path = found
        row, other = rows(transaction, first=17, last=18)
        assert inclusion_proof(transaction, 10_000, SHA) is None
    assert len(path) == 8  # for 256 rows: 256 bytes where the whole log would be needed else
    assert proves(checkpoint, 17, row.hash, path, SHA)
    assert not proves(checkpoint, 17, other.hash, path, SHA)
    assert not proves(checkpoint, 18, row.hash, path, SHA)


def test_the_anchor_holds_every_checkpoint(database: Database) -> None:
    fill(database, 600)
    sealed(database)
    with database.transaction() as transaction:
        assert tuple(read(database.folder / ANCHOR)) == checkpoints(transaction)
    assert (database.folder / ANCHOR).stat().st_mode & 0o77 == 0


def test_what_is_rolled_back_is_not_anchored(database: Database) -> None:
    fill(database, 2)

    def fail() -> None:
        with database.transaction() as transaction:
            seal(transaction)
            raise ValueError("the disk is full")

    with pytest.raises(ValueError, match="the disk is full"):
        fail()
    assert not (database.folder / ANCHOR).exists()


def test_a_checkpoint_that_a_crash_kept_out_follows_with_the_next(database: Database) -> None:
    fill(database, 2)
    sealed(database)
    path = database.folder / ANCHOR
    path.write_bytes(path.read_bytes()[:-9])  # and the line was cut short
    fill(database, 2)
    sealed(database)
    with database.transaction() as transaction:
        assert tuple(read(path)) == checkpoints(transaction)
    assert verify(database).fault is None


class FullDisk(Disk):
    def write(self, descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")


def test_an_anchor_that_cannot_be_written_is_told_of_and_caught_up_with(tmp_path: Path) -> None:
    full = Anchors(tmp_path, FullDisk())
    made = made_up(tmp_path)
    full.keep(made)
    assert "No space left" in str(full.trouble)
    whole = Anchors(tmp_path)
    whole.keep(made)
    assert whole.trouble is None


def made_up(folder: Path) -> tuple[Checkpoint, ...]:
    database = Database.open(folder / "made" / "store.sqlite3")
    fill(database, 2)
    sealed(database)
    with database.transaction() as transaction:
        return checkpoints(transaction)


def second_place(database: Database, folder: Path) -> Path:
    places = anchors(database.folder)
    places.also_in(folder)
    assert places.settle(10)
    assert places.second is not None
    return places.second


def test_a_second_place_gets_a_copy_with_what_came_before(
    database: Database, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    fill(database, 2)
    sealed(database)
    copy = second_place(database, share)
    fill(database, 2)
    sealed(database)
    assert anchors(database.folder).settle(10)
    assert copy.read_bytes() == (database.folder / ANCHOR).read_bytes()
    assert verify(database).notices == ()


def test_a_second_place_that_is_away_holds_nothing_up_and_is_told_of(
    database: Database, tmp_path: Path
) -> None:
    fill(database, 2)
    sealed(database)
    second_place(database, tmp_path / "away")
    found = verify(database)
    assert found.fault is None
    assert "cannot be copied" in found.notices[0]
    (tmp_path / "away").mkdir()
    fill(database, 2)
    sealed(database)
    assert anchors(database.folder).settle(10)
    assert anchors(database.folder).trouble is None
    assert len(tuple(read(second_place(database, tmp_path / "away")))) == 2


def test_a_copy_is_never_written_over_when_the_anchor_beside_the_database_was_changed(
    database: Database, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    fill(database, 2)
    sealed(database)
    copy = second_place(database, share)
    fill(database, 2)
    sealed(database)
    assert anchors(database.folder).settle(10)
    before = copy.read_bytes()
    lines = (database.folder / ANCHOR).read_bytes().splitlines(keepends=True)
    (database.folder / ANCHOR).write_bytes(lines[0])
    second_place(database, share)
    assert copy.read_bytes() == before
    assert "does not go on" in str(anchors(database.folder).trouble)


def test_a_restored_store_begins_a_new_anchor(database: Database) -> None:
    fill(database, 2)
    sealed(database)
    before = (database.folder / ANCHOR).read_bytes()
    set_aside(database.folder, "2026-11-22")
    assert (database.folder / "audit-anchor.2026-11-22.jsonl").read_bytes() == before
    fill(database, 2)
    sealed(database)
    assert verify(database).fault is None


def test_the_newest_line_of_an_anchor_is_found_whatever_stands_behind_it(
    database: Database,
) -> None:
    path = database.folder / ANCHOR
    assert last_of(path) is None
    fill(database, 2)
    sealed(database)
    with database.transaction() as transaction:
        (made,) = checkpoints(transaction)
    with path.open("ab") as file:
        file.write(b'{"first')
    assert last_of(path) == made
    with path.open("ab") as file:
        file.write(b'_seq":1}\n' + line(made))
    with pytest.raises(IntegrityError, match="line 2"):
        tuple(read(path))


def test_what_happened_long_ago_does_not_hurry_a_checkpoint(database: Database) -> None:
    clock = SetClock()
    fill(database, 2, clock)
    sealed(database, clock)
    with database.transaction() as transaction:
        transaction.info[CLOCK_KEY] = clock.clock
        append(transaction, act(at=clock.at + timedelta(minutes=1)))
        assert len(checkpoints(transaction)) == 1
