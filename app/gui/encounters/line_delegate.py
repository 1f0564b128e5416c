"""How an encounter of the list is painted: two lines that still fit into a narrow column."""

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.worklist import Line
from app.gui.encounters.line_model import LINE
from app.gui.encounters.saying import Said, age_sex, consent_said, since, standing_said, title
from app.gui.look import tinted

_GAP: Final = 6
Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Place and name, when they came; below it age, sex, how far, and consent."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        return QSize(0, 3 * QFontMetrics(option.font).height() + 3 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        area = QRect(option.rect).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        painter.save()
        _Lines(painter, option, area).write(line)
        painter.restore()


class _Lines:
    """One row being painted."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        self._painter, self._area = painter, area
        self._font, self._palette = QFont(option.font), option.palette
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        self._ink, self._chosen = self._palette.color(role), chosen
        self._high = QFontMetrics(self._font).height()

    def write(self, line: Line) -> None:
        at = since(line.at, datetime.now(UTC))
        top, third = self._area.top(), self._high + _GAP // 2
        left = self._put(at, top, self._ink, right=True)
        self._put(title(line), top, self._ink, bold=True, until=left)
        standing = standing_said(line.standing)
        left = self._put(standing.text, top + third, self._tone(standing), right=True)
        self._put(age_sex(line) or line.encounter, top + third, self._ink, until=left)
        consent = consent_said(line.consent)
        self._put(consent.text, top + 2 * third, self._tone(consent))

    def _tone(self, said: Said) -> QColor:
        """Grey and chosen lines are written as all else is."""
        if self._chosen or said.tone == "grey":
            return self._ink
        return QColor(tinted(said.tone, self._palette).ink)

    def _put(
        self,
        text: str,
        top: int,
        ink: QColor,
        *,
        bold: bool = False,
        right: bool = False,
        until: int | None = None,
    ) -> int:
        """Write within the row; gives where it begins. until: what lies right of it is taken."""
        font = QFont(self._font)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        end = self._area.right() if until is None else until - _GAP
        room = QRect(self._area.left(), top, max(0, end - self._area.left()), self._high)
        metrics = QFontMetrics(font)
        said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, said)
        return room.right() - metrics.horizontalAdvance(said) if right else room.left()
