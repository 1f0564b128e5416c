"""What the words mean: corrections, findings, keyword alerts.

Indices `first`..`last` always count heard words of their utterance, both included.
"""

from dataclasses import dataclass
from typing import Literal

Assertion = Literal[
    "present", "negated", "uncertain", "historical", "family", "hypothetical", "quoted"
]
CorrectionKind = Literal["term", "number", "spelling", "command"]
CorrectionState = Literal["applied", "proposed", "undone", "rejected"]
FindingKind = Literal[
    "symptom",
    "history",
    "medication",
    "allergy",
    "exam",
    "vital",
    "result",
    "diagnosis",
    "procedure",
    "disposition",
    "event",
]
AlertLevel = Literal["red", "amber", "grey"]
AlertSource = Literal["text", "audio", "both"]
Severity = Literal["high", "medium", "low"]

REPEAT_S = 600.0
"""One keyword raises one alert in so long, unless its level rises (SAFETY 4.4)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One overlay on heard words: what was heard, what is written, why, and its state.

    score: similarity in [0, 1]; margin: score minus the runner-up's; rule: rule id with the
    lexicon's version where it used one; utterance: None outside a transcript.
    """

    utterance: str | None
    first: int
    last: int
    heard: str
    text: str
    kind: CorrectionKind
    concept: str
    score: float
    margin: float
    rule: str
    state: CorrectionState


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a published system (`icd-10-cm`, `loinc`, ...)."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value; `number` keeps the digits as said (36.80 stays 36.80), `unit` is UCUM."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """A named component of a value (systolic, dose, route ...) with its own words."""

    name: str
    number: str
    unit: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A concept that was mentioned, with the context it was mentioned in.

    query: a sentence for the clinician ("50 mg or 15 mg?"), or None.
    """

    utterance: str | None
    first: int
    last: int
    kind: FindingKind
    concept: str
    text: str
    assertion: Assertion
    code: Code | None = None
    value: Value | None = None
    parts: tuple[Part, ...] = ()
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A keyword alert: something was heard. Never an alarm, never advice.

    start_s/end_s: when it was said, seconds from the recording's start; first/last: its words.
    Why it has its assertion and level: cue, the heard words that decided it, with their places
    cue_first..cue_last, where the keyword does not stand for itself; doubted: a word of either was
    not heard surely, or the keyword is only a likeness.
    """

    keyword: str
    source: AlertSource
    start_s: float
    end_s: float
    heard: str
    severity: Severity
    assertion: Assertion
    level: AlertLevel
    interrupts: bool
    utterance: str | None = None
    first: int = 0
    last: int = 0
    cue: str = ""
    cue_first: int | None = None
    cue_last: int | None = None
    doubted: bool = False
