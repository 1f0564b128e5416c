"""The review of a note as it looks in each state that matters."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.note_doubts import DISMISSED
from app.domain.note_edits import Reword, Strike, apply
from app.domain.note_state import NoteState
from app.domain.note_versions import Confirmation, first_body
from app.gui.review.page import ReviewPage
from app.gui.review.parts import ReviewParts
from app.gui.review.ready import ready
from app.services.review import NoteView
from tests.review_room import LI, NOON, WU, FakeDesk, job, suggested, view


def page(shown: NoteView, actor: Actor) -> ReviewPage:
    """What was asked behind is there already."""
    desk = FakeDesk(shown)
    made = ReviewPage(ReviewParts(lambda: desk.desk))
    made.act_as(actor)
    doubts = desk.doubts(actor, shown.version.note_id)
    made.show_view(shown)
    made.panel.show_ready(shown, ready(shown, doubts))
    made.panel.show_doubts(shown.version.note_id, doubts)
    made.resize(1000, 760)
    return made


def worked_on() -> NoteView:
    """Edited by its author, with suggestions, and with something settled."""
    body = apply(
        first_body(job().understanding.note), [Reword(7, "Epinephrine 1 mg given."), Strike(8)]
    )
    suggestions = (
        suggested(1, "strike", "8", "", accepted=True, decided_by=LI.id),
        suggested(2, "speaker", "u1", "S1 nurse"),
        suggested(3, "reword", "8", "Thank you.", accepted=False, reason="said once"),
    )
    confirmed = (
        Confirmation("value:0", "90/60 mmHg", WU.id, NOON),
        Confirmation("alert:0", DISMISSED, WU.id, NOON),
    )
    return view(body=body, suggestions=suggestions, confirmed=confirmed)


def _followed() -> QWidget:
    made = page(view(), LI)
    made.follow(job().understanding.transcript.utterances[3].words[1].start_s + 0.1)
    return made


def _walked() -> QWidget:
    made = page(view(), LI)
    for _ in range(3):
        made.panel.walk.step(1)
    return made


def _nurse() -> QWidget:
    made = page(worked_on(), WU)
    made.panel.walk.step(1)
    made.panel.script.go_to(3)
    made.panel.change_sentence()
    made.panel.edit.reason.setText("I drew it up")
    made.panel.side.tabs.setCurrentIndex(0)
    return made


def _found() -> QWidget:
    made = page(view(), LI)
    made.panel.look()
    made.panel.find_bar.words.setText("thank")
    return made


def _heard() -> QWidget:
    made = page(worked_on(), LI)
    made.panel.tools.heard.setChecked(True)
    made.panel.side.tabs.setCurrentIndex(2)
    return made


def _signed() -> QWidget:
    made = page(replace(worked_on(), state=NoteState("signed")), LI)
    made.panel.side.tabs.setCurrentIndex(1)
    return made


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "review": _followed,
        "review doubt": _walked,
        "review nurse": _nurse,
        "review found": _found,
        "review heard": _heard,
        "review signed": _signed,
    }
