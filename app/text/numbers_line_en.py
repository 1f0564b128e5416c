"""An English line of number words: names that only look like numbers, numbers, and units."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from app.text.doses import drug_names
from app.text.numbers_table import NumberTable, SaidUnit
from app.text.numbers_words_en import Number, parse

_PARTS = {"half": ".5", "quarter": ".25"}
_MILLION, _DOZEN = 1_000_000, 12
_SCALED = {"hundred": "100", "thousand": "1000", "million": "1000000"}
_SINGLE_DIGITS = frozenset(["one", "two", "three", "four", "five", "six"])
_LONGEST_UNIT = 4
_VAGUE = (
    ("some", "odd"), ("or", "so"), ("or", "more"), ("or", "thereabouts"), ("plus",), ("odd",),
    ("ish",), ("something",),
)  # fmt: skip
_VAGUE_STARTS = frozenset(words[0] for words in _VAGUE)
_LONGEST_LABEL, _RATE_ROOM = 3, 5
_THEM = frozenset({"the", "it", "him", "her", "his", "this", "that"})
_AFTER_DRUG = frozenset({"one in the", "one for", "one over", "one here", "one by one"})
"""Idioms that are none right behind a drug: "glucagon one in the thigh"."""
_GOES_ON = re.compile(r"(?<=one|two|ree|our|ive|six|ven|ght|ine|ten) (?:hundred|thousand)\b")
_BLOCKED = frozenset({"block", "conduction", "flutter"})
_PERCENT, _WHOLE = frozenset({"percent", "%"}), 100
_LATER = frozenset(
    {"ago", "later", "after", "before", "and", "or", "into", "from", "prior", "earlier", "old"}
)
_SPELLED_ON = {"g": ("i", "u", "y"), "l": ("v", "p", "f", "u", "m"), "j": ("p", "v")}
"""Letters behind which these are no gram, litre or joule: "g i's coming"."""
_NOT_TIME = frozenset(
    {"one", "dose", "time", "set", "troponin", "trop", "lactate", "line", "bag", "look", "shock",
     "opinion", "attempt", "round", "day", "year", "week", "visit", "ecg", "e", "degree", "third",
     "episode", "injury", "surgery", "toe", "finger", "metacarpal", "pregnancy", "baby"}
)  # fmt: skip


@lru_cache(maxsize=1)
def drug_words() -> frozenset[str]:
    """The names of drugs that are one English word."""
    return frozenset(name for name, _ in drug_names() if name.isascii() and name.isalpha())


@dataclass(frozen=True, slots=True)
class Num:
    """A number in tokens first..end (end excluded), as it is written."""

    first: int
    end: int
    text: str

    @property
    def value(self) -> float:
        return float(self.text)


@dataclass(frozen=True)
class Said:
    """Plain words with pause marks, and which of them are part of a name or an idiom."""

    texts: tuple[str, ...]
    table: NumberTable
    _numbers: dict[int, Num | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """Which words the line has, in any place: most rules need one that few lines have."""
        return frozenset(self.texts)

    @cached_property
    def named(self) -> frozenset[int]:
        """Tokens that only look like numbers."""
        line = " ".join(self.texts)
        starts = [0]
        for text in self.texts:
            starts.append(starts[-1] + len(text) + 1)
        return frozenset(
            at
            for match in self.table.names.finditer(line)
            if not self._is_number(line, match)
            for at in range(len(self.texts))
            if match.start() <= starts[at] < match.end()
        )

    def _is_number(self, line: str, name: re.Match[str]) -> bool:
        """ "number one hundred" and "one of dilaudid" hold a number after all."""
        if _GOES_ON.match(line, name.end()):
            return True
        of = name[0] == "one of" and line[name.end() + 1 :].partition(" ")[0]
        if of:
            return self._is_drug(of)
        before = line[: name.start()].rpartition(" ")[0].rpartition(" ")[2]
        return name[0] in _AFTER_DRUG and self._is_drug(before)

    def at(self, index: int) -> str:
        return self.texts[index] if 0 <= index < len(self.texts) else ""

    def before(self, index: int, count: int = 1) -> tuple[str, ...]:
        return self.texts[max(0, index - count) : index]

    def near(self, index: int, count: int) -> set[str]:
        """The words before a place, "bipap's" as "bipap"."""
        return {word.removesuffix("'s") for word in self.before(index, count)}

    def number(self, first: int) -> Num | None:
        """The number that starts at `first`, with halves, quarters and millions."""
        if first not in self._numbers:  # several rules ask about one place
            self._numbers[first] = self._read(first)
        return self._numbers[first]

    def _read(self, first: int) -> Num | None:
        if first in self.named or first >= len(self.texts):
            return None
        if self.texts[first : first + 2] == ("a", "dozen"):
            return Num(first, first + 2, str(_DOZEN))
        for words in (("half", "a", "dozen"), ("a", "half", "dozen"), ("half", "dozen")):
            if self.texts[first : first + len(words)] == words:
                return Num(first, first + len(words), str(_DOZEN // 2))
        found = parse(self.texts, first)
        if found is None:
            scale = _SCALED.get(self.at(first))
            alone = scale and self.at(first - 1) not in {"few", "couple", "several", "many"}
            return Num(first, first + 1, str(scale)) if alone and self.unit(first + 1) else None
        if any(at in self.named for at in range(found.first, found.end)):
            return None
        found = self._shorter(found) or found
        return self._extended(Num(found.first, found.end, found.text))

    def _shorter(self, found: Number) -> Number | None:
        """The first of two numbers: "dilated six ninety percent", "six hundred three times",
        "a rate of one fifty two to one block"."""
        first, end = found.first, found.end
        if end - first == 1:
            return None
        if self.at(end) in _PERCENT and found.value > _WHOLE:
            clipped = self.at(first + 1) not in _SCALED
            return parse(self.texts[: first + 1], first) if clipped else None
        repeated = self.at(end) == "times" and self.unit(end) is None
        repeated = repeated or self.blocked(end)
        if repeated and self.at(end - 1) in _SINGLE_DIGITS:
            return parse(self.texts[: end - 1], first)
        return None

    def blocked(self, end: int) -> bool:
        """True for the "to one block" of "two to one block"."""
        behind = self.texts[end : end + 4]
        return behind[:2] == ("to", "one") and not _BLOCKED.isdisjoint(behind)

    def _extended(self, number: Num) -> Num:
        if self.at(number.end) == "million":
            whole = f"{number.value * _MILLION:.0f}"
            return replace(number, end=number.end + 1, text=whole)
        if self.at(number.end) == "dozen" and number.text.isdigit():
            return replace(number, end=number.end + 1, text=str(int(number.text) * _DOZEN))
        after = self.texts[number.end : number.end + 3]
        if after[:2] == ("and", "a") and after[2:] and after[2] in _PARTS:
            if number.text.isdigit():
                end, text = number.end + 3, number.text + _PARTS[after[2]]
                return replace(number, end=end, text=text)
        elif after == ("and", "three", "quarters") and number.text.isdigit():
            return replace(number, end=number.end + 3, text=f"{number.text}.75")
        return number

    def unit(self, first: int) -> tuple[SaidUnit, int] | None:
        """The longest unit that starts at `first`, and its length in tokens."""
        for length in range(_LONGEST_UNIT, 0, -1):
            words = self.texts[first : first + length]
            unit = self.table.units.get(" ".join(words)) if len(words) == length else None
            if unit is None and len(words) == length and words[-1].endswith("'s"):
                many = self.table.units.get(" ".join(words).removesuffix("'s"))
                unit = many if many is not None and many.written else None  # no week's time
            if unit is not None:
                return None if self._no_unit(words, first + length) else (unit, length)
        return None

    def labelled(self, first: int, names: frozenset[str] | None = None) -> bool:
        """True right behind a word that says what a number is of: a drug, a result, a setting.

        names: labels that count ("drug", "lab"), None for all.
        """
        last = first - 1 if self.at(first - 1) in {"of", "is", "was", "at", "to"} else first
        for count in range(1, _LONGEST_LABEL + 1):
            words = " ".join(self.before(last, count))
            labels = (("drug", self.table.drugs), *self.table.labels)
            if any(
                pattern.fullmatch(words) for name, pattern in labels if not names or name in names
            ):
                return True
        return False

    def drug(self, index: int) -> bool:
        """True for a word that names a drug."""
        return self._is_drug(self.at(index))

    def _is_drug(self, word: str) -> bool:
        known = word in drug_words() or word.removesuffix("s") in drug_words()
        return known or self.table.drugs.fullmatch(word) is not None

    def of_a_rate(self, first: int) -> bool:
        """True where a pulse or a pressure is told of shortly before, no number since."""
        room = self.before(first, _RATE_ROOM)
        labels = dict(self.table.labels)
        told = [labels[name].search(" ".join(room)) for name in ("heart_rate", "blood_pressure")]
        return any(told) and all(self.number(at) is None for at in range(first - len(room), first))

    def of_a_result(self, first: int) -> bool:
        """True for the number of "dimer came back at": labs as a whole come at a time."""
        room = self.before(first, _RATE_ROOM)
        lab = dict(self.table.labels)["lab"]
        return lab.search(" ".join(room)) is not None

    def _no_unit(self, words: tuple[str, ...], end: int) -> bool:
        """True for the second one, and for an hour later."""
        after = self.at(end)
        if words == ("hr",):  # of a heart
            return after in {"is", "was", "of", "in"} or parse(self.texts, end) is not None
        return (
            (words == ("second",) and after in _NOT_TIME)
            or (words == ("day",) and self._counted_day(end))
            or after.removesuffix("'s") in _SPELLED_ON.get(words[0], ())
            or (words in {("drop",), ("bag",), ("patch",)} and after in _THEM)
            or (words in {("an", "hour"), ("per", "hour")} and after in _LATER)
        )

    def _counted_day(self, at: int) -> bool:
        """True for the day of "a bili of nineteen, day three of life"."""
        found = parse(self.texts, at)
        return found is not None and self.texts[found.end : found.end + 2] == ("of", "life")

    def vague(self, first: int) -> tuple[str, ...]:
        """Words that leave a number open, right before its unit: fifteen or so years."""
        if not (said := self.at(first)) or said not in _VAGUE_STARTS:
            return ()
        for words in _VAGUE:
            end = first + len(words)
            if self.texts[first:end] == words and self.unit(end) is not None:
                return words
        return ()
