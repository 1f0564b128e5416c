"""What is on its way to the EMR: what waits, what was refused and why, and sending it again."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.pages.sheet import Grid, Notice, Prose, column, row, spread
from app.gui.people_pages.outgoing_words import (
    act_text,
    because_text,
    destination_text,
    state_text,
)
from app.gui.people_pages.parts import OutgoingParts
from app.gui.people_pages.times import moment
from app.gui.words import Retranslated, sentence, tr
from app.services.export_status import Line, may_resend

_COLUMNS = 7
_WIDE = 6


class OutgoingPage(Retranslated, QWidget):
    """`said` carries a sentence, `note_chosen` the id of a note that is to be opened."""

    said = Signal(str)
    note_chosen = Signal(str)

    def __init__(self, parts: OutgoingParts) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("outgoing", self)
        self._actor: Actor | None = None
        self._lines: tuple[Line, ...] = ()
        self._read = False
        self.intro, self.notice, self.detail = Prose(quiet=True), Notice(), Prose()
        self.only = QCheckBox()
        self.grid = Grid(_COLUMNS, wide=_WIDE, wrap=True)
        self.resend, self.open, self.again = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.only.setChecked(True)
        whole = column(self.intro, self.notice, self.only)
        whole.addWidget(self.grid, stretch=1)
        whole.addWidget(self.detail)
        whole.addLayout(row(self.resend, self.open, None, self.again))
        spread(self, whole)

    def _connect(self) -> None:
        self.grid.itemSelectionChanged.connect(self._show_chosen)
        self.grid.itemActivated.connect(lambda _: self._open())
        self.only.toggled.connect(lambda _: self.reload())
        self.resend.clicked.connect(self.send_again)
        self.open.clicked.connect(self._open)
        self.again.clicked.connect(self.reload)

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "Signed notes go to the EMR by themselves, one patient's in order, and are tried "
                "again until they are filed. What was refused waits for you."
            )
        )
        self.only.setText(tr("Only what is &not filed yet"))
        self.grid.setAccessibleName(tr("What is on its way to the EMR"))
        self.grid.name_columns(
            [
                *(tr("Note"), tr("What"), tr("Signed"), tr("Where to"), tr("How it stands")),
                *(tr("Tries"), tr("Because")),
            ]
        )
        self.resend.setText(tr("&Send again"))
        self.open.setText(tr("&Open the note"))
        self.again.setText(tr("&Look again"))
        self._fill(self.chosen)

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible() and not self._read:
            self.reload()

    def forget(self) -> None:
        self._behind.forget()
        self._actor = None
        self.notice.clear()
        self._show_lines(())
        self._read = False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()

    def reload(self) -> None:
        actor, settled = self._actor, not self.only.isChecked()
        if actor is not None:
            self._behind.run(
                lambda: self._parts.desk().listing(actor, settled=settled),
                self._show_lines,
                self._fail,
            )

    # --- what is shown

    def _show_lines(self, lines: tuple[Line, ...]) -> None:
        kept, self._lines, self._read = self.chosen, lines, True
        self._fill(kept)
        if self._actor is None:
            return
        if lines:
            self.notice.clear()
        else:
            self.notice.tell("grey", self._nothing)

    def _nothing(self) -> str:
        if not self._parts.opened():
            return tr(
                "No EMR is configured, so no note is sent: Settings, Signed notes to the EMR."
            )
        if self.only.isChecked():
            return tr("All that was signed is filed.")
        return tr("Nothing was sent yet.")

    def _fill(self, kept: Line | None) -> None:
        """kept: which one stays chosen, if it is still there."""
        ids = [one.id for one in self._lines]
        keep = ids.index(kept.id) if kept is not None and kept.id in ids else -1
        self.grid.fill([_cells(one) for one in self._lines], keep)
        self._show_chosen()

    @property
    def chosen(self) -> Line | None:
        at = self.grid.chosen
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _show_chosen(self) -> None:
        one, actor = self.chosen, self._actor
        self.resend.setEnabled(one is not None and actor is not None and may_resend(actor, one))
        self.open.setEnabled(one is not None and actor is not None and actor.role == "physician")
        self.detail.setText("" if one is None else _told(one))

    # --- what is done

    def send_again(self) -> None:
        """The very bytes that were refused, under the same id."""
        one, actor = self.chosen, self._actor
        if one is not None and actor is not None and self.resend.isEnabled():
            self.notice.clear()
            self._behind.run(
                lambda: self._parts.desk().resend(actor, one.id), lambda _: self._sent(), self._fail
            )

    def _sent(self) -> None:
        self.said.emit(tr("It waits again and is sent now."))
        self.reload()

    def _open(self) -> None:
        if self.chosen is not None and self.open.isEnabled():
            self.note_chosen.emit(self.chosen.note_id)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)


def _cells(one: Line) -> list[str]:
    return [
        one.note_id[:12],
        act_text(one),
        moment(one.queued_at),
        destination_text(one),
        state_text(one),
        str(one.tries),
        because_text(one),
    ]


def _told(one: Line) -> str:
    """What identifies it for whoever asks the people who run the EMR."""
    parts = [tr("Message {id}").format(id=one.id), moment(one.last.at), one.last.code]
    return " · ".join(part for part in parts if part)
