"""Makes resources/fonts/erscribe-cjk.ttf: the letters of the signed paper, and of the window on a
machine that has no Chinese ones.

    python installer/cjk_font.py NotoSansCJK-Regular.ttc NotoSans-Regular.ttf

Needs fonttools (4.68.0 made the one that is kept), Noto Sans CJK 2.004 and, for the Latin, Greek
and Cyrillic letters which that lacks, Noto Sans 2.004; both SIL Open Font License, which lies
beside the font. Kept are all Chinese characters of the first, since a name may hold any of them.
Curves are turned into TrueType's: PDF readers find the text of no other Chinese font reliably, and
Word embeds no other. Hints and typographic features are left out.
"""

import sys
from pathlib import Path
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "erscribe-cjk.ttf"
SIMPLIFIED_FACE = 2  # Noto Sans CJK SC within the collection
CLOSE: Final = 2.0  # a thousandth of an em is as far as a curve may lie from the original's
HAN: Final = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x33000))
OTHERS: Final = (
    *((0x20, 0x7F), (0xA0, 0x250), (0x2B0, 0x530), (0x1E00, 0x1F00)),  # letters and accents
    *((0x2000, 0x2070), (0x2070, 0x20D0), (0x2100, 0x2400)),  # marks, currencies, arrows, signs
    *((0x2460, 0x27C0), (0x3000, 0x3130), (0x3200, 0x3400), (0xFE30, 0xFE50)),  # Chinese marks
    *((0xFF00, 0xFFF0), (0xFFFD, 0xFFFE)),
)
_SHORT: Final = 4  # a cmap whose codes have 16 bits
_MOST_16: Final = 0xFFFF
_MOST: Final = 0x10FFFF


def main(chinese: str, latin: str) -> None:
    font = TTFont(chinese, fontNumber=SIMPLIFIED_FACE)
    wanted = {code for first, end in (*HAN, *OTHERS) for code in range(first, end)}
    options = Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    _to_quadratic(font)
    _add_missing(font, TTFont(latin), wanted)
    for number, text in ((1, "ERScribe CJK"), (4, "ERScribe CJK"), (6, "ERScribeCJK-Regular")):
        font["name"].setName(text, number, 3, 1, 0x409)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)


def _to_quadratic(font: TTFont) -> None:
    """In place: outlines of CFF become those of TrueType."""
    names, shapes, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in names:
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, CLOSE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"], table = newTable("loca"), newTable("glyf")
    font["glyf"] = table
    table.glyphOrder, table.glyphs = names, glyphs
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs"):
        setattr(most, f"max{field}", 0)
    for field in ("StackElements", "SizeOfInstructions", "ComponentElements", "ComponentDepth"):
        setattr(most, f"max{field}", 0)
    most.maxZones = 1
    for name, glyph in glyphs.items():
        _measure(font, name, glyph, font["hmtx"][name][0])
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


def _add_missing(font: TTFont, other: TTFont, wanted: set[int]) -> None:
    """In place: what only the other font draws. Both have a thousand units to the em."""
    shapes, known = other.getGlyphSet(), other.getBestCmap()
    order = font.getGlyphOrder()
    for code in sorted((wanted & set(known)) - set(font.getBestCmap())):
        outline, pen = DecomposingRecordingPen(shapes), TTGlyphPen(None)
        shapes[known[code]].draw(outline)
        outline.replay(pen)
        name = f"u{code:04X}"
        order.append(name)
        font["glyf"].glyphs[name] = pen.glyph()
        _measure(font, name, font["glyf"].glyphs[name], other["hmtx"][known[code]][0])
        for table in font["cmap"].tables:
            if table.isUnicode() and code <= (_MOST_16 if table.format == _SHORT else _MOST):
                table.cmap[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order


def _measure(font: TTFont, name: str, glyph: Any, width: int) -> None:
    glyph.recalcBounds(font["glyf"])
    font["hmtx"].metrics[name] = (width, getattr(glyph, "xMin", 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
