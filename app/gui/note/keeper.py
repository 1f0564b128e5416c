"""Keeps what is typed into a draft, a moment after it was typed, and everything else at once.

What is typed is a version in the store after a second and a half without a key, after five seconds
of typing on, and when its sentence is left. A window that is killed loses no more than that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_edits import Edit, Reword, Strike, Write
from app.domain.note_versions import NoteVersion
from app.gui.background import Background
from app.services.note_session import NoteSession

PAUSE_MS = 1500
LONGEST_MS = 5000
NEW = -1
"""The number of a sentence that is typed but not kept yet."""

SaveState = Literal["kept", "typing", "keeping", "failed"]
Act = Callable[[NoteSession, Actor], NoteVersion]
Then = Callable[[], None]


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where a new sentence goes."""

    section: str
    position: int | None


def _nothing() -> None:
    """Nothing comes after."""


class NoteKeeper(QObject):
    """made: a NoteVersion that somebody's typing became. acted: one that another act made. failed:
    an AppError; what was typed stays and is tried again. state: a SaveState and when it began.
    numbered: the number that the new sentence got."""

    made = Signal(object)
    acted = Signal(object)
    failed = Signal(object)
    state = Signal(str, object)
    numbered = Signal(int)

    def __init__(self, behind: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._behind = behind
        self._session: NoteSession | None = None
        self._actor: Actor | None = None
        self._pending: dict[int, str] = {}
        self._new: NewPlace | None = None
        self._under_way = False
        self._then: list[Then] = []
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, wait_ms in ((self._pause, PAUSE_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(self.keep)

    @property
    def busy(self) -> bool:
        """Something was typed that is no version yet."""
        return bool(self._pending) or self._under_way

    @property
    def can_undo(self) -> bool:
        return self._session is not None and self._session.can_undo

    @property
    def can_redo(self) -> bool:
        return self._session is not None and self._session.can_redo

    def begin(self, session: NoteSession | None, actor: Actor | None) -> None:
        """Another note; what was typed into the one before is kept in it first."""
        self.keep(leaving=True)
        self._pending.clear()
        self._new, self._session, self._actor = None, session, actor
        self._under_way = False
        self._then.clear()

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """What was typed is still kept, behind; nothing of it stays here."""
        self.begin(None, None)

    def seen(self, version: NoteVersion) -> None:
        """What the note says by now, read anew."""
        if self._session is not None and not self._under_way:
            self._session.seen(version)

    def text_of(self, number: int) -> str | None:
        """What is typed in a sentence and not kept yet."""
        return self._pending.get(number)

    def begin_new(self, section: str, position: int | None) -> None:
        self._new = NewPlace(section, position)

    def drop_new(self) -> None:
        """The new sentence is not wanted."""
        self._new = None
        self._pending.pop(NEW, None)

    def type(self, number: int, text: str) -> None:
        """Somebody is typing."""
        self._pending[number] = text
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        self.state.emit("typing", datetime.now(UTC))

    def keep(self, then: Then = _nothing, *, leaving: bool = False) -> None:
        """Keep what was typed now; then: what comes after that, or at once when there is none.

        leaving: a sentence that was emptied is struck out.
        """
        self._pause.stop()
        self._longest.stop()
        self._then.append(then)
        if self._under_way:
            return
        edits, taken = self._edits(leaving)
        session, actor = self._session, self._actor
        if not edits or session is None or actor is None:
            self._go_on()
            return
        self._under_way = True
        self.state.emit("keeping", datetime.now(UTC))
        self._behind.run(
            lambda: session.edit(actor, edits),
            lambda made: self._kept(made, taken),
            self._refused,
        )

    def act(self, act: Act) -> None:
        """Something else than typing, after what was typed before it."""

        def run() -> None:
            session, actor = self._session, self._actor
            if session is not None and actor is not None:
                self._behind.run(lambda: act(session, actor), self._acted, self.failed.emit)

        self.keep(run)

    def edit(self, edits: list[Edit]) -> None:
        self.act(lambda session, actor: session.edit(actor, edits))

    def _edits(self, leaving: bool) -> tuple[list[Edit], dict[int, str]]:
        """What to keep, and the texts it was made of."""
        edits: list[Edit] = []
        taken: dict[int, str] = {}
        for number, text in self._pending.items():
            words = text.strip()
            if number == NEW and words and self._new is not None:
                edits.append(Write(self._new.section, words, self._new.position))
            elif number != NEW and words:
                edits.append(Reword(number, words))
            elif number != NEW and leaving:
                edits.append(Strike(number))
            else:
                continue
            taken[number] = text
        return edits, taken

    def _kept(self, made: NoteVersion, taken: dict[int, str]) -> None:
        self._under_way = False
        for number, text in taken.items():
            if self._pending.get(number) == text:
                del self._pending[number]
        if NEW in taken:
            self._number(made.body.numbers)
        self.made.emit(made)
        if NEW in taken:
            self.numbered.emit(made.body.numbers)
        if self._pending:
            self._pause.start()
        self.state.emit("typing" if self._pending else "kept", datetime.now(UTC))
        self._go_on()

    def _number(self, number: int) -> None:
        """What was typed meanwhile belongs to the sentence that is there now."""
        self._new = None
        if NEW in self._pending:
            self._pending[number] = self._pending.pop(NEW)

    def _refused(self, error: AppError) -> None:
        self._under_way = False
        self._then.clear()
        self.state.emit("failed", datetime.now(UTC))
        self.failed.emit(error)

    def _acted(self, made: NoteVersion) -> None:
        self.acted.emit(made)
        self.state.emit("kept", datetime.now(UTC))

    def _go_on(self) -> None:
        waiting, self._then = self._then, []
        for then in waiting:
            then()
