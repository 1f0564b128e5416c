"""The menu bar: every act and page of the window, each with its keys."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.domain.access import Actor
from app.gui.shell.acts import Acts
from app.gui.shell.frame import Frame
from app.gui.words import tr, use_language

Keys = QKeySequence | QKeySequence.StandardKey
LANGUAGES: tuple[tuple[Literal["en", "zh"], str], ...] = (("en", "English"), ("zh", "简体中文"))


class Menus:
    """File, View, Pages; nothing in it opens anything that blocks the window."""

    def __init__(self, acts: Acts, frame: Frame, language: Callable[[str], None] | None) -> None:
        """language: told which one was chosen, to keep it."""
        self._frame, self._keep_language = frame, language
        self.bar = QMenuBar()
        self._file, self._view = QMenu(self.bar), QMenu(self.bar)
        self._language, self._go = QMenu(self._view), QMenu(self.bar)
        self._open = self._action(QKeySequence.StandardKey.Open, acts.choose_files)
        self._glass = self._action(QKeySequence("Ctrl+G"), acts.break_glass)
        self._quit = self._action(QKeySequence.StandardKey.Quit, acts.quit)
        self._larger = self._action(QKeySequence.StandardKey.ZoomIn, lambda: acts.zoom(1))
        self._smaller = self._action(QKeySequence.StandardKey.ZoomOut, lambda: acts.zoom(-1))
        self._normal = self._action(QKeySequence("Ctrl+0"), lambda: acts.zoom(0))
        self._file.addActions([self._open, self._glass, self._quit])
        self._whole = self._action(QKeySequence("F11"), acts.full_screen)
        self._view.addActions([self._larger, self._smaller, self._normal, self._whole])
        self._view.addMenu(self._language)
        self._languages()
        self._pages = frame.pages.actions_for(self._go)
        for menu in (self._file, self._view, self._go):
            self.bar.addMenu(menu)
        self._go.menuAction().setVisible(bool(self._pages))

    def _action(self, keys: Keys, slot: Callable[[], object]) -> QAction:
        action = QAction(self.bar)
        action.setShortcut(keys)
        action.triggered.connect(lambda _: slot())
        return action

    def _languages(self) -> None:
        group = QActionGroup(self._language)
        for language, name in LANGUAGES:
            action = QAction(name, self._language, checkable=True)
            action.triggered.connect(lambda _=False, one=language: self._choose(one))
            group.addAction(action)
            self._language.addAction(action)

    def _choose(self, language: Literal["en", "zh"]) -> None:
        use_language(language)
        if self._keep_language is not None:
            self._keep_language(language)

    def retranslate(self, actor: Actor | None) -> None:
        """actor: who sits here; pages that are not for them are not offered."""
        self._file.setTitle(tr("&File"))
        self._view.setTitle(tr("&View"))
        self._go.setTitle(tr("&Pages"))
        self._language.setTitle(tr("Language"))
        self._open.setText(tr("&Open recordings…"))
        self._glass.setText(tr("&Break the glass…"))
        self._quit.setText(tr("&Quit"))
        self._larger.setText(tr("Larger text"))
        self._smaller.setText(tr("Smaller text"))
        self._normal.setText(tr("Normal text"))
        self._whole.setText(tr("Full screen"))
        clinical = actor is not None and actor.profile == "clinical"
        self._glass.setVisible(clinical)
        self._glass.setEnabled(clinical)
        self._frame.pages.name(self._pages, actor)

    def set_reachable(self, reachable: bool) -> None:
        """Whether menus and keys do anything."""
        self.bar.setVisible(reachable)
        for menu in (self._file, self._view, self._go):
            for action in menu.actions():
                action.setEnabled(reachable and action.isVisible())
