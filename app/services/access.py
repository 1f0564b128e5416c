"""Who may do what, and the one way to do it: permitted, in one transaction, with its event."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, Literal, TypeVar, get_args

from app.domain.access import Actor, AuditEvent
from app.domain.errors import NotFoundError, SandboxError
from app.store.audit import append
from app.store.database import Database, Transaction

Action = Literal[
    "transcribe",
    "note.save",
    "note.list",
    "note.show",
    "recording.start",
    "recording.stop",
    "recording.cancel",
    "recording.recover",
    "recording.discard",
    "alert.acknowledge",
    "alert.notify",
]
Detail = dict[str, str | int | float | bool]
Given = TypeVar("Given")

_PERMITTED: Mapping[str, frozenset[Action]] = {
    "sandbox": frozenset(get_args(Action)),
}
_MADE_UP = re.compile(r"sandbox-[a-z0-9._-]{1,64}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Done(Generic[Given]):
    """What an act gave back, and what its audit event says: ids, counts, codes, no patient text."""

    given: Given
    entity_id: str = ""
    detail: Detail = field(default_factory=dict)


def authorize(
    actor: Actor, action: Action, encounter_id: str | None = None, profile: str = "sandbox"
) -> None:
    """Sign-in comes in here and nowhere else; until then all are sandbox users of made-up data.

    Raises SandboxError for any other actor, profile or action, and for an encounter that does not
    call itself made up. The refused id is not repeated: it may be a patient's.
    """
    if action not in _PERMITTED.get(actor.role, frozenset()):
        raise SandboxError(
            f"nobody can sign in yet, and '{actor.role}' may not do '{action}'; "
            "act as the sandbox user"
        )
    if profile != "sandbox":
        raise SandboxError("until users can sign in, only sandbox results can be kept")
    if encounter_id is not None and not _MADE_UP.fullmatch(encounter_id):
        raise SandboxError(
            "the sandbox profile refuses real encounters; leave the encounter out, or give a "
            "made-up id: SANDBOX- and up to 64 letters, digits, dots, dashes or underscores"
        )


def perform(
    database: Database,
    actor: Actor,
    action: Action,
    work: Callable[[Transaction, datetime], Done[Given]],
    *,
    encounter_id: str | None = None,
    profile: str = "sandbox",
) -> Given:
    """Do `work` and write its audit event in one transaction; both are kept, or neither is.

    work: gets the transaction and the aware UTC time of the act. What is refused leaves an event
    that says so. Raises what authorize, the work and the store raise.
    """
    at = datetime.now(UTC)
    kind = action.partition(".")[0]
    try:
        authorize(actor, action, encounter_id, profile)
        with database.transaction() as transaction:
            done = work(transaction, at)
            detail = {"outcome": "done", **done.detail}
            append(transaction, AuditEvent(at, actor.id, action, kind, done.entity_id, detail))
    except (SandboxError, NotFoundError) as refusal:
        reason: Detail = {"outcome": "refused", "reason": type(refusal).__name__}
        with database.transaction() as transaction:
            append(transaction, AuditEvent(at, actor.id, action, kind, "", reason))
        raise
    return done.given
