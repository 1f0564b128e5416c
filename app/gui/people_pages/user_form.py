"""One act on a user: what comes of it, what must be filled in, and the credential once more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QCheckBox, QFormLayout, QFrame, QLabel, QLineEdit, QPushButton

from app.domain.access import Actor, Role
from app.gui.pages.proof_bar import ProofBar, Prove
from app.gui.pages.sheet import CalmChoice, Notice, Prose, column, row, wipe
from app.gui.people_pages.user_words import Act, consequence, go_text, role_name
from app.gui.words import Retranslated, tr
from app.services.people import ROLES, Account, Listed
from app.services.user_acts import supervisors

_FIELDS: dict[Act, tuple[int, ...]] = {"add": tuple(range(7)), "role": (2,), "supervisor": (4,)}
"""Which rows of the form an act shows."""
_LONGEST = 128


class UserForm(Retranslated, QFrame):
    """Hidden until `open`; the credential is asked for each time."""

    def __init__(self, prove: Prove | None) -> None:
        super().__init__()
        self.act: Act = "add"
        self.one: Listed | None = None
        self._users: Sequence[Listed] = ()
        self._then: Callable[[Actor], object] = lambda _: None
        self._actor: Actor | None = None
        self.what, self.notice, self.proof = Prose(bold=True), Notice(), ProofBar(prove)
        self.login, self.name, self.department = QLineEdit(), QLineEdit(), QLineEdit()
        self.role, self.supervisor = CalmChoice(), CalmChoice()
        self.directory, self.factor = QCheckBox(), QCheckBox()
        self.go, self.leave_button = QPushButton(), QPushButton()
        self._labels = [QLabel() for _ in range(5)]
        self._lay_out()
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        fields = (self.login, self.name, self.role, self.department, self.supervisor)
        for label, field in zip(self._labels, fields, strict=True):
            label.setBuddy(field)
            self._rows.addRow(label, field)
        for box in (self.directory, self.factor):
            self._rows.addRow("", box)
        for line in (self.login, self.name, self.department):
            line.setMaxLength(_LONGEST)
            line.textChanged.connect(lambda _: self._show_go())
            line.returnPressed.connect(self.go.click)
        whole = column(self.what)
        whole.addLayout(self._rows)
        whole.addWidget(self.notice)
        whole.addLayout(row(self.go, self.leave_button, None))
        whole.addWidget(self.proof)
        self.setLayout(whole)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.go.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.leave)
        self.proof.cancel.hide()  # one is enough

    def retranslate(self) -> None:
        names = (tr("&Login:"), tr("&Name:"), tr("&Role:"), tr("Depar&tment:"), tr("Super&visor:"))
        for label, name in zip(self._labels, names, strict=True):
            label.setText(name)
        self.login.setAccessibleName(tr("Login of the new user"))
        self.name.setAccessibleName(tr("Name of the new user"))
        self.department.setAccessibleName(tr("Department of the new user"))
        self.role.setAccessibleName(tr("Role"))
        self.supervisor.setAccessibleName(tr("Supervisor"))
        self.directory.setText(tr("&Signs in with the password of the hospital's directory"))
        self.factor.setText(tr("As&k for a second factor too"))
        self.leave_button.setText(tr("Cancel"))
        self._fill()
        self._show()

    def open(
        self,
        act: Act,
        actor: Actor,
        one: Listed | None,
        users: Sequence[Listed],
        then: Callable[[Actor], object],
    ) -> None:
        """then: called with who has given the credential for just this."""
        self.leave()
        self.act, self.one, self._users = act, one, users
        self._actor, self._then = actor, then
        self._fill()
        self._show()
        self.show()
        first = {"add": self.login, "role": self.role, "supervisor": self.supervisor}
        first.get(act, self.go).setFocus()

    def submit(self) -> None:
        """What is filled in is looked at when the service does it; the credential comes first."""
        if self._actor is not None and self.go.isEnabled():
            self.notice.clear()
            self.proof.ask(replace(self._actor, proved_at=None), self._then)

    def leave(self) -> None:
        self._actor, self.one, self._users = None, None, ()
        self._then = lambda _: None
        wipe(self.login, self.name, self.department)
        for box in (self.directory, self.factor):
            box.setChecked(False)
        self._fill()
        self.what.clear()
        self.notice.clear()
        self.proof.leave()
        self.hide()

    @property
    def account(self) -> Account:
        """What is filled in for a new user."""
        return Account(
            self.login.text(),
            self.name.text(),
            self.chosen_role,
            self.department.text(),
            self.chosen_supervisor,
            self.directory.isChecked(),
            self.factor.isChecked(),
        )

    @property
    def chosen_role(self) -> Role:
        return cast(Role, self.role.currentData())

    @property
    def chosen_supervisor(self) -> str:
        """A login, "" for nobody."""
        return str(self.supervisor.currentData() or "")

    def _fill(self) -> None:
        """The choices, in the language in force; what was chosen stays."""
        role = self.role.currentData()
        self.role.clear()
        for each in ROLES:
            self.role.addItem(role_name(each), each)
        self.role.setCurrentIndex(max(0, self.role.findData(self._before(role))))
        chosen = self.supervisor.currentData()
        self.supervisor.clear()
        self.supervisor.addItem(tr("nobody: no trainee"), "")
        for each_one in supervisors(self._users, self.one.user.id if self.one else ""):
            user = each_one.user
            self.supervisor.addItem(f"{user.name} ({user.login})", user.login)
        self.supervisor.setCurrentIndex(max(0, self.supervisor.findData(chosen)))

    def _before(self, role: object) -> object:
        return self.one.user.role if self.one is not None and role is None else role

    def _show(self) -> None:
        for at in range(self._rows.rowCount()):
            self._rows.setRowVisible(at, at in _FIELDS.get(self.act, ()))
        self.what.setText(consequence(self.act, self.one) if self._actor else "")
        self.go.setText(go_text(self.act))
        self._show_go()

    def _show_go(self) -> None:
        filled = bool(self.login.text().strip() and self.name.text().strip())
        self.go.setEnabled(self.act != "add" or filled)
