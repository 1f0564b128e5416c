"""The acts on a note that have a form: proved where that is asked for, then done behind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_edits import Edit
from app.domain.permissions import proved
from app.gui.background import Background
from app.gui.note.act_forms import FormKind
from app.gui.note.parts import NoteParts
from app.gui.people_parts import Typed
from app.gui.words import tr

if TYPE_CHECKING:
    from app.services.note_copies import CopyForm
    from app.services.note_desk import NoteDesk

Refused = Callable[[AppError], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """An act with what was typed for it. number: of a correction. section: None for the whole note.
    edits: of an amendment."""

    kind: FormKind | Literal["sign"]
    note: str
    text: str = ""
    form: str = ""
    number: int = 0
    section: str | None = None
    edits: tuple[Edit, ...] = ()

    def filled(self, text: str, form: str, edits: tuple[Edit, ...]) -> "Deed":
        """With what was typed into its form."""
        return replace(self, text=text, form=form, edits=edits)


class Deeds(QObject):
    """done: a Deed, and a sentence about it. acting: the actor who proved it just now."""

    done = Signal(object, str)
    acting = Signal(object)

    def __init__(self, parts: NoteParts, behind: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts, self._behind = parts, behind

    def do(self, actor: Actor, deed: Deed, typed: Typed | None, refused: Refused) -> None:
        """typed: the credential, where it was asked for."""
        act = _ACTS[deed.kind]

        def work(desk: "NoteDesk", who: Actor) -> object:
            return act(desk, who, deed, typed.password if typed is not None else "")

        def then(given: object) -> None:
            self.done.emit(deed, self._told(deed, given))

        if typed is None:
            self._behind.run(lambda: work(self._parts.desk(), actor), then, refused)
        else:
            self._proved(actor, typed, work, then, refused)

    def asks(self, actor: Actor) -> bool:
        """Whether the credential must be given again for what asks for it."""
        return self._parts.prove is not None and not proved(actor, datetime.now(UTC))

    def _proved(
        self,
        actor: Actor,
        typed: Typed,
        work: "Callable[[NoteDesk, Actor], object]",
        then: Callable[[object], None],
        refused: Refused,
    ) -> None:
        def go(who: Actor) -> None:
            self.acting.emit(who)
            self._behind.run(lambda: work(self._parts.desk(), who), then, refused)

        if self._parts.prove is None:
            go(actor)
        else:
            self._parts.prove(typed.password, typed.code, go, refused)

    def _told(self, deed: Deed, given: object) -> str:
        """What is said when it is done; what was copied lies on the clipboard by then."""
        if deed.kind == "copy":
            QGuiApplication.clipboard().setText(str(given))
            return tr("Copied. It is taken off the clipboard after a minute.")
        if deed.kind == "save":
            return tr("Saved as {path}.").format(path=given)
        return {
            "sign": tr("Signed."),
            "cosign": tr("Co-signed."),
            "amend": tr("The amendment is signed."),
            "addendum": tr("The addendum is signed."),
            "propose_error": tr("Marked as entered in error; compliance decides."),
            "archive": tr("Archived."),
            "offer": tr("Offered to {login}.").format(login=deed.text),
            "take": tr("The draft is yours now."),
            "never_on_site": tr("Asked for; another person decides."),
            "never_in_department": tr("Asked for; another person decides."),
        }[deed.kind]


Act = Callable[["NoteDesk", Actor, Deed, str], object]


def _save(desk: "NoteDesk", actor: Actor, deed: Deed, _: str) -> object:
    form = cast("CopyForm", deed.form)
    return desk.copies.save(actor, deed.note, form, Path(deed.text).expanduser())


_ACTS: dict[str, Act] = {
    "sign": lambda desk, who, deed, secret: desk.signing.sign(who, deed.note, secret, deed.text),
    "cosign": lambda desk, who, deed, secret: desk.signing.cosign(who, deed.note, secret),
    "amend": lambda desk, who, deed, secret: desk.signing.amend(
        who, deed.note, secret, deed.edits, deed.text
    ),
    "addendum": lambda desk, who, deed, secret: desk.signing.addendum(
        who, deed.note, secret, deed.text
    ),
    "propose_error": lambda desk, who, deed, _: desk.life.mark_error(who, deed.note, deed.text),
    "archive": lambda desk, who, deed, _: desk.life.archive(who, deed.note),
    "offer": lambda desk, who, deed, _: desk.life.offer(who, deed.note, deed.text),
    "take": lambda desk, who, deed, _: desk.life.take(who, deed.note),
    "never_on_site": lambda desk, who, deed, _: desk.vetoes.propose_for_site(
        who, deed.note, deed.number, deed.text
    ),
    "never_in_department": lambda desk, who, deed, _: desk.vetoes.propose_for_department(
        who, deed.note, deed.number, deed.text
    ),
    "copy": lambda desk, who, deed, _: desk.copies.text(who, deed.note, deed.section),
    "save": _save,
}
