"""What a screen must never show: text that is cut off, and letters that no font has."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QTextDocument, QTextDocumentFragment, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

SLACK = 2  # a letter's soft edge is no loss
MOST_ROWS = 200

Element = QStyle.SubElement


def faults(root: QWidget) -> list[str]:
    """One sentence for each text that cannot be read as it is meant."""
    found = []
    for widget in _visible(root):
        where = f"{type(widget).__name__} {widget.objectName()}".strip()
        found += [f"{where}: {text!r} is cut off" for text in cut_off(widget)]
        if _sticks_out(widget, root):
            found.append(f"{where}: {'/'.join(texts(widget))!r} lies outside of its window")
        for text in texts(widget):
            missing = "".join(letter for letter in sorted(set(text)) if not has(widget, letter))
            if missing:
                found.append(f"{where}: no font has {missing!r} of {text!r}")
    return found


def _visible(root: QWidget) -> Iterator[QWidget]:
    if root.isVisible():
        yield root
    yield from (widget for widget in root.findChildren(QWidget) if widget.isVisible())


def texts(widget: QWidget) -> list[str]:
    """All that a widget says, as it says it."""
    return next((says(widget) for kind, says in _SAYS if isinstance(widget, kind)), [])


def _plain(text: str, rich: bool) -> list[str]:
    if rich:
        document = QTextDocument()
        document.setHtml(text)
        return [document.toPlainText()]
    return [text]


def _is_rich(label: QLabel) -> bool:
    if label.textFormat() is Qt.TextFormat.AutoText:
        return (
            "<" in label.text()
            and QTextDocumentFragment.fromHtml(label.text()).toPlainText() != label.text()
        )
    return label.textFormat() is not Qt.TextFormat.PlainText


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    waiting = [QModelIndex()]
    while waiting:
        parent = waiting.pop()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for row, column in product(range(min(model.rowCount(parent), MOST_ROWS)), range(columns)):
            index = model.index(row, column, parent)
            said = model.data(index, Qt.ItemDataRole.DisplayRole)
            if isinstance(said, str):
                yield said
            if column == 0 and isinstance(view, QTreeView) and model.rowCount(index):
                waiting.append(index)


def cut_off(widget: QWidget) -> list[str]:
    """The texts of one widget that do not fit where they are written."""
    return next((cut(widget) for kind, cut in _CUTS if isinstance(widget, kind)), [])


def _tabs(bar: QTabBar) -> list[str]:
    found = []
    for index in range(bar.count()):
        if _wide(bar, bar.tabText(index)) > bar.tabRect(index).width():
            found.append(bar.tabText(index))
    return found


def _chosen(box: QComboBox) -> list[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return _if_wider(
        box, box.currentText(), box.style().subControlRect(control, option, field, box)
    )


def _field(field: QLineEdit) -> list[str]:
    """A hint is read as a whole; what is typed may be longer than its field."""
    if field.text():
        return []
    return _if_wider(field, field.placeholderText(), field.contentsRect().adjusted(4, 0, -4, 0))


def _tool(button: QToolButton) -> list[str]:
    style = button.toolButtonStyle()
    if not button.icon().isNull() and style is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return []
    return _if_wider(button, button.text(), button.rect())


def _label(label: QLabel) -> list[str]:
    if not label.text():
        return []
    room = label.contentsRect().size() + QSize(SLACK, SLACK)
    if label.wordWrap() or _is_rich(label):
        wanted = QSize(0, label.heightForWidth(label.width()) if label.wordWrap() else 0)
        if not label.wordWrap():
            wanted = label.sizeHint()
        fits = wanted.height() <= label.height() + SLACK and wanted.width() <= label.width() + SLACK
    else:
        wanted = label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, label.text())
        fits = wanted.width() <= room.width() and wanted.height() <= room.height()
    return [] if fits else [label.text()]


def _header(header: QHeaderView) -> list[str]:
    model = header.model()
    if model is None or header.orientation() is not Qt.Orientation.Horizontal:
        return []
    margin = header.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, header)
    found = []
    for section in range(header.count()):
        said = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
        room = header.sectionSize(section) - 2 * margin + SLACK
        if isinstance(said, str) and not header.isSectionHidden(section):
            found += [said] if _wide(header, said) > room else []
    return found


def _button_room(button: QAbstractButton) -> QRect:
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        return button.style().subElementRect(Element.SE_PushButtonContents, option, button)
    option = QStyleOptionButton()
    option.initFrom(button)
    box = Element.SE_CheckBoxContents
    if isinstance(button, QRadioButton):
        box = Element.SE_RadioButtonContents
    return button.style().subElementRect(box, option, button)


def _if_wider(widget: QWidget, text: str, room: QRect) -> list[str]:
    return [text] if text and _wide(widget, text) > room.width() + SLACK else []


def _wide(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()


def _sticks_out(widget: QWidget, root: QWidget) -> bool:
    """What says something is in view as a whole; in a scrolled area it can be brought there."""
    if widget is root or not any(texts(widget)) or _scrolls(widget, root):
        return False
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    return not root.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(place)


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not root:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return isinstance(root, QAbstractScrollArea)


def has(widget: QWidget, letter: str) -> bool:
    """Whether the widget's font, or what stands in for it, can draw a letter."""
    if letter.isspace() or not letter.isprintable():
        return letter.isspace() or letter in "\u200b\u200d\ufe0e\ufe0f"
    return _drawn(widget.font().family(), letter)


@cache
def _drawn(family: str, letter: str) -> bool:
    layout = QTextLayout(letter, QFont(family))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())


_SAYS: Sequence[tuple[type[QWidget], Callable[[Any], list[str]]]] = (
    (QLabel, lambda label: _plain(label.text(), _is_rich(label))),
    (QAbstractButton, lambda button: [button.text()]),
    (QComboBox, lambda box: [box.itemText(index) for index in range(box.count())]),
    (QLineEdit, lambda field: [field.displayText() or field.placeholderText()]),
    (QTextEdit, lambda edit: [edit.toPlainText() or edit.placeholderText()]),
    (QPlainTextEdit, lambda edit: [edit.toPlainText() or edit.placeholderText()]),
    (QTabBar, lambda bar: [bar.tabText(index) for index in range(bar.count())]),
    (QGroupBox, lambda box: [box.title()]),
    (QAbstractItemView, lambda view: list(_cells(view))),
)
_CUTS: Sequence[tuple[type[QWidget], Callable[[Any], list[str]]]] = (
    (QLabel, _label),
    (QHeaderView, _header),
    (QTabBar, _tabs),
    (QComboBox, _chosen),
    (QLineEdit, _field),
    (QToolButton, _tool),
    (QAbstractButton, lambda button: _if_wider(button, button.text(), _button_room(button))),
)
