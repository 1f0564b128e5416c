"""Reads lists of notes and notes behind, for whoever sits there now."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background

if TYPE_CHECKING:
    from app.services.review import NoteReview, NoteSummary, NoteView


class Reading(QObject):
    """One reading of a note serves all panels: it is one look at it in the audit log.

    listed: the notes, and which of them to choose or None. read: a NoteView. failed: an AppError.
    """

    listed = Signal(object, object)
    read = Signal(object)
    failed = Signal(object)

    def __init__(self, review: "Callable[[], NoteReview]", parent: QObject) -> None:
        super().__init__(parent)
        self._review = review
        self._behind = Background("notes", self)
        self._actor: Actor | None = None
        self._wanted = ""

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        self._actor, self._wanted = None, ""
        self._behind.forget()

    def list_notes(self, choose: str | None = None) -> None:
        actor = self._actor
        if actor is not None:
            self._behind.run(
                lambda: self._review().list_notes(actor), partial(self._list, choose), self._fail
            )

    def _list(self, choose: str | None, notes: "tuple[NoteSummary, ...]") -> None:
        self.listed.emit(notes, choose)

    def read_note(self, note: str) -> None:
        """Of several that were asked for, only the last one is shown."""
        actor, self._wanted = self._actor, note
        if actor is not None and note:
            self._behind.run(
                lambda: self._review().view(actor, note), partial(self._show, note), self._fail
            )

    def _show(self, note: str, view: "NoteView") -> None:
        if note == self._wanted:
            self.read.emit(view)

    def _fail(self, error: AppError) -> None:
        self.failed.emit(error)
