"""What the note page shows of a note: as it is kept, as it is being typed, or as it is amended."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.access import Actor
from app.domain.note_chips import Evidence, evidence_of
from app.domain.note_page import Heading, Line, Row, rows, writes
from app.domain.note_versions import NoteBody, NoteVersion, VersionSentence
from app.gui.note.keeper import NEW, NewPlace
from app.services.note_session import HeldEdits
from app.services.review import NoteView

_NO_EVIDENCE = Evidence({}, {}, {})


@dataclass(slots=True)
class NoteScript:
    """actor: who reads it. held: an amendment that is not signed yet. new: where a sentence is
    being begun."""

    view: NoteView
    actor: Actor
    known: Evidence
    held: HeldEdits | None = None
    new: NewPlace | None = None

    @classmethod
    def of(cls, view: NoteView, actor: Actor) -> "NoteScript":
        return cls(view, actor, evidence_of(view.result))

    def see(self, view: NoteView) -> None:
        """The same note, read anew."""
        self.view, self.known = view, evidence_of(view.result)

    def grow(self, made: NoteVersion) -> None:
        """A version was made just now."""
        self.view = self.view.grown(made)

    @property
    def note(self) -> str:
        return self.view.version.note_id

    @property
    def body(self) -> NoteBody:
        return self.held.body if self.held is not None else self.view.version.body

    @property
    def drafts(self) -> bool:
        """Whether it is the reader's draft."""
        return writes(self.actor, self.view.state, self.view.owner_id)

    @property
    def writes(self) -> bool:
        """Whether sentences can be changed."""
        return self.held is not None or self.drafts

    @property
    def settles(self) -> bool:
        """Whether doubts can be settled: by the author, and vital signs by a nurse."""
        nurse = self.actor.role == "nurse" and self.view.state.status == "draft"
        return self.held is None and (self.drafts or nurse)

    def begin_amendment(self) -> None:
        """Numbers go on behind those of every version, so that none is given twice."""
        highest = max(one.body.numbers for one in self.view.versions)
        self.held = HeldEdits(replace(self.view.version.body, numbers=highest))

    def rows(self, text_of: Callable[[int], str | None]) -> tuple[Row, ...]:
        """text_of: what is typed in a sentence and not kept yet."""
        view = self.view
        found = rows(
            self.known if self.held is None else _NO_EVIDENCE,
            self.body,
            confirmed=view.confirmed,
            suggestions=view.suggestions if self.held is None else (),
            addenda=view.addenda,
            empty=self.writes,
        )
        if view.state.status != "draft":
            found = tuple(map(_decided, found))
        typed = [_typed(row, text_of) for row in found]
        return tuple(typed if self.new is None else _begun(typed, self.new, text_of(NEW) or ""))


def _decided(row: Row) -> Row:
    """Nothing waits at a signed sentence: who signed it answered for it."""
    if not isinstance(row, Line):
        return row
    made = tuple(one for one in row.chips if one.state != "proposed")
    return replace(row, chips=made, queries=(), suggestions=())


def _typed(row: Row, text_of: Callable[[int], str | None]) -> Row:
    if not isinstance(row, Line) or row.added:
        return row
    text = text_of(row.sentence.number)
    return row if text is None else replace(row, sentence=replace(row.sentence, text=text))


def _begun(found: list[Row], new: NewPlace, text: str) -> list[Row]:
    """With the sentence that is being begun in its place."""
    heading = next(
        (at for at, row in enumerate(found) if isinstance(row, Heading) and row.key == new.section),
        None,
    )
    if heading is None:
        return found
    lines = 0
    for row in found[heading + 1 :]:
        if not isinstance(row, Line) or row.added:
            break
        lines += 1
    position = lines if new.position is None else min(new.position, lines)
    line = Line(VersionSentence(NEW, text), new.section, position)
    at = heading + 1 + position
    return [*found[:at], line, *found[at:]]
