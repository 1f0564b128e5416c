"""The pages that lie over a note for a while: signing it, and the acts that have a form."""

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.note.act_forms import FormKind
from app.gui.note.act_page import ActPage
from app.gui.note.deeds import Deed, Deeds
from app.gui.note.parts import NoteParts
from app.gui.note.script import NoteScript
from app.gui.note.sign_page import SignPage

TEXT, SIGN, FORM = range(3)


class FormDesk(QObject):
    """shown: which page is to be seen. changed: the note says something new. said: a sentence.
    failed: an AppError. acting: who proved it just now."""

    shown = Signal(int)
    changed = Signal()
    said = Signal(str)
    failed = Signal(object)
    acting = Signal(object)

    def __init__(self, parts: NoteParts, behind: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts, self._behind = parts, behind
        self._script: NoteScript | None = None
        self._deed: Deed | None = None  # what the form that is shown is about
        self._signing = False
        self._deeds = Deeds(parts, behind, self)
        self.sign_page, self.act_page = SignPage(), ActPage()
        self._deeds.acting.connect(self.acting)
        self._deeds.done.connect(self._did)
        self.sign_page.given.connect(self._sign)
        self.sign_page.left.connect(self.leave)
        self.act_page.given.connect(self._do)
        self.act_page.left.connect(self.leave)

    def begin(self, script: NoteScript) -> None:
        """Another note."""
        self._script = script
        self.leave()

    def forget(self) -> None:
        self._script = self._deed = None
        self.sign_page.forget()
        self.act_page.forget()
        self.leave()

    def leave(self) -> None:
        """Back to the note; no secret stays."""
        self._signing = False
        for page in (self.sign_page, self.act_page):
            page.credential.wipe()
        self.shown.emit(TEXT)

    def begin_signing(self) -> None:
        if self._script is None:
            return
        self._signing = True
        self.sign_page.begin(self._script.view, self._script.actor)
        self.shown.emit(SIGN)
        self.look_for_doubts()

    def look_for_doubts(self) -> None:
        """What nobody has settled yet, while the page of signing is open."""
        script = self._script
        if script is not None and self._signing:
            note, actor = script.note, script.actor
            self._behind.run(
                lambda: self._parts.desk().signing.doubts(actor, note),
                self.sign_page.show_doubts,
                self.failed.emit,
            )

    def open(self, kind: FormKind, *, section: str | None = None, number: int = 0) -> None:
        """Show the form of an act. section: what to copy; number: of a correction."""
        script = self._script
        if script is None:
            return
        view = script.view
        self._deed = Deed(kind, script.note, section=section, number=number)
        name = view.name(view.owner_id if kind == "take" else view.version.author_id)
        self.act_page.begin(kind, name, script.actor, dialogs=not self._parts.recording())
        self.shown.emit(FORM)
        self.act_page.focus_first()

    def copy(self, section: str | None) -> None:
        """Copy for the EMR, with the credential unless it was given a moment ago."""
        script = self._script
        if script is None:
            return
        if self._deeds.asks(script.actor):
            self.open("copy", section=section)
        else:
            deed = Deed("copy", script.note, section=section)
            self._deeds.do(script.actor, deed, None, self.failed.emit)

    def _sign(self) -> None:
        script, page = self._script, self.sign_page
        if script is not None:
            deed = Deed("sign", script.note, page.override)
            self._deeds.do(script.actor, deed, page.credential.typed, page.refuse)

    def _do(self) -> None:
        script, deed, page = self._script, self._deed, self.act_page
        if script is None or deed is None:
            return
        edits = script.held.edits if script.held is not None else ()
        filled = deed.filled(page.text, page.form_chosen, edits)
        self._deeds.do(
            script.actor, filled, page.credential.typed if page.asks_proof else None, self._refuse
        )

    def _refuse(self, error: AppError) -> None:
        self.act_page.refuse(error)

    def _did(self, deed: Deed, words: str) -> None:
        self.said.emit(words)
        if deed.kind == "amend" and self._script is not None:
            self._script.held = None
        self.act_page.forget()
        self.leave()
        if deed.kind not in {"copy", "save", "never_on_site", "never_in_department"}:
            self.changed.emit()
