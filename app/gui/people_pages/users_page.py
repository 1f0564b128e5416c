"""The users: who they are, what holds them up, and every change that an administrator makes."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.pages.proof_bar import ProofBar
from app.gui.pages.sheet import Grid, Notice, column, row, spread, wipe
from app.gui.people_pages.parts import UsersParts
from app.gui.people_pages.secret_card import SecretCard
from app.gui.people_pages.user_form import UserForm
from app.gui.people_pages.user_words import Act, act_names, done_text, user_cells
from app.gui.words import Retranslated, sentence, tr
from app.services.people import Added, Listed, People
from app.services.user_acts import UserAct, acts_for, matching

_LEAST_ROWS = 4


class UsersPage(Retranslated, QWidget):
    """`said` carries a sentence that names nobody's secret."""

    said = Signal(str)

    def __init__(self, parts: UsersParts) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("users", self)
        self._actor: Actor | None = None
        self._users: tuple[Listed, ...] = ()
        self._shown: tuple[Listed, ...] = ()
        self._read = False
        self.label, self.search, self.add = QLabel(), QLineEdit(), QPushButton()
        self.opening, self.notice, self.count = ProofBar(parts.prove), Notice(), QLabel()
        self.grid = Grid(8, wide=1)
        self.acts: dict[UserAct, QPushButton] = {act: QPushButton() for act in act_names()}
        self.form, self.secret = UserForm(parts.prove), SecretCard()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.label.setBuddy(self.search)
        self.search.setClearButtonEnabled(True)
        self.grid.setMinimumHeight(
            self.grid.verticalHeader().defaultSectionSize() * (_LEAST_ROWS + 1)
        )
        whole = column(self.opening, self.notice)
        top = row(self.label, self.search, self.count, self.add)
        top.setStretch(1, 1)
        whole.insertLayout(0, top)
        whole.addWidget(self.secret)
        whole.addWidget(self.form)
        whole.addWidget(self.grid, stretch=1)
        buttons = tuple(self.acts.values())
        half = len(buttons) // 2
        whole.addLayout(row(*buttons[:half], None))
        whole.addLayout(row(*buttons[half:], None))
        spread(self, whole)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._fill())
        self.grid.itemSelectionChanged.connect(self._show_chosen)
        self.add.clicked.connect(lambda: self.begin("add"))
        for act, button in self.acts.items():
            button.clicked.connect(lambda _=False, one=act: self.begin(one))

    def retranslate(self) -> None:
        self.label.setText(tr("&Search:"))
        self.search.setPlaceholderText(tr("login, name or department"))
        self.search.setAccessibleName(tr("Search users"))
        self.add.setText(tr("&Add a user…"))
        self.grid.setAccessibleName(tr("Users"))
        self.grid.name_columns(
            [tr("Login"), tr("Name"), tr("Role"), tr("Department"), tr("Trainee"),
             tr("Password"), tr("Second factor"), tr("State")]
        )  # fmt: skip
        for act, name in act_names().items():
            self.acts[act].setText(name)
        self._fill()

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible() and not self._read:
            self.reload()

    def forget(self) -> None:
        """Nothing that was typed, shown or handed out stays."""
        self._behind.forget()
        self._actor, self._read = None, False
        wipe(self.search)
        self.form.leave()
        self.secret.wipe()
        self.opening.leave()
        self.notice.clear()
        self._show_users(())

    def busy(self) -> bool:
        """A secret is on the screen that will not be shown again, or a new user half filled in."""
        return bool(self.secret.password.text() or self.secret.address.text()) or bool(
            self.form.login.text() or self.form.name.text()
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        if not event.spontaneous():
            self.opening.leave()

    def reload(self) -> None:
        """Looking at them asks for the credential, unless it was given just now."""
        if self._actor is not None:
            self.opening.ask(self._actor, self._read_as)

    def _read_as(self, actor: Actor) -> None:
        self._actor = actor
        self._behind.run(
            lambda: self._parts.people().roster(actor), self._show_users_read, self._fail
        )

    def _show_users_read(self, users: tuple[Listed, ...]) -> None:
        self._read = True
        self._show_users(users)

    def _show_users(self, users: tuple[Listed, ...]) -> None:
        self._users = users
        self._fill()

    def _fill(self) -> None:
        kept = self.chosen.user.id if self.chosen else ""
        self._shown = matching(self._users, self.search.text())
        ids = [one.user.id for one in self._shown]
        keep = ids.index(kept) if kept in ids else -1
        self.grid.fill([user_cells(one) for one in self._shown], keep)
        shown, all_ = len(self._shown), len(self._users)
        self.count.setText(
            tr("{shown} of {all} users").format(shown=shown, all=all_) if self._read else ""
        )
        self._show_chosen()

    @property
    def chosen(self) -> Listed | None:
        at = self.grid.chosen
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _show_chosen(self) -> None:
        one, actor = self.chosen, self._actor
        possible = acts_for(actor, one) if actor is not None and one is not None else frozenset()
        for act, button in self.acts.items():
            button.setEnabled(act in possible)
        self.acts["enable"].setVisible("enable" in possible)
        self.acts["disable"].setVisible("enable" not in possible)
        if self.form.one is not None and (one is None or one.user.id != self.form.one.user.id):
            self.form.leave()

    # --- what is done

    def begin(self, act: Act) -> None:
        """Say what comes of it, and ask for the credential."""
        one = None if act == "add" else self.chosen
        if self._actor is None or not (act == "add" or one is not None):
            return
        self.notice.clear()
        self.opening.leave()
        self.secret.wipe()
        self.form.open(act, self._actor, one, self._users, lambda actor: self._do(act, actor, one))

    def _do(self, act: Act, actor: Actor, one: Listed | None) -> None:
        """actor: has given the credential for just this."""
        self._actor = actor
        form = self.form
        login = one.user.login if one else ""
        name = one.user.name if one else form.account.name.strip()
        account, role, supervisor = form.account, form.chosen_role, form.chosen_supervisor
        works: dict[Act, Callable[[People], object]] = {
            "add": lambda people: people.add(actor, account),
            "role": lambda people: people.change_role(actor, login, role),
            "password": lambda people: people.reset_password(actor, login),
            "unlock": lambda people: people.unlock(actor, login),
            "disable": lambda people: people.disable(actor, login),
            "enable": lambda people: people.enable(actor, login),
            "supervisor": lambda people: people.set_supervisor(actor, login, supervisor),
            "factor": lambda people: people.enrol(actor, login),
            "factor_off": lambda people: people.withdraw_factor(actor, login),
        }
        work = works[act]
        self._behind.run(
            lambda: work(self._parts.people()),
            lambda given: self._done(act, name, given, actor),
            self._refused,
        )

    def _done(self, act: Act, name: str, given: object, actor: Actor) -> None:
        self.form.leave()
        if isinstance(given, Added):
            self.secret.put(name, given.password, given.authenticator)
        elif act == "password":
            self.secret.put(name, str(given), "")
        elif act == "factor":
            self.secret.put(name, "", str(given))
        self.notice.tell("grey", lambda: done_text(act, name), aloud=True)
        self.said.emit(self.notice.text)
        self._read_as(actor)

    def _refused(self, error: AppError) -> None:
        """What was filled in stays, to be mended."""
        self.form.notice.tell("red", lambda: sentence(error), aloud=True)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
