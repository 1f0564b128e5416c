"""Patients whom the hospital's systems know, offered below what is typed, or for a scan."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.arrivals import Arrival, Offers
from app.domain.errors import AppError
from app.domain.wristband import Scan
from app.gui.background import Background
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.saying import offered_lines
from app.gui.look import announce, sized, tinted
from app.gui.words import Retranslated, said, sentence, tr

if TYPE_CHECKING:
    from collections.abc import Callable

WAIT_MS: Final = 250  # after the last key; a server is asked a little later
SERVER_MS: Final = 700
_SHOWN: Final = 4
_GAP: Final = 2
_MARGIN: Final = 4
_ARRIVAL: Final = Qt.ItemDataRole.UserRole


class OfferPane(Retranslated, QWidget):
    """Hidden while there is nobody. Everything is asked for behind, so nothing typed waits for it.

    chosen: the Arrival to be begun. nobody: the Scan of somebody who is known nowhere. back: the
    cursor goes up to the fields.
    """

    chosen = Signal(object)
    nobody = Signal(object)
    back = Signal()

    def __init__(self, parts: EncounterParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._admissions = parts.admissions
        self._here, self._there = Background("offers", self), Background("server", self)
        self._actor: Actor | None = None
        self._words = ""
        self._scan: Scan | None = None
        self._head: Callable[[], str] = lambda: ""
        self.arrivals: tuple[Arrival, ...] = ()
        self.head, self.list = QLabel(), _Rows()
        self._soon, self._later = QTimer(self), QTimer(self)
        for timer, wait_ms, ask in (
            (self._soon, WAIT_MS, self._ask_here),
            (self._later, SERVER_MS, self._ask_there),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(ask)
        self._lay_out()
        self.list.itemActivated.connect(lambda _: self.choose())
        self.list.back.connect(self.back)
        self.retranslate()
        self._show()

    def _lay_out(self) -> None:
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addWidget(self.list)

    # --- who asks, and what

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """Nobody sits here: nothing that was found stays."""
        self._actor = None
        self.put_away()

    def put_away(self) -> None:
        """What was asked until now is answered to nobody."""
        self._here.forget()
        self._there.forget()
        self._soon.stop()
        self._later.stop()
        self._words, self._scan = "", None
        self._say(lambda: "")
        self._take(())

    def ask(self, words: str) -> None:
        """Look for what is typed, a moment later; for "" all who arrived and were not begun."""
        if self._admissions is None or (words == self._words and self._scan is None and words):
            return
        self.put_away()
        self._words = words
        self._soon.start()
        if words:
            self._later.start()

    def ask_scan(self, scan: Scan) -> None:
        """Look for whose wristband it is, at once."""
        self.put_away()
        self._scan = scan
        if self._admissions is None:
            self.nobody.emit(scan)
            return
        self._say(lambda: tr("Looking for this wristband…"))
        self._ask_here()

    def say_fault(self, words: "Callable[[], str]") -> None:
        """Why a scan is of no use."""
        self.put_away()
        self._say(words)
        announce(self.head, self.head.text())

    def _ask_here(self) -> None:
        actor, admissions, words, scan = self._actor, self._admissions, self._words, self._scan
        if actor is None or admissions is None:
            return

        def work() -> Offers:
            if scan is not None:
                return admissions().scanned(actor, scan)
            return admissions().lookup(actor, words) if words else admissions().arrivals(actor)

        self._here.run(work, self._found_here, self._fail)

    def _ask_there(self) -> None:
        actor, admissions, words, scan = self._actor, self._admissions, self._words, self._scan
        if actor is None or admissions is None:
            return

        def work() -> Offers:
            if scan is not None:
                return admissions().ask_scanned(actor, scan)
            return admissions().ask(actor, words)

        self._there.run(work, self._found_there, self._fail)

    # --- what is found

    def _found_here(self, found: Offers) -> None:
        self._take(found.arrivals)
        self._tell(found)
        if self._scan is not None and not found.arrivals:
            self._ask_there()
        elif self._scan is not None:
            self._offer_scanned()

    def _found_there(self, found: Offers) -> None:
        """Beside what is known here; a visit or a patient is shown once."""
        known = {_key(one) for one in self.arrivals}
        added = tuple(one for one in found.arrivals if _key(one) not in known)
        self._take((*self.arrivals, *added))
        self._tell(found)
        if self._scan is None:
            return
        if self.arrivals:
            self._offer_scanned()
        else:
            scan = self._scan
            self.put_away()
            self.nobody.emit(scan)

    def _offer_scanned(self) -> None:
        """One more Enter begins it, once somebody has read who it is."""
        if self.arrivals[0].contested is None:
            self._say(lambda: tr("Is this the patient? Enter begins, Escape does not."))
        else:
            self._say(_two_patients)
        self.take_cursor()
        announce(self.list, self.list.currentItem().text())

    def _tell(self, found: Offers) -> None:
        if found.troubles:
            self._say(lambda: "\n".join(said(one.sentence) for one in found.troubles))
        elif self.arrivals and self._scan is None:
            words = self._words
            self._say(lambda: tr("Known to the hospital") if words else tr("Arrived, not begun"))

    def _fail(self, error: AppError) -> None:
        self._say(lambda: sentence(error))
        if self._scan is not None and not self.arrivals:
            self.nobody.emit(self._scan)

    # --- what is seen

    def _take(self, arrivals: tuple[Arrival, ...]) -> None:
        row = self.list.currentRow() if self.list.hasFocus() else -1
        self.arrivals = arrivals
        self.list.clear()
        for one in arrivals:
            item = QListWidgetItem("\n".join(offered_lines(one)))
            item.setData(_ARRIVAL, one)
            self.list.addItem(item)
        self.list.setCurrentRow(row)
        self._show()

    def _say(self, words: "Callable[[], str]") -> None:
        self._head = words
        self._show()

    def _show(self) -> None:
        self.head.setText(self._head())
        self.head.setVisible(bool(self.head.text()))
        self.list.setVisible(bool(self.arrivals))
        self.list.fit()
        self.setVisible(bool(self.arrivals) or bool(self.head.text()))
        self.recolour()

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("Patients known to the hospital"))
        self._take(self.arrivals)

    def recolour(self) -> None:
        shade = tinted("red", QApplication.palette())
        for row, one in enumerate(self.arrivals):
            if one.contested is not None:
                self.list.item(row).setBackground(QColor(shade.ground))
                self.list.item(row).setForeground(QColor(shade.ink))
        self.head.setFont(sized(self.font(), self.font().pointSizeF(), bold=True))

    # --- which one

    def take_cursor(self) -> None:
        """The first one, if there is any."""
        if self.arrivals:
            self.list.setCurrentRow(max(0, self.list.currentRow()))
            self.list.setFocus()

    def choose(self) -> None:
        """The one that is marked; where two patients are told of, nobody."""
        item = self.list.currentItem()
        arrival: Arrival | None = item.data(_ARRIVAL) if item is not None else None
        if arrival is None:
            return
        if arrival.contested is None:
            self.chosen.emit(arrival)
            return
        self._say(_two_patients)
        announce(self.head, self.head.text())


class _Rows(QListWidget):
    """back: upwards from the first row."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSpacing(_GAP)
        self.setAlternatingRowColors(True)

    def fit(self) -> None:
        """As high as its rows, up to so many: a name that needs two lines has them."""
        wide = self.viewport().width() - 2 * (_GAP + _MARGIN)
        metrics, wrapped = self.fontMetrics(), Qt.TextFlag.TextWordWrap
        heights = []
        for row in range(self.count()):
            item = self.item(row)
            text = metrics.boundingRect(QRect(0, 0, wide, 10_000), wrapped, item.text())
            heights.append(text.height() + 2 * _MARGIN)
            item.setSizeHint(QSize(wide, heights[-1]))
        shown = sum(height + 2 * _GAP for height in heights[:_SHOWN])
        self.setFixedHeight(shown + 2 * self.frameWidth() + 2 * _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.fit)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self.fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Up and self.currentRow() <= 0:
            self.back.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
            return
        super().keyPressEvent(event)


def _two_patients() -> str:
    return tr("Two patients are told of under this number. Ask who it is, and type the name.")


def _key(one: Arrival) -> str:
    return (one.admission.visit or one.admission.patient_number).casefold()
