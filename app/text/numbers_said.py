"""Values as they were said: what the readers of both languages find in heard words.

A value stands beside the words; nothing here changes a word. `written` follows
tests/data/numbers/README.md, units are UCUM codes.
"""

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["vital", "lab", "dose", "age", "duration", "time", "ratio", "count", "other"]
Shape = Literal[
    "plain", "range", "pair", "score", "ratio", "clock", "date", "year", "digits", "size", "plus",
    "fraction", "ordinal", "approximate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """A number before anybody asked what it is of.

    first..last: its tokens, both included, unit and all; begin..end: those of the number alone,
    end excluded; number and unit as they are written, glue between them; hint: the kind that the
    unit or the shape alone tells ("" = none); vague: 多, 来 or 几 behind the number; shape
    "approximate": two readings, hence no value.
    """

    first: int
    last: int
    begin: int
    end: int
    number: str
    unit: str
    ucum: str
    shape: Shape = "plain"
    hint: str = ""
    glue: str = " "
    vague: str = ""

    @property
    def written(self) -> str:
        """As it is written: "0.5 mg", "/min" and "%" as the language has them."""
        number = f"{self.number} {self.vague}" if self.vague else self.number
        spelled = "\u4e00" <= self.unit[:1] <= "\u9fff"  # 10 来分钟, but 30 几 ℃
        glue = "" if self.vague and spelled else self.glue
        return f"{number}{glue}{self.unit}" if self.unit else number


@dataclass(frozen=True, slots=True)
class SpokenValue:
    """One value in heard words `first`..`last` (both included).

    number: the numeric beginning of `written`; unit: UCUM code, None where none was said and none
    is sure; name: which vital sign, laboratory value or drug, as heard, or None; alike: how the
    value would be written if its partner in sound was said ("15 mg" beside "50 mg"), or None. ways:
    that these very words can be read so, too, however well they were heard ("60, 5 天").
    """

    first: int
    last: int
    written: str
    kind: ValueKind
    name: str | None
    number: str
    unit: str | None
    alike: str | None = None
    ways: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """Heard words that stand where a number must be: "for milligrams"."""

    first: int
    last: int
    heard: str


@dataclass(frozen=True, slots=True)
class SpokenNumbers:
    """What an utterance holds: its values in order, and words that may have been numbers."""

    values: tuple[SpokenValue, ...]
    missed: tuple[Missed, ...] = ()

    @property
    def doubtful(self) -> bool:
        """True when anything here may have been another number."""
        return bool(self.missed) or any(value.alike is not None for value in self.values)
