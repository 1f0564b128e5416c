"""What happened to a note: changes struck through and underlined, signatures, and the proof."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.domain.note_history import SentenceChange, Step
from app.domain.note_proof import NoteProof
from app.domain.note_sittings import sittings
from app.gui.note.marked import marked_html
from app.gui.note.saying import kind_word, minute, section_title, signed_by
from app.gui.words import Retranslated, said, tr
from app.services.review import NoteView


class HistoryPane(Retranslated, QWidget):
    """proof_asked: the whole chain is to be checked now."""

    proof_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: NoteView | None = None
        self._proof: NoteProof | None = None
        self.check, self.text = QPushButton(), QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setUndoRedoEnabled(False)
        self.check.clicked.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.check)
        column.addWidget(self.text, stretch=1)
        self.retranslate()

    def retranslate(self) -> None:
        self.check.setText(tr("Check that nothing was altered"))
        self.text.setAccessibleName(tr("History of the note"))
        self._show_if_seen()

    def show_view(self, view: NoteView) -> None:
        if self._view is None or view.version != self._view.version:
            self._proof = None  # it was of what the note said before
        self._view = view
        self.check.setEnabled(True)
        self._show_if_seen()

    def show_proof(self, proof: NoteProof | None) -> None:
        """None: it could not be checked."""
        self._proof = proof
        self.check.setEnabled(True)
        self._show_if_seen()

    def forget(self) -> None:
        self._view = self._proof = None
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._show_if_seen()

    def _show_if_seen(self) -> None:
        """Long histories take a while to be laid out: only where somebody looks."""
        if self.isVisible() or self._view is None:
            self._show()

    def _ask(self) -> None:
        self.check.setEnabled(False)
        self.proof_asked.emit()

    def _show(self) -> None:
        view = self._view
        if view is None:
            self.text.clear()
            return
        parts = [*self._proved(), *_signatures(view)]
        first = view.versions[0]
        made = tr("Written from the recording for {name}, {at}")
        who = made.format(name=view.name(first.author_id), at=minute(first.created_at))
        parts.append(f"<p><b>{escape(who)}</b></p>")
        parts += [_step(view, one) for one in sittings(view.versions)]
        self.text.setHtml("".join(parts))

    def _proved(self) -> list[str]:
        proof = self._proof
        if proof is None:
            return []
        head = (
            tr("Not everything holds. Do not rely on this note before it was looked into.")
            if proof.broken
            else tr("Everything holds, from the sound to the audit log.")
        )
        words = {True: tr("holds"), None: tr("no longer there"), False: tr("DOES NOT HOLD")}
        lines = "".join(
            f"<li>{escape(said(one.name))}: <b>{escape(words[one.holds])}</b>. "
            f"{escape(said(one.says))}</li>"
            for one in proof.links
        )
        return [f"<p><b>{escape(head)}</b></p><ul>{lines}</ul>"]


def _signatures(view: NoteView) -> list[str]:
    lines = (
        signed_by(one.claims.kind, view.name(one.claims.signer_id), one.claims.signed_at)
        for one in view.signatures
    )
    return [f"<p>{escape(line)}</p>" for line in lines]


def _step(view: NoteView, step: Step) -> str:
    head = f"{view.name(step.by)}, {minute(step.at)}: {kind_word(step.kind)}"
    late = " · " + tr("late entry") if step.late else ""
    reason = f"<br><i>{escape(step.reason)}</i>" if step.reason else ""
    rows = "".join(f"<li>{_change(one)}</li>" for one in step.changes)
    return f"<p><b>{escape(head + late)}</b>{reason}</p><ul>{rows}</ul>"


def _change(one: SentenceChange) -> str:
    text = marked_html(one.pieces)
    if one.what == "moved":
        to = tr("moved to {section}").format(section=section_title(one.section))
        return f"{text} <i>({escape(to)})</i>"
    return text
