"""What ERScribe is, what it is made of, and under which licences."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSplitter, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.pages.model_words import kind_name
from app.gui.pages.parts import AboutParts
from app.gui.pages.sheet import Grid, Notice, Prose, column, row, spread, wipe
from app.gui.words import Retranslated, sentence, tr
from app.services.licences import Package
from app.services.model_shelf import ShelvedModel

Shown = tuple[tuple[Package, ...], tuple[ShelvedModel, ...], str]


class AboutPage(Retranslated, QWidget):
    """One list of all parts; the full text of the chosen one below it. `said` is never told."""

    said = Signal(str)

    def __init__(self, parts: AboutParts) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("licences", self)
        self._packages: tuple[Package, ...] = ()
        self._models: tuple[ShelvedModel, ...] = ()
        self._lexicon = ""
        self._rows: list[tuple[str, str, str, str]] = []  # kind, name, version, licence
        self._shown: list[int] = []
        self.name, self.warning = Prose(bold=True), Notice()
        self.facts, self.notice = Prose(), Notice()
        self.label, self.wanted = QLabel(), QLineEdit()
        self.label.setBuddy(self.wanted)
        self.grid, self.text = Grid(4, wide=3), QPlainTextEdit()
        self._lay_out()
        self.wanted.textChanged.connect(lambda _: self._fill())
        self.grid.itemSelectionChanged.connect(self._show_text)
        self.retranslate()

    def _lay_out(self) -> None:
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.wanted.setClearButtonEnabled(True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.grid)
        split.addWidget(self.text)
        split.setChildrenCollapsible(False)
        whole = column(self.name, self.warning, self.facts, self.notice)
        whole.addLayout(row(self.label, self.wanted))
        whole.addWidget(split, stretch=1)
        spread(self, whole)

    def retranslate(self) -> None:
        self.name.setText(tr("ERScribe {version}").format(version=self._parts.version))
        self.warning.put(
            "amber",
            tr(
                "The models that come with ERScribe are for demonstration, not for clinical use. "
                "Read every note against its sound; a keyword alert is never an alarm."
            ),
        )
        self.facts.setText(
            tr(
                "Licence: Apache-2.0. Everything runs on this workstation; nothing leaves it "
                "unless a setting says where. The voices that models were trained with permit "
                "it; each model's card names them."
            )
        )
        self.label.setText(tr("&Find:"))
        self.wanted.setAccessibleName(tr("Find a part or a licence"))
        self.grid.setAccessibleName(tr("Parts and their licences"))
        self.grid.name_columns([tr("Part"), tr("Name"), tr("Version"), tr("Licence")])
        self.text.setAccessibleName(tr("Text of the licence"))
        self._name_rows()

    def act_as(self, actor: Actor) -> None:  # noqa: ARG002 - licences are for everybody
        if self.isVisible():
            self.reload()

    def forget(self) -> None:
        """Only what was looked for is somebody's."""
        wipe(self.wanted)
        self.notice.clear()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        if not self._packages:
            self._behind.run(self._read, self._show, self._fail)

    def _read(self) -> Shown:
        return self._parts.packages(), self._parts.models(), self._parts.lexicon()

    def _show(self, read: Shown) -> None:
        self._packages, self._models, self._lexicon = read
        self._name_rows()

    def _name_rows(self) -> None:
        program, package = tr("program"), tr("package")
        self._rows = [
            (program if at == 0 else package, one.name, one.version, one.licence or tr("not said"))
            for at, one in enumerate(self._packages)
        ]
        self._rows += [
            (
                tr("model: {kind}").format(kind=kind_name(one.kind)),
                one.name,
                one.version,
                one.licence,
            )
            for one in self._models
        ]
        if self._lexicon:
            self._rows.append((tr("lexicon"), "erscribe-lexicon", "", "Apache-2.0"))
        self._fill()

    def _fill(self) -> None:
        wanted = self.wanted.text().strip().casefold()
        self._shown = [
            at for at, one in enumerate(self._rows) if wanted in " ".join(one).casefold()
        ]
        self.grid.fill([self._rows[at] for at in self._shown], keep=0)
        self._show_text()

    def _show_text(self) -> None:
        """The full text of what is chosen; a package's is read behind."""
        chosen = self.grid.chosen
        if not 0 <= chosen < len(self._shown):
            self.text.setPlainText("")
            return
        at = self._shown[chosen]
        if at < len(self._packages):
            name = self._packages[at].name
            self.text.setPlainText(tr("The text is being read…"))
            self._behind.run(
                lambda: self._parts.texts(name), lambda text: self._show_of(at, text), self._fail
            )
        elif at < len(self._packages) + len(self._models):
            model = self._models[at - len(self._packages)]
            source = tr("From: {source}").format(source=model.source)
            self.text.setPlainText(f"{source}\n\n{model.card}".strip())
        else:
            self.text.setPlainText(self._lexicon)

    def _show_of(self, at: int, text: str) -> None:
        chosen = self.grid.chosen
        if 0 <= chosen < len(self._shown) and self._shown[chosen] == at:
            self.text.setPlainText(
                text or tr("This package brings no text of its licence; see its name above.")
            )

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
