"""The steps of the set-up in which something is tried: the microphone, and the self-test."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from app.domain.live import Level
from app.domain.transcript import Language
from app.domain.trial import READ_ALOUD, Tried
from app.gui.level_meter import LevelMeter
from app.gui.look import sized
from app.gui.pages.sheet import CalmChoice, Notice, Prose, row
from app.gui.pages.welcome_steps import Step
from app.gui.pages.welcome_words import (
    Told,
    heard_told,
    sample_told,
    sound_told,
    speed_told,
    troubles_told,
)
from app.gui.words import language, tr


class MicrophoneStep(Step):
    """begin_asked: device and language; enough_asked: the sentence was read; keep_asked: device."""

    begin_asked = Signal(str, str)
    enough_asked = Signal()
    keep_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tried: Tried | None = None
        self._state = ""
        self._chosen = ""
        self._picked = False  # the language of the sentence; else it is the window's
        self.device_label, self.device = QLabel(), CalmChoice()
        self.language_label, self.language = QLabel(), CalmChoice()
        self.sentence, self.button, self.keep = QLabel(), QPushButton(), QPushButton()
        self.meter, self.doing = LevelMeter(), Prose(quiet=True)
        self.sound, self.heard, self.words = Notice(), Notice(), Prose()
        self.troubles = Notice()
        self._lay_out()
        self.button.clicked.connect(self._press)
        self.keep.clicked.connect(lambda: self.keep_asked.emit(self.chosen))
        self.language.currentIndexChanged.connect(lambda _: self._show_sentence())
        self.language.activated.connect(self._pick)
        self.device.currentIndexChanged.connect(lambda _: self._show_buttons())
        self.show_microphones((), "")
        self.retranslate()

    def _lay_out(self) -> None:
        self.device.setMinimumContentsLength(24)
        for text in ("English", "中文"):
            self.language.addItem(text, "zh" if text == "中文" else "en")
        self.device_label.setBuddy(self.device)
        self.language_label.setBuddy(self.language)
        self.sentence.setWordWrap(True)
        self.sentence.setFont(sized(self.font(), self.font().pointSizeF() + 7, bold=True))
        top = row(self.device_label, self.device, self.language_label, self.language, None)
        self.whole.addLayout(top)
        self.whole.addWidget(self.sentence)
        self.whole.addLayout(row(self.button, self.keep, None))
        for part in (self.meter, self.doing, self.sound, self.troubles, self.words, self.heard):
            self.whole.addWidget(part)
        self.whole.addStretch(1)

    def title(self) -> str:
        return tr("Microphone")

    @property
    def chosen(self) -> str:
        """The device's name, "" for the operating system's choice."""
        return str(self.device.currentData() or "")

    @property
    def tongue(self) -> Language:
        return "zh" if self.language.currentData() == "zh" else "en"

    def retranslate(self) -> None:
        self.intro.setText(
            tr("Read the sentence aloud, as you would speak to a colleague. Nothing of it is kept.")
        )
        self.device_label.setText(tr("M&icrophone:"))
        self.device.setAccessibleName(tr("Microphone"))
        self.device.setItemText(0, tr("as the operating system"))
        self.language_label.setText(tr("Sen&tence in:"))
        self.language.setAccessibleName(tr("Language of the sentence"))
        if not self._picked and not self._state and self._tried is None:
            self.read_in(language())
        self.sentence.setAccessibleName(tr("Sentence to read"))
        self.keep.setText(tr("&Keep this microphone"))
        self.show_state(self._state)
        self._show_tried()

    def read_in(self, tongue: Language) -> None:
        """Which sentence is to be read."""
        self.language.setCurrentIndex(self.language.findData(tongue))

    def _pick(self) -> None:
        self._picked = True

    def show_microphones(self, names: tuple[str, ...], chosen: str) -> None:
        """chosen: the one of the settings, or part of its name."""
        self._chosen = chosen
        self.device.clear()
        self.device.addItem(tr("as the operating system"), "")
        for name in names:
            self.device.addItem(name, name)
        found = next((name for name in names if chosen and chosen in name), "")
        self.device.setCurrentIndex(self.device.findData(found))
        self._show_buttons()

    def show_kept(self, device: str) -> None:
        self._chosen = device
        self._show_buttons()

    def show_state(self, state: str) -> None:
        """opening, recording, loading, hearing; "" while nothing is tried."""
        self._state = state
        texts: dict[str, Any] = {
            "": "",
            "opening": tr("The microphone is being opened…"),
            "recording": tr("Read now. It ends by itself after twelve seconds."),
            "loading": tr("The models are being loaded; the first time takes a while…"),
            "hearing": tr("Your words are being recognised…"),
        }
        self.doing.setText(texts[state])
        self.button.setText(tr("I have &read it") if state == "recording" else tr("Start &reading"))
        self._show_buttons()

    def show_level(self, level: Level) -> None:
        self.meter.show_level(level)

    def show_tried(self, tried: Tried) -> None:
        self._tried = tried
        self.read_in(tried.language)
        self._show_tried()

    def fail(self, say: Callable[[], str]) -> None:
        self.show_state("")
        self.sound.tell("red", say, aloud=True)

    def told(self) -> Told | None:
        if self._tried is None:
            return None
        sound, heard = sound_told(self._tried), heard_told(self._tried)
        return (heard[0] if sound[0] == "grey" else sound[0]), f"{sound[1]} {heard[1]}"

    def forget(self) -> None:
        self._tried = None
        self.show_state("")
        self.meter.forget()
        self._show_tried()

    def _press(self) -> None:
        if self._state == "recording":
            self.enough_asked.emit()
        elif not self._state:
            self._tried = None
            self._show_tried()
            self.begin_asked.emit(self.chosen, self.tongue)

    def _show_sentence(self) -> None:
        self.sentence.setText(READ_ALOUD[self.tongue])

    def _show_tried(self) -> None:
        self._show_sentence()
        tried = self._tried
        for notice in (self.sound, self.heard, self.troubles):
            notice.clear()
        self.words.setText("")
        if tried is None:
            return
        self.sound.put(*sound_told(tried))
        self.troubles.put("amber", troubles_told(tried))
        self.words.setText(tr("Heard: {words}").format(words=tried.heard or "–"))
        tone, text = heard_told(tried)
        self.heard.put(tone, text, aloud=True)

    def _show_buttons(self) -> None:
        self.button.setEnabled(self._state in ("", "recording"))
        self.keep.setEnabled(not self._state and self.chosen != self._chosen)
        for part in (self.device, self.language):
            part.setEnabled(not self._state)


class SelfTestStep(Step):
    """begin_asked: run it."""

    begin_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tried: Tried | None = None
        self._running = False
        self.button, self.bar, self.doing = QPushButton(), QProgressBar(), Prose(quiet=True)
        self.speed, self.text, self.words = Notice(), Notice(), Prose(quiet=True)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.whole.addLayout(row(self.button, None))
        for part in (self.bar, self.doing, self.speed, self.text, self.words):
            self.whole.addWidget(part)
        self.whole.addStretch(1)
        self.button.clicked.connect(self.begin_asked)
        self.show_state("")
        self.retranslate()

    def title(self) -> str:
        return tr("Self-test")

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "A short sample that comes with ERScribe goes through speech detection and "
                "recognition, once the models are loaded. Nothing of it is kept."
            )
        )
        self.button.setText(tr("Run the self-&test"))
        self.bar.setAccessibleName(tr("Self-test under way"))
        self._show_tried()

    def show_state(self, state: str) -> None:
        self._running = bool(state)
        self.bar.setVisible(self._running)
        texts = {
            "opening": tr("The sample is being read…"),
            "recording": tr("The sample is being read…"),
            "loading": tr("The models are being loaded; the first time takes a while…"),
            "hearing": tr("The sample is being recognised…"),
        }
        self.doing.setText(texts.get(state, ""))
        self.button.setEnabled(not self._running)

    def show_tried(self, tried: Tried) -> None:
        self._tried = tried
        self._show_tried()

    def fail(self, say: Callable[[], str]) -> None:
        self.show_state("")
        self.text.tell("red", say, aloud=True)

    def told(self) -> Told | None:
        if self._tried is None:
            return None
        speed, text = speed_told(self._tried), sample_told(self._tried)
        return (speed[0] if text[0] == "grey" else text[0]), f"{speed[1]} {text[1]}"

    def _show_tried(self) -> None:
        tried = self._tried
        if tried is None:
            self.speed.clear()
            self.text.clear()
            self.words.setText("")
            return
        self.speed.put(*speed_told(tried))
        tone, text = sample_told(tried)
        self.text.put(tone, text, aloud=True)
        self.words.setText(tr("Heard: {words}").format(words=tried.heard or "–"))
