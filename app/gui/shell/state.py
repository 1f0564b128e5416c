"""How the window lay when it was closed; nothing about patients is kept."""

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

ZOOM_STEPS = (90, 100, 115, 130, 150, 175, 200)
_NORMAL = 100


class WindowState:
    """Geometry, widths, zoom: restored at start, kept at close."""

    def __init__(self, window: QMainWindow, splitters: dict[str, QSplitter]) -> None:
        self._window, self._splitters = window, splitters
        self.zoom = _NORMAL

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
        self.zoom = _known_zoom(kept.value("zoom"))

    def keep(self) -> None:
        kept = _settings()
        kept.setValue("geometry", self._window.saveGeometry())
        for name, splitter in self._splitters.items():
            kept.setValue(f"splitter/{name}", splitter.saveState())
        kept.setValue("zoom", self.zoom)

    def step_zoom(self, step: int) -> int:
        """Larger, smaller, or 0 for the normal size; gives the new one in percent."""
        at = ZOOM_STEPS.index(self.zoom) + step if step else ZOOM_STEPS.index(_NORMAL)
        self.zoom = ZOOM_STEPS[max(0, min(at, len(ZOOM_STEPS) - 1))]
        return self.zoom


def _known_zoom(kept: object) -> int:
    """What somebody wrote into the file by hand is passed over."""
    text = str(kept)
    return int(text) if text.isdigit() and int(text) in ZOOM_STEPS else _NORMAL


def welcome_step() -> str:
    """How far the set-up of the first start was gone through, "" where nobody saw it."""
    return str(_settings().value("welcome/step") or "")


def keep_welcome_step(step: str) -> None:
    _settings().setValue("welcome/step", step)


def _settings() -> QSettings:
    return QSettings("ERScribe", "ERScribe")
