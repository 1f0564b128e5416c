"""Spoken values of an utterance: what was said, how it is written, of what, and in which unit."""

import re
from collections.abc import Sequence

from app.domain.transcript import Language
from app.text import numbers_read_en, numbers_read_zh
from app.text.numbers_alike import joined_en, missed_en, missed_zh, partners, partners_zh, possible
from app.text.numbers_beside_zh import other_reading
from app.text.numbers_kind import Labels, Named, named
from app.text.numbers_line_zh import NUMERALS
from app.text.numbers_line_zh import Said as SaidZh
from app.text.numbers_said import Missed, Raw, SpokenNumbers, SpokenValue
from app.text.numbers_table import number_table
from app.text.numbers_words_en import NUMBER_WORDS
from app.text.tokens import edges, plain

_PAUSE = {"en": ",", "zh": "，"}
_FILLERS = frozenset({"um", "uh", "er", "erm", "uhm", "hmm", "呃", "嗯", "额"})


_BEFORE, _AFTER = 12, 3
_DECIMAL_NEXT = re.compile("点[零一二三四五六七八九]")
_PRESSURE_SAID = re.compile("血压[^，。]{0,4}百[零一二三四五六七八九十]*$")
_LOWER_NEXT = re.compile("[三四五六七八九]十")
_UNFINISHED = re.compile(
    "[零一二两三四五六七八九十]点$|百分之$|[一二两三四五六七八九](?:[十百千万]|[百千万]零)$"
)
_DIGIT_NEXT = re.compile(f"[{NUMERALS}]")
_DIALLED = re.compile("[零〇幺一二三四五六七八九]{3}$")
_DIAL_NEXT = re.compile("[零〇幺一二三四五六七八九]{2}")
_DECIMAL = re.compile("[零一二三四五六七八九十]点[零一二三四五六七八九]$")
_DOSED_NEXT = re.compile("[零一二三四五六七八九](?:毫|微|克|单位)")
_BELOW = {
    "十": re.compile("[一二三四五六七八九](?![十百千万])"),
    "百": re.compile("零|[一二三四五六七八九](?:十|$|[^百千万])"),
    "千": re.compile("零|[一二三四五六七八九][百十]"),
    "万": re.compile("零|[一二两三四五六七八九]千"),
    "零": re.compile("[一二三四五六七八九]"),
}
_COUNTED = NUMBER_WORDS | {"point", "oh", "o", "点"}
_HUNDREDS = (["one"], ["two"])
_VITAL_SAID = frozenset({"bp", "pressure", "pulse", "rate", "systolic", "sugar", "glucose"})


def spoken_numbers(words: Sequence[str], language: Language) -> SpokenNumbers:
    """The values in heard words, in order and not overlapping; no word is changed."""
    return _english(words) if language == "en" else _chinese(words)


def _paused(words: Sequence[str], language: Language) -> tuple[list[str], list[int]]:
    texts: list[str] = []
    owners: list[int] = []
    for index, word in enumerate(words):
        if _hesitates(words, index):
            continue
        ends = edges(word)[1] if len(word) > 1 else ""  # costs too much for every character
        pieces = [plain(word), *([_PAUSE[language]] if ends else [])]
        texts += pieces
        owners += [index] * len(pieces)
    return texts, owners


def _hesitates(words: Sequence[str], index: int) -> bool:
    """True for a filler that may be passed over: never between two numbers, which it parts."""
    if words[index] not in _FILLERS:
        return False
    if _goes_on("".join(words[:index][-_BEFORE:]), "".join(words[index + 1 :][:_AFTER])):
        return True  # the words of English never match
    beside = [plain(word) for word in (*words[:index][-1:], *words[index + 1 : index + 2])]
    if index and index + 2 < len(words) and _point_next(words, index):
        return True
    if beside[:1] in _HUNDREDS and _VITAL_SAID & set(words[max(0, index - 4) : index]):
        return True  # "pulse one um thirty"
    return not all(one in _COUNTED or one[:1] in NUMERALS for one in beside if one)


def _point_next(words: Sequence[str], index: int) -> bool:
    """True for "thirty nine uh point four"."""
    return words[index + 1] == "point" and plain(words[index - 1]) in NUMBER_WORDS


