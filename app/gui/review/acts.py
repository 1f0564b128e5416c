"""What is done to a note from its transcript: behind the window, one after the other."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_doubts import DISMISSED, Doubt
from app.domain.note_edits import Edit, Reword, Strike
from app.domain.speakers import Labels
from app.gui.background import Background
from app.gui.review.parts import ReviewParts
from app.gui.words import sentence, tr
from app.services.note_desk import NoteDesk
from app.services.suggestions import Proposed

Given = TypeVar("Given")
Then = Callable[[], None]


def _nothing() -> None:
    """Nothing comes after."""


class ReviewActs(QObject):
    """changed: the id of a note about which something was said. said: what came of it."""

    changed = Signal(str)
    said = Signal(str)

    def __init__(self, parts: ReviewParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("review", self)
        self._actor: Actor | None = None
        self._note = ""

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def about(self, note: str) -> None:
        """The note that is before the user."""
        self._note = note

    def forget(self) -> None:
        self._actor, self._note = None, ""
        self._behind.forget()

    def look_for_doubts(
        self, found: Callable[[str, tuple[Doubt, ...]], None], missed: Then
    ) -> None:
        """What nobody has settled yet; given with the note it is about. missed: it is not known."""
        note = self._note

        def fail(error: AppError) -> None:
            missed()
            self.fail(error)

        self._run(
            lambda desk, actor: desk.signing.doubts(actor, note),
            lambda them: found(note, them),
            fail,
        )

    def relabel(self, labels: Labels, then: Then = _nothing) -> None:
        """Say who spoke, in one version."""
        if labels:
            note = self._note
            self._do(
                lambda desk, actor: desk.life.relabel(actor, note, labels),
                tr("The speakers are changed; what was heard stays as it was."),
                then,
            )

    def edit(self, number: int, text: str, then: Then) -> None:
        """Put a sentence of one's own draft into other words; without any it is taken out."""
        note = self._note
        edit: Edit = Reword(number, text) if text else Strike(number)
        self._do(
            lambda desk, actor: desk.life.edit(actor, note, [edit]),
            tr("The note is changed; the words that were heard stay as they were."),
            then,
        )

    def suggest(self, number: int, text: str, reason: str, then: Then) -> None:
        """Propose to the author to put a sentence into other words, or to take it out."""
        note = self._note
        proposed = Proposed("reword" if text else "strike", str(number), text, reason)
        self._do(
            lambda desk, actor: desk.suggestions.suggest(actor, note, proposed),
            tr("The author gets your suggestion; the note stays as it is until then."),
            then,
        )

    def settle(self, doubt: Doubt, accept: bool, then: Then) -> None:
        """Accept what is doubted as it is; or, of a correction or an alert, reject it."""
        kind, _, rest = doubt.subject.partition(":")
        if kind == "correction":
            note = self._note
            self._do(
                lambda desk, actor: desk.suggestions.resolve_correction(
                    actor, note, int(rest), accept
                ),
                tr("The correction is written.") if accept else tr("What was heard is kept."),
                then,
            )
        else:
            self.confirm(doubt.subject, "" if accept else DISMISSED, then)

    def confirm(self, subject: str, value: str = "", then: Then = _nothing) -> None:
        """Settle a doubt or confirm a value. value: as it is to stand, else as it was heard."""
        note = self._note
        self._do(
            lambda desk, actor: desk.suggestions.confirm(actor, note, subject, value),
            _confirmed(subject, value),
            then,
        )

    def decide(self, number: int, accept: bool) -> None:
        """Accept or reject what somebody suggested."""
        note = self._note
        self._do(
            lambda desk, actor: desk.suggestions.resolve(actor, note, number, accept),
            tr("The suggestion is accepted.") if accept else tr("The suggestion is rejected."),
            _nothing,
        )

    def _do(self, work: Callable[[NoteDesk, Actor], object], said: str, then: Then) -> None:
        note = self._note

        def tell(_: object) -> None:
            self.said.emit(said)
            then()
            self.changed.emit(note)

        self._run(work, tell)

    def _run(
        self,
        work: Callable[[NoteDesk, Actor], Given],
        done: Callable[[Given], None],
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        actor = self._actor
        if actor is not None and self._note:
            self._behind.run(lambda: work(self._parts.desk(), actor), done, failed or self.fail)

    def fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))


def _confirmed(subject: str, value: str) -> str:
    if not subject.startswith("alert:"):
        return tr("Confirmed.")
    return tr("Marked as no alert.") if value == DISMISSED else tr("The alert is acknowledged.")
