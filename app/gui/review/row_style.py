"""How the words of a transcript are written: fonts, inks, and what marks a doubt without colour."""

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette, QTextCharFormat

from app.domain.review_lines import Piece
from app.gui.look import FILLED, Tone, doubt, interim_ink, sized, tinted

_BIGGER = 1.5  # points


class RowStyle:
    """Of one font and one palette; another is made when either changes."""

    def __init__(self, font: QFont, palette: QPalette) -> None:
        self.palette = palette
        self.font = sized(font, font.pointSizeF() + _BIGGER)
        self.small = QFont(font)
        self.bold = sized(font, font.pointSizeF(), bold=True)
        self.gap = round(QFontMetricsF(font).height() * 0.3)
        self.bar = round(QFontMetricsF(font).height() * 0.55)
        self.ink = palette.color(QPalette.ColorRole.Text)
        self.quiet = interim_ink(palette)
        self._made: dict[object, QTextCharFormat] = {}

    def format_of(self, piece: Piece, *, quiet: bool) -> QTextCharFormat:
        key = (piece.doubted, piece.chip, piece.mark, piece.tone, quiet)
        if key not in self._made:
            self._made[key] = self._new(piece, quiet)
        return self._made[key]

    def spoken(self) -> QTextCharFormat:
        """The word that is being said."""
        made = QTextCharFormat()
        made.setBackground(self.palette.color(QPalette.ColorRole.Highlight))
        made.setForeground(self.palette.color(QPalette.ColorRole.HighlightedText))
        return made

    def found(self) -> QTextCharFormat:
        """What was looked for."""
        made = QTextCharFormat()
        _fill(made, "amber")
        return made

    def _new(self, piece: Piece, quiet: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self.quiet if quiet else self.ink)
        if piece.tone is not None:
            self._alert(made, piece.tone, piece.mark)
        if piece.doubted:
            doubt(made, self.palette, mark=bool(piece.mark))
        self._chip(made, piece)
        return made

    def _alert(self, made: QTextCharFormat, tone: Tone, mark: bool) -> None:
        if mark:
            _fill(made, tone)
        else:
            shade = tinted(tone, self.palette)
            made.setBackground(QColor(shade.ground))
            made.setForeground(QColor(shade.ink))
        made.setFontWeight(QFont.Weight.Bold)

    def _chip(self, made: QTextCharFormat, piece: Piece) -> None:
        shade = tinted("grey", self.palette)
        if piece.chip:
            made.setBackground(QColor(shade.ground))
        if piece.chip == "heard":
            made.setForeground(QColor(shade.ink))
            made.setFontItalic(True)
        elif piece.chip == "written":
            made.setFontWeight(QFont.Weight.DemiBold)
        elif piece.chip == "proposed":
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            made.setFontItalic(True)
        elif piece.mark and piece.tone is None and not piece.doubted:
            made.setBackground(QColor(shade.ground))
            made.setForeground(QColor(shade.ink))


def _fill(made: QTextCharFormat, tone: Tone) -> None:
    made.setBackground(QColor(FILLED[tone].ground))
    made.setForeground(QColor(FILLED[tone].ink))