def _goes_on(before: str, after: str) -> bool:
    """True where a Chinese number is not yet said: 五点|呃六, 一百|呃三十八."""
    if _DECIMAL_NEXT.match(after) and before[-1:] in NUMERALS and before:
        return True
    if _DIALLED.search(before) and _DIAL_NEXT.match(after):
        return True  # 幺三八零零|呃零零
    if _DECIMAL.search(before) and _DOSED_NEXT.match(after):
        return True
    if _PRESSURE_SAID.search(before) and _LOWER_NEXT.match(after):
        return True
    return _UNFINISHED.search(before) is not None and (
        _DIGIT_NEXT.match(after) is not None
        if before.endswith(("点", "分之"))
        else _BELOW[before[-1]].match(after) is not None
    )


def _english(words: Sequence[str]) -> SpokenNumbers:
    texts, owners = _paused(words, "en")
    table = number_table("en")
    raws = numbers_read_en.read(texts, table)
    if not raws:
        return SpokenNumbers((), _missed(missed_en(texts, table), owners))
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    spans = [(starts[raw.first], starts[raw.last + 1] - 1) for raw in raws]
    whats = named(raws, spans, Labels(" ".join(texts), table, "en"))
    taken = [False] * len(texts)
    for raw in raws:
        taken[raw.first : raw.last + 1] = [True] * (raw.last + 1 - raw.first)
    values = tuple(
        _value(
            raw,
            what,
            owners,
            _alike_en(texts, raw, what),
            joined_en(texts, raw, what, taken, table),
        )
        for raw, what in zip(raws, whats, strict=True)
    )
    return SpokenNumbers(values, _missed(missed_en(texts, table), owners))


def _alike_en(texts: Sequence[str], raw: Raw, what: Named) -> str | None:
    def again(words: Sequence[str], before: Raw) -> str | None:
        found = numbers_read_en.read(words, number_table("en"))
        return next((one.number for one in found if one.begin == before.begin), None)

    for other in partners(texts, raw, again):
        if other != raw.number and possible(raw, what, other):
            return other
    return None


def _chinese(words: Sequence[str]) -> SpokenNumbers:
    texts, tokens = _paused(words, "zh")
    line = "".join(text or " " for text in texts)
    owners = [token for text, token in zip(texts, tokens, strict=True) for _ in (text or " ")]
    table = number_table("zh")
    raws = numbers_read_zh.read(line, table)
    if not raws:
        return SpokenNumbers((), _missed(missed_zh(line), owners))
    said = SaidZh(line, table)
    spans = [(raw.first, raw.last + 1) for raw in raws]
    whats = named(raws, spans, Labels(line, table, "zh"))
    values = tuple(
        _value(raw, what, owners, _alike_zh(line, raw, what), other_reading(said, raw, what))
        for raw, what in zip(raws, whats, strict=True)
    )
    return SpokenNumbers(values, _missed(missed_zh(line), owners))


def _alike_zh(line: str, raw: Raw, what: Named) -> str | None:
    for start, end in numbers_read_zh.numerals(line, raw):
        for other in partners_zh(line[start:end]):
            changed = numbers_read_zh.read_number(line, raw, (start, end), other)
            if changed is not None and possible(raw, what, changed):
                return changed
    return None


def _missed(found: Sequence[Missed], owners: Sequence[int]) -> tuple[Missed, ...]:
    return tuple(Missed(owners[one.first], owners[one.last], one.heard) for one in found)


def _value(
    raw: Raw, what: Named, owners: Sequence[int], alike: str | None, read_so: str | None
) -> SpokenValue:
    """alike: what the value sounds like; read_so: the other reading of its words."""
    number = raw.number.partition("+")[0].partition(" ")[0]  # 3+, 36+4 weeks, 5 ft 2 in
    if raw.shape == "ordinal":
        number = number.rstrip("sndrth")
    return SpokenValue(
        owners[raw.first], owners[raw.last], raw.written, what.kind, what.name, number, what.unit,
        read_so or alike, read_so is not None,
    )  # fmt: skip
