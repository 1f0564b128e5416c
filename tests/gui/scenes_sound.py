"""The sound bar as it is seen: before a recording is opened, playing, looping, and in trouble."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import SoundNotKeptError
from app.domain.playing import PlayBegan
from app.domain.transcript import Turn
from app.gui.sound.sound_bar import SoundBar
from app.gui.sound.waveform import Waveform
from app.services.playback import DAMAGED, NOT_KEPT, OpenSound
from tests.fake_playback import ALERTS, GAPS, LENGTH_S, TURNS, FakePlayback, Speech
from tests.ward import AUTHOR


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "sound-not-opened": _not_opened,
        "sound-playing": _playing,
        "sound-loop-near": _loop,
        "sound-many-speakers": _many_speakers,
        "sound-of-a-file": _of_a_file,
        "sound-nothing-open": lambda: _bar(FakePlayback()),
    }


def _bar(playback: FakePlayback) -> SoundBar:
    bar = SoundBar(playback.parts())
    bar.resize(980, 250)
    return bar


def _not_opened() -> SoundBar:
    bar = _bar(FakePlayback())
    bar.show_recording(AUTHOR, "c" * 32, LENGTH_S)
    bar.show_turns(TURNS)
    bar.show_alerts(ALERTS)
    return bar


def _opened(damage: str = "") -> tuple[SoundBar, FakePlayback]:
    """Without waiting for what is done behind."""
    bar = _not_opened()
    playback = FakePlayback()
    opened = OpenSound("c" * 32, LENGTH_S, GAPS, damage, sound=Speech())
    module = type("Module", (), {"Waveform": Waveform})
    bar._receive((playback, opened, module))  # type: ignore[arg-type]
    for part in playback.peaks(opened):
        bar.view.take(part)
    bar._place(module)  # type: ignore[arg-type]
    QApplication.processEvents()
    return bar, playback


def _playing() -> SoundBar:
    bar, playback = _opened(DAMAGED)
    bar.go_to(31.0)
    playback.position_s = 31.0
    bar._hear(PlayBegan(31.0))
    return bar


def _loop() -> SoundBar:
    bar, _ = _opened()
    bar.view.zoom(0.2, 24.0)
    bar._select(23.0, 27.5)
    bar.loop()
    bar.change_speed(-0.3)
    return bar


def _many_speakers() -> SoundBar:
    bar, _ = _opened()
    bar.resize(980, 340)
    bar.show_turns([Turn(f"S{n + 1}", 2.0 + 11 * n, 16.0 + 11 * n) for n in range(8)])
    return bar


def _of_a_file() -> SoundBar:
    bar = _not_opened()
    bar._refuse(SoundNotKeptError(NOT_KEPT))
    return bar
