"""The set-up, filled as a clinician meets it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.live import Level
from app.domain.trial import READ_ALOUD, Matched, Tried
from app.gui.pages.parts import WelcomeParts
from app.gui.pages.welcome_page import STEPS, WelcomePage
from app.services.machine import Machine
from app.settings import Settings
from tests.gui.scenes_pages import GPU, MACHINE, MODELS, FakePreferences, Shelf, unused

TRIED = Tried(
    READ_ALOUD["en"],
    "the patient has chess pain and shortness of breath since this morning",
    "en",
    Matched(11, 12),
    "good",
    -9.0,
    4.6,
    3.1,
    0.8,
    "recognizer-embedded",
)
FAINT = Tried(
    READ_ALOUD["zh"], "患者今天早", "zh", Matched(5, 15), "faint", -41.0, 5.0, 0.1, 0.7,
    "recognizer-embedded", ("the microphone that was chosen is not there; another one is used",),
)  # fmt: skip
SAMPLE = Tried("x " * 40, "blood pressure eighty over fifty …", "en", Matched(38, 40), "good",
               -7.0, 21.3, 4.0, 3.4, "recognizer-embedded")  # fmt: skip


def welcome_page(step: str = "machine", machine: Machine = MACHINE) -> WelcomePage:
    shelf = Shelf()
    page = WelcomePage(
        WelcomeParts(
            lambda: machine,
            lambda: ("SpeechMike Premium Air", "Built-in Audio Analog Stereo"),
            lambda: shelf,  # type: ignore[arg-type, return-value]
            Settings,
            lambda: FakePreferences(Settings(), {}),
            unused,
            unused,
            kept=lambda: step,
        )
    )
    page.resize(1000, 700)
    page.machine.show_machine(machine)
    page._show_microphones(("SpeechMike Premium Air", "Built-in Audio Analog Stereo"))
    page._show_models((Settings(), MODELS))
    page.turn_to(STEPS.index(step))
    return page


def _welcome_reading() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.read_in("en")
    page.microphone.show_state("recording")
    page.microphone.show_level(Level(1.0, -24.0, -9.0))
    return page


def _welcome_read() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.show_tried(TRIED)
    page._show_trail()
    return page


def _welcome_faint() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.show_tried(FAINT)
    page._show_trail()
    return page


def _welcome_tested() -> QWidget:
    page = welcome_page("self_test")
    page.self_test.show_tried(SAMPLE)
    page._show_trail()
    return page


def _welcome_summary() -> QWidget:
    page = welcome_page("summary", GPU)
    page.microphone.show_tried(TRIED)
    page.turn_to(STEPS.index("summary"))
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "welcome_machine": welcome_page,
        "welcome_model": lambda: welcome_page("model"),
        "welcome_reading": _welcome_reading,
        "welcome_read": _welcome_read,
        "welcome_faint": _welcome_faint,
        "welcome_tested": _welcome_tested,
        "welcome_summary": _welcome_summary,
    }
