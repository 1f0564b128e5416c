"""The audit log as a chain, with its signed checkpoints; what was there is linked in."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain.audit import COLUMNS, GENESIS, HASHED
from app.store.audit_chain import canonical, canonical_row, row_hash
from app.store.migrations.columns import COUNT
from app.store.migrations.guards import keep

revision = "0004"
down_revision = "0003"

READ = {"note.list", "note.show"}
OUTCOMES = {"done": 0, "refused": 8}
SEVERAL = 1_000


def upgrade() -> None:
    """Make the tables, link the old rows in, then guard them."""
    log = _log()
    op.create_table(
        "audit_checkpoints",
        _large("first_seq"),
        _large("last_seq"),
        *map(_text, ("last_hash", "merkle_root", "utc", "app_version", "key_id", "signature")),
        sa.PrimaryKeyConstraint("last_seq"),
    )
    _move(log)
    op.drop_table("audit_events")  # and with it its triggers
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS audit_events_kept()")
    keep("audit_log", "seq = NEW.seq")
    keep("audit_checkpoints", "last_seq = NEW.last_seq")


def _log() -> sa.Table:
    log = op.create_table(
        "audit_log",
        *map(_large, ("seq", "utc_ms", "mono_ns")),
        *map(_text, ("boot_id", "tz", "clock_state", "user_id", "role", "workstation")),
        *map(_text, ("session_id", "patient_key", "encounter_key", "object_type", "object_id")),
        _large("version"),
        *map(_text, ("code", "action")),
        _large("outcome"),
        *map(_text, ("reason", "detail_json", "prev_hash", "hash")),
        sa.PrimaryKeyConstraint("seq"),
    )
    for column in ("patient_key", "encounter_key"):
        op.create_index(f"ix_audit_log_{column}", "audit_log", [column])
    return log


def _move(log: sa.Table) -> None:
    old = sa.table(
        "audit_events",
        *map(sa.column, ("seq", "at", "actor_id", "action", "entity_kind", "entity_id")),
        sa.column("detail", sa.JSON()),
    )
    connection = op.get_bind()
    found = connection.execute(sa.select(old).order_by(old.c.seq)).mappings()
    linked = _linked(dict(row) for row in found)
    while several := list(islice(linked, SEVERAL)):
        connection.execute(sa.insert(log), several)
        facts = sa.table("store_facts", sa.column("name"), sa.column("value"))
        if several[0]["seq"] == 1:  # a log keeps the hash that it began with
            connection.execute(sa.insert(facts).values(name="audit_hash", value="sha256"))


def _linked(old: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    previous = GENESIS
    for seq, row in enumerate(old, 1):
        new = {**_said(row), "seq": seq, "prev_hash": previous}
        content = canonical_row([new[name] for name in HASHED])
        previous = row_hash(bytes.fromhex(previous), content, "sha256").hex()
        yield {name: {**new, "hash": previous}[name] for name in COLUMNS}


def _said(row: dict[str, Any]) -> dict[str, Any]:
    detail = row["detail"] if isinstance(row["detail"], dict) else json.loads(row["detail"])
    outcome = OUTCOMES.get(str(detail.pop("outcome", "done")), 8)
    reason = str(detail.pop("reason", ""))
    plain = {key: str(one) if isinstance(one, float) else one for key, one in detail.items()}
    return {
        **dict.fromkeys(COLUMNS, ""),
        "utc_ms": round(datetime.fromisoformat(row["at"]).timestamp() * 1000),
        "mono_ns": 0,
        "tz": "+00:00",
        "clock_state": "unknown",
        "user_id": row["actor_id"],
        "role": "sandbox",
        "object_type": row["entity_kind"],
        "object_id": row["entity_id"],
        "version": 0,
        "code": row["action"].upper().replace(".", "-"),
        "action": "R" if row["action"] in READ else "E",
        "outcome": outcome,
        "reason": reason,
        "detail_json": canonical({**plain, "moved": True, "old_seq": row["seq"]}).decode(),
    }


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _large(name: str) -> sa.Column[int]:
    return sa.Column(name, COUNT, nullable=False)
