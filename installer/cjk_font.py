"""Makes resources/fonts/erscribe-cjk.otf: Chinese letters for a machine that has none.

    python installer/cjk_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Needs fonttools (4.68.0 made the one that is kept) and Noto Sans CJK 2.004, SIL Open Font License;
the licence lies beside the font. Kept are GB 2312, the common half of Big5, and what simplified
letters become in traditional script; hints and typographic features are left out.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from opencc import OpenCC

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts" / "erscribe-cjk.otf"
SIMPLIFIED_FACE = 2  # Noto Sans CJK SC within the collection
OTHERS = ((0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2100), (0x2190, 0x2200), (0x2500, 0x2700))
"""Latin, punctuation, arrows and marks that the window uses."""


def _decoded(encoding: str, rows: range, cells: tuple[range, ...]) -> Iterator[str]:
    for row in rows:
        for cell in (one for span in cells for one in span):
            try:
                yield bytes((row, cell)).decode(encoding)
            except UnicodeDecodeError:
                continue


def letters() -> set[str]:
    """Every letter that is kept."""
    simplified = set(_decoded("gb2312", range(0xA1, 0xF8), (range(0xA1, 0xFF),)))
    traditional = set(_decoded("big5", range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF))))
    turned = set(OpenCC("s2t").convert("".join(sorted(simplified))))
    others = {chr(code) for first, end in OTHERS for code in range(first, end)}
    return simplified | traditional | turned | others


def main(source: str) -> None:
    font = TTFont(source, fontNumber=SIMPLIFIED_FACE)
    options = Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters()])
    subsetter.subset(font)
    font["name"].setName("ERScribe CJK", 1, 3, 1, 0x409)
    font["name"].setName("ERScribe CJK", 4, 3, 1, 0x409)
    font["name"].setName("ERScribeCJK-Regular", 6, 3, 1, 0x409)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)


if __name__ == "__main__":
    main(sys.argv[1])
