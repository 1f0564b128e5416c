"""Measures spoken values and number queries on hand-written cases (tests/data/numbers)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.bench.evaluation import Figure
from app.bench.scoring import share
from app.domain.errors import ResourceError
from app.domain.transcript import Language, Utterance
from app.text.doses import DoseTable, dose_version, signed_table
from app.text.numbers_said import SpokenNumbers, SpokenValue
from app.text.numbers_values import spoken_numbers
from app.text.queries import Patient, Query, queries
from app.text.tokens import joined, tokenize

MODEL: Final = "number rules"
_FLAG: Final = "sound_alike"
_NUMBER: Final = re.compile(r"-?\d[\d./:x-]*(?<=\d)")
_WITHIN = 0.9
"""A goal of the queries: so much of every kind right."""


@dataclass
class _Values:
    """Counts over the value cases."""

    wanted: int = 0
    right: int = 0
    kinds: int = 0
    found: int = 0
    silent: int = 0
    flagged: int = 0
    flags_right: int = 0
    unflagged: int = 0
    flags_wrong: int = 0
    empty: int = 0
    empty_kept: int = 0


@dataclass
class _Asked:
    """Counts over the query cases."""

    wanted: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    quiet: int = 0
    raised: int = 0


def figures(
    values: Mapping[Language, Path], asked: Mapping[Language, Path], part: str = "open"
) -> Iterator[Figure]:
    """Every figure of point 3. values: the files of spoken numbers; asked: those of queries, of
    which the lines of `part` are read. The dose table counts as signed in. Raises ResourceError."""
    for language, path in values.items():
        yield from _of_values(language, path)
    for language, path in asked.items():
        yield from _of_queries(language, path, part)


def _cases(path: Path) -> list[Mapping[str, Any]]:
    try:
        if path.suffix == ".tsv":
            return list(_marked(path))
        if path.suffix == ".txt":
            return [_spoken(line) for line in _lines(path)]
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError) as error:
        raise ResourceError(f"{path.name}: no readable cases") from error


def _marked(path: Path) -> Iterator[Mapping[str, Any]]:
    """Query cases of a table: age, sex, kind, and the text with [its words in doubt]. All open."""
    for line in _lines(path):
        age, sex, kind, marked = line.split("\t")
        words = marked.partition("[")[2].partition("]")[0]
        yield {
            "part": "open",
            "text": marked.replace("[", "").replace("]", ""),
            "age_years": None if age == "-" else float(age),
            "sex": {"m": "male", "f": "female"}.get(sex),
            "query": kind or None,
            "words": words or None,
        }


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _spoken(line: str) -> Mapping[str, Any]:
    """A value case of a line with <words=written=unit>; kind and name of its values are not told.

    Raises ValueError where a mark has not three parts.
    """
    heard, values = "", []
    for at, piece in enumerate(re.split("<([^>]*)>", line.removeprefix("! "))):
        if at % 2:
            words, written, unit = piece.split("=")
            first, heard = len(tokenize(heard)), heard + words
            number = _NUMBER.match(written)
            values.append(
                {"first": first, "last": len(tokenize(heard)) - 1, "written": written,
                 "number": number[0] if number else "", "unit": unit or None}
            )  # fmt: skip
        else:
            heard += piece
    return {"heard": heard, "values": values, "flag": _FLAG if line.startswith("! ") else None}


def _of_values(language: Language, path: Path) -> Iterator[Figure]:
    counts = _Values()
    for case in _cases(path):
        said = [word.text for word in tokenize(case["heard"])]
        _count(counts, case, spoken_numbers(said, language))
    name = f"{path.stem} ({language})"
    yield _share(name, "values right (span, written, unit)", counts.right, counts.wanted, ">= 95")
    if path.suffix != ".txt":  # whose lines tell none
        yield _share(name, "kind and name right too", counts.kinds, counts.wanted)
    yield _share(name, "silently wrong numbers", counts.silent, counts.found, "0")
    yield _share(name, "sound-alikes flagged", counts.flags_right, counts.flagged)
    yield _share(name, "flagged without need", counts.flags_wrong, counts.unflagged)
    yield _share(name, "lines without value left alone", counts.empty_kept, counts.empty)


def _count(counts: _Values, case: Mapping[str, Any], said: SpokenNumbers) -> None:
    found = {_key(one): one for one in said.values}
    wanted = case["values"]
    for one in wanted:
        match = found.get(tuple(one[name] for name in _FIELDS))
        counts.wanted += 1
        counts.right += match is not None
        counts.kinds += match is not None and _as_told(match, one)
    counts.found += len(said.values)
    counts.silent += sum(_silently_wrong(one, wanted) for one in said.values)
    flagged = case["flag"] == _FLAG
    counts.flagged += flagged
    counts.unflagged += not flagged
    counts.flags_right += flagged and said.doubtful
    counts.flags_wrong += not flagged and said.doubtful
    counts.empty += not wanted
    counts.empty_kept += not wanted and not said.values


_FIELDS: Final = ("first", "last", "written", "number", "unit")


def _as_told(found: SpokenValue, one: Mapping[str, Any]) -> bool:
    """Kind and name as the case tells them, which may tell no name."""
    return found.kind == one.get("kind") and found.name == one.get("name", found.name)


def _key(one: SpokenValue) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _FIELDS)


def _silently_wrong(one: SpokenValue, wanted: Sequence[Mapping[str, Any]]) -> bool:
    """True for a number that nobody said there, and that is not doubted."""
    touching = [w for w in wanted if w["first"] <= one.last and w["last"] >= one.first]
    return one.alike is None and all(w["number"] != one.number for w in touching)


def _of_queries(language: Language, path: Path, part: str) -> Iterator[Figure]:
    table = signed_table(dose_version())
    counts = _Asked()
    for case in _cases(path):
        if case["part"] == part:
            _count_query(counts, case, language, table)
    name = f"{path.stem} {part} ({language})"
    for kind, wanted in sorted(counts.wanted.items()):
        yield _share(name, f"query {kind} right", counts.right.get(kind, 0), wanted)
    right, wanted = sum(counts.right.values()), sum(counts.wanted.values())
    yield _share(name, "queries right", right, wanted, f">= {_WITHIN * 100:.0f}")
    yield _share(name, "lines without query that raise one", counts.raised, counts.quiet, "<= 5")


def _count_query(
    counts: _Asked, case: Mapping[str, Any], language: Language, table: DoseTable | None
) -> None:
    utterance = Utterance("", "", language, tokenize(case["text"]))
    asked = queries(utterance, Patient(case["age_years"], case["sex"]), table)
    kind = case["query"]
    if kind is None:
        counts.quiet += 1
        counts.raised += bool(asked)
        return
    counts.wanted[kind] = counts.wanted.get(kind, 0) + 1
    right = any(one.kind == kind and _about(one, case, utterance) for one in asked)
    counts.right[kind] = counts.right.get(kind, 0) + right


def _about(query: Query, case: Mapping[str, Any], utterance: Utterance) -> bool:
    """True when the query's words overlap those of the case."""
    texts = [word.text for word in utterance.words]
    start = len(joined(texts[: query.first], utterance.language))
    end = len(joined(texts[: query.last + 1], utterance.language))
    at = case["text"].index(case["words"])
    return start < at + len(case["words"]) and end > at


def _share(name: str, measure: str, hits: int, count: int, goal: str = "") -> Figure:
    if not count:
        return Figure(MODEL, name, 0, measure, 0.0, 0.0, 100.0, "%", goal)
    found = share(hits, count)
    return Figure(MODEL, name, count, measure, found.value, found.low, found.high, "%", goal)
