"""Who is signed in, always in view, and the way to lock, switch and sign out."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.access import Actor
from app.gui.look import dress, sized, tinted
from app.gui.words import Retranslated, term, tr

KEYS = ("Ctrl+L", "Ctrl+Shift+L", "Ctrl+Shift+Q")


class PersonBar(Retranslated, QFrame):
    """Name and role of who writes here; everything done from now on is theirs."""

    def __init__(
        self,
        lock: Callable[[], object],
        switch: Callable[[], object],
        sign_out: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor: Actor | None = None
        self._tight = False
        self.name = _Line()
        self.name.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("person")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.addWidget(self.name, stretch=1)
        self._buttons: list[QPushButton] = []
        for key, slot in zip(KEYS, (lock, switch, sign_out), strict=True):
            button = QPushButton()
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
            self._buttons.append(button)
            action = QAction(self)  # works while the bar is in view, and so not while locked
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            self.addAction(action)
        self.retranslate()
        self.recolour()

    def retranslate(self) -> None:
        texts = (tr("Lock"), tr("Switch user"), tr("Sign out"))
        for button, text, key in zip(self._buttons, texts, KEYS, strict=True):
            button.setText(text)
            button.setToolTip(f"{text}: {key}")
        self.show_actor(self._actor)

    def recolour(self) -> None:
        shade = tinted("grey", QApplication.palette())
        dress(self, f"#person {{ background: {shade.ground}; }} QLabel {{ color: {shade.ink}; }}")

    def show_actor(self, actor: Actor | None) -> None:
        """Nobody's name stays when they have left."""
        self._actor = actor
        text = "" if actor is None else _signed_in(actor)
        short = "" if actor is None else f"{actor.name} ({_role(actor)})"
        self.name.setText(short if self._tight else text)
        self.name.setToolTip(text)
        self.setAccessibleName(text)

    def set_tight(self, tight: bool) -> None:
        """Whether name and role have to do."""
        if tight != self._tight:
            self._tight = tight
            self.show_actor(self._actor)


class _Line(QLabel):
    """One line where there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(wide, super().minimumSizeHint().height())


def _role(actor: Actor) -> str:
    role = term(actor.role)
    return tr("{role}, trainee").format(role=role) if actor.trainee else role


def _signed_in(actor: Actor) -> str:
    text = tr("Signed in: {name} ({role})").format(name=actor.name, role=_role(actor))
    return f"{text} · {actor.department}" if actor.department else text
