"""The window with every panel in it, over services that only remember."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QWidget

from app.domain.encounters import Card, ConsentStep, RecordingLine
from app.gui.code.page import CodePage
from app.gui.code.parts import CodeParts, Moment
from app.gui.dictate.parts import TypingParts
from app.gui.dictate.typing_bar import TypingBar
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import EncounterList
from app.gui.main_window import MainWindow
from app.gui.note.note_panel import NotePanel
from app.gui.note.parts import NoteParts
from app.gui.people_parts import PeopleParts
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.gui.shell.panels import Host, Panels
from app.gui.sound.sound_bar import SoundBar
from app.services.code_log import CodeLog, CodeSheet
from app.services.macros import Macros
from app.services.note_desk import NoteDesk
from app.services.review import NoteView
from tests.fake_encounters import LIN, NOW, FakeEncounters
from tests.fake_playback import FakePlayback
from tests.review_room import FakeDesk, view
from tests.window_room import Room

ENCOUNTER = "E20261129-0012"
CARD = Card(
    ENCOUNTER, NOW, "Wolfeschlegelsteinhausen, Hubert", "MRN-77", "抢救室 2床", "101y", "M", "er",
    consent=ConsentStep(ENCOUNTER, "refused", NOW, LIN.id),
    consent_by="Dr. Lin",
    recordings=(RecordingLine("r1", ENCOUNTER, NOW, "recording", "refused"),),
)  # fmt: skip
"""A long name, and a consent that puts a line of warning below it."""


class _NoLog:
    def sheet(self, *_: object) -> CodeSheet:
        return CodeSheet()


class _NoMacros:
    def offered(self, *_: object) -> tuple[()]:
        return ()


def whole_room(people: PeopleParts | None = None) -> Room:
    """A window's parts; people: None for the sandbox."""
    return Room(panels=whole_panels(), people=people)


def whole_panels() -> Panels:
    shown = _note()
    kept = FakeEncounters({ENCOUNTER: CARD})
    desk = FakeDesk(shown)

    def desk_of() -> NoteDesk:
        return desk.desk

    return Panels(
        encounters=lambda _: EncounterList(kept.parts()),
        banner=lambda _: PatientBanner(kept.parts(), announce=lambda *_: None),
        note=lambda _: NotePanel(NoteParts(desk_of, prove=lambda *_: None)),
        review=lambda _: TranscriptPanel(ReviewParts(desk_of)),
        code=_code,
        sound=lambda _: SoundBar(FakePlayback().parts()),
        typing=_typing,
        label=lambda *_: CARD.name,
    )


def _note() -> NoteView:
    shown = view()
    return replace(shown, result=replace(shown.result, encounter_id=ENCOUNTER))


def _code(host: Host) -> QWidget:
    log = cast(CodeLog, _NoLog())
    return CodePage(CodeParts(lambda: log, lambda: Moment(*host.moment), lambda _: None))


def _typing(_: Host) -> QWidget:
    macros = cast(Macros, _NoMacros())
    sections = ("chief_complaint", "history_of_present_illness", "plan")
    return TypingBar(
        TypingParts(lambda: macros, lambda: sections, lambda: None, lambda: (), lambda _: None)
    )


def read_note(window: MainWindow, wait: Callable[[Callable[[], bool]], object]) -> None:
    """Its patient is above it, its sound below it. wait: until what it is given is true."""
    window.places.open(ENCOUNTER)
    window.frame.furnish(ENCOUNTER)
    banner = window.frame.banner
    assert banner is not None
    panel = cast(PatientBanner, banner.panel)
    wait(lambda: panel.card is not None)
    window.frame.centre.show_view(_note())
    window.frame.centre.show_tab("note")
