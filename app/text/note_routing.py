"""Which section of a note a sentence belongs to: what it says, who says it, what came before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from app.domain.findings import Finding
from app.domain.transcript import Language, Role
from app.text.note_sentences import Sentence
from app.text.reading import flat
from app.text.templates import LANGUAGES, Template, Topic

LAY: Final[frozenset[Role]] = frozenset({"patient", "family", "interpreter"})
"""Whose words are the patient's side of the story."""
OPENING: Final = "chief_complaint"
STORY: Final = "hpi"
REVIEW: Final = "ros"

ENOUGH: Final = 1.5
"""What has to speak for a section before a sentence is placed there for its own sake."""
_CUE, _KIND = 2.0, 1.5
_MOST_CUES, _MOST_FINDINGS = 3, 2
_MARKS: Final = frozenset(".。:：,，")
_HEADING_WORDS, _HEADING_HANZI = 5, 8


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with what speaks for each section that it may stand in.

    heading: the section whose heading opens it; alone: the heading is all it says, or stands before
    a mark, and rules what follows. foreign: words before a colon open it that are the heading of
    no section and of no part of one. asks: it is a question. named: it names symptoms; denied: and
    says of all that they are not there.
    """

    sentence: Sentence
    scores: Mapping[str, float]
    heading: str | None
    alone: bool
    foreign: bool
    asks: bool
    named: bool
    denied: bool

    @property
    def speaker(self) -> str:
        return self.sentence.utterance.speaker

    @property
    def lay(self) -> bool:
        return self.sentence.utterance.role in LAY

    @property
    def best(self) -> tuple[str, float]:
        """The section with most for it; of equals the later one. "" where none is open."""
        key = max(reversed(tuple(self.scores)), key=lambda one: self.scores[one], default="")
        return key, self.scores.get(key, 0.0)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A topic with its headings as they are compared, and the section it is written in."""

    section: str
    topic: Topic
    headings: Mapping[Language, tuple[str, ...]]


class _Cues:
    """All cues of a template in one language, found by looking up every stretch of a line."""

    def __init__(self, looked: Sequence[_Looked], language: Language) -> None:
        self._spaced = language == "en"
        self._topics: dict[str, list[int]] = {}
        for number, one in enumerate(looked):
            for cue in dict.fromkeys(one.topic.cues[language]):
                self._topics.setdefault(flat(cue, language).strip(), []).append(number)
        self._sizes = sorted({len(self._pieces(cue)) for cue in self._topics})

    def counts(self, line: str) -> Counter[int]:
        """How many cues of each topic are in a flat line, each counted once."""
        pieces, joint = self._pieces(line), " " if self._spaced else ""
        found = {
            stretch
            for size in self._sizes
            for at in range(len(pieces) - size + 1)
            if (stretch := joint.join(pieces[at : at + size])) in self._topics
        }
        return Counter(topic for cue in found for topic in self._topics[cue])

    def _pieces(self, line: str) -> Sequence[str]:
        return line.split() if self._spaced else line


