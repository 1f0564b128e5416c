"""The note page as it is looked at: a draft, signing with doubts, a signed note, a Chinese one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.findings import Correction
from app.domain.note_chips import STRUCK
from app.domain.note_doubts import open_doubts
from app.domain.note_edits import Strike, Write
from app.domain.note_proof import Link, NoteProof
from app.gui.note.form_desk import SIGN
from app.gui.note.note_panel import NotePanel
from app.gui.note.parts import NoteParts
from app.services.note_desk import NoteDesk
from app.services.review import NoteView
from tests.note_views import CHIEF, DOCTOR, NURSE, chinese, draft, grown, signed


def _no_desk() -> NoteDesk:
    return cast(NoteDesk, None)


def page(view: NoteView, actor: Actor = DOCTOR, at: int | None = None) -> NotePanel:
    """The page with a note in it. at: the sentence one is at."""
    panel = NotePanel(NoteParts(_no_desk, prove=lambda *_: None))
    panel.resize(1180, 780)
    panel.act_as(actor)
    panel.show_view(view)
    if at is not None:
        panel.go_to(at)
    return panel


def _typing() -> QWidget:
    panel = page(draft(), at=4)
    panel.bar.show_kept("kept", datetime(2026, 11, 29, 2, 42, tzinfo=UTC))
    return panel


def _scratched() -> NoteView:
    """A sentence was taken back by voice, and a text was put in with nothing filled in yet."""
    view = draft(suggested=False)
    found = view.result.understanding
    spoken = found.transcript.utterances[2]
    last, text = len(spoken.words) - 1, spoken.text
    struck = Correction(spoken.id, 0, last, text, "", "command", "hpi", 1.0, 1.0, STRUCK, "applied")
    understanding = replace(found, corrections=(*found.corrections, struck))
    view = replace(view, result=replace(view.result, understanding=understanding))
    return grown(view, [Strike(3), Write("exam", "Heart: [rhythm], murmur [murmur].")], 1)


def _unfilled() -> QWidget:
    view = _scratched()
    panel = page(view)
    panel.forms.sign_page.begin(view, DOCTOR)
    doubts = open_doubts(view.result, view.version.body, lambda _: (), ())
    panel.forms.sign_page.show_doubts(doubts)
    panel.pages.setCurrentIndex(SIGN)
    return panel


def _suggestions() -> QWidget:
    panel = page(draft(), at=6)
    panel.sides.setCurrentIndex(1)
    return panel


def _signing() -> QWidget:
    view = draft()
    panel = page(view)
    trainee = replace(DOCTOR, trainee=True)
    panel.forms.sign_page.begin(view, trainee)
    result, body = view.result, view.version.body
    doubts = open_doubts(result, body, lambda _: [(3, 4)], (), view.suggestions)
    panel.forms.sign_page.show_doubts(doubts)
    panel.pages.setCurrentIndex(SIGN)
    return panel


def _signed() -> QWidget:
    panel = page(signed(), at=7)
    panel.sides.setCurrentIndex(2)
    links = (
        Link("result", True, "the result is as it was saved"),
        Link("signatures", True, "3 signatures fit what they sign"),
        Link("recording", None, "the sound is past its retention and was erased"),
    )
    panel.history.show_proof(NoteProof("n1", 7, "amended", links))
    return panel


def _amending() -> QWidget:
    panel = page(signed())
    panel.begin("amend")
    panel.go_to(7)
    return panel


def _form(act: str) -> Callable[[], QWidget]:
    def made() -> QWidget:
        panel = page(signed())
        panel.forms.open(act)  # type: ignore[arg-type]
        return panel

    return made


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "note_draft": _typing,
        "note_query": lambda: page(draft(), at=7),
        "note_read_by_nurse": lambda: page(draft(), NURSE, at=3),
        "note_suggestions": _suggestions,
        "note_sign": _signing,
        "note_signed": _signed,
        "note_amending": _amending,
        "note_scratched": lambda: page(_scratched()),
        "note_scratched_at": lambda: page(_scratched(), at=2),
        "note_unfilled": _unfilled,
        "note_chinese": lambda: page(draft(chinese(), suggested=False), at=6),
        "note_addendum": _form("addendum"),
        "note_error": _form("propose_error"),
        "note_copy": _form("copy"),
        "note_save": _form("save"),
        "note_offered": lambda: page(replace(draft()), CHIEF),
    }
