"""Routes that cannot be: dangerous for a drug, or useless (resources/queries/routes.toml)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.domain.transcript import Language
from app.text.drugs_named import drugs_named
from app.text.queries_found import SENTENCE_END, Doubt, compiled, table
from app.text.tables import Table

_IMPLIED = {"IVP": "IV", "EPI": "IT"}
"""A push is intravenous too; what must not reach the spine must not reach its dura."""
_REACH, _BACK = {"en": 90, "zh": 34}, {"en": 42, "zh": 14}
_FORBIDS = re.compile(
    r"(?:\bnever\b|\bnot\b|\bno\b|\bavoid|n't|\binstead of\b|\brather than\b|不可?|禁|勿|别|严禁"
    r"|改为|nothing)[^,，.。;；]{0,14}$",
    re.I,
)

_OF_ANOTHER = re.compile(r"\b(?:and|or|with|then|plus|also|but)\b|药|和|及|或|并|与|配|后|再", re.I)

_JOINED = re.compile(r"(?:[和及后再改加继并同、，,])\s*$")

Route = tuple[str, int, int]
"""Its code (resources/queries/routes.toml) and its characters, the end excluded."""


def doubts(text: str, language: Language) -> Iterator[Doubt]:
    """Every drug that is told with a route that its rows rule out."""
    if not drugs_named(text) and _ruled_words().search(text.lower()) is None:
        return
    if not any(compiled(row[language]).search(text) for row in table("routes")["route"]):
        return
    ruled = tuple(_ruled(text))
    starts = sorted({start for start, _, _ in ruled})
    seen: set[tuple[int, int]] = set()
    for start, end, row in ruled:
        if _FORBIDS.search(text[:start]):
            continue
        until = next((one for one in starts if one >= end), len(text))
        route = route_after(text, language, end, until) or route_before(text, language, start)
        if route is None or route[1:] in seen or not _among(route[0], row["routes"]):
            continue
        if "when" in row and not compiled(row["when"]).search(text):
            continue
        if "unless" in row and compiled(row["unless"]).search(text):
            continue
        seen.add(route[1:])
        yield Doubt("wrong_route", route[1], route[2], text[start:end])


def _ruled(text: str) -> Iterator[tuple[int, int, Table]]:
    """Characters that name a drug with a row about it, by its name or by its own words."""
    named = drugs_named(text)
    for row in table("routes")["bad"]:
        for start, end, drug in named:
            if drug in row.get("drugs", ()):
                yield start, end, row
        if "words" in row:
            for match in compiled(_whole(row["words"])).finditer(text):
                yield match.start(), match.end(), row


@lru_cache(maxsize=1)
def _ruled_words() -> re.Pattern[str]:
    """Any row's own words in a text of small letters: much faster than where case is ignored."""
    words = "|".join(row["words"] for row in table("routes")["bad"] if "words" in row)
    return re.compile(_whole(words))


def _whole(words: str) -> str:
    return f"(?<![a-z])(?:{words})"


def _among(code: str, routes: Sequence[str]) -> bool:
    return code in routes or _IMPLIED.get(code) in routes


def route_after(text: str, language: Language, at: int, until: int | None = None) -> Route | None:
    """The first route said after a drug: in its sentence, before the next drug and `until`."""
    stop = SENTENCE_END.search(text, at)
    end = min(stop.start() if stop else len(text), at + _REACH[language])
    following = [start for start, _, _ in drugs_named(text) if at <= start < end]
    end = end if until is None else min(end, until)
    end = min([end, *following])
    found = [
        (match.start(), -match.end(), row["code"])
        for row in table("routes")["route"]
        if (match := compiled(row[language]).search(text, at, end)) is not None
    ]
    if not found:
        return None
    start, negative, code = min(found)
    joined = language == "en" or _JOINED.search(text[at:start])
    if joined and any(0 <= begin + negative <= 1 for begin in following):
        return None  # of the drug behind it: "and oral doxycycline"
    return None if _FORBIDS.search(text[at:start]) else (code, start, -negative)


def route_before(text: str, language: Language, at: int) -> Route | None:
    """The last route said right before a drug, in its own words: 静推胰岛素, by mouth insulin."""
    begin = max(0, at - _BACK[language])
    earlier = [end for _, end, _ in drugs_named(text) if end <= at]
    begin = max([begin, *earlier])
    room = SENTENCE_END.split(text[begin:at].replace(",", ";").replace("，", "；"))[-1]
    if _FORBIDS.search(room):
        return None
    found = [
        (match.end(), match.start(), row["code"])
        for row in table("routes")["route"]
        for match in compiled(row[language]).finditer(room)
    ]
    if not found:
        return None
    end, start, code = max(found)
    if _OF_ANOTHER.search(room, end):
        return None
    return code, at - len(room) + start, at - len(room) + end
