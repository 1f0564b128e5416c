"""What is told outside of the window: tray icon, notification, sound."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from app.gui.background import Background
from app.gui.bridge import EventBridge
from app.gui.look import FILLED, paint_badge
from app.gui.words import tr

TrayState = Literal["idle", "recording", "processing", "alert"]
SHOWN_MS = 10_000
_ICON_PIXELS = 64


class Desktop(QObject):
    """A tray icon with four states where the desktop has a tray, and notifications through it."""

    def __init__(
        self,
        tray: QSystemTrayIcon | None = None,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__()
        self._beep = beep
        self._sounds = Background("chime", self)
        if tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            tray = QSystemTrayIcon(self)
        self._tray = tray
        self._window: QWidget | None = None
        self._menu: QMenu | None = None
        self._state: TrayState | None = None
        self._bridge = EventBridge(self)
        self._bridge.happened.connect(self._show_message)
        self.show_state("idle")
        if tray is not None:
            tray.activated.connect(lambda _: self._raise())
            tray.show()

    @property
    def has_tray(self) -> bool:
        """A window may be hidden here and found again."""
        return self._tray is not None

    def offer(self, leave: Callable[[], object]) -> None:
        """A menu on the icon: to see the window again, and to leave for good."""
        if self._tray is None:
            return
        self._menu = QMenu()  # a tray icon does not own its menu
        see, quit_ = self._menu.addAction(""), self._menu.addAction("")
        see.triggered.connect(self._raise)
        quit_.triggered.connect(leave)

        def name() -> None:
            see.setText(tr("Show ERScribe"))
            quit_.setText(tr("Quit"))

        name()
        self._menu.aboutToShow.connect(name)  # the language may have changed
        self._tray.setContextMenu(self._menu)

    def belong_to(self, window: QWidget) -> None:
        """A click on the icon brings this window to the front."""
        self._window = window

    def show_state(self, state: TrayState) -> None:
        if state == self._state:
            return
        self._state = state
        if self._tray is not None:
            self._tray.setIcon(tray_icon(state))
            self._tray.setToolTip(tray_text(state))

    def show(self, title: str, text: str) -> bool:
        """Notify, from any thread; False where this desktop shows no notifications.

        Neither line may hold patient text: others read this screen.
        """
        if self._tray is None:
            return False
        self._bridge.tell((title, text))
        return True

    def _show_message(self, message: tuple[str, str]) -> None:
        if self._tray is not None:
            warning = QSystemTrayIcon.MessageIcon.Warning
            self._tray.showMessage(*message, warning, SHOWN_MS)

    def call_attention(self) -> None:
        """Have the task bar show that the window wants to be looked at."""
        if self._window is not None:
            QApplication.alert(self._window)

    def sound(self, chime: Callable[[], object]) -> None:
        """Make a sound behind; one that fails, or says it was not heard, becomes a beep."""
        self._sounds.run(chime, self._beep_unless_heard, lambda _: self._beep())

    def _beep_unless_heard(self, heard: object) -> None:
        if heard is False:
            self._beep()

    def _raise(self) -> None:
        if self._window is not None:
            self._window.showNormal()
            self._window.activateWindow()


def tray_text(state: TrayState) -> str:
    """What the icon says when it is pointed at."""
    return {
        "idle": tr("ERScribe: ready"),
        "recording": tr("ERScribe: recording"),
        "processing": tr("ERScribe: writing the final text"),
        "alert": tr("ERScribe: a keyword was heard"),
    }[state]


def tray_icon(state: TrayState) -> QIcon:
    """Four shapes, not four colours: ring, disc, three dots, octagon with its mark."""
    picture = QPixmap(_ICON_PIXELS, _ICON_PIXELS)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(6, 6, _ICON_PIXELS - 12, _ICON_PIXELS - 12)
    if state == "alert":
        paint_badge(painter, area, "red")
    else:
        _paint_state(painter, area, state)
    painter.end()
    return QIcon(picture)


def _paint_state(painter: QPainter, area: QRectF, state: TrayState) -> None:
    colour = QColor(FILLED["red" if state == "recording" else "grey"].ground)
    if state == "idle":
        pen = painter.pen()
        pen.setColor(colour)
        pen.setWidth(8)
        painter.setPen(pen)
        painter.drawEllipse(area.adjusted(4, 4, -4, -4))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if state == "recording":
        painter.drawEllipse(area)
        return
    third = area.width() / 3
    for dot in range(3):
        spot = QRectF(area.left() + dot * third + 2, area.center().y() - 7, 14, 14)
        painter.drawEllipse(spot)
