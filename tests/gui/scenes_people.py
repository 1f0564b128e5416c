"""The gate, the bar of who is signed in, and the question before the glass is broken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import SignInError
from app.domain.live import Level, Status, Trouble
from app.gui.gate import Gate
from app.gui.glass_desk import GlassStrip
from app.gui.glass_dialog import GlassDialog
from app.gui.person_bar import PersonBar
from app.services.glass import Grant
from tests.fake_dictation import DEVICE, FakeDictation, live_parts
from tests.fake_people import LI

DESK = "Resus bay 2, desk 3"
WEI = replace(LI, id="u-wei", name="欧阳伟明", role="nurse", department="急诊抢救室")


def _gate(dictation: FakeDictation | None = None) -> Gate:
    gate = Gate(live_parts(dictation or FakeDictation()), DESK)
    gate.resize(900, 680)
    return gate


def _wrong() -> QWidget:
    gate = _gate()
    gate.form.login.setText("anna.li")
    gate.form.refuse("login, password or code is wrong; try again")
    return gate


def _code() -> QWidget:
    gate = _gate()
    gate.form.login.setText("anna.li")
    gate.form.ask_code("give the code of your second factor too (--code)")
    return gate


def _locked() -> QWidget:
    dictation = FakeDictation()
    gate = _gate(dictation)
    gate.show_locked(WEI)
    gate.show_event(Status("recording", "r1", 754.0, DEVICE))
    gate.show_event(Level(754.0, -24.0, -9.0))
    return gate


def _emergency() -> QWidget:
    dictation = FakeDictation(whose="emergency")
    gate = _gate(dictation)
    gate.show_event(Status("recording", "r1", 61.0, DEVICE))
    sentence = "the microphone is connected but gives no sound at all; see whether it is muted"
    gate.show_event(Trouble("silent", sentence, 61.0))
    return gate


def _changed() -> QWidget:
    gate = _gate()
    gate.form.login.setText("anna.li")
    gate.form.ask_new("")
    return gate


_HOSTS: list[QWidget] = []
"""The windows that dialogs lie over; one that is gone takes its dialog along."""


def _dialog() -> GlassDialog:
    _HOSTS.append(QWidget())
    dialog = GlassDialog("E-2026-11-0417", _HOSTS[-1])
    dialog.adjustSize()  # as when it opens
    return dialog


def _refused() -> QWidget:
    dialog = _dialog()
    dialog.text.setText("covers for Dr. Roe tonight")
    dialog.refuse(SignInError("login, password or code is wrong; try again"))
    return dialog


def _bars() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for actor in (LI, replace(LI, name="Dr. Maximiliane Featherstonehaugh", trainee=True), WEI):
        bar = PersonBar(lambda: None, lambda: None, lambda: None)
        bar.show_actor(actor)
        column.addWidget(bar)
    strip = GlassStrip(lambda: None)
    began = datetime(2026, 11, 29, 14, 30, tzinfo=UTC)
    text, until = "covers for Dr. Roe tonight", began + timedelta(hours=4)
    strip.show_grant(Grant("g-1", LI.id, LI.name, "E-7", "cover", text, began, until))
    column.addWidget(strip)
    page.resize(820, 260)
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "gate": _gate,
        "gate_wrong": _wrong,
        "gate_code": _code,
        "gate_new_password": _changed,
        "gate_locked": _locked,
        "gate_emergency": _emergency,
        "glass": _dialog,
        "glass_refused": _refused,
        "person_bars": _bars,
    }
