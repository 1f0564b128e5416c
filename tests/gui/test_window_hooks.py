"""What the window passes on between its parts."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.audit import Fault, Verified
from app.gui.audit_faults import AuditFaults
from app.gui.shell.panels import Panels
from app.services.events import RecordingDone
from tests.fakes import finished_job
from tests.result_view import ResultView
from tests.window_room import FakeReview, OpenWindow, Room, choose_note


class Walked(ResultView):
    """A panel that counts the steps of a pedal."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[str] = []
        self.actors: list[Actor | None] = []

    def act_as(self, actor: Actor) -> None:
        self.actors.append(actor)

    def forget(self) -> None:
        super().forget()
        self.actors.append(None)

    def next_doubt(self) -> None:
        self.steps.append("next")

    def accept(self) -> None:
        self.steps.append("accept")


def test_a_pedal_walks_in_the_panel_that_is_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    panel = Walked()
    room = Room(FakeReview([finished_job()]), panels=Panels(note=lambda _: panel))
    window = open_window(room)
    centre = window.frame.centre
    centre.walk("next_doubt")
    assert panel.steps == []
    choose_note(qtbot, window)
    centre.show_tab("note")
    qtbot.waitUntil(lambda: centre.shown == "note" and centre.panel("note") is panel)
    centre.walk("next_doubt")
    centre.walk("accept")
    assert panel.steps == ["next", "accept"]


def test_a_panel_knows_who_acts_after_another_encounter_was_opened(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    panel = Walked()
    room = Room(FakeReview([finished_job()]), panels=Panels(note=lambda _: panel))
    window = open_window(room)
    choose_note(qtbot, window)
    window.frame.centre.show_tab("note")
    qtbot.waitUntil(lambda: bool(panel.actors))
    window.open_encounter("SANDBOX-2")
    assert panel.actors[-2:] == [None, SANDBOX_ACTOR]


def test_a_page_has_its_own_way_to_read_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    """Many have a `reload` that asks for nothing; a new version of a note is not told to it."""

    class Page(QWidget):
        reloads = 0

        def reload(self) -> None:
            self.reloads += 1

    page = Page()
    window = open_window(Room())
    window.wiring.join(page)
    window.wiring.note_changed.emit("n1")
    assert page.reloads == 0


def test_a_fault_of_the_audit_log_stays_on_screen(qtbot: QtBot, open_window: OpenWindow) -> None:
    faults = AuditFaults()
    window = open_window(Room(faults=faults))
    strips = window._desk.strips
    faults.tell(Verified(1, 9, 1, 9))
    faults.tell(Verified(1, 9, 1, 9, Fault("row 7 was changed", 7)))
    qtbot.waitUntil(lambda: "audit" in strips._shown)
    strip = strips._shown["audit"]
    assert "row 7" in strip.accessibleName()
    window.forget()
    assert "audit" in strips._shown
    assert strip.isVisible()


class Looked(QWidget):
    """A list that is told to look again."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def look(self) -> None:
        self.looks += 1


def test_lists_look_again_when_a_note_is_made(qtbot: QtBot, open_window: OpenWindow) -> None:
    looked = Looked()
    room = Room(panels=Panels(note=lambda _: ResultView(), encounters=lambda _: looked))
    window = open_window(room)
    window.frame.furnish("")
    qtbot.waitUntil(looked.isVisible)
    before = looked.looks
    window._desk.done.emit(RecordingDone("r1", finished_job()))
    assert looked.looks == before + 1
