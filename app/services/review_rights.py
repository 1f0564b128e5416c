"""What somebody may do to the note before them, so that only that is offered.

The services ask again when it is done, with all that they know.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.access import Actor
from app.domain.note_doubts import Doubt, is_vital, subject_finding
from app.domain.note_state import why_not
from app.domain.permissions import Relation, decide
from app.domain.result import JobResult
from app.services.note_acts import current
from app.services.permissions import ACTIONS, SANDBOX, permissions
from app.services.review import NoteView


@dataclass(frozen=True, slots=True)
class Rights:
    """closed: why nothing of the note can be changed now, a sentence; "" when it can.

    values, vitals: which values may be confirmed. decide: on what others suggest.
    """

    closed: str = ""
    edit: bool = False
    suggest: bool = False
    relabel: bool = False
    values: bool = False
    vitals: bool = False
    acknowledge: bool = False
    decide: bool = False

    def settles(self, doubt: Doubt, result: JobResult) -> bool:
        """Whether a doubt may be settled as it is."""
        if doubt.kind == "alert":
            return self.acknowledge
        if doubt.kind in {"correction", "suggestion"}:
            return self.decide
        return self.confirms(doubt.subject, result)

    def confirms(self, subject: str, result: JobResult) -> bool:
        """Whether a `value:`, `query:`, `word:` or `flag:` may be confirmed."""
        finding = subject_finding(result, subject)
        vital = finding is not None and is_vital(finding)
        return self.values or (vital and self.vitals)


def rights(actor: Actor, view: NoteView) -> Rights:
    """Who reads a note is taken to look after its patient; somebody who does not is told."""
    closed = why_not(view.state, "edit")
    if not closed and view.version != current(view.versions):
        closed = "this is an earlier version of the note; what it says now can be changed"
    if closed:
        return Rights(closed)
    author = view.owner_id == actor.id

    def may(name: str, scope: str = "") -> bool:
        if actor.role == "sandbox":
            return name in SANDBOX
        to = Relation(author=author, assigned=True, department=True, scope=scope)
        return decide(ACTIONS[name], permissions(), actor, to, datetime.now(UTC)).allowed

    return Rights(
        "",
        may("note.edit"),
        may("note.suggest"),
        may("speaker.relabel"),
        may("value.confirm"),
        may("value.confirm", "vital"),
        may("alert.acknowledge"),
        may("note.resolve"),
    )
