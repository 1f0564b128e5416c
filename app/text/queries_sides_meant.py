"""English sides that no place stands beside: `bulge on the right`, `the other foot`, `OS`, `her
dominant hand`.

Each becomes a place with its side: the place last named, the other side than the one last told.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from app.text.queries_found import words
from app.text.queries_place import Place, groups_of

_said = partial(words, "sides")

_OPPOSITE = {"left": "right", "right": "left"}
_ROOM = 120
"""So far before a side its place may be named."""
_SIDED = re.compile(r"\b(left|right)\b")
_SHORT = 2
"""Letters that are a place only right behind their side: `left ml`."""


def meant(text: str, told: Sequence[Place]) -> tuple[list[Place], str]:
    """The places meant beside those that are `told`, and the text (as long as it was) without the
    words that only tell which side is meant. text: with its capitals."""
    low = text.lower()
    if not told and _SIDED.search(low) is None and _said("eyes").search(text) is None:
        return [], low
    sides = {one.side for one in told} | set(_SIDED.findall(low))
    alone = list(_alone(low, told)) if len(sides) > 1 or _said("other").search(low) else []
    found = [*_dominant(low), *_eyes(text)]
    found += list(_others(low, [*told, *alone, *found]))
    blank = low
    for one in found:
        blank = _without(blank, one.start, one.end)
    found += alone
    if found:
        for match in _said("handed").finditer(low):
            blank = _without(blank, match.start(), match.end())
    return found, blank


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _alone(text: str, told: Sequence[Place]) -> Iterator[Place]:
    """`on the right`, `the left one`: of the place that was named last."""
    for match in _said("alone").finditer(text):
        name = next(one for one in ("side", "one", "bare") if match[one])
        start, end = match.span(name)
        beside = any(one.start <= start < one.end for one in told)
        if beside or _said("turned").search(text, 0, start):
            continue
        named = _last_named(text, start)
        if named is not None:
            yield Place(match[name], named[0], start, end, named[1], "alone")


def _others(text: str, told: Sequence[Place]) -> Iterator[Place]:
    """`the other foot`, `the contralateral side`: of the last side that was told."""
    for match in _said("other").finditer(text):
        before = [one for one in told if one.end <= match.start()]
        if not before:
            continue
        last = max(before, key=lambda one: one.start)
        what = match["what"] or ""
        end = match.end()
        group = _first_named(what)
        if group is None and what.split(" ")[0] not in {"side", "one"}:
            continue
        if group is None:
            end = match.end("word") + len(what.split(" ")[0]) + bool(what)
        side = _OPPOSITE[last.side]
        group = last.group if group is None else group
        yield Place(side, group, match.start("word"), end, match.group(0), "other")


def _eyes(text: str) -> Iterator[Place]:
    letters = list(_said("eyes").finditer(text))
    if not letters or _said("seen").search(text.lower()) is None:
        return
    for match in letters:
        letter = (match["eye"] or match["heard"]).lower()
        group = _first_named("eye")
        if group is not None:
            side = "right" if letter == "d" else "left"
            yield Place(side, group, match.start(), match.end(), match[0], "alone")


def _dominant(text: str) -> Iterator[Place]:
    """`his dominant hand`, where the text says which one that is."""
    handed = _said("handed").search(text)
    if handed is None:
        return
    strong = handed["side"] or handed["alone"]
    for match in _said("dominant").finditer(text):
        group = _first_named(match["what"])
        if group is not None:
            side = _OPPOSITE[strong] if match["no"] else strong
            yield Place(side, group, match.start(), match.end(), match[0], "alone")


def _first_named(words: str) -> int | None:
    named = ((at, pattern.search(words)) for at, pattern in enumerate(groups_of("en")))
    found = [(match.start(), -match.end(), at) for at, match in named if match is not None]
    return min(found)[2] if found else None


def _last_named(text: str, end: int) -> tuple[int, str] | None:
    """The place that is named last before `end`, the longest name of it: its group and words."""
    room = text[max(0, end - _ROOM) : end]
    found = [
        (match.end(), -match.start(), at, match[0])
        for at, pattern in enumerate(groups_of("en"))
        for match in pattern.finditer(room)
        if len(match[0]) > _SHORT
    ]
    return max(found)[2:] if found else None
