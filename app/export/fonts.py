"""Our own font: as much of it as a document uses goes into the document."""

import io
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from app.paths import RESOURCES

if TYPE_CHECKING:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

FAMILY: Final = "ERScribe CJK"
_FILE: Final = RESOURCES / "fonts" / "erscribe-cjk.ttf"
_NONE: Final = ".notdef"
_POINT_MM: Final = 25.4 / 72
_EPOCH_S: Final = 2082844800
"""1970, in the seconds since 1904 that fonts count."""


@dataclass(frozen=True, slots=True)
class _Font:
    """glyphs, widths: by name. names: of glyphs, by code point. Lengths in units, `em` a letter."""

    em: int
    ascent: int
    descent: int
    cap_height: int
    names: Mapping[int, str]
    glyphs: Mapping[str, "Glyph"]
    widths: Mapping[str, tuple[int, int]]


@cache
def _font() -> _Font:
    """All of it, read once; outlines stay packed until they are used."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to load, and seldom used

    with TTFont(_FILE, lazy=True, recalcTimestamp=False) as font:
        font.setGlyphOrder([_NONE, *(f"g{at}" for at in range(1, font["maxp"].numGlyphs))])
        head, table = font["hhea"], font["glyf"]
        return _Font(
            font["head"].unitsPerEm,
            head.ascent,
            head.descent,
            font["OS/2"].sCapHeight,
            dict(font.getBestCmap()),
            dict(table.glyphs),
            dict(font["hmtx"].metrics),
        )


def drawable(letter: str) -> bool:
    return ord(letter) in _font().names


def width_mm(text: str, size_pt: float) -> float:
    """How wide a text is whose letters we all have."""
    font = _font()
    units = sum(font.widths[font.names[ord(letter)]][0] for letter in text)
    return units / font.em * size_pt * _POINT_MM


def subset(letters: Iterable[str]) -> bytes:
    """A TrueType font with the letters that we have of these, the same bytes for the same ones."""
    from fontTools.fontBuilder import FontBuilder  # noqa: PLC0415

    font = _font()
    codes = sorted({ord(letter) for letter in letters} & font.names.keys() | {0x20})
    names = {code: font.names[code] for code in codes}
    order = [_NONE, *dict.fromkeys(names.values())]
    made = FontBuilder(font.em, isTTF=True)
    made.font.recalcTimestamp = False
    made.font["head"].created = made.font["head"].modified = _EPOCH_S
    made.setupGlyphOrder(order)
    made.setupCharacterMap(names)
    made.setupGlyf({name: _opened(font.glyphs[name]) for name in order})
    made.setupHorizontalMetrics({name: font.widths[name] for name in order})
    made.setupHorizontalHeader(ascent=font.ascent, descent=font.descent)
    made.setupNameTable(
        {"familyName": FAMILY, "styleName": "Regular", "psName": "ERScribeCJK-Regular"}
    )
    made.setupOS2(
        version=4,
        sTypoAscender=font.ascent,
        sTypoDescender=font.descent,
        usWinAscent=font.ascent,
        usWinDescent=-font.descent,
        sCapHeight=font.cap_height,
        fsType=0,  # may be embedded
    )
    made.setupPost(keepGlyphNames=False)
    buffer = io.BytesIO()
    made.font.save(buffer)
    return buffer.getvalue()


def _opened(packed: "Glyph") -> "Glyph":
    """A copy, since a font of another thread may be made of the same."""
    glyph = copy(packed)
    glyph.expand(None)
    return glyph
