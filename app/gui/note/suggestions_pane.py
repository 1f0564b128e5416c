"""What others proposed for a note: what would go is struck through; the author decides."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.note_history import pieces
from app.domain.suggestions import Suggestion
from app.gui.note.chips import Tag
from app.gui.note.marked import marked_html
from app.gui.note.saying import minute, section_title
from app.gui.note.wishes import Resolve
from app.gui.review.names import speaker_text, standing
from app.gui.words import Retranslated, tr
from app.services.review import NoteView


class SuggestionsPane(Retranslated, QScrollArea):
    """asked: a Resolve."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view: NoteView | None = None
        self._writes = False
        self.tags: list[Tag] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Suggestions of others"))
        self._show()

    def show_view(self, view: NoteView, *, writes: bool) -> None:
        before, self._view = self._view, view
        same = before is not None and before.suggestions == view.suggestions
        if not same or writes != self._writes:
            self._writes = writes
            self._show()

    def forget(self) -> None:
        self._view = None
        self._show()

    def _show(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(6, 6, 6, 6)
        found = self._view.suggestions if self._view is not None else ()
        self.tags = [self._tag(one) for one in _open_first(found)]
        for tag in self.tags:
            column.addWidget(tag)
        if not self.tags:
            words = QLabel(tr("Nobody has suggested a change."))
            words.setWordWrap(True)
            column.addWidget(words)
        column.addStretch(1)
        self.setWidget(page)

    def _tag(self, one: Suggestion) -> Tag:
        name = self._view.name(one.made_by) if self._view is not None else one.made_by
        head = f"{standing(one, name)}, {minute(one.made_at)}"
        reason = f"<br><i>{escape(one.reason)}</i>" if one.reason else ""
        tag = Tag("amber" if one.accepted is None else "grey", "", head, under=True)
        tag.words.setText(f"<small>{escape(head)}</small><br>{_changed(one)}{reason}")
        if one.accepted is None and self._writes:
            number = one.number
            tag.add(
                tr("Accept"),
                tr("Accept this suggestion"),
                lambda: self.asked.emit(Resolve(number, True)),
            )
            tag.add(
                tr("Reject"),
                tr("Reject this suggestion"),
                lambda: self.asked.emit(Resolve(number, False)),
            )
        return tag


def _open_first(found: tuple[Suggestion, ...]) -> list[Suggestion]:
    return sorted(found, key=lambda one: (one.accepted is not None, one.number))


def _changed(one: Suggestion) -> str:
    if one.kind == "speaker":
        return marked_html(pieces(speaker_text(one.before), speaker_text(one.after)))
    changed = marked_html(pieces(one.before, one.after))
    if one.kind == "write":
        return f"{escape(section_title(one.target))}: {changed}"
    return changed
