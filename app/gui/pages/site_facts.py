"""What two people set for a site: shown here, changed by proposal."""

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.pages.sheet import Grid, Notice, Prose
from app.gui.words import Retranslated, tr


class SiteFacts(Retranslated, QWidget):
    """Read only: one person proposes a change, another one approves it (P29)."""

    def __init__(self) -> None:
        super().__init__()
        self._known: Mapping[str, str] = {}
        self.notice, self.how = Notice(), Prose(quiet=True)
        self.grid = Grid(3, wide=0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 0)
        for part in (self.notice, self.grid, self.how):
            whole.addWidget(part)
        self.retranslate()

    def show_facts(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.retranslate()

    def forget(self) -> None:
        self.show_facts({})

    def retranslate(self) -> None:
        self.notice.put("grey", tr("Two people set these: one proposes, another one approves."))
        self.how.setText(
            tr("To propose: {command}").format(
                command="erscribe site set NAME=VALUE --reason TEXT --user LOGIN"
            )
            + "\n"
            + tr("To decide: {command}").format(
                command="erscribe site proposals · erscribe site approve ID --user LOGIN"
            )
        )
        self.grid.setAccessibleName(tr("Rules of this site"))
        self.grid.name_columns([tr("Rule"), tr("Value"), tr("Name for the command")])
        names = fact_names()
        self.grid.fill(
            [[text, self._known.get(name) or tr("as built"), name] for name, text in names.items()]
        )
        self.grid.show_whole(len(names))


def fact_names() -> dict[str, str]:
    """Every rule that a site sets, by its name for the command."""
    return {
        "password_profile": tr("Rules for passwords"),
        "session_lock_s": tr("Screen locks after seconds without use"),
        "session_end_s": tr("Session ends after seconds without use"),
        "retention_audio_days": tr("Sound is kept for days"),
        "retention_note_days": tr("Notes are kept for days"),
        "retention_audit_days": tr("The audit log is kept for days"),
        "retention_backup_days": tr("Backups are kept for days"),
    }
