"""Signed statements over runs of rows of the audit log, in the database and as lines of text."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Final, cast

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Table, insert, select

from app import __version__
from app.domain.audit import Checkpoint
from app.store.audit_chain import HashName, canonical, merkle_path, merkle_root, root_of_path
from app.store.database import Transaction
from app.store.tables_audit import AuditCheckpointRow, AuditLogRow

EVERY_ROWS: Final = 256
EVERY_MS: Final = 15 * 60 * 1000
BEHIND_MS: Final = 30_000
"""An act may wait this long for the database and stand behind later ones; no clock was set back."""

LOG: Final = cast(Table, AuditLogRow.__table__)
CHECKPOINTS: Final = cast(Table, AuditCheckpointRow.__table__)
_NAMES: Final = tuple(field.name for field in fields(Checkpoint))
_LATEST: Final = (
    select(*(CHECKPOINTS.c[name] for name in _NAMES))
    .order_by(CHECKPOINTS.c.last_seq.desc())
    .limit(1)
)


def latest(transaction: Transaction) -> Checkpoint | None:
    found = transaction.connection().execute(_LATEST).first()
    return None if found is None else Checkpoint(*found)


def checkpoints(transaction: Transaction, after: int = 0) -> tuple[Checkpoint, ...]:
    """Those that end beyond row `after`, oldest first."""
    wanted = _LATEST.limit(None).order_by(None).where(CHECKPOINTS.c.last_seq > after)
    found = transaction.connection().execute(wanted.order_by(CHECKPOINTS.c.last_seq))
    return tuple(Checkpoint(*row) for row in found)


def due(transaction: Transaction, seq: int, now_ms: int) -> bool:
    """Whether the rows up to `seq` are to be signed now: enough of them, or waiting too long."""
    last = latest(transaction)
    covered, since_ms = (last.last_seq, _ms(last.utc)) if last else (0, _first_ms(transaction))
    if seq - covered <= 1:  # nothing but what tells of the checkpoint itself
        return False
    return seq - covered >= EVERY_ROWS or not -BEHIND_MS <= now_ms - since_ms < EVERY_MS


def sign(
    transaction: Transaction, last_seq: int, now_ms: int, key: Ed25519PrivateKey, name: HashName
) -> Checkpoint:
    """Keep a checkpoint over all rows that have none yet, up to the last one."""
    before = latest(transaction)
    first_seq = before.last_seq + 1 if before else 1
    leaves = _leaves(transaction, first_seq, last_seq)
    utc = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds")
    key_id = key.public_key().public_bytes_raw().hex()
    last_hash, root = leaves[-1].hex(), merkle_root(leaves, name).hex()
    made = Checkpoint(first_seq, last_seq, last_hash, root, utc, __version__, key_id)
    made = replace(made, signature=key.sign(canonical(made.signed())).hex())
    transaction.connection().execute(insert(CHECKPOINTS), [_facts(made)])
    return made


def genuine(checkpoint: Checkpoint, trusted: frozenset[str]) -> bool:
    """Whether one of the trusted keys signed just this. trusted: key ids."""
    if checkpoint.key_id not in trusted:
        return False
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key_id))
    try:
        key.verify(bytes.fromhex(checkpoint.signature), canonical(checkpoint.signed()))
    except (InvalidSignature, ValueError):
        return False
    return True


def line(checkpoint: Checkpoint) -> bytes:
    """As it leaves the database, its line end included."""
    return canonical(_facts(checkpoint)) + b"\n"


def of_line(text: bytes) -> Checkpoint:
    """Raises ValueError."""
    try:
        return msgspec.json.decode(text, type=Checkpoint, strict=True)
    except msgspec.MsgspecError as error:
        raise ValueError("no checkpoint") from error


def inclusion_proof(
    transaction: Transaction, seq: int, name: HashName
) -> tuple[Checkpoint, tuple[str, ...]] | None:
    """The checkpoint over a row, and the hashes that lead from the row to its root.

    None for a row without checkpoint.
    """
    over = checkpoints(transaction, seq - 1)
    if not over:
        return None
    leaves = _leaves(transaction, over[0].first_seq, over[0].last_seq)
    path = merkle_path(leaves, seq - over[0].first_seq, name)
    return over[0], tuple(one.hex() for one in path)


def proves(
    checkpoint: Checkpoint, seq: int, row_hash: str, path: tuple[str, ...], name: HashName
) -> bool:
    """Whether the path leads from this row to what the checkpoint's signer saw."""
    count = checkpoint.last_seq - checkpoint.first_seq + 1
    hashes = tuple(map(bytes.fromhex, path))
    root = root_of_path(bytes.fromhex(row_hash), seq - checkpoint.first_seq, count, hashes, name)
    return root.hex() == checkpoint.merkle_root


def _facts(checkpoint: Checkpoint) -> dict[str, int | str]:
    return {name: getattr(checkpoint, name) for name in _NAMES}


def _leaves(transaction: Transaction, first: int, last: int) -> list[bytes]:
    wanted = select(LOG.c.hash).where(LOG.c.seq.between(first, last)).order_by(LOG.c.seq)
    return [bytes.fromhex(row[0]) for row in transaction.connection().execute(wanted)]


def _first_ms(transaction: Transaction) -> int:
    found = transaction.connection().execute(select(LOG.c.utc_ms).where(LOG.c.seq == 1)).scalar()
    return int(found or 0)


def _ms(utc: str) -> int:
    return round(datetime.fromisoformat(utc).timestamp() * 1000)
