"""Chinese medicines that are in no list, by their stem, their form, and what is told of them.

Stems and forms are part of a name (瑞替普利, 利肝隆颗粒). What is told needs no such part: a name
between medicines in a list, before 这种药 or a count of tablets, and herbs with their weights.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from app.text.drug_shapes import Shapes
from app.text.reading import Reading, Token

_LONGEST: Final = 6
_LONGEST_FORMED: Final = 10
_SHORTEST: Final = 2
_HERBS: Final = 2
_ROUNDS: Final = 3
_NO_NAME: Final = tuple("大药肉鱼虾菜一二两三四五六七八九十半几各")
# no part of the name behind them; each is read as 用
_OPENING: Final = ("服食", "配合", "联合", "联用", "购买", "比如", "例如", "包括")
_HAN: Final = re.compile(r"[一-鿿]")
_INNER: Final = "〇"
_OPENS: Final = "用"
_DRUG, _OTHER, _NUMBER, _WORD = "◆", "◇", "0", "a"

Span = tuple[int, int]


def unlisted_zh(
    reading: Reading,
    shapes: Shapes,
    known: Iterable[Span],
    drugs: Sequence[Span],
    knows: Callable[[str], bool],
) -> Iterator[Span]:
    """Token ranges that look like medicines, apart from what is known; see `unlisted`."""
    tokens = reading.tokens
    taken = {at for start, end in known for at in range(start, end)}
    line = "".join(token.text if _HAN.fullmatch(token.text) else "." for token in tokens)
    for word in _OPENING:
        line = line.replace(word, _OPENS * len(word))
    for word in shapes.inner:
        line = line.replace(word, _INNER * len(word))
    found = [*_stemmed(line, shapes, taken), *_formed(line, shapes, taken, drugs)]
    for start, end in found:
        taken.update(range(start, end))
    found += _told(tokens, shapes, taken, [*drugs, *found], knows)
    yield from found
    yield from _again(line, found, taken)


def _start(
    line: str, end: int, shapes: Shapes, taken: set[int], ends: frozenset[int] | None = None
) -> int:
    """Where a name that goes on at `end` may begin; ends: of one with a form, where others end."""
    start, most = end, _LONGEST if ends is None else _LONGEST_FORMED
    while (
        start > 0
        and start not in (ends or ())
        and end - start < most
        and start - 1 not in taken
        and line[start - 1] not in shapes.edges | shapes.joins | {"."}
    ):
        start -= 1
    return start


def _leads(line: str, start: int, shapes: Shapes) -> bool:
    """Whether what stands before a place leads to a medicine."""
    return start == 0 or line[start - 1] in shapes.opened | shapes.joins | {"."}


def _stemmed(line: str, shapes: Shapes, taken: set[int]) -> Iterator[Span]:
    """The characters before a stem that can belong to a name, and the stem; a stem alone where
    something leads to it (改吃夫定)."""
    for match in shapes.shaped.finditer(line):
        end = match.end()
        whole = match.lastgroup == "whole"
        if whole and not shapes.edges.isdisjoint(match[0]):
            continue
        start = match.start() if whole else _start(line, match.start(), shapes, taken)
        length = end - start
        alone = length < shapes.shortest and (
            match[0] in shapes.not_drugs or not _leads(line, start, shapes)
        )
        if not alone and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield start, end


def _formed(line: str, shapes: Shapes, taken: set[int], drugs: Sequence[Span]) -> Iterator[Span]:
    """Names before a dosage form: 利肝隆颗粒. What stands before them has to lead to a medicine.

    A name may begin with what is known, but no medicine (胃炎颗粒, 癫痫康胶囊).
    """
    if shapes.forms is None:
        return
    others = taken.difference(at for start, end in drugs for at in range(start, end))
    matches = list(shapes.forms.finditer(line))
    ends = frozenset(match.end() for match in matches)  # 护肝片肝太片, where no pause was heard
    for match in matches:
        start = _start(line, match.start(), shapes, taken, ends)
        known = start
        while known - 1 in others and match.end() - known < _LONGEST_FORMED:
            known -= 1
        if known < start and line[max(0, known - 1)] in shapes.opened | shapes.joins:
            start = known
        named = line[start : match.start()]
        led = start in ends or (start - 1 not in taken and _leads(line, start, shapes))
        none = named in shapes.not_drugs or named.endswith(_NO_NAME)
        if len(named) >= _SHORTEST and led and not none:
            yield start, match.end()


def _told(
    tokens: Sequence[Token],
    shapes: Shapes,
    taken: set[int],
    drugs: Sequence[Span],
    knows: Callable[[str], bool],
) -> list[Span]:
    """Names by what stands around them; each found is one more medicine for the next."""
    marked = [_mark(token, known=at in taken) for at, token in enumerate(tokens)]
    _blot(marked, drugs)
    found = list(_herbs("".join(marked), shapes))
    _blot(marked, found)
    for _ in range(_ROUNDS):
        line = "".join(marked)
        new = [
            match.span("name")
            for pattern in shapes.told
            for match in pattern.finditer(line)
            if not knows(match["name"])
            and match["name"] not in shapes.not_drugs
            and not shapes.classes.search(match["name"])
        ]
        if not new:
            break
        _blot(marked, new)
        found += new
    return found


def _mark(token: Token, *, known: bool) -> str:
    """A character for a token: itself where it is one, else of what kind the token is."""
    if known:
        return _OTHER
    if token.text[0].isdigit():
        return _NUMBER
    return token.text if len(token.text) == 1 else _WORD


def _blot(marked: list[str], spans: Iterable[Span]) -> None:
    for start, end in spans:
        marked[start:end] = _DRUG * (end - start)


def _herbs(line: str, shapes: Shapes) -> Iterator[Span]:
    """Names of a decoction, each with its weight (当归10克，白芍、甘草各5克): two at least."""
    run: list[re.Match[str]] = []
    for match in (*shapes.herb.finditer(line), None) if shapes.herb else ():
        if match is not None and (not run or match.start() - run[-1].end() <= 1):
            run.append(match)
            continue
        if len(run) >= _HERBS:
            yield from _no_food(run, shapes)
        run = [] if match is None else [match]


def _no_food(run: Sequence[re.Match[str]], shapes: Shapes) -> Iterator[Span]:
    for match in run:
        name = match["name"]
        if name.strip(_DRUG) and shapes.foods is not None and not shapes.foods.search(name):
            yield match.span("name")


def _again(line: str, found: Sequence[Span], taken: set[int]) -> Iterator[Span]:
    """Further places of names that were found once."""
    taken = taken | {at for start, end in found for at in range(start, end)}
    for name in {line[start:end] for start, end in found}:
        for match in re.finditer(re.escape(name), line):
            if taken.isdisjoint(range(*match.span())):
                yield match.span()
