"""What the pages are made of: prose, notices, columns that scroll, controls that stay calm."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import Badge, Tone, announce, dress, interim_ink, sized, tinted

ROOM = 12
_LINE_CHARACTERS = 100
_LOWEST_ROWS = 3


class Prose(QLabel):
    """Text that wraps and can be copied. quiet: in grey that still reads at 4.5:1."""

    def __init__(self, text: str = "", *, quiet: bool = False, bold: bool = False) -> None:
        super().__init__(text)
        self._quiet = quiet
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what can be done
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if bold:
            self.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self._ink()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._ink()

    def _ink(self) -> None:
        if self._quiet:
            palette = QApplication.palette()
            palette.setColor(QPalette.ColorRole.WindowText, interim_ink(palette))
            self.setPalette(palette)


class Notice(QFrame):
    """One sentence beside a mark, in a tone; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._badge, self._words = Badge("grey", 20), QLabel()
        self._say: Callable[[], str] | None = None
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._badge, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, stretch=1)
        self.clear()

    @property
    def text(self) -> str:
        return self._words.text()

    @property
    def tone(self) -> Tone:
        return self._badge.tone

    def tell(self, tone: Tone, say: Callable[[], str], *, aloud: bool = False) -> None:
        """Say it, and say it again when the language changes. aloud: a screen reader says it at
        once."""
        self.put(tone, say(), aloud=aloud)
        self._say = say

    def put(self, tone: Tone, text: str, *, aloud: bool = False) -> None:
        """The same for who says it again when the language changes."""
        self._say = None
        news = text != self.text
        self._badge.show_tone(tone)
        self._words.setText(text)
        self.setAccessibleName(text)
        self._recolour()
        self.setVisible(bool(text))
        if aloud and news and text:
            announce(self, text)

    def clear(self) -> None:
        self.put("grey", "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._recolour()
        elif event.type() is QEvent.Type.LanguageChange and self._say is not None:
            self.tell(self.tone, self._say)

    def _recolour(self) -> None:
        shade = tinted(self._badge.tone, QApplication.palette())
        edge = f"border-left: 4px solid {shade.ink};"
        dress(
            self,
            f"#notice {{ background: {shade.ground}; {edge} }} QLabel {{ color: {shade.ink}; }}",
        )


class CalmChoice(QComboBox):
    """The wheel scrolls the page, unless this was chosen before."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CalmCount(QSpinBox):
    """Likewise for a number."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Grid(QTableWidget):
    """Rows that are read and chosen as a whole; Tab leaves it."""

    def __init__(self, columns: int, wide: int, *, wrap: bool = False) -> None:
        """wide: the column that takes the room that is left. wrap: over several lines, too."""
        super().__init__(0, columns)
        self.setWordWrap(wrap)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(columns):
            mode = QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if column == wide else mode
            )
        if wrap:
            self.verticalHeader().setSectionResizeMode(mode)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def name_columns(self, names: Sequence[str]) -> None:
        self.setHorizontalHeaderLabels(list(names))

    def fill(self, rows: Sequence[Sequence[str]], keep: int = -1) -> None:
        """keep: the row that is chosen afterwards; it is not told that it was."""
        self.blockSignals(True)
        self.setRowCount(0)
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(at, column, item)
        if 0 <= keep < len(rows):
            self.selectRow(keep)
        self.blockSignals(False)

    def show_whole(self, most: int) -> None:
        """Be as high as the rows are, `most` at most, so that the page scrolls and not this."""
        shown = min(max(self.rowCount(), _LOWEST_ROWS), most)
        height = shown * self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + height + 6)

    def text(self, at: int, column: int) -> str:
        """What stands in a cell."""
        item = self.item(at, column)
        return item.text() if item is not None else ""

    @property
    def chosen(self) -> int:
        """Row number, -1 for none."""
        found = self.selectionModel().selectedRows()
        return found[0].row() if found else -1


def wipe(*lines: QLineEdit) -> None:
    """Empty them, so that nothing can be undone either."""
    for line in lines:
        line.setText("")


def column(*parts: QWidget, room: int = ROOM) -> QVBoxLayout:
    """Widgets below one another."""
    layout = QVBoxLayout()
    layout.setSpacing(room)
    for part in parts:
        layout.addWidget(part)
    return layout


def row(*parts: QWidget | None, room: int = 8) -> QHBoxLayout:
    """Widgets beside one another; None takes the room that is left."""
    layout = QHBoxLayout()
    layout.setSpacing(room)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


def scrolling(inner: QWidget) -> QScrollArea:
    """A page that scrolls down, never sideways, with lines that are not too long to read."""
    inner.setMaximumWidth(inner.fontMetrics().averageCharWidth() * _LINE_CHARACTERS)
    return _area(inner)


def spread(page: QWidget, layout: QLayout) -> None:
    """Let a page take all its room, and scroll down where the window is too low for it."""
    inner = QWidget()
    inner.setLayout(layout)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(_area(inner))


def _area(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


def megabytes(size_bytes: int) -> str:
    """1.2 MB; 3.1 GB."""
    if size_bytes >= 10**9:
        return f"{size_bytes / 1e9:.1f} GB"
    return f"{size_bytes / 1e6:.1f} MB"
