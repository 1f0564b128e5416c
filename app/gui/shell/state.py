"""How the window lay when it was closed; nothing about patients is kept."""

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from app.gui.shell.frame import Frame
from app.gui.shell.last_place import LastPlace
from app.gui.shell.zoom import NORMAL, Zoom

ZOOM_STEPS = (90, 100, 115, 130, 150, 175, 200)


class WindowState:
    """Geometry, widths, zoom, tab or page: restored at start, kept at close."""

    def __init__(self, window: QMainWindow, frame: Frame) -> None:
        self._window, self._spread = window, frame.spread
        self._splitters = {"across": frame.across}
        self._zoom, self.place = Zoom(), LastPlace(frame)

    def restore(self) -> None:
        self._window.resize(1180, 720)
        kept = _settings()
        geometry = kept.value("geometry")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        for name, splitter in self._splitters.items():
            widths = kept.value(f"splitter/{name}")
            if isinstance(widths, QByteArray):
                splitter.restoreState(widths)
        self.place.want(str(kept.value("place") or ""))
        self._zoom.set_to(_known_zoom(kept.value("zoom")))

    def keep(self) -> None:
        kept = _settings()
        self._spread.set_wide(False)
        kept.setValue("geometry", self._window.saveGeometry())
        for name, splitter in self._splitters.items():
            kept.setValue(f"splitter/{name}", splitter.saveState())
        kept.setValue("place", self.place.key)
        kept.setValue("zoom", self.zoom)
        self._zoom.set_to(NORMAL)  # another window begins with the system's size

    @property
    def zoom(self) -> int:
        """In percent."""
        return self._zoom.percent

    def step_zoom(self, step: int) -> None:
        """Larger, smaller, or 0 for the normal size."""
        at = ZOOM_STEPS.index(self.zoom) + step if step else ZOOM_STEPS.index(NORMAL)
        self._zoom.set_to(ZOOM_STEPS[max(0, min(at, len(ZOOM_STEPS) - 1))])


def _known_zoom(kept: object) -> int:
    """What somebody wrote into the file by hand is passed over."""
    text = str(kept)
    return int(text) if text.isdigit() and int(text) in ZOOM_STEPS else NORMAL


def welcome_step() -> str:
    """How far the set-up of the first start was gone through, "" where nobody saw it."""
    return str(_settings().value("welcome/step") or "")


def keep_welcome_step(step: str) -> None:
    _settings().setValue("welcome/step", step)


def _settings() -> QSettings:
    return QSettings("ERScribe", "ERScribe")
