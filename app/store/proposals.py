"""Acts that two people make together: what was proposed, and what was decided about it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.domain.errors import AccessError, NotFoundError
from app.store.database import Transaction
from app.store.tables_people import Decision, ProposalRow


@dataclass(frozen=True, slots=True)
class Proposal:
    """action: a name of services.permissions; object_id: what it is about; decision: or None."""

    id: str
    action: str
    object_id: str
    payload: Mapping[str, Any]
    reason: str
    proposed_by: str
    proposed_at: datetime
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    done_at: datetime | None = None


def add_proposal(
    transaction: Transaction,
    action: str,
    object_id: str,
    payload: Mapping[str, Any],
    reason: str,
    by: str,
    at: datetime,
) -> str:
    """Keep a proposal; gives its id."""
    row = ProposalRow(
        id=uuid.uuid4().hex[:12],
        action=action,
        object_id=object_id,
        payload=dict(payload),
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    transaction.add(row)
    transaction.flush()
    return row.id


def proposal(transaction: Transaction, proposal_id: str) -> Proposal:
    """Raises NotFoundError."""
    row = transaction.get(ProposalRow, proposal_id)
    if row is None:
        raise NotFoundError("there is no proposal like this; list them: erscribe site proposals")
    return _proposal(row)


def decide_proposal(
    transaction: Transaction, proposal_id: str, decision: Decision, by: str, at: datetime
) -> Proposal:
    """Decide about one that waits. Raises NotFoundError; AccessError when it is decided already,
    or when somebody approves what they proposed themselves."""
    found = proposal(transaction, proposal_id)
    if found.decision is not None:
        raise AccessError(f"this proposal was {found.decision} already; nothing was changed")
    if decision == "approved" and found.proposed_by == by:
        raise AccessError("another person has to approve this; what you proposed still waits")
    row = transaction.get_one(ProposalRow, proposal_id)
    row.decision, row.decided_by, row.decided_at = decision, by, at
    transaction.flush()
    return _proposal(row)


def proposals(
    transaction: Transaction, action: str = "", object_id: str = "", *, waiting: bool = False
) -> tuple[Proposal, ...]:
    """Oldest first. action, object_id: only these; waiting: only those not decided."""
    asked = select(ProposalRow).order_by(ProposalRow.proposed_at, ProposalRow.id)
    if action:
        asked = asked.where(ProposalRow.action == action)
    if object_id:
        asked = asked.where(ProposalRow.object_id == object_id)
    if waiting:
        asked = asked.where(ProposalRow.decision.is_(None))
    return tuple(map(_proposal, transaction.scalars(asked)))


def set_done(transaction: Transaction, proposal_id: str, at: datetime) -> None:
    """What was approved is carried out; it is not carried out twice. Raises AccessError."""
    row = transaction.get_one(ProposalRow, proposal_id)
    if row.decision != "approved" or row.done_at is not None:
        raise AccessError("this was not approved, or is done already; nothing was changed")
    row.done_at = at
    transaction.flush()


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(
        row.id,
        row.action,
        row.object_id,
        row.payload,
        row.reason,
        row.proposed_by,
        row.proposed_at,
        row.decision,
        row.decided_by,
        row.decided_at,
        row.done_at,
    )
