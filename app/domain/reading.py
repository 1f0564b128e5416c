"""What is asked of whoever knows what words mean, and what they answer; crosses a pipe as well."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.domain.findings import Alert
from app.domain.result import Understanding
from app.domain.site_terms import NO_TERMS, SiteTerms
from app.domain.transcript import Transcript
from app.domain.vetoes import NO_PAIRS, Pairs

DEFAULT_TEMPLATE: Final = "ed_default"
DifferenceKind = Literal["drug", "number", "negation", "alert"]
ChineseScript = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the words, for the questions about them.

    age_years, sex ("female", "male"): of the patient's record, None and "" where not known; begun:
    the day the encounter began, None where there is none: years are told as of that day;
    dose_ranges: the version of the dose table that the site signed in, "" for none. terms: of the
    site, in the lexicon for this question.
    """

    age_years: float | None = None
    sex: str = ""
    dose_ranges: str = ""
    terms: SiteTerms = NO_TERMS
    begun: date | None = None


UNKNOWN = Known()


@dataclass(frozen=True, slots=True)
class Understand:
    """Read a transcript whose words are as they were heard. unwanted: corrections not to make.

    note: the id that the note gets. template: the key of what it is composed by. known: of the
    patient and of the site.
    """

    heard: Transcript
    script: ChineseScript
    note: str
    unwanted: Pairs = NO_PAIRS
    template: str = DEFAULT_TEMPLATE
    known: Known = UNKNOWN


@dataclass(frozen=True, slots=True)
class Understood:
    """What a transcript means. mentions: the alerts of each utterance by itself, of which the
    understanding has only those that no earlier one covers."""

    understanding: Understanding
    mentions: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """Say where the final words differ from the live ones, one utterance a region, that were
    shown before."""

    live: Transcript
    final: Understanding
    script: ChineseScript
    unwanted: Pairs = NO_PAIRS
    terms: SiteTerms = NO_TERMS


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the final words differ from the live ones in what may not differ unseen.

    live, final: the words of either reading around `start_s`; "" where one has none.
    """

    kind: DifferenceKind
    start_s: float
    live: str
    final: str


@dataclass(frozen=True, slots=True)
class Compared:
    """All differences, in time order."""

    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Heed:
    """Corrections that whoever makes this recording does not want, and what is known beside its
    words, from now on."""

    recording: str
    unwanted: Pairs = NO_PAIRS
    known: Known = UNKNOWN
