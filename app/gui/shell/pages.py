"""Pages that take the middle of the window for a while, and the way to them and back."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.gui.look import sized
from app.gui.shell.panels import Host, Page
from app.gui.shell.slot import Slot
from app.gui.words import Retranslated, tr


class PageFrame(Retranslated, QWidget):
    """One page under its title, with the way back."""

    def __init__(self, page: Page, slot: Slot, back: Callable[[], object]) -> None:
        super().__init__()
        self._page, self.slot = page, slot
        self._title, self.back = QLabel(), QPushButton()
        self._title.setFont(sized(self.font(), self.font().pointSizeF() + 4, bold=True))
        self.back.clicked.connect(back)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self._title, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addLayout(head)
        column.addWidget(slot, stretch=1)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self._page.title())
        self.setAccessibleName(self._page.title())
        self.back.setText(tr("← Back (Esc)"))
        self.back.setAccessibleName(tr("Back to the encounter"))


class Pages(QStackedWidget):
    """The workplace, and over it one page at a time; nothing here ever blocks the window.

    turned: the key of the page that is shown now, "" for the workplace.
    """

    turned = Signal(str)

    def __init__(
        self, pages: Sequence[Page], home: QWidget, host: Host, made: Callable[[QWidget], object]
    ) -> None:
        super().__init__()
        self._home = home
        self.addWidget(home)
        self._pages = {page.key: page for page in pages}
        self._frames = {
            page.key: PageFrame(page, Slot(partial(page.make, host), made), self.back)
            for page in pages
        }
        for frame in self._frames.values():
            self.addWidget(frame)

    @property
    def key(self) -> str:
        """Of the page that is shown."""
        shown = self.currentWidget()
        return next((key for key, frame in self._frames.items() if frame is shown), "")

    def turn_to(self, key: str) -> None:
        """Show a page; what is no page is passed over."""
        frame = self._frames.get(key)
        if frame is not None and self.currentWidget() is not frame:
            self.setCurrentWidget(frame)
            frame.slot.setFocus()
            self.turned.emit(key)

    def turn_to_for(self, key: str, actor: Actor) -> None:
        """Show a page if this user finds it in the menu."""
        page = self._pages.get(key)
        if page is not None and page.shown_to(actor):
            self.turn_to(key)

    def back(self) -> None:
        """To the encounter."""
        if self.currentWidget() is not self._home:
            self.setCurrentWidget(self._home)
            self.turned.emit("")

    def actions_for(self, menu: QMenu) -> list[QAction]:
        """One a page, put into a menu; they work by their keys from anywhere in the window."""
        actions = [self._action(page, menu) for page in self._pages.values()]
        menu.addActions(actions)
        return actions

    def _action(self, page: Page, menu: QMenu) -> QAction:
        action = QAction(menu)
        action.setData(page.key)
        action.setShortcut(QKeySequence(page.shortcut))
        action.triggered.connect(lambda: self.turn_to(page.key))
        return action

    def name(self, actions: Sequence[QAction], actor: Actor | None) -> None:
        """Say what the actions open, and show those that this user may need."""
        for action in actions:
            page = self._pages[str(action.data())]
            action.setText(page.title())
            may = actor is not None and page.shown_to(actor)
            action.setVisible(may)
            action.setEnabled(may)
