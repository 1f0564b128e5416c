"""Who speaks: each speaker with a colour, a pattern and a role, and what can be put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QActionGroup, QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from app.domain.speakers import Speaker
from app.domain.transcript import Role
from app.gui.look import clock
from app.gui.review.flow import Flow
from app.gui.review.names import role_name, speaker
from app.gui.speaker_look import speaker_brush, speaker_shade
from app.gui.words import Retranslated, tr

ROLES: tuple[Role, ...] = get_args(Role)
KEYS = 9  # so many speakers have one


@dataclass(frozen=True, slots=True)
class SpeakerChoices:
    """What can be done with speakers, each named by name. give, give_from: the current utterance,
    or all that its speaker says from it on, is theirs; None: somebody's who is new."""

    play: Callable[[Speaker], None]
    role: Callable[[str, Role], None]
    rename: Callable[[str, str], None]
    merge: Callable[[str, str], None]
    give: Callable[[str | None], None]
    give_from: Callable[[str | None], None]
    undo: Callable[[], None]


class SpeakersBar(Retranslated, QWidget):
    """A button with a menu for each speaker; Alt and a number gives them the current utterance."""

    def __init__(self, choices: SpeakerChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._speakers: tuple[Speaker, ...] = ()
        self._changes = False
        self._renamed = ""
        self.buttons: list[QToolButton] = []
        self.undo, self.name = QToolButton(), QLineEdit()
        self.undo.clicked.connect(choices.undo)
        self.undo.hide()
        self.name.hide()
        self.name.returnPressed.connect(self._give_name)
        self.name.installEventFilter(self)
        self._flow = Flow(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(6)
        self.retranslate()

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return self._speakers

    def show_speakers(self, speakers: Sequence[Speaker], *, changes: bool) -> None:
        """changes: whether who they are may be put right."""
        self._speakers, self._changes = tuple(speakers), changes
        self.retranslate()

    def offer_undo(self, offered: bool) -> None:
        self.undo.setVisible(offered and self._changes)

    def forget(self) -> None:
        self._close_name()
        self.offer_undo(False)
        self.show_speakers((), changes=False)

    def retranslate(self) -> None:
        self.undo.setText(tr("Undo the last change of speakers"))
        self.name.setPlaceholderText(tr("Name of this speaker"))
        self.name.setAccessibleName(tr("Name of this speaker"))
        for widget in (*self.buttons, self.name, self.undo):
            self._flow.removeWidget(widget)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(number) for number in range(len(self._speakers))]
        for widget in (*self.buttons, self.name, self.undo):
            self._flow.addWidget(widget)
        self.setVisible(bool(self._speakers))

    def recolour(self) -> None:
        for number, button in enumerate(self.buttons):
            self._colour(button, number)

    def add_giving(self, menu: QMenu) -> None:
        """Into a row's menu: to whom the utterance belongs."""
        for text, give in (
            (tr("This utterance belongs to"), self._choices.give),
            (tr("From here on it is"), self._choices.give_from),
        ):
            whom = menu.addMenu(text)
            for number, one in enumerate(self._speakers):
                action = whom.addAction(_numbered(one, number), partial(give, one.name))
                action.setEnabled(self._changes)
            whom.addAction(tr("Somebody new"), partial(give, None)).setEnabled(self._changes)

    def _button(self, number: int) -> QToolButton:
        one = self._speakers[number]
        button = QToolButton()
        button.setText(speaker(one.name, one.role))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spoken = tr("speaks for {time}").format(time=clock(one.spoken_s))
        who = _who(one)
        button.setAccessibleName(tr("Speaker {name}").format(name=f"{who}, {spoken}"))
        button.setToolTip(f"{who}: {spoken}")
        button.setMenu(self._menu(button, number))
        self._colour(button, number)
        return button

    def _colour(self, button: QToolButton, number: int) -> None:
        shade = speaker_shade(number, self.palette())
        side = button.fontMetrics().height()
        picture = QPixmap(side, side)
        picture.fill(QColor(shade.ground))
        painter = QPainter(picture)
        painter.fillRect(picture.rect(), speaker_brush(number, self.palette()))
        painter.end()
        button.setIcon(QIcon(picture))

    def _menu(self, button: QToolButton, number: int) -> QMenu:
        one = self._speakers[number]
        menu = QMenu(button)
        menu.addAction(tr("Play a sample"), partial(self._choices.play, one))
        if not self._changes:
            return menu
        self._add_roles(menu, one)
        menu.addAction(tr("Rename…"), partial(self._ask_name, one.name))
        self._add_merges(menu, one)
        menu.addSeparator()
        own = tr("The current utterance is theirs")
        if number < KEYS:
            own += f"\tAlt+{number + 1}"
        menu.addAction(own, partial(self._choices.give, one.name))
        later = tr("From the current utterance on it is they who speak")
        menu.addAction(later, partial(self._choices.give_from, one.name))
        return menu

    def _add_roles(self, menu: QMenu, one: Speaker) -> None:
        roles = menu.addMenu(tr("Role"))
        group = QActionGroup(roles)
        for role in ROLES:
            action = roles.addAction(role_name(role), partial(self._choices.role, one.name, role))
            action.setCheckable(True)
            action.setChecked(role == one.role)
            group.addAction(action)

    def _add_merges(self, menu: QMenu, one: Speaker) -> None:
        others = [other for other in self._speakers if other.name != one.name]
        merge = menu.addMenu(tr("Is the same person as"))
        merge.setEnabled(bool(others))
        for other in others:
            into = partial(self._choices.merge, one.name, other.name)
            merge.addAction(speaker(other.name, other.role), into)

    def _ask_name(self, name: str) -> None:
        self._renamed = name
        self.name.setText(name)
        self.name.show()
        self.name.setFocus()
        self.name.selectAll()

    def _give_name(self) -> None:
        before, name = self._renamed, self.name.text()
        self._close_name()
        if name.strip() != before:
            self._choices.rename(before, name)

    def _close_name(self) -> None:
        self._renamed = ""
        self.name.setText("")
        self.name.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        pressed = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self._close_name()
            return True
        return super().eventFilter(watched, event)


def _who(one: Speaker) -> str:
    """With how sure a proposed role is; not where a person said it, or nobody is known."""
    name = speaker(one.name, one.role)
    if one.role == "unknown" or not one.role_confidence:
        return name
    percent = round(100 * one.role_confidence)
    return tr("{who}, {percent} % sure").format(who=name, percent=percent)


def _numbered(one: Speaker, number: int) -> str:
    text = speaker(one.name, one.role)
    return f"{text}\tAlt+{number + 1}" if number < KEYS else text
