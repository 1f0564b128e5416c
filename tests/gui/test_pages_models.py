"""The models page: what is here and in force, every byte read behind, another one chosen."""

import json
import threading
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Actor, Profile
from app.domain.errors import AccessError, AppError, ModelError
from app.gui.pages.models_page import ModelsPage
from app.gui.pages.parts import ModelsParts
from app.gui.pages.proof_bar import Prove
from app.gui.people_pages.audit_acts import act_text
from app.services.installing import note_choice
from app.services.machine import Machine
from app.services.model_shelf import ModelShelf, ShelvedModel
from app.services.preferences import Note, Preferences
from app.settings import Settings, load
from tests.clinical import clinical_store, person
from tests.gui.scenes_pages import GPU, LARGE, MACHINE, MODELS
from tests.people_desk import log
from tests.window_walk import left_in

NAME, KIND, VERSION, SIZE, LICENCE, FORCE, FILES = range(7)
PHYSICIAN = Actor("u1", "lee", "physician")


@dataclass
class Place:
    """A workstation with these models; verifying waits until the test lets it go on."""

    folder: Path
    models: tuple[ShelvedModel, ...] = (*MODELS, replace(LARGE, why=""))
    machine: Machine = MACHINE
    bad: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    refusal: AppError | None = None
    prove: Prove | None = None
    note: Note = lambda *_: None
    profile: Profile = "sandbox"
    recording: bool = False
    brought: list[tuple[str, Path, str, str]] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def list_models(self, _: Settings) -> tuple[ShelvedModel, ...]:
        if self.broken:
            raise ModelError(self.broken)
        return self.models

    def verify(self, name: str) -> str:
        self.go_on.wait(5)
        self.verified.append(name)
        return self.bad.get(name, "")

    def bring(self, actor: Actor, folder: Path, licence: str, source: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.brought.append((actor.name, folder, licence, source))

    def settings(self) -> Settings:
        return load(self.folder / "s.toml")

    def open(self, qtbot: QtBot, actor: Actor = SANDBOX_ACTOR) -> ModelsPage:
        shelf = ModelShelf(self.list_models, self.verify, self.folder)
        file, policy = self.folder / "s.toml", self.folder / "p.toml"
        page = ModelsPage(
            ModelsParts(
                lambda: shelf,
                lambda: self.machine,
                self.settings,
                lambda: Preferences(file, policy, lambda: self.profile, self.note),
                self.bring,
                lambda: self.recording,
                self.prove,
            ),
            lambda _, __, chosen: chosen("/media/usb/whisper-large-v3"),
        )
        qtbot.addWidget(page)
        page.act_as(actor)
        page.show()
        qtbot.waitUntil(lambda: page._read or page.notice.text != "")
        return page


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def cell(page: ModelsPage, name: str, column: int) -> str:
    grid = page.grid
    rows = {grid.text(at, NAME): at for at in range(grid.rowCount())}
    return grid.text(rows[name], column)


def choose(page: ModelsPage, name: str) -> None:
    page.grid.selectRow([one.name for one in page._models].index(name))


def test_every_model_is_listed_with_its_facts(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    assert page.grid.rowCount() == len(place.models)
    facts = [cell(page, "recognizer-embedded", at) for at in range(1, 7)]
    assert facts == ["words", "0.3", "11.4 MB", "Apache-2.0", "✓ yes", "not read yet"]
    assert cell(page, "whisper-large-v3", FORCE) == "–"


def test_the_chosen_one_says_why_it_is_in_force_and_shows_its_card(
    qtbot: QtBot, place: Place
) -> None:
    page = place.open(qtbot)
    choose(page, "recognizer-embedded")
    assert "no other recogniser is here" in page.about.text()
    assert "sha256 3bf7c066024b962f…" in page.about.text()
    assert "Demonstration model" in page.card.toPlainText()
    choose(page, "whisper-large-v3")
    assert page.about.text().startswith("Not in force.")
    place.models = (replace(MODELS[0], card=""),)
    page.reload()
    qtbot.waitUntil(lambda: page.grid.rowCount() == 1)
    assert page.card.toPlainText() == "This model has no card."


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (MACHINE, "ERScribe computes on the processor"),
        (GPU, "NVIDIA RTX 4000 Ada Generation (driver 570.86.15, 21.5 GB)"),
        (replace(GPU, gpu_usable=False), "the recogniser cannot use it"),
        (replace(MACHINE, memory_bytes=0), "memory: not known"),
    ],
)
def test_the_machine_is_told(qtbot: QtBot, place: Place, machine: Machine, said: str) -> None:
    place.machine = machine
    page = place.open(qtbot)
    qtbot.waitUntil(lambda: "Looking" not in page.machine.text())
    assert said in page.machine.text()


