"""The tabs of what a site has of its own: lexicons that were built here, tables brought in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from app.gui.pages.sheet import Grid, Prose, column, row, wipe
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:  # they load the lexicon, or the database
    from app.services.lexicon_desk import BuiltLexicon
    from app.services.own_terms import Brought

_MOST_PLACES = 12


class BuiltLexicons(Retranslated, QWidget):
    """What was built here, out of what, and what the licence of each source obliges."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[BuiltLexicon, ...] = ()
        self.intro, self.grid, self.licences = Prose(quiet=True), Grid(4, wide=0), Prose()
        whole = column(self.intro)
        whole.addWidget(self.grid, stretch=1)
        whole.addWidget(self.licences)
        self.setLayout(whole)
        self.grid.itemSelectionChanged.connect(self._show_licences)
        self.retranslate()

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "Vocabularies that this site is licensed for become a lexicon with the command "
                "erscribe lexicon build. What is built stays on this site\u2019s machines."
            )
        )
        self.grid.setAccessibleName(tr("Built lexicons"))
        self.grid.name_columns([tr("Lexicon"), tr("Names"), tr("Built"), tr("In use")])
        self.show_builds(self._shown)

    def show_builds(self, builds: "tuple[BuiltLexicon, ...]") -> None:
        self._shown = builds
        self.grid.fill(
            [
                [
                    one.made.name,
                    f"{one.names}",
                    one.made.built_at.astimezone().strftime("%Y-%m-%d"),
                    tr("\u2713 in use") if one.used else tr("no"),
                ]
                for one in builds
            ]
        )
        self._show_licences()

    def forget(self) -> None:
        """Nothing here is anybody's."""

    def _show_licences(self) -> None:
        """Of the chosen one, else of the newest."""
        at = max(self.grid.chosen, 0)
        sources = self._shown[at].made.sources if at < len(self._shown) else ()
        self.licences.setText(
            "\n".join(f"{one.kind}: {one.licence}. {one.obliges}" for one in sources)
        )


class BringTable(Retranslated, QWidget):
    """A table of terms and bans: looked at first, then proposed. `chosen` carries a path."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Brought | None = None
        self.intro, self.browse, self.report = Prose(quiet=True), QPushButton(), Prose()
        self.reason, self.bring = QLineEdit(), QPushButton()
        whole = column(self.intro)
        whole.addLayout(row(self.browse, None))
        whole.addWidget(self.report, stretch=1)
        whole.addLayout(row(self.reason, self.bring))
        self.setLayout(whole)
        self.browse.clicked.connect(self._browse)
        self.reason.textChanged.connect(lambda _: self._show_button())
        self.reason.returnPressed.connect(self.bring.click)
        self.retranslate()

    @property
    def brought(self) -> "Brought | None":
        return self._shown

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "A CSV or TSV file with the columns action (add or ban), term, heard, scope (site "
                "or user), language, kind, synonyms. Nothing changes before you say so."
            )
        )
        self.browse.setText(tr("Look at a &file\u2026"))
        self.reason.setPlaceholderText(tr("Why, for who decides"))
        self.reason.setAccessibleName(tr("Reason for the proposal"))
        self.bring.setText(tr("&Bring it in"))
        self.show_brought(self._shown)

    def show_brought(self, brought: "Brought | None") -> None:
        self._shown = brought
        self.report.setText("\n".join(_report_lines(brought)) if brought is not None else "")
        self._show_button()

    def forget(self) -> None:
        wipe(self.reason)
        self.show_brought(None)

    def _browse(self) -> None:
        words = tr("Tables (*.csv *.tsv *.txt)")
        dialog = QFileDialog(self, tr("Terms and bans"), QDir.homePath(), words)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen.emit)
        dialog.open()

    def _show_button(self) -> None:
        shown = self._shown
        for_site = shown is not None and shown.asks
        ready = shown is not None and (for_site or bool(shown.own))
        self.bring.setEnabled(ready and (not for_site or bool(self.reason.text().strip())))


def _report_lines(brought: "Brought") -> list[str]:
    """Counts, and where the first broken rows stand; never the rows."""
    report = brought.report
    head = tr("{terms} terms to add, {site} bans for the site, {own} bans for you.").format(
        terms=len(brought.terms), site=len(brought.site), own=len(brought.own)
    )
    department = [
        tr("{count} bans for your department.").format(count=len(one))
        for one in (brought.department,)
        if one
    ]
    counts = [
        tr("{count} rows left out: {reason}").format(count=count, reason=_why(reason))
        for reason, count in (*report.left_out.items(), *report.rejected.items())
    ]
    places = [
        tr("Line {line}: {reason}").format(line=one.line, reason=_why(one.reason))
        for one in report.first[:_MOST_PLACES]
    ]
    return [head, *department, *counts, *places]


def _why(reason: str) -> str:
    known = {
        "an ordinary word of the language": tr("an ordinary word of the language"),
        "too short to be told from other words": tr("too short to be told from other words"),
        "a term of this site already": tr("a term of this site already"),
        "no term": tr("no term"),
        "a kind that is not known": tr("a kind that is not known"),
        "signs that nobody says": tr("signs that nobody says"),
        "too long to be said": tr("too long to be said"),
    }
    return known.get(reason, reason)
