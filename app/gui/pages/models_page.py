"""The models: what is here, what is in force and why, and whether every byte is as listed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.look import Tone
from app.gui.pages.model_words import SHORT, kind_name, machine_text, why_text
from app.gui.pages.parts import ModelsParts
from app.gui.pages.proof_bar import ProofBar
from app.gui.pages.setting_fields import Browse, ask_for_path
from app.gui.pages.sheet import Grid, Notice, Prose, column, megabytes, row, spread, wipe
from app.gui.words import Retranslated, said, sentence, tr
from app.services.machine import Machine
from app.services.model_shelf import AUTO, ShelvedModel
from app.settings import Settings

_NAME, _KIND, _VERSION, _SIZE, _LICENCE, _FORCE, _STATE = range(7)
_ROWS_SHOWN: Final = 8


class ModelsPage(Retranslated, QWidget):
    """`changed` carries the Settings after another recogniser was chosen; `said` a sentence."""

    changed = Signal(object)
    said = Signal(str)

    def __init__(self, parts: ModelsParts, browse: Browse = ask_for_path) -> None:
        super().__init__()
        self._parts, self._browse = parts, browse
        self._behind = Background("models", self)
        self._looking = Background("machine", self)
        self._actor: Actor | None = None
        self._models: tuple[ShelvedModel, ...] = ()
        self._settings = Settings()
        self._machine: Machine | None = None
        self._states: dict[str, str] = {}  # by name, what verifying found; "" is intact
        self._asked: list[str] = []  # names that wait to be verified
        self._read = False
        self._looked_at = ""  # name of the chosen one
        self.machine, self.notice = Prose(), Notice()
        self.grid = Grid(7, wide=_NAME)
        self.about, self.card = Prose(), QPlainTextEdit()
        self.verify, self.choose, self.best = QPushButton(), QPushButton(), QPushButton()
        self.folder, self.progress = QPushButton(), QProgressBar()
        self.from_folder, self.licence, self.source = QLineEdit(), QLineEdit(), QLineEdit()
        self.proof = ProofBar(parts.prove)
        self.look, self.bring, self.how = QPushButton(), QPushButton(), Prose(quiet=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_buttons()

    def _lay_out(self) -> None:
        self.card.setReadOnly(True)
        self.progress.hide()
        below = QWidget()
        below.setLayout(column(self.about, self.card, room=6))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.grid)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([240, 220])
        whole = column(self.machine, self.notice)
        whole.addWidget(split, stretch=1)
        whole.addLayout(row(self.verify, self.choose, self.best, None, self.folder))
        whole.addWidget(self.progress)
        bring = row(self.from_folder, self.look, self.licence, self.source, self.bring)
        bring.setStretch(0, 2)
        bring.setStretch(2, 1)
        bring.setStretch(3, 1)
        whole.addLayout(bring)
        whole.addWidget(self.proof)
        whole.addWidget(self.how)
        spread(self, whole)

    def _connect(self) -> None:
        self.grid.itemSelectionChanged.connect(self._show_chosen)
        self.verify.clicked.connect(self.verify_all)
        self.choose.clicked.connect(self.choose_recogniser)
        self.best.clicked.connect(lambda: self._set_recogniser(AUTO))
        self.folder.clicked.connect(self._show_folder)
        self.look.clicked.connect(self._ask_folder)
        self.bring.clicked.connect(self.bring_in)
        self.from_folder.textChanged.connect(lambda _: self._show_buttons())

    def retranslate(self) -> None:
        self.grid.setAccessibleName(tr("Models"))
        self.grid.name_columns(
            [tr("Name"), tr("For"), tr("Version"), tr("Size"), tr("Licence"), tr("In force"),
             tr("Files")]
        )  # fmt: skip
        self.card.setAccessibleName(tr("Model card"))
        self.verify.setText(tr("&Verify now"))
        self.choose.setText(tr("&Use this recogniser"))
        self.best.setText(tr("Use the &best that is here"))
        self.folder.setText(tr("Show &folder"))
        self.from_folder.setPlaceholderText(tr("Folder of a model to bring in"))
        self.from_folder.setAccessibleName(tr("Folder of a model to bring in"))
        self.licence.setPlaceholderText(tr("its licence"))
        self.licence.setAccessibleName(tr("Licence of the model"))
        self.source.setPlaceholderText(tr("where it comes from"))
        self.source.setAccessibleName(tr("Where the model comes from"))
        self.look.setText(tr("Choose…"))
        self.bring.setText(tr("Br&ing in"))
        self.how.setText(
            tr("A system administrator brings models in. The same at a terminal: {command}").format(
                command="erscribe models import DIR --licence TEXT --source TEXT --user LOGIN"
            )
        )
        self._show_machine()
        self._fill()

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible():
            self.reload()

    def forget(self) -> None:
        self._behind.forget()
        self._actor = None
        self._asked.clear()
        self.progress.hide()
        wipe(self.from_folder, self.licence, self.source)
        self.proof.leave()
        self.notice.clear()
        self._show_buttons()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self._read:
            self.reload()

    def reload(self) -> None:
        """List the models again."""
        if self._actor is None:
            return
        self._behind.run(self._list, self._show, self._fail)
        if self._machine is None:
            self._looking.run(self._parts.machine, self._found, self._fail)

    def _list(self) -> tuple[Settings, tuple[ShelvedModel, ...]]:
        settings = self._parts.settings()
        return settings, self._parts.shelf().models(settings)

    def _show(self, read: tuple[Settings, tuple[ShelvedModel, ...]]) -> None:
        self._settings, self._models = read
        self._read = True
        self._fill()

    def _found(self, machine: Machine) -> None:
        self._machine = machine
        self._show_machine()

    def _show_machine(self) -> None:
        looking = tr("Looking at this machine…")
        self.machine.setText(machine_text(self._machine) if self._machine else looking)

    # --- the list

    def _fill(self) -> None:
        names = [one.name for one in self._models]
        kept = names.index(self._looked_at) if self._looked_at in names else 0
        self.grid.fill([self._cells(one) for one in self._models], keep=kept)
        self._show_chosen()

    def _cells(self, one: ShelvedModel) -> list[str]:
        force = tr("✓ yes") if one.in_force else "–"
        return [
            one.name,
            kind_name(one.kind),
            one.version,
            megabytes(one.size_bytes),
            one.licence,
            force,
            self._state(one.name),
        ]

    def _state(self, name: str) -> str:
        if name in self._asked:
            return tr("… being read")
        if name not in self._states:
            return tr("not read yet")
        return tr("!! not as listed") if self._states[name] else tr("✓ intact")

    @property
    def chosen(self) -> ShelvedModel | None:
        at = self.grid.chosen
        return self._models[at] if 0 <= at < len(self._models) else None

    def _show_chosen(self) -> None:
        one = self.chosen
        self._show_buttons()
        if one is None:
            self.about.setText("")
            self.card.setPlainText("")
            return
        self._looked_at = one.name
        lines = [
            why_text(one),
            tr("From: {source}").format(source=one.source),
            f"sha256 {one.sha256[:SHORT]}…  {one.folder}",
        ]
        if self._states.get(one.name):
            lines.insert(0, said(self._states[one.name]))
        self.about.setText("\n".join(lines))
        self.card.setPlainText(one.card or tr("This model has no card."))

    def _show_buttons(self) -> None:
        one, there = self.chosen, self._actor is not None
        other = one is not None and one.kind == "recognizer" and one.why != "by settings"
        self.choose.setEnabled(there and other)
        self.best.setEnabled(there and self._settings.recognizer != AUTO)
        self.folder.setEnabled(one is not None)
        self.verify.setEnabled(there and bool(self._models) and not self._asked)
        self.bring.setEnabled(there and bool(self.from_folder.text().strip()))

    # --- verifying

    def verify_all(self) -> None:
        """Read every byte of every model behind, one model after the other."""
        self._asked = [one.name for one in self._models]
        self._states.clear()
        self.progress.setRange(0, len(self._asked))
        self.progress.setValue(0)
        self.progress.setFormat(tr("%v of %m read"))
        self.progress.show()
        self.notice.clear()
        self._fill()
        for name in list(self._asked):
            self._behind.run(
                partial(self._verify_one, name), partial(self._verified, name), self._fail
            )

    def _verify_one(self, name: str) -> str:
        return self._parts.shelf().verify(name)

    def _verified(self, name: str, failure: str) -> None:
        self._states[name] = failure
        if name in self._asked:
            self._asked.remove(name)
        self.progress.setValue(self.progress.maximum() - len(self._asked))
        self._fill()
        if not self._asked:
            self.progress.hide()
            self._sum_up()

    def _sum_up(self) -> None:
        bad = [name for name, failure in self._states.items() if failure]
        if bad:
            self._tell(
                "red",
                lambda: tr("Not as listed: {names}. Do not use them; install them again.").format(
                    names=", ".join(bad)
                ),
            )
        else:
            self._tell("grey", lambda: tr("Every file of every model is as listed."))

    # --- choosing and bringing in

    def choose_recogniser(self) -> None:
        if self.chosen is not None:
            self._set_recogniser(self.chosen.name)

    def _set_recogniser(self, name: str) -> None:
        preferences, by = self._parts.preferences, self._actor
        self._behind.run(
            lambda: preferences().change({"recognizer": name}, by).settings, self._set, self._fail
        )

    def _set(self, settings: Settings) -> None:
        self._tell("amber", lambda: tr("Another recogniser works from the next start of ERScribe."))
        self.changed.emit(settings)
        self.reload()

    def _show_folder(self) -> None:
        if self.chosen is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.chosen.folder)))

    def _ask_folder(self) -> None:
        """While something is recorded nothing may lie over the window."""
        if self._parts.recording():
            self._tell("amber", lambda: tr("Stop recording first, or type the folder's path."))
        else:
            self._browse(self, "folder", self.from_folder.setText)

    def bring_in(self) -> None:
        """Copy a model to where the site's own lie, and list it with its hashes."""
        if self._actor is not None and self.from_folder.text().strip():
            self.proof.ask(self._actor, self._bring_as)

    def _bring_as(self, actor: Actor) -> None:
        folder = Path(self.from_folder.text().strip())
        licence = self.licence.text().strip() or "not stated"
        source = self.source.text().strip() or "imported"
        bring = self._parts.bring
        self.bring.setEnabled(False)
        self._tell("grey", lambda: tr("{name} is being copied…").format(name=folder.name))
        self._behind.run(
            lambda: bring(actor, folder, licence, source),
            lambda _: self._brought(folder.name),
            self._not_brought,
        )

    def _brought(self, name: str) -> None:
        wipe(self.from_folder, self.licence, self.source)
        self._tell("grey", lambda: tr("{name} is here; its hashes are listed.").format(name=name))
        self.reload()

    def _not_brought(self, error: AppError) -> None:
        self._show_buttons()
        self._fail(error)

    def _tell(self, tone: Tone, say: Callable[[], str]) -> None:
        self.notice.tell(tone, say, aloud=True)
        self.said.emit(self.notice.text)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
