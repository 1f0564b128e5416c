"""The review of a note as it looks in each state that matters."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.note_doubts import DISMISSED
from app.domain.note_edits import Reword, Strike, apply
from app.domain.note_state import NoteState
from app.domain.note_versions import Confirmation, first_body
from app.domain.transcript import Role, Transcript
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.review import NoteView
from tests.review_room import LI, NOON, WU, FakeDesk, job, suggested, view
from tests.utterances import said


def panel(shown: NoteView, actor: Actor) -> TranscriptPanel:
    """Shown once all that was asked behind is answered."""
    desk = FakeDesk(shown)
    made = TranscriptPanel(ReviewParts(lambda: desk.desk))
    made.act_as(actor)
    made.resize(1000, 760)
    made.show_view(shown)
    until = time.monotonic() + 10.0
    while made.tools.waits and time.monotonic() < until:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
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
    made = panel(view(), LI)
    made.follow(job().understanding.transcript.utterances[3].words[1].start_s + 0.1)
    return made


def _walked() -> QWidget:
    made = panel(view(), LI)
    for _ in range(3):
        made.walk.step(1)
    return made


def _nurse() -> QWidget:
    made = panel(worked_on(), WU)
    made.walk.step(1)
    made.script.go_to(3)
    made.change_sentence()
    made.edit.reason.setText("I drew it up")
    made.side.tabs.setCurrentIndex(0)
    return made


def _found() -> QWidget:
    made = panel(view(), LI)
    made.look()
    made.find_bar.words.setText("thank")
    return made


def _heard() -> QWidget:
    made = panel(worked_on(), LI)
    made.tools.heard.setChecked(True)
    made.side.tabs.setCurrentIndex(2)
    return made


def _signed() -> QWidget:
    made = panel(replace(worked_on(), state=NoteState("signed")), LI)
    made.side.tabs.setCurrentIndex(1)
    return made


def _crowded() -> QWidget:
    """Ten speakers, long names, one of them nobody knows, in Chinese."""
    texts = (
        "患者男性，五十六岁，突发胸骨后压榨样疼痛两小时，向左上肢放射，伴大汗、恶心",
        "血压九十比六十，心率一百一十次每分，血氧饱和度百分之八十八",
        "否认糖尿病史，否认青霉素过敏史",
    )
    roles = get_args(Role)
    people = ("S?", "王主任", "Dr. Alexandra Montgomery-Featherstonehaugh", *"1234567")
    talk = [
        said(
            texts[number % 3],
            "zh",
            key=f"u{number}",
            start_s=number * 15.0,
            doubts={3: 0.3},
            role=roles[number % len(roles)],
            speaker=people[number] if len(people[number]) > 1 else f"S{people[number]}",
        )
        for number in range(10)
    ]
    result = job()
    changed = replace(result.understanding, transcript=Transcript(tuple(talk)), corrections=())
    made = panel(view(replace(result, understanding=changed)), WU)
    made.script.go_to(2)
    return made


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "review": _followed,
        "review doubt": _walked,
        "review nurse": _nurse,
        "review found": _found,
        "review heard": _heard,
        "review signed": _signed,
        "review crowded": _crowded,
    }
