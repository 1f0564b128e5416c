"""More ways of telling one finding left and right: the affected side named, the other side treated
or imaged alone, weakness that changes its side, a finding named without its place.

Each is a pattern of resources/queries/sides.toml; a language without the pattern has none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from app.text.queries_found import Doubt, compiled, stretch, words
from app.text.queries_place import Place
from app.text.tables import Table

_said = partial(words, "sides")

_SAID_OF_IT = 4
_SENTENCES = re.compile(r"[。；;！？!?\n]")


def told(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """Doubts about a side, at most one a way of telling. places: of the text, in order."""
    if "affected" not in rules:
        return
    if places and compiled(rules["pair"]).search(text) is None:
        yield from _affected(text, places, rules)
        yield from _sound(text, places, rules)
        yield from _referred(text, rules)
        yield from _opposite(text, places, rules)
        yield from _imaged(text, places, rules)
        yield from _finding(text, places, rules)
    yield from _weak(text, rules)


def _other_side(before: Sequence[Place], side: str) -> Place | None:
    """The first place, where all of them are at the other side than `side`."""
    if not before or any(one.side == side for one in before):
        return None
    return before[0]


def _affected(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """患侧右腿, where everything before is told of the left."""
    for match in compiled(rules["affected"]).finditer(text):
        before = [one for one in places if one.end <= match.start()]
        other = _other_side(before, match["side"])
        if other is not None:
            yield Doubt("side", match.start(), match.end(), other.text)
            return


def _sound(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """健侧右下肢, where everything before is told of the right."""
    for match in compiled(rules["sound"]).finditer(text):
        before = [one for one in places if one.end <= match.start()]
        if before and all(one.side == match["side"] for one in before):
            yield Doubt("side", match.start(), match.end(), before[0].text)
            return


def _referred(text: str, rules: Table) -> Iterator[Doubt]:
    """散大的右侧瞳孔, where the left one was told to be wide."""
    for match in compiled(rules["referred"]).finditer(text):
        other = {"左": "右", "右": "左"}[match["side"]]
        told_of = re.compile(f"{other}侧?[^，。；,左右]{{0,8}}{match['what']}")
        own = re.compile(f"{match['side']}侧?[^，。；,左右]{{0,8}}{match['what']}")
        first = told_of.search(text, 0, match.start())
        if first is not None and own.search(text, 0, match.start()) is None:
            yield Doubt("side", match.start("side"), match.end(), first[0])
            return


def _opposite(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """The opposite side treated, where only one side is hurt: 右眼进石灰，冲洗对侧眼."""
    if len({one.side for one in places}) > 1:
        return
    for match in compiled(rules["opposite"]).finditer(text):
        if places[0].end <= match.start() and not _apart(text, match, rules):
            yield Doubt("side", *match.span("words"), places[0].text)
            return


def _apart(text: str, match: re.Match[str], rules: Table) -> bool:
    """True where the sentence tells why the other side is treated, too."""
    begin, end = stretch(text, match.start(), match.end(), _SENTENCES)
    return compiled(rules["both_ways"]).search(text[begin:end]) is not None


def _imaged(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """The image of the other side alone: 左踝扭伤，X线右踝未见骨折."""
    if compiled(rules["both_ways"]).search(text):
        return
    images = list(compiled(rules["imaged"]).finditer(text))
    if len(images) != 1:
        return
    one = images[0]
    shown = next((place for place in places if place.start == one.start("side")), None)
    if shown is None:
        return
    same = [place for place in places if place.group == shown.group and place is not shown]
    hurt = [place for place in same if place.end <= shown.start]
    if hurt and all(place.side != shown.side for place in same):
        yield Doubt("side", shown.start, shown.end, hurt[0].text)


def _finding(text: str, places: Sequence[Place], rules: Table) -> Iterator[Doubt]:
    """A finding at the other side than all the places told: 左侧肋骨骨折，固定右侧骨折处."""
    for match in compiled(rules["finding"]).finditer(text):
        if any(one.start <= match.start() < one.end for one in places):
            continue
        before = [one for one in places if one.end <= match.start()]
        other = _other_side(before, match["side"])
        later = any(one.side == match["side"] for one in places)
        if other is not None and not later and not _apart(text, match, rules):
            yield Doubt("side", match.start(), match.end(), other.text)
            return


def _weak(text: str, rules: Table) -> Iterator[Doubt]:
    """Weakness of one half of the body, then of the other: 右侧肢体无力, 左侧肢体肌力恢复."""
    found = list(compiled(rules["weak"]).finditer(text))
    if not found or _said("half").search(found[0][0]) is None:
        return
    first = found[0]
    for later in found[1:]:
        between = text[first.end() : later.end() + _SAID_OF_IT]
        if first["side"] != later["side"] and not compiled(rules["other_weak"]).search(between):
            yield Doubt("side", later.start(), later.end(), first[0])
            return