class Scales:
    """Weighs sentences for the sections of a template."""

    def __init__(self, template: Template) -> None:
        self._questions, self._parts = _flat(template.asks), _flat(template.parts)
        self._looked = tuple(
            _Looked(section.key, topic, _flat(topic.headings))
            for section in template.sections
            for topic in section.topics
        )
        self._cues = {code: _Cues(self._looked, code) for code in LANGUAGES}
        self._open: dict[Role, dict[int, _Looked]] = {
            role: {
                number: one
                for number, one in enumerate(self._looked)
                if not one.topic.roles or role in one.topic.roles
            }
            for role in get_args(Role)
        }

    def weigh(self, sentence: Sentence, findings: Sequence[Finding]) -> Weighed:
        utterance = sentence.utterance
        role, language = utterance.role, utterance.language
        line = flat(sentence.text, language)
        scores = self._scores(self._cues[language].counts(line), findings, role)
        heading, alone = self._heading(line, role, language)
        symptoms = [one.assertion for one in findings if one.kind == "symptom"]
        denied = bool(symptoms) and set(symptoms) == {"negated"}
        asks = self._asks(sentence.text, line, language)
        foreign = heading is None and self._foreign(line, language)
        return Weighed(sentence, scores, heading, alone, foreign, asks, bool(symptoms), denied)

    def _scores(
        self, found: Mapping[int, int], findings: Sequence[Finding], role: Role
    ) -> dict[str, float]:
        """By section: its topics' cues together, and of each finding what it is worth most."""
        looked = self._open[role]
        cues = dict.fromkeys((one.section for one in looked.values()), 0)
        for number, count in found.items():
            if number in looked:
                cues[looked[number].section] += count
        scores = {key: _CUE * min(_MOST_CUES, count) for key, count in cues.items()}
        if findings:
            for key, worth in _worths(looked.values(), findings, role).items():
                scores[key] += sum(sorted(worth)[-_MOST_FINDINGS:])
        return scores

    def _asks(self, text: str, line: str, language: Language) -> bool:
        if text.endswith(("?", "？")):
            return True
        phrases = self._questions[language]
        return any(one in line if language == "zh" else line.startswith(one) for one in phrases)

    def _heading(self, line: str, role: Role, language: Language) -> tuple[str | None, bool]:
        """The section of the longest heading that the sentence begins with."""
        found = [
            (len(phrase), one.section, phrase)
            for one in self._open[role].values()
            for phrase in one.headings[language]
            if line.startswith(phrase)
        ]
        if not found:
            return None, False
        _, key, phrase = max(found)
        rest = line[len(phrase) :].strip()
        return key, not rest or rest[0] in _MARKS

    def _foreign(self, line: str, language: Language) -> bool:
        """Whether a few words before a colon head what is neither a section nor part of one."""
        words, colon, _ = line.replace("：", ":").partition(":")
        few = (
            len(words.split()) <= _HEADING_WORDS
            if language == "en"
            else len(words) <= _HEADING_HANZI
        )
        return bool(colon) and few and not words.startswith(self._parts[language])


def _worths(
    looked: Iterable[_Looked], findings: Sequence[Finding], role: Role
) -> dict[str, list[float]]:
    """By section what each finding is worth to the topic that it is worth most to."""
    worth: dict[str, list[float]] = {}
    for one in looked:
        known = worth.setdefault(one.section, [0.0] * len(findings))
        for at, finding in enumerate(findings):
            known[at] = max(known[at], _worth(one.topic, finding, role))
    return worth


def _flat(phrases: Mapping[Language, tuple[str, ...]]) -> dict[Language, tuple[str, ...]]:
    return {
        code: tuple(dict.fromkeys(flat(phrase, code) for phrase in said))
        for code, said in phrases.items()
    }


def _worth(topic: Topic, finding: Finding, role: Role) -> float:
    """What a finding says for a topic: its weight there, or its kind's."""
    by_assertion = _BY_ASSERTION.get(finding.assertion)
    if by_assertion is not None:
        if finding.assertion == "historical" and finding.kind == "medication":
            by_assertion = _TAKEN
        return by_assertion.get(topic.key, 0.0)
    usual = _KIND if finding.kind in topic.findings else 0.0
    return _weights(finding, role).get(topic.key, usual)


_BY_ASSERTION: Final[Mapping[str, Mapping[str, float]]] = {
    "family": {"family": 5.0},
    "historical": {"pmh": 3.0},
    "hypothetical": {"plan": 2.5},
}
_TAKEN: Final = {"meds": 3.0}


def _weights(finding: Finding, role: Role) -> Mapping[str, float]:
    """Weight by topic for findings that say more than their kind; empty for the others."""
    if role in LAY and finding.kind in _LAY_WEIGHTS:
        return _LAY_WEIGHTS[finding.kind]
    if finding.kind == "medication" and finding.value is not None:
        return _WITH_DOSE
    if finding.kind == "diagnosis" and finding.assertion == "negated":
        return _RULED_OUT
    return _WEIGHTS.get(finding.kind, {})


_LAY_WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "medication": {"meds": 3.0},
    "diagnosis": {"pmh": 2.0},
}
# with a dose it is most often ordered; without one, only what stands around it tells
_WITH_DOSE: Final = {"plan": 3.0, "meds": 1.0, "ed_course": 1.5}
_RULED_OUT: Final = {"assessment": 1.5, "hpi": 0.5}
_WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "allergy": {"allergies": 6.0},
    "vital": {"vitals": 3.0},
    "medication": {"plan": 1.5, "meds": 2.0},
    "diagnosis": {"assessment": 1.5, "pmh": 1.0},
}
