"""The settings: all of them, each with what it does, checked before anything is kept."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.pages.parts import SettingsParts
from app.gui.pages.setting_fields import Browse
from app.gui.pages.setting_row import SettingRow
from app.gui.pages.setting_texts import GROUPS, Group, group_names, texts
from app.gui.pages.sheet import Notice, Prose, column, row, scrolling
from app.gui.pages.site_facts import SiteFacts
from app.gui.words import Retranslated, said, sentence, tr
from app.services.preferences import Held, Preferences, SettingError
from app.settings import KINDS, Settings, check

_GROUPS_WIDE: Final = 22  # characters


class SettingsPage(Retranslated, QWidget):
    """`changed` carries the Settings that hold from now on; `said` a sentence."""

    changed = Signal(object)
    said = Signal(str)

    def __init__(self, parts: SettingsParts, browse: Browse | None = None) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("settings", self)
        self._actor: Actor | None = None
        self._preferences: Preferences | None = None
        self._held: Held | None = None
        self._waits: frozenset[str] = frozenset()
        self._browse, self._suggested = browse, dict[str, tuple[str, ...]]()
        self.rows: dict[str, SettingRow] = {}  # of the groups that were looked at
        self.site = SiteFacts() if parts.site is not None else None
        self.groups, self._pages = QListWidget(), QStackedWidget()
        self.notice, self.file = Notice(), Prose(quiet=True)
        self.save, self.discard, self.undo = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.groups.setCurrentRow(0)
        self._show_buttons()

    def _lay_out(self) -> None:
        for _ in GROUPS:
            self._pages.addWidget(QWidget())
        if self.site is not None:
            self._pages.addWidget(_group([self.site]))
        for _ in range(self._pages.count()):
            self.groups.addItem("")
        self.groups.setSpacing(3)
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.groups.setMaximumWidth(self.fontMetrics().averageCharWidth() * _GROUPS_WIDE + 40)
        middle = row(self.groups, room=16)
        middle.addWidget(self._pages, stretch=1)
        whole = column(self.notice)
        whole.insertLayout(0, middle, stretch=1)
        whole.addLayout(row(self.undo, None, self.discard, self.save))
        whole.addWidget(self.file)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.groups.currentRowChanged.connect(self._turn_to)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self.show_held)
        self.undo.clicked.connect(self.take_back)

    def retranslate(self) -> None:
        said_of = texts()
        for key, one in self.rows.items():
            one.say(said_of[key])
        names = group_names()
        for at, group in enumerate(GROUPS):
            self.groups.item(at).setText(names[group])
        if self.site is not None:
            self.groups.item(len(GROUPS)).setText(tr("Rules of this site"))
        self.groups.setAccessibleName(tr("Groups of settings"))
        self.save.setText(tr("Save chan&ges"))
        self.discard.setText(tr("Do &not save"))
        self.undo.setText(tr("Bac&k to what it was"))
        self.undo.setToolTip(tr("Takes the last saved change back."))
        if self._held is not None:
            self._show_locks(self._held)
            self._show_file(self._held)
        for key in self._edited():
            self._look_at(key)

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        """Somebody sits here: what holds is read when the page is seen."""
        self._actor = actor
        if self.isVisible():
            self.reload()

    def forget(self) -> None:
        """What was typed and not saved, and what could be taken back, goes with who did it."""
        self._behind.forget()
        self._actor = self._preferences = self._held = None
        self._waits = frozenset()
        blank = Settings()
        for key, one in self.rows.items():
            one.show_value(getattr(blank, key))
            one.show_lock("")
        if self.site is not None:
            self.site.forget()
        self.notice.clear()
        self.file.setText("")
        self._work(True)

    def busy(self) -> bool:
        """Something was typed and not saved."""
        return bool(self._edited())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        """Read the file again, unless something was typed meanwhile."""
        if self._actor is None or self.busy():
            return
        self._behind.run(self._read, self._show, self._fail)
        self._behind.run(self._parts.suggestions, self._suggest, self._fail)
        if self._parts.site is not None and self.site is not None:
            self._behind.run(self._parts.site, self.site.show_facts, self._fail)

    def _read(self) -> tuple[Preferences, Held]:
        preferences = self._preferences or self._parts.preferences()
        return preferences, preferences.held()

    # --- what holds

    def _show(self, read: tuple[Preferences, Held]) -> None:
        self._preferences, self._held = read
        self.show_held()

    def show_held(self) -> None:
        """Put what holds into every control; what was typed is gone."""
        held = self._held
        if held is None:
            return
        for key, one in self.rows.items():
            one.show_value(getattr(held.settings, key))
        self._show_locks(held)
        self._show_file(held)
        self.notice.clear()
        self._show_buttons()

    def _show_file(self, held: Held) -> None:
        text = tr("Kept in {file}").format(file=held.file)
        if "clinical" in held.locked.values():
            text += " · " + tr(
                "In a clinical store, who may come in and what leaves is not changed in the "
                "window, but in this file, by whoever keeps the workstation."
            )
        self.file.setText(text)

    def _show_locks(self, held: Held) -> None:
        for key, one in self.rows.items():
            lock = held.locked.get(key)
            if lock == "policy":
                one.show_lock(_by_policy(held))
            elif lock == "clinical":
                one.show_lock(tr("Only whoever keeps this workstation changes this."))
            elif key in self._waits:
                one.hint(tr("From the next start of ERScribe."))

    def _suggest(self, found: Mapping[str, tuple[str, ...]]) -> None:
        self._suggested = dict(found)
        for key, one in self.rows.items():
            one.field.suggest(self._suggested.get(key, ()))

    # --- what is changed

    def _edited(self) -> dict[str, Any]:
        if self._held is None:
            return {}
        now, locked = self._held.settings, self._held.locked
        return {
            key: one.value()
            for key, one in self.rows.items()
            if key not in locked and not _same(one.value(), getattr(now, key))
        }

    def _look_at(self, key: str) -> None:
        """Say at the control what is wrong, as soon as it is so."""
        one = self.rows[key]
        one.notice.clear()
        value = one.value()
        if self._held is not None and not _same(value, getattr(self._held.settings, key)):
            try:
                check(key, value)
            except ValueError as error:
                one.refuse(self._reason(key, str(error)))
            else:
                self._hint(key)
        elif key in self._waits:
            one.hint(tr("From the next start of ERScribe."))
        self._show_buttons()

    def _hint(self, key: str) -> None:
        at_once = key in self._parts.at_once
        self.rows[key].hint(
            tr("Not saved yet.")
            if at_once
            else tr("Not saved yet. Takes effect from the next start of ERScribe.")
        )

    def _reason(self, key: str, reason: str) -> str:
        return f"{self.rows[key].label.text()}: {said(reason)}"

    def keep(self) -> None:
        """Save what was changed; all of it, or nothing."""
        preferences, edited = self._preferences, self._edited()
        if preferences is None or not edited:
            return
        self._work(False)
        self._behind.run(
            partial(preferences.change, edited, self._actor),
            partial(self._kept, frozenset(edited)),
            self._refuse,
        )

    def take_back(self) -> None:
        """Set back what was saved last."""
        preferences, held = self._preferences, self._held
        if preferences is None or held is None:
            return
        self._work(False)
        undo = partial(preferences.undo, self._actor)
        self._behind.run(undo, partial(self._kept, None), self._refuse)

    def _kept(self, keys: frozenset[str] | None, held: Held) -> None:
        before, self._held = self._held, held
        if before is not None:
            differing = {
                key for key in KINDS if getattr(before.settings, key) != getattr(held.settings, key)
            }
            self._waits |= differing - self._parts.at_once
        self._work(True)
        self.show_held()
        self.notice.tell("grey", partial(_kept_text, bool(keys), bool(self._waits)), aloud=True)
        self.said.emit(self.notice.text)
        self.changed.emit(held.settings)

    def _refuse(self, error: AppError) -> None:
        self._work(True)
        if isinstance(error, SettingError):
            self.show_setting(error.key)
            self.row(error.key).refuse(self._reason(error.key, error.reason))
            self.notice.tell("red", lambda: tr("Nothing was saved; one setting is not right."))
        else:
            self._fail(error)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", partial(sentence, error), aloud=True)

    def _work(self, over: bool) -> None:
        self._pages.setEnabled(over)
        self._show_buttons(at_work=not over)

    def _show_buttons(self, at_work: bool = False) -> None:
        edited = bool(self._edited()) and not at_work
        self.save.setEnabled(edited)
        self.discard.setEnabled(edited)
        undoable = self._held is not None and self._held.undoable
        self.undo.setEnabled(undoable and not edited and not at_work)

    # --- where things are

    def _turn_to(self, at: int) -> None:
        """A group's controls are made when it is first looked at: all of them would take long."""
        if at < len(GROUPS):
            self._make(list(GROUPS)[at])
        self._pages.setCurrentIndex(at)

    def _make(self, group: Group) -> None:
        keys = GROUPS[group]
        if keys[0] in self.rows:
            return
        said_of = texts()
        for key in keys:
            one = self.rows[key] = SettingRow(key, self._browse)
            one.say(said_of[key])
            one.field.suggest(self._suggested.get(key, ()))
            one.edited.connect(self._look_at)
            if self._held is not None:
                one.show_value(getattr(self._held.settings, key))
        at = list(GROUPS).index(group)
        empty = self._pages.widget(at)
        self._pages.insertWidget(at, _group([self.rows[key] for key in keys]))
        if empty is not None:
            self._pages.removeWidget(empty)
            empty.deleteLater()
        if self._held is not None:
            self._show_locks(self._held)

    def row(self, key: str) -> SettingRow:
        """The row of a setting, wherever it is."""
        self._make(_group_of(key))
        return self.rows[key]

    def show_group(self, group: Group) -> None:
        self.groups.setCurrentRow(list(GROUPS).index(group))

    def show_setting(self, key: str) -> None:
        """Turn to a setting and give it the keyboard."""
        self.show_group(_group_of(key))
        self.row(key).field.setFocus()


def _same(typed: object, kept: object) -> bool:
    """Spaces at the ends make no difference."""
    return typed == (kept.strip() if isinstance(kept, str) else kept)


def _kept_text(saved: bool, waits: bool) -> str:
    text = tr("The settings were saved.") if saved else tr("The settings are as before.")
    if waits:
        text += " " + tr("Some take effect from the next start of ERScribe.")
    return text


def _group_of(key: str) -> Group:
    return next(group for group, keys in GROUPS.items() if key in keys)


def _by_policy(held: Held) -> str:
    if held.policy_by:
        return tr("Fixed for this machine by {who} ({file}).").format(
            who=held.policy_by, file=held.policy_file
        )
    return tr("Fixed for this machine ({file}).").format(file=held.policy_file)


def _group(parts: list[QWidget]) -> QWidget:
    inner = QWidget()
    whole = QVBoxLayout(inner)
    whole.setContentsMargins(4, 0, 16, 0)
    for part in parts:
        whole.addWidget(part)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        if part is not parts[-1]:
            whole.addWidget(line)
    whole.addStretch(1)
    return scrolling(inner)
