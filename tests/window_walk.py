"""Every place of a window in which text can stay, so that nothing of a user is overlooked."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QSettings,
    Qt,
)
from PySide6.QtGui import QAction, QClipboard, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

UNDO = "something can be undone"
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.UserRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_OURS = ("app.gui.", "app.domain.", "app.services.events", "app.services.recovery")
_DEEP = 40


def left_in(window: QWidget, canary: str) -> list[str]:
    """Where a word is still to be found: what is shown, kept, copied, or could be undone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = [
        f"{place}: {text}"
        for place, text in (*_widgets(window), *_outside())
        if canary.casefold() in text.casefold() or text == UNDO
    ]
    return [*found, *_held(window, canary.casefold(), type(window).__name__, {})]


def _widgets(window: QWidget) -> Iterator[tuple[str, str]]:
    widgets = [window, *window.findChildren(QWidget), *QApplication.topLevelWidgets()]
    for widget in widgets:
        name = type(widget).__name__
        for text in (
            widget.windowTitle(),
            widget.toolTip(),
            widget.statusTip(),
            widget.whatsThis(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.objectName(),
            *_texts(widget),
        ):
            yield name, text
    for action in window.findChildren(QAction):
        for text in (action.text(), action.toolTip(), action.statusTip(), action.whatsThis()):
            yield "action", text


def _texts(widget: QWidget) -> Iterator[str]:  # noqa: C901 - one case a kind of widget
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield from (widget.text(), widget.placeholderText())
            undoable = widget.isUndoAvailable() or widget.isRedoAvailable()
            if undoable and widget.echoMode() == QLineEdit.EchoMode.Normal:
                yield UNDO
        case QPlainTextEdit() | QTextEdit():
            yield from (widget.toPlainText(), widget.placeholderText())
            document = widget.document()
            if document.isUndoAvailable() or document.isRedoAvailable():
                yield UNDO
            yield document.metaInformation(document.MetaInformation.DocumentTitle)
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
            yield widget.currentText()
        case QTabWidget():
            for at in range(widget.count()):
                yield from (widget.tabText(at), widget.tabToolTip(at), widget.tabWhatsThis(at))
        case QProgressBar():
            yield from (widget.text(), widget.format())
        case QGroupBox():
            yield widget.title()
        case QAbstractItemView() if widget.model() is not None:
            yield from _cells(widget.model(), QModelIndex())


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            yield from (str(index.data(role)) for role in _ROLES if index.data(role) is not None)
            if column == 0:
                yield from _cells(model, index)
    for at in range(_columns(model, QModelIndex())):
        yield str(model.headerData(at, Qt.Orientation.Horizontal))


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """A list does not tell, in Qt for Python."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _outside() -> Iterator[tuple[str, str]]:
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        if mode is QClipboard.Mode.Clipboard or clipboard.supportsSelection():
            yield "clipboard", clipboard.text(mode)
    for settings in (
        QSettings("ERScribe", "ERScribe"),
        QSettings(QSettings.Scope.UserScope, "QtProject"),
    ):
        for key in settings.allKeys():
            yield f"settings {key}", f"{key} {settings.value(key)}"


def _held(
    thing: object, canary: str, place: str, seen: dict[int, object], deep: int = 0
) -> Iterator[str]:
    """What our own objects keep in memory, shown or not; each is looked at once."""
    if deep > _DEEP or id(thing) in seen:
        return
    if isinstance(thing, str):
        if canary in thing.casefold():
            yield f"kept in {place}"
        return
    seen[id(thing)] = thing  # kept, so that no other gets its id meanwhile
    for name, part in _parts(thing):
        yield from _held(part, canary, f"{place}.{name}", seen, deep + 1)


def _parts(thing: object) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, dict):
        for key, value in list(thing.items()):
            yield from (("key", key), ("value", value))
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from (("item", one) for one in list(thing))
    elif type(thing).__module__.startswith(_OURS):
        if is_dataclass(thing):
            yield from ((one.name, getattr(thing, one.name)) for one in fields(thing))
        yield from list(getattr(thing, "__dict__", {}).items())
