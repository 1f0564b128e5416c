"""Who is signed in, always in view, and the way to lock, switch and sign out."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.access import Actor
from app.gui.look import sized, spoken, tinted

KEYS = (
    ("Lock", "Ctrl+L"),
    ("Switch user", "Ctrl+Shift+L"),
    ("Sign out", "Ctrl+Shift+Q"),
)


class PersonBar(QFrame):
    """Name and role of who writes here; everything done from now on is theirs."""

    def __init__(
        self,
        lock: Callable[[], object],
        switch: Callable[[], object],
        sign_out: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = QLabel()
        self.name.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("person")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.addWidget(self.name, stretch=1)
        self.actions_: list[QAction] = []
        for (text, key), slot in zip(KEYS, (lock, switch, sign_out), strict=True):
            button = QPushButton(text)
            button.setToolTip(f"{text}: {key}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
            action = QAction(text, self)  # works while the bar is in view, and so not while locked
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            self.addAction(action)
        shade = tinted("grey", QApplication.palette())
        self.setStyleSheet(f"#person {{ background: {shade.ground}; }}")

    def show_actor(self, actor: Actor | None) -> None:
        """Nobody's name stays when they have left."""
        text = ""
        if actor is not None:
            trainee = ", trainee" if actor.trainee else ""
            place = f" · {actor.department}" if actor.department else ""
            text = f"Signed in: {actor.name} ({spoken(actor.role)}{trainee}){place}"
        self.name.setText(text)
        self.setAccessibleName(text)