def test_files_are_read_behind_and_each_is_told_when_it_is_done(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    page.verify.click()
    assert cell(page, "detector", FILES) == "… being read"
    assert page.progress.isVisible()
    assert not page.verify.isEnabled()
    place.go_on.set()
    qtbot.waitUntil(lambda: not page.progress.isVisible())
    assert place.verified == [one.name for one in place.models]
    assert cell(page, "detector", FILES) == "✓ intact"
    assert (page.notice.tone, page.notice.text) == (
        "grey",
        "Every file of every model is as listed.",
    )


def test_a_changed_model_is_named_and_its_fault_shown(qtbot: QtBot, place: Place) -> None:
    place.bad["speaker-embedded"] = "speaker-embedded: model.safetensors is not the listed file"
    place.go_on.set()
    page = place.open(qtbot)
    page.verify.click()
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "speaker-embedded" in page.notice.text
    assert cell(page, "speaker-embedded", FILES) == "!! not as listed"
    choose(page, "speaker-embedded")
    assert "model.safetensors is not the listed file" in page.about.text()


def test_another_recogniser_is_chosen_and_the_best_again(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    changes: list[Settings] = []
    page.changed.connect(changes.append)
    choose(page, "detector")
    assert not page.choose.isEnabled()
    choose(page, "whisper-large-v3")
    page.choose.click()
    qtbot.waitUntil(lambda: len(changes) == 1)
    assert place.settings().recognizer == "whisper-large-v3"
    assert "next start" in page.notice.text
    qtbot.waitUntil(page.best.isEnabled)
    page.best.click()
    qtbot.waitUntil(lambda: len(changes) == 2)
    assert place.settings().recognizer == "auto"


def test_a_damaged_manifest_is_said(qtbot: QtBot, place: Place) -> None:
    place.broken = "models/manifest.toml is damaged; install the models again"
    page = place.open(qtbot)
    assert (page.notice.tone, page.notice.text) == ("red", place.broken)
    assert not page.verify.isEnabled()


def test_a_model_is_brought_in(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    assert not page.bring.isEnabled()
    page.look.click()
    page.licence.setText("MIT")
    page.bring.click()
    qtbot.waitUntil(lambda: bool(place.brought))
    folder = Path("/media/usb/whisper-large-v3")
    assert place.brought == [(SANDBOX_ACTOR.name, folder, "MIT", "imported")]
    qtbot.waitUntil(lambda: "is here" in page.notice.text)
    assert page.from_folder.text() == ""


def test_who_may_not_bring_a_model_is_told_and_nothing_is_lost(qtbot: QtBot, place: Place) -> None:
    place.refusal = AccessError("as physician you may not do this (models.install)")
    page = place.open(qtbot)
    page.look.click()
    page.bring.click()
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "you may not do this" in page.notice.text
    assert page.from_folder.text() == "/media/usb/whisper-large-v3"
    assert page.bring.isEnabled()
    assert "erscribe models import" in page.how.text()


def test_no_dialog_opens_while_something_is_recorded(qtbot: QtBot, place: Place) -> None:
    place.recording = True
    page = place.open(qtbot)
    page.look.click()
    assert page.from_folder.text() == ""
    assert "Stop recording first" in page.notice.text


def test_in_a_clinical_store_the_credential_is_asked_for_first(qtbot: QtBot, place: Place) -> None:
    given: list[tuple[str, str]] = []

    def prove(password: str, code: str, done: object, failed: object) -> None:
        given.append((password, code))
        if password == "right":  # noqa: S105
            done(replace(PHYSICIAN, name="proved"))  # type: ignore[operator]
        else:
            failed(AccessError("that password is not right; try again"))  # type: ignore[operator]

    place.prove = cast(Prove, prove)
    page = place.open(qtbot, PHYSICIAN)
    page.look.click()
    page.bring.click()
    assert page.proof.isVisible()
    assert place.brought == []
    page.proof.password.setText("wrong")
    page.proof.confirm.click()
    assert "not right" in page.proof.notice.text
    assert page.proof.password.text() == ""
    page.proof.password.setText("right")
    page.proof.code.setText("123456")
    page.proof.confirm.click()
    qtbot.waitUntil(lambda: bool(place.brought))
    assert place.brought[0][0] == "proved"
    assert not page.proof.isVisible()
    assert given == [("wrong", ""), ("right", "123456")]
    assert left_in(page, "right") == []


def test_asking_for_a_credential_can_be_left(qtbot: QtBot, place: Place) -> None:
    place.prove = lambda *_: None
    page = place.open(qtbot, PHYSICIAN)
    page.look.click()
    page.bring.click()
    page.proof.password.setText("secret")
    QTest.keyClick(page.proof.password, Qt.Key.Key_Escape)
    assert not page.proof.isVisible()
    assert left_in(page, "secret") == []
    assert place.brought == []


def test_nothing_of_who_left_stays(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    page.from_folder.setText("/home/canary/model")
    page.licence.setText("canary")
    page.forget()
    assert left_in(page, "canary") == []
    assert not page.verify.isEnabled()


def test_keyboard_and_screen_reader_have_names_for_everything(qtbot: QtBot, place: Place) -> None:
    page = place.open(qtbot)
    for part in (page.grid, page.card, page.from_folder, page.licence, page.source):
        assert part.accessibleName()


def test_who_of_a_clinical_store_chooses_a_recogniser_is_in_the_audit_log(
    qtbot: QtBot, place: Place
) -> None:
    database = clinical_store(place.folder / "clinical")
    place.note, place.profile = partial(note_choice, database), "clinical"
    page = place.open(qtbot, person("sysadmin"))
    choose(page, "whisper-large-v3")
    page.choose.click()
    qtbot.waitUntil(lambda: "next start" in page.notice.text)
    (row,) = log(database, "CFG-CHOICE")
    assert (row.user_id, row.action, row.outcome) == ("u-sysadmin", "U", 0)
    assert json.loads(row.detail_json) == {"recognizer": "whisper-large-v3"}
    assert act_text("CFG-CHOICE") != "CFG-CHOICE"
