"""Whether the audit log is whole: looked through behind the window; and a way to take it out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QLineEdit, QProgressBar, QPushButton, QWidget

from app.domain.audit import Verified
from app.domain.errors import AppError
from app.gui.look import Tone, begun
from app.gui.pages.sheet import Notice, Prose, column, row, wipe
from app.gui.people_pages.period_bar import PeriodBar
from app.gui.people_pages.whole_words import clock_line, standing_text, verified_text
from app.gui.words import Retranslated, said, sentence, tr
from app.services.audit_files import FileForm
from app.services.audit_looks import Standing

_PERMILLE = 1000


class WholeTab(Retranslated, QWidget):
    """verify_asked: look through all of it. standing_asked: how far it is signed. export_asked: a
    form, a folder and a Period. folder_asked: choose one."""

    verify_asked = Signal()
    standing_asked = Signal()
    export_asked = Signal(str, str, object)
    folder_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._standing: Standing | None = None
        self._found: Verified | None = None
        self.verify, self.progress, self.result = QPushButton(), QProgressBar(), Notice()
        self.refresh, self.standing = QPushButton(), Prose()
        self.clock, self.trouble = Notice(), Notice()
        self.period, self.folder, self.choose = PeriodBar("month"), QLineEdit(), QPushButton()
        self.buttons: dict[FileForm, QPushButton] = {
            "csv": QPushButton(),
            "jsonl": QPushButton(),
            "bundle": QPushButton(),
        }
        self.check_box, self.standing_box, self.export_box = QGroupBox(), QGroupBox(), QGroupBox()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.progress.setRange(0, _PERMILLE)
        self.progress.setTextVisible(False)
        self.progress.hide()
        check = row(self.verify, self.progress, None)
        check.setStretch(1, 4)
        checked = column(self.result)
        checked.insertLayout(0, check)
        self.check_box.setLayout(checked)
        stands = column(self.standing, self.trouble, self.clock)
        stands.addLayout(row(self.refresh, None))
        self.standing_box.setLayout(stands)
        out = column(self.period)
        place = row(self.folder, self.choose)
        out.addLayout(place)
        out.addLayout(row(*self.buttons.values(), None))
        self.export_box.setLayout(out)
        whole = column(self.check_box, self.standing_box, self.export_box)
        whole.addStretch(1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.verify.clicked.connect(self.verify_asked)
        self.refresh.clicked.connect(self.standing_asked)
        self.choose.clicked.connect(self.folder_asked)
        for form, button in self.buttons.items():
            button.clicked.connect(lambda _=False, one=form: self._export(one))
        self.folder.textChanged.connect(lambda _: self._show_buttons())

    def retranslate(self) -> None:
        self.check_box.setTitle(tr("Is it whole?"))
        self.verify.setText(tr("&Verify now"))
        self.progress.setAccessibleName(tr("How far it is verified"))
        self.standing_box.setTitle(tr("Checkpoints, anchor and clock"))
        self.refresh.setText(tr("&Look again"))
        self.export_box.setTitle(tr("Take a time span out"))
        self.folder.setPlaceholderText(tr("Folder for the file"))
        self.folder.setAccessibleName(tr("Folder for the file"))
        self.choose.setText(tr("Choose…"))
        self.buttons["csv"].setText(tr("Write &CSV"))
        self.buttons["jsonl"].setText(tr("Write &JSON lines"))
        self.buttons["bundle"].setText(tr("Write &FHIR AuditEvents"))
        if self._standing is not None:
            self.show_standing(self._standing)
        else:
            self.standing.setText(tr("Not looked at yet."))
        if self._found is not None:
            self.show_verified(self._found)
        self._show_buttons()

    def show_progress(self, row: int, rows: int) -> None:
        self.progress.setValue(round(_PERMILLE * row / rows) if rows else 0)

    def begin_verify(self) -> None:
        self.verify.setEnabled(False)
        self.progress.setValue(0)
        self.progress.show()
        self.result.tell("grey", lambda: tr("The log is looked through; go on working meanwhile."))

    def end_verify(self) -> None:
        self.verify.setEnabled(True)
        self.progress.hide()

    def show_verified(self, found: Verified) -> None:
        self._found = found
        self.end_verify()
        tone: Tone = "red" if found.fault is not None else "amber" if found.notices else "grey"
        self.result.put(tone, verified_text(found), aloud=True)

    def show_standing(self, now: Standing) -> None:
        self._standing = now
        self.standing.setText(standing_text(now))
        self.trouble.put("amber", begun(said(now.trouble)))
        self.clock.put("grey" if now.clock == "synced" else "amber", clock_line(now))

    def fail(self, error: AppError) -> None:
        self.end_verify()
        self.result.tell("red", lambda: sentence(error), aloud=True)

    def forget(self) -> None:
        """What was found about the log is nobody's; the place where a file went to is."""
        wipe(self.folder)
        self.period.forget()
        self.end_verify()
        self._standing, self._found = None, None
        self.result.clear()
        self.trouble.clear()
        self.clock.clear()
        self.retranslate()

    def _export(self, form: FileForm) -> None:
        self.export_asked.emit(form, self.folder.text().strip(), self.period.period)

    def _show_buttons(self) -> None:
        for button in self.buttons.values():
            button.setEnabled(bool(self.folder.text().strip()))
