"""Keeps what is marked: on screen at once, in the database as soon as that takes it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.code_timeline import Marked
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.code.parts import CodeParts
from app.gui.words import sentence, tr
from app.services.code_log import CodeLog, CodeSheet

AGAIN_MS: Final = 2_000


@dataclass(slots=True, eq=False)
class Line:
    """One event as it shall be. kept: as the database has it; at_s: on the monotonic clock."""

    event: CodeEvent
    at_s: float
    by: str
    kept: CodeEvent | None = None
    gone: bool = False
    asked: bool = False

    @property
    def settled(self) -> bool:
        kept = self.kept
        return (
            kept is not None
            and kept.value == self.event.value
            and self.gone == (kept.taken_back_at is not None)
        )


class CodeKeeper(QObject):
    """The events of one resuscitation, oldest first. `changed`: look at `lines` again."""

    changed = Signal()
    said = Signal(str)

    def __init__(
        self, parts: CodeParts, parent: QObject, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.now = now
        self._parts = parts
        self._actor: Actor | None = None
        self._behind = Background("code log", self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._settle_all)

    @property
    def unsettled(self) -> int:
        """How many are not in the database yet as they are shown."""
        return sum(not line.settled for line in self.lines)

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """Nobody sits here."""
        self.put_away()
        self._actor = None

    def put_away(self) -> None:
        """What could not be kept yet is tried once more; nothing of it is shown again."""
        self._settle_all()
        self._behind.forget()
        self._again.stop()
        self.lines = []
        self.changed.emit()

    def marks(self) -> list[Marked]:
        """What stands, for the clocks."""
        return [Marked(line.event.kind, line.at_s) for line in self.lines if not line.gone]

    def mark(self, kind: str) -> Line | None:
        """It happens now. None while nobody may mark anything."""
        if self._actor is None:
            return None
        moment = self._parts.moment()
        if moment.recording:
            self._parts.mark(kind)
        event = CodeEvent(
            0,
            moment.recording,
            moment.encounter,
            kind,
            moment.at_s,
            datetime.now(UTC),
            self._actor.id,
        )
        return self._add(event, self.now())

    def take_over(self, event: CodeEvent) -> Line | None:
        """Mark what happened before, and where in a recording. None while nobody may."""
        if self._actor is None:
            return None
        ago = datetime.now(UTC) - event.at
        return self._add(replace(event, by=self._actor.id), self.now() - ago / timedelta(seconds=1))

    def _add(self, event: CodeEvent, at_s: float) -> Line:
        name = self._actor.name if self._actor is not None else event.by
        line = Line(event, at_s, name)
        self.lines.append(line)
        self._change(line)
        return line

    def give_value(self, line: Line, value: str) -> None:
        """What is noted of an event: a dose, an energy, a rhythm."""
        line.event = replace(line.event, value=value.strip())
        self._change(line)

    def take_back(self, line: Line) -> None:
        """It was marked by mistake."""
        line.gone = True
        self._change(line)

    def take_back_latest(self) -> Line | None:
        for line in reversed(self.lines):
            if not line.gone:
                self.take_back(line)
                return line
        return None

    def read(self) -> None:
        """Show what was marked before of what is recorded, and of the encounter that is open."""
        actor, moment = self._actor, self._parts.moment()
        if actor is not None and (moment.recording or moment.encounter):
            self._behind.run(
                lambda: self._parts.log().sheet(actor, moment.recording, moment.encounter),
                self._fill,
                lambda error: self.said.emit(sentence(error)),
            )

    def _fill(self, sheet: CodeSheet) -> None:
        """What is not in the database yet stays below."""
        shown = {line.kept.key: line for line in self.lines if line.kept is not None}
        wall, now_s = datetime.now(UTC), self.now()
        found = []
        for event in sheet.events:
            line = shown.get(event.key)
            if line is None:
                ago = wall - event.at
                name = sheet.names.get(event.by, event.by)
                gone = event.taken_back_at is not None
                line = Line(event, now_s - ago / timedelta(seconds=1), name, event, gone)
            found.append(line)
        self.lines = [*found, *(line for line in self.lines if line.kept is None)]
        self.changed.emit()

    def _change(self, line: Line) -> None:
        self.changed.emit()
        self._settle(line)

    def _settle_all(self) -> None:
        for line in self.lines:
            self._settle(line)

    def _settle(self, line: Line) -> None:
        """Do the next step from what is kept to what shall be."""
        actor = self._actor
        if actor is None or line.asked or line.settled:
            return
        line.asked = True
        step = partial(_step, self._parts.log, actor, line.event, line.kept)
        self._behind.run(step, partial(self._done, line), partial(self._fail, line))

    def _done(self, line: Line, kept: CodeEvent) -> None:
        line.kept, line.asked = kept, False
        self.changed.emit()
        self._settle(line)

    def _fail(self, line: Line, error: AppError) -> None:
        line.asked = False
        self.said.emit(
            tr("The event stays on screen and is tried again: {why}").format(why=sentence(error))
        )
        self._again.start()


def _step(
    log: Callable[[], CodeLog], actor: Actor, wanted: CodeEvent, kept: CodeEvent | None
) -> CodeEvent:
    """The next one from what is kept to what is wanted; gives what is kept then."""
    if kept is None:
        return log().mark(actor, wanted)
    if kept.value != wanted.value:
        return log().give_value(actor, kept, wanted.value)
    log().take_back(actor, kept)
    return replace(kept, taken_back_at=datetime.now(UTC))
