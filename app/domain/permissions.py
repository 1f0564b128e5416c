"""Who may do what: one row of rights per permission, one decision from what is known.

The rows are resources/access/permissions.csv. A cell says what a role may do: `A` allowed, `-` not,
`B` with a break-the-glass grant, `C` on a condition; a word in brackets names the condition. `C`
alone asks of a nurse to be assigned to the encounter, and of a physician to be of its department
and assigned or supervising; two administrators meet it together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from app.domain.access import Actor, Deed, Role

Step = Literal["do", "propose", "approve"]
"""Acts that two people make together are proposed by one and approved by another."""

PROOF: Final = timedelta(seconds=120)
"""For so long after a credential was given, acts that ask for it again take it as given."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One row of rights. cells: by column; proof: `-`, `Y`, `Y+reason`, `Y two-person`,
    `two-person` or `never`."""

    id: str
    cells: Mapping[str, str]
    proof: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a service does. permission: its row, "" for what the program does by itself.

    otherwise: the row that is asked when the first one's condition is not met. own: only with a
    recording of one's own. listing: gives only what the reader may see, so no condition is asked.
    grants: breaks the glass itself, which asks for a reason as its scope.
    """

    permission: str
    code: str
    deed: Deed
    kind: str
    step: Step = "do"
    otherwise: str = ""
    own: bool = False
    listing: bool = False
    grants: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """How an actor stands to what an act is about.

    author: of the note, or of what has no note yet. supervises: is its author's registered
    supervisor. offered: its draft was offered to the actor. glass: a break-the-glass grant is in
    force. begun_here: an emergency recording, begun at the locked screen of the actor's own
    session. oneself: the act is about the actor's own account. scope: what of it is asked for
    (`vital`, `export rows`, `no PHI`, or a reason).
    """

    author: bool = False
    assigned: bool = False
    department: bool = False
    supervises: bool = False
    recorded: bool = False
    begun_here: bool = False
    offered: bool = False
    signed: bool = False
    glass: bool = False
    oneself: bool = False
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """permission: the row that decided. why: a code for the audit row; glass: by a grant."""

    allowed: bool
    permission: str
    why: str = ""
    glass: bool = False


def decide(
    action: Action, rows: Mapping[str, Permission], actor: Actor, to: Relation, at: datetime
) -> Verdict:
    """Whether `actor` may do it now; the first reason against it, if not."""
    verdict = _cell(action, rows[action.permission], actor.role, to)
    if not verdict.allowed and action.otherwise:
        verdict = _cell(action, rows[action.otherwise], actor.role, to)
    if verdict.allowed and action.own and not to.recorded:
        return replace(verdict, allowed=False, why="not-own-recording")
    asked = asks_proof(action, rows) and not action.listing
    if verdict.allowed and asked and not proved(actor, at):
        return replace(verdict, allowed=False, why="proof-needed")
    return verdict


def asks_proof(action: Action, rows: Mapping[str, Permission]) -> bool:
    """Whether the credential is asked for again. Two people are always asked."""
    return rows[action.permission].proof not in {"-", "never"}


def proved(actor: Actor, at: datetime) -> bool:
    """Whether the credential was given a moment ago."""
    return actor.proved_at is not None and timedelta(0) <= at - actor.proved_at <= PROOF


def column(role: Role, to: Relation) -> str:
    """The column of a role; physicians have two."""
    if role == "physician":
        return "physician_author" if to.author else "physician_other"
    return role


def _cell(action: Action, row: Permission, role: Role, to: Relation) -> Verdict:
    cell = row.cells.get(column(role, to), "-")
    if cell == "-" or row.proof == "never":
        return Verdict(False, row.id, "not-permitted")
    if action.listing:
        return Verdict(True, row.id)
    if cell == "B":
        glass = bool(to.scope) if action.grants else to.glass
        return Verdict(glass, row.id, "" if glass else "break-the-glass", glass=glass)
    if cell in {"C(approve)", "C(propose)"}:
        step = cell[2:-1]
        allowed = action.step == step or (step == "approve" and _alone(row))
        return Verdict(allowed, row.id, "" if allowed else f"may-only-{step}")
    if action.step == "approve" and cell != "C":
        return Verdict(False, row.id, "may-not-approve")
    allowed = _CONDITIONS[cell](role, to)
    return Verdict(allowed, row.id, "" if allowed else "condition")


def _alone(row: Permission) -> bool:
    """Nobody else can begin it, so two of those who approve do it together."""
    return set(row.cells.values()) <= {"-", "C(approve)"}


def _related(role: Role, to: Relation) -> bool:
    if role == "physician":
        return to.department and (to.assigned or to.supervises)
    return to.assigned if role == "nurse" else True


_CONDITIONS: Final[Mapping[str, Callable[[Role, Relation], bool]]] = {
    "A": lambda _, __: True,
    "A(own)": lambda _, to: to.author,
    "A(own signed)": lambda _, to: to.author and to.signed,
    "A(automatic)": lambda _, __: True,
    "A(not own)": lambda _, to: not to.oneself,
    "A(run job)": lambda _, __: True,
    "C": _related,
    "C(own recording)": lambda _, to: to.recorded or to.begun_here,
    "C(vitals only)": lambda role, to: _related(role, to) and to.scope == "vital",
    "C(registered supervisor)": lambda _, to: to.supervises,
    "C(export rows only)": lambda _, to: to.scope == "export rows",
    "C(no PHI)": lambda _, to: to.scope == "no PHI",
    "C(offered by author or author's supervisor)": lambda _, to: to.offered,
}
