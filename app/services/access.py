"""The one way to do anything: permitted, in one transaction, with its audit row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from app.domain.access import Actor, AuditEvent, Detail, Outcome
from app.domain.errors import AccessError, GlassNeededError, NotFoundError, SandboxError, StoreError
from app.domain.permissions import Action, Relation, Verdict, decide
from app.services.permissions import ACTIONS, SANDBOX, permissions
from app.store.audit import append, tampering
from app.store.database import Database, Transaction
from app.store.people import session_over
from app.store.relations import encounter_of, relation

__all__ = ["Detail", "Done", "Subject", "authorize", "perform", "perform_together"]

Given = TypeVar("Given")

_MADE_UP: Final = re.compile(r"sandbox-[a-z0-9._-]{1,64}", re.ASCII | re.IGNORECASE)
_REFUSED: Final = (SandboxError, AccessError, NotFoundError)
_SENTENCES: Final = {
    "proof-needed": "give your password again for this",
    "break-the-glass": (
        "you are not assigned to this patient; if care needs it, break the glass and say why: "
        "erscribe encounters glass"
    ),
    "not-own-recording": "this recording is somebody else's; claim it first: erscribe recover",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about, as far as it is known before. scope: what of it is asked for.

    user: the account it is about. reason: a code for the audit row, never free text.
    """

    note: str | None = None
    recording: str | None = None
    encounter: str | None = None
    user: str | None = None
    scope: str = ""
    reason: str = ""


NOTHING: Final = Subject()


@dataclass(frozen=True, slots=True)
class Done(Generic[Given]):
    """What an act gave back, and what its audit row says: ids, counts, codes, no patient text."""

    given: Given
    entity_id: str = ""
    detail: Detail = field(default_factory=dict)
    version: int = 0


Work = Callable[[Transaction, datetime], Done[Given]]


def authorize(
    actor: Actor, name: str, encounter: str | None = None, profile: str = "sandbox"
) -> None:
    """What can be refused before the database is asked; `perform` asks it all again.

    Raises SandboxError for what the sandbox refuses, AccessError for what a role never may. A
    refused encounter is not repeated: it may be a patient's.
    """
    if profile == "sandbox":
        _authorize_sandbox(actor, name, encounter)
    elif actor.role == "sandbox":
        raise AccessError("nobody is signed in; sign in, or give --user LOGIN")
    else:
        listing = replace(ACTIONS[name], listing=True, own=False)
        _refuse(decide(listing, permissions(), actor, Relation(), datetime.now(UTC)), name, actor)


def perform(
    database: Database,
    actor: Actor,
    name: str,
    work: Work[Given],
    about: Subject = NOTHING,
) -> Given:
    """Do `work` and write its audit row in one transaction; both are kept, or neither is.

    work: gets the transaction and the aware UTC time of the act. What is refused leaves a row
    that says so. Raises what authorize, the work and the store raise.
    """
    return _performed(database, (actor,), name, work, about)


def perform_together(
    database: Database,
    actors: tuple[Actor, Actor],
    name: str,
    work: Work[Given],
    about: Subject = NOTHING,
) -> Given:
    """The same for an act that asks for two people, who both gave their credential just now.

    Raises AccessError when they are one person, or either may not do it.
    """
    if actors[0].id == actors[1].id:
        raise AccessError("two people are needed for this; let another one sign in too")
    return _performed(database, actors, name, work, about)


def _performed(
    database: Database, actors: tuple[Actor, ...], name: str, work: Work[Given], about: Subject
) -> Given:
    at = datetime.now(UTC)
    try:
        with database.transaction() as transaction:
            verdicts = [_permitted(database, transaction, one, name, about, at) for one in actors]
            done = work(transaction, at)
            for actor, verdict in zip(actors, verdicts, strict=True):
                append(transaction, _event(transaction, actor, name, about, at, done, verdict))
    except _REFUSED as refusal:
        _keep_refusal(database, actors, name, about, at, refusal)
        raise
    except StoreError as error:
        if tampering(error):
            _keep_refusal(database, actors, "audit.change", about, at, error)
        raise
    return done.given


def _permitted(
    database: Database,
    transaction: Transaction,
    actor: Actor,
    name: str,
    about: Subject,
    at: datetime,
) -> Verdict:
    if database.profile == "sandbox" or actor.role == "sandbox":
        authorize(actor, name, about.encounter, database.profile)
        return Verdict(True, ACTIONS[name].permission)
    if ACTIONS[name].permission not in _GO_ON and session_over(transaction, actor.session_id):
        raise AccessError("your session has ended; sign in again")
    found = relation(
        transaction,
        actor,
        at,
        note=about.note,
        recording=about.recording,
        encounter=about.encounter,
    )
    to = replace(found, scope=about.scope, oneself=about.user == actor.id)
    verdict = decide(ACTIONS[name], permissions(), actor, to, at)
    _refuse(verdict, name, actor)
    return verdict


def _refuse(verdict: Verdict, name: str, actor: Actor) -> None:
    if not verdict.allowed:
        sentence = _SENTENCES.get(
            verdict.why, f"as {actor.role.replace('_', ' ')} you may not do this ({name})"
        )
        raise (GlassNeededError if verdict.why == "break-the-glass" else AccessError)(sentence)


def _authorize_sandbox(actor: Actor, name: str, encounter: str | None) -> None:
    if actor.role != "sandbox" or name not in SANDBOX:
        raise SandboxError(
            f"the sandbox has no users, so nobody may do '{name}' in it; make the first "
            "administrator with: erscribe users init"
        )
    if encounter is not None and not _MADE_UP.fullmatch(encounter):
        raise SandboxError(
            "the sandbox profile refuses real encounters; leave the encounter out, or give a "
            "made-up id: SANDBOX- and up to 64 letters, digits, dots, dashes or underscores"
        )


def _event(
    transaction: Transaction,
    actor: Actor,
    name: str,
    about: Subject,
    at: datetime,
    done: Done[Given],
    verdict: Verdict,
) -> AuditEvent:
    action = ACTIONS[name]
    note = about.note or (done.entity_id if action.kind == "note" else None)
    encounter, patient = encounter_of(transaction, note, about.recording, about.encounter)
    return AuditEvent(
        at,
        actor,
        action.code,
        action.deed,
        0,
        action.kind,
        done.entity_id,
        done.version,
        encounter,
        patient,
        "BTG" if verdict.glass else about.reason,
        done.detail,
    )


def _keep_refusal(
    database: Database,
    actors: tuple[Actor, ...],
    name: str,
    about: Subject,
    at: datetime,
    refusal: StoreError,
) -> None:
    action = ACTIONS.get(name, _UNKNOWN)
    outcome: Outcome = 4 if isinstance(refusal, NotFoundError) else 8
    with database.transaction() as transaction:
        # kept as a hash only: what was refused may be a patient's
        encounter, patient = encounter_of(transaction, about.note, about.recording, about.encounter)
        for actor in actors:
            append(
                transaction,
                AuditEvent(
                    at,
                    actor,
                    action.code,
                    action.deed,
                    outcome,
                    action.kind,
                    about.note or about.recording or about.user or "",
                    encounter=encounter,
                    patient=patient,
                    reason=type(refusal).__name__,
                ),
            )


_GO_ON: Final = frozenset({"P01", "P02"})
"""Rights to what goes on after its user has left: recordings, and the notes that come of them."""
_UNKNOWN: Final = Action("", "UNKNOWN", "E", "")
