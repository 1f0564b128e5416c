"""A number that is given as the dose of a named drug, with no unit and no dose form."""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain.transcript import Language
from app.text.drugs_named import drugs_named
from app.text.queries_found import Doubt, compiled, stretch, table
from app.text.tables import Table

_NUMBER = r"(?<![\d.,/%])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\d.]*\d)(?!,\d)"

_OF = re.compile(r"(?<![\d.,/-])(?P<number>\d+(?:\.\d+)?) of (?:the |iv )?$")
_RUNS = re.compile(r"\b(?:running|runs|ran|going|drip|infusion|gtt)\b", re.I)
_CLOCK = re.compile(r"\bat (?:[1-9]|1[0-2])$", re.I)
"""Taken at eight: an hour, unless the drug runs at a rate."""


def doubts(text: str, language: Language) -> Iterator[Doubt]:
    """Every drug with a bare number behind it or, in English, apart from it."""
    asked = list(_behind(text, language))
    yield from asked
    if language == "en" and not asked:
        yield from _apart(text)


def _apart(text: str) -> Iterator[Doubt]:
    """`gave four of morphine`, `we pushed diltiazem, twenty, over two minutes`, `her dose of
    metoprolol is 50`."""
    rules = table("doses")["en"]
    for start, end, _ in drugs_named(text):
        number = _OF.search(text, 0, start)
        if number is not None and compiled(rules["of_drug"]).search(text, 0, number.start()):
            if compiled(rules["counts_of"]).match(text, end + 1) is None:
                yield Doubt("unit_missing", number.start("number"), end)
            continue
        dosed = compiled(rules["dosed_before"]).search(text, 0, start) is not None
        given = dosed or _given(text, start, end, rules)
        pattern = compiled(rules["dosed_behind" if dosed else "apart"])
        bare = pattern.match(text, end) if given else None
        if bare is not None and compiled(rules["unit"]).match(text, bare.end("number")) is None:
            between = text[end : bare.start("number")]
            if not drugs_named(between) and (dosed or "," in between):
                yield Doubt("unit_missing", *bare.span("number"))


def _given(text: str, start: int, end: int, rules: Table) -> bool:
    """Whether the drug's sentence tells of giving it."""
    return compiled(rules["pushed"]).search(text, *stretch(text, start, end)) is not None


def _behind(text: str, language: Language) -> Iterator[Doubt]:
    """Drugs that are measured in blood need a word that tells of giving them, since a level has no
    unit either."""
    rules = table("doses")
    measured = frozenset(rules["measured"])
    others = {start for start, _, _ in drugs_named(text)}
    for start, end, drug in drugs_named(text):
        if compiled(rules[language]["level"]).search(text[:start]):
            continue
        match = _bare(language).match(text, end)
        if match is None:
            continue
        stop = match.end("number")
        if drug not in rules["dripped"] and _CLOCK.search(text[end:stop]):
            continue
        behind = text[stop:]
        given = compiled(rules[language]["given"]).match(behind) is not None or (
            compiled(rules[language]["gives"]).search(text, 0, start) is not None
        )
        given |= drug in rules["dripped"] and _RUNS.search(text, end, stop) is not None
        if drug in measured and not given:
            continue
        spelled = not match["number"][0].isdigit()
        if spelled and not given and behind and not compiled(rules[language]["ends"]).match(behind):
            continue
        follows = stop + len(behind) - len(behind.lstrip())
        if follows in others or not compiled(rules[language]["unit"]).match(behind):
            yield Doubt("unit_missing", start, stop)


@lru_cache(maxsize=2)
def _bare(language: Language) -> re.Pattern[str]:
    between = table("doses")[language]["between"]
    if language == "en":
        return re.compile(rf"(?:,? of which)?(?:\s+(?:{between}))*\s+{_NUMBER}", re.I)
    numeral = rf"(?:{_NUMBER}|(?P<spelled>[二三四五六七八九十百两]{{1,4}}))"
    numeral = numeral.replace("(?P<number>", "(?:").replace("(?P<spelled>", "(?:")
    return re.compile(rf"\s*(?:(?:{between})\s*){{0,3}}(?P<number>{numeral})", re.I)
