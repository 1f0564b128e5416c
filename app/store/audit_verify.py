"""Looks through the audit log for what somebody changed, put in, took out or cut off."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import String, case, cast, func, literal, select
from sqlalchemy.exc import DBAPIError

from app.domain.audit import GENESIS, HASHED, Checkpoint, Fault, Verified
from app.domain.errors import IntegrityError
from app.store.audit import LOG, hash_name
from app.store.audit_anchor import Anchors, anchors, read
from app.store.audit_chain import HashName, canonical_row, hasher, merkle_root
from app.store.audit_checkpoints import EVERY_ROWS, checkpoints, genuine
from app.store.database import Database, Transaction

CHUNK: Final = 20_000
"""Rows between which other writers get their turn: rows once written never change."""
_SEVERAL: Final = 1_000
_CHECKPOINT: Final = b'"code":"AUD-CHECKPOINT"'  # a quote within a value is written \"
_MOVED: Final = b'"boot_id":""'
_JSON: Final = func.json_object(
    *chain.from_iterable(
        (literal(name), cast(LOG.c[name], String) if name == "mono_ns" else LOG.c[name])
        for name in HASHED
    )
)
"""The canonical form as SQLite writes it, a third of the work that fetching the columns is."""
_HASH: Final = case((func.typeof(LOG.c.hash) == "text", LOG.c.hash))
"""As it is written: the same number in other letters is no longer what was written."""


Tell = Callable[[int, int], None]


def _quiet(row: int, rows: int) -> None:
    """Nobody looks on."""


class FaultError(Exception):
    """The first fault ends the look; `verify` catches it."""

    def __init__(self, what: str, seq: int) -> None:
        super().__init__(what)
        self.fault = Fault(what, seq)


def verify(
    database: Database, *, since: int = 0, anchor: Path | None = None, tell: Tell = _quiet
) -> Verified:
    """Look through the log, its checkpoints, and the anchor files.

    since: rows up to here were found whole before; it begins at the checkpoint before it. All
    checkpoints and anchors are looked at in any case. anchor: a copy kept elsewhere, looked at
    beside the store's own. tell: told now and then up to which row it is, and of how many. Raises
    StoreError.
    """
    database.let_go()
    with database.transaction() as transaction:
        name = hash_name(transaction)
        signed = checkpoints(transaction)
        last_seq = int(transaction.scalar(select(func.max(LOG.c.seq))) or 0)
        shared = transaction.get_bind().dialect.name != "sqlite"
    before = next((one for one in reversed(signed) if one.last_seq <= since), None)
    log = _Chain(name, signed, before)
    trusted = frozenset(key.hex() for key in database.keys.checkpoint_publics)
    anchored, fault = 0, None
    notices: tuple[str, ...] = ()
    try:
        _check_checkpoints(signed, trusted)
        _walk(database, log, last_seq, tell)
        log.end()
        anchored, notices = _check_anchors(
            anchors(database.folder), signed, trusted, anchor, shared=shared
        )
    except FaultError as found:
        fault = found.fault
    return Verified(log.begun, log.last_seq, len(signed), anchored, fault, notices)


class _Chain:
    """Takes rows in order; raises FaultError at the first that does not fit."""

    def __init__(
        self, name: HashName, signed: Sequence[Checkpoint], before: Checkpoint | None
    ) -> None:
        self._name = name
        self._hash = hasher(name)
        self.last_seq = before.last_seq if before else 0
        self.begun = self.last_seq + 1
        self._previous = bytes.fromhex(before.last_hash if before else GENESIS)
        self._signed = iter([one for one in signed if one.last_seq > self.last_seq])
        self._next = next(self._signed, None)
        self._leaves: list[bytes] = []
        self._told = 0  # up to here the log itself tells of a checkpoint
        self._covered = max((one.last_seq for one in signed), default=0)
        self._moved = 0  # up to here rows are of a log without checkpoints

    def take(self, seq: int, content: bytes, kept: bytes | None) -> None:
        """content: canonical. kept: the hash that the row itself holds, letter by letter."""
        if seq != self.last_seq + 1:
            raise FaultError(f"row {self.last_seq + 1} is missing", self.last_seq + 1)
        found = self._hash(b"\0" + self._previous + content)
        if found.hex().encode() != kept:
            raise FaultError(self._why(seq, content), seq)
        self.last_seq, self._previous = seq, found
        self._leaves.append(found)
        if _CHECKPOINT in content:
            self._told = int(msgspec.json.decode(content)["object_id"])
        if _MOVED in content:
            self._moved = seq
        if self._next is not None and seq == self._next.last_seq:
            self._fold(self._next)

    def _why(self, seq: int, content: bytes) -> str:
        try:
            linked = msgspec.json.decode(content)["prev_hash"] == self._previous.hex()
        except (msgspec.DecodeError, UnicodeDecodeError):
            linked = True
        if linked:
            return f"row {seq} was changed"
        return f"row {seq} does not follow row {seq - 1}: one was taken out, put in or exchanged"

    def end(self) -> None:
        """No more rows."""
        seq = self.last_seq
        if self._next is not None:
            raise FaultError(
                f"rows {seq + 1} to {self._covered} are missing: the log was cut off", seq + 1
            )
        if self._told > self._covered:
            raise FaultError(f"the checkpoint over row {self._told} is missing", self._told)
        bare = max(self._covered, self._moved)
        if seq - bare > 2 * EVERY_ROWS:
            raise FaultError(f"the rows from {bare + 1} on have no checkpoint", bare + 1)

    def _fold(self, checkpoint: Checkpoint) -> None:
        root = merkle_root(self._leaves, self._name).hex()
        if (root, self._previous.hex()) != (checkpoint.merkle_root, checkpoint.last_hash):
            raise FaultError(
                f"the rows {checkpoint.first_seq} to {checkpoint.last_seq} are not those that "
                "were signed",
                checkpoint.first_seq,
            )
        self._leaves.clear()
        self._next = next(self._signed, None)


def _walk(database: Database, log: _Chain, last_seq: int, tell: Tell) -> None:
    while log.last_seq < last_seq:
        tell(log.last_seq, last_seq)
        end = min(log.last_seq + CHUNK, last_seq)
        with (
            database.transaction() as transaction,
            _damage_told(log),
            closing(_rows(transaction, log.last_seq + 1, end)) as rows,
        ):
            for seq, content, kept in rows:
                log.take(seq, content, kept)
        if log.last_seq < end:
            raise FaultError(f"row {log.last_seq + 1} is missing", log.last_seq + 1)


def _rows(
    transaction: Transaction, first: int, last: int
) -> Generator[tuple[int, bytes, bytes | None], None, None]:
    """Number, canonical content and hash of rows."""
    connection = transaction.connection().execution_options(stream_results=True)
    within = LOG.c.seq.between(first, last)
    if connection.dialect.name != "sqlite":
        wanted = select(*(LOG.c[name] for name in HASHED), LOG.c.hash).where(within)
        with connection.execute(wanted.order_by(LOG.c.seq)) as rows:
            for one in rows.yield_per(_SEVERAL):
                yield one.seq, canonical_row(one[:-1]), one.hash.encode()
        return
    driver: Any = connection.connection.driver_connection
    json = select(LOG.c.seq, _JSON, _HASH).where(within).order_by(LOG.c.seq)
    text, driver.text_factory = driver.text_factory, bytes  # damaged text is not to look like other
    try:
        with connection.execute(json) as found:
            for row in found.yield_per(_SEVERAL):
                yield row[0], row[1], row[2]
    finally:
        driver.text_factory = text  # the store may keep this connection


@contextmanager
def _damage_told(log: _Chain) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if "BLOB" not in str(error.orig):
            raise
        seq = log.last_seq + 1
        raise FaultError(f"row {seq} or one soon after it was changed", seq) from error


def _check_checkpoints(signed: Iterable[Checkpoint], trusted: frozenset[str]) -> None:
    first = 1
    for one in signed:
        if one.first_seq != first:
            raise FaultError(f"the checkpoint over row {first} is missing", first)
        if one.last_seq < first or not genuine(one, trusted):
            raise FaultError(f"the checkpoint over row {one.last_seq} is forged", one.last_seq)
        first = one.last_seq + 1


def _check_anchors(
    places: Anchors,
    signed: Sequence[Checkpoint],
    trusted: frozenset[str],
    more: Path | None,
    *,
    shared: bool,
) -> tuple[int, tuple[str, ...]]:
    """How far the anchors reach, and which of the copies lag behind.

    shared: other workstations sign too, and this one's anchor gets theirs with its own next one.
    """
    known = {one.last_seq: one for one in signed}
    newest = signed[-1].last_seq if signed else 0
    anchored, notices = 0, []
    if places.local.exists():
        anchored = _check_anchor(places.local, known, trusted)
    if anchored < newest:
        sentence = (
            f"the audit anchor {places.local} ends at row {anchored}, the checkpoints of the "
            f"database at row {newest}"
        )
        if not shared:
            raise FaultError(sentence, anchored + 1)
        notices.append(sentence)
    for place in (places.second, more):
        if place is not None and (place is more or place.exists()):
            reached = _check_anchor(place, known, trusted)
            anchored = max(anchored, reached)
            if reached < newest:
                notices.append(f"the copy {place} reaches row {reached} only")
    if places.trouble:
        notices.append(places.trouble)
    return anchored, tuple(notices)


def _check_anchor(path: Path, known: dict[int, Checkpoint], trusted: frozenset[str]) -> int:
    """The last row it speaks of."""
    reached = 0
    try:
        for one in read(path):
            if known.get(one.last_seq) != one:
                _not_ours(path, one, trusted)
            reached = max(reached, one.last_seq)
    except IntegrityError as error:
        raise FaultError(str(error), reached + 1) from error
    except OSError as error:
        raise IntegrityError(f"{path} cannot be read ({error.strerror})") from error
    return reached


def _not_ours(path: Path, one: Checkpoint, trusted: frozenset[str]) -> None:
    if not genuine(one, trusted):
        raise FaultError(
            f"{path} has a checkpoint over row {one.last_seq} that this store did not sign",
            one.last_seq,
        )
    raise FaultError(
        f"{path} holds a checkpoint of {one.utc} over row {one.last_seq} that the database does "
        "not: the log was cut off or replaced",
        one.last_seq,
    )
