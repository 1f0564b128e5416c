"""The structured note: every sentence that was written, in its section, with its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.findings import Finding
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.transcript import Role, Utterance
from app.text.context import sentence_ends
from app.text.line import Line
from app.text.reading import flat, split
from app.text.templates import SectionRule, Template

_CUE, _KIND, _CARRIED, _ENOUGH = 2.0, 1.5, 1.0, 1.5
_MOST_CUES = 3
_MOST_FINDINGS = 2
_LAY: frozenset[Role] = frozenset({"patient", "family"})
_OPENING = "chief_complaint"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an utterance's written text. first..last: its heard words."""

    text: str
    utterance: Utterance
    first: int
    last: int


def compose(
    lines: Sequence[Line], findings: Sequence[Finding], template: Template, note_id: str
) -> Note:
    """File every sentence in one section of the template, in the order it was said.

    A sentence that fits no section is listed as unplaced, so that nothing is dropped
    (SAFETY R16). What a patient or relative says never enters a section kept for clinicians'
    statements (R14).
    """
    router = _Router(template)
    placed: dict[str, list[NoteSentence]] = {section.key: [] for section in template.sections}
    unplaced: list[NoteSentence] = []
    for line in lines:
        for sentence in sentences(line):
            key = router.section(sentence, _within(sentence, findings))
            (unplaced if key is None else placed[key]).append(_cited(sentence))
    sections = (
        NoteSection(section.key, section.code, tuple(placed[section.key]))
        for section in template.sections
    )
    return Note(note_id, template.key, tuple(sections), tuple(unplaced))


def sentences(line: Line) -> Iterator[Sentence]:
    """The written text of a line, cut behind sentence marks; together they are all of it."""
    utterance = line.utterance
    text = utterance.text or line.written.text
    tokens = split(text)
    owners = _owners(line, len(tokens))
    begin = 0
    for at, (mark, _, end) in enumerate(tokens):
        closes = sentence_ends(mark) and (not mark.isascii() or not text[end : end + 1].isalnum())
        if closes or at == len(tokens) - 1:
            start = tokens[begin][1] if begin else 0
            stop = end if at < len(tokens) - 1 else len(text)
            first, last = owners[begin][0], owners[at][1]
            if text[start:stop].strip():
                yield Sentence(text[start:stop].strip(), utterance, first, max(first, last))
            begin = at + 1
    if not tokens and text.strip():
        yield Sentence(text.strip(), utterance, 0, len(utterance.words) - 1)


def _owners(line: Line, count: int) -> list[tuple[int, int]]:
    """The heard words behind each token of the shown text.

    Shown and read text differ by a closing mark or by script only; where somebody edited the
    text further, words are taken in proportion.
    """
    read = [(token.first, token.last) for token in line.written.tokens]
    if not read:
        return [(0, len(line.utterance.words) - 1)] * count
    if 0 <= count - len(read) <= 1:
        return [read[min(at, len(read) - 1)] for at in range(count)]
    return [read[min(len(read) - 1, at * len(read) // max(count, 1))] for at in range(count)]


def _cited(sentence: Sentence) -> NoteSentence:
    words = sentence.utterance.words[sentence.first : sentence.last + 1]
    return NoteSentence(sentence.text, (sentence.utterance.id,), words[0].start_s, words[-1].end_s)


def _within(sentence: Sentence, findings: Sequence[Finding]) -> list[Finding]:
    return [
        finding
        for finding in findings
        if finding.utterance == (sentence.utterance.id or None)
        and finding.first <= sentence.last
        and finding.last >= sentence.first
    ]


class _Router:
    """Chooses sections; remembers the heading under which somebody dictates."""

    def __init__(self, template: Template) -> None:
        self._sections = template.sections
        self._speaker: str | None = None
        self._headed: str | None = None
        self._opened = False
        self._phrases = {
            (section.key, language, kind): [flat(phrase, language) for phrase in phrases[language]]
            for section in template.sections
            for kind, phrases in (("heading", section.headings), ("cue", section.cues))
            for language in phrases
        }

    def section(self, sentence: Sentence, findings: Sequence[Finding]) -> str | None:
        """The section's key, or None where nothing speaks for any."""
        utterance = sentence.utterance
        line = flat(sentence.text, utterance.language)
        if self._speaker != utterance.speaker:
            self._speaker, self._headed = utterance.speaker, None
        if not self._opened and _complains(utterance, findings):
            self._opened = True
            return _OPENING
        heading, alone = self._heading(line, utterance)
        if heading is not None:
            self._headed = heading if alone else None
            self._opened |= heading == _OPENING
            return heading
        scores = {
            section.key: self._score(section, line, utterance, findings)
            for section in self._sections
            if not section.roles or utterance.role in section.roles
        }
        if self._headed in scores:
            scores[self._headed] += _CARRIED
        best = max(reversed(scores), key=lambda key: scores[key])
        if scores[best] < (_ENOUGH if self._headed is None else _CARRIED):
            return "hpi" if utterance.role in _LAY and "hpi" in scores else None
        self._opened |= best == _OPENING
        return best

    def _heading(self, line: str, utterance: Utterance) -> tuple[str | None, bool]:
        """The section whose spoken heading opens the sentence, and whether it stands alone.

        A heading alone, or before a colon, rules what the speaker says next as well.
        """
        found = [
            (len(phrase), section.key, phrase)
            for section in self._sections
            if not section.roles or utterance.role in section.roles
            for phrase in self._phrases[section.key, utterance.language, "heading"]
            if line.startswith(phrase)
        ]
        if not found:
            return None, False
        _, key, phrase = max(found)
        return key, line[len(phrase) :].strip()[:1] in {"", ".", "。", ":", "："}

    def _score(
        self, section: SectionRule, line: str, utterance: Utterance, findings: Sequence[Finding]
    ) -> float:
        if section.key == _OPENING and self._opened:
            return 0.0
        cues = self._phrases[section.key, utterance.language, "cue"]
        score = _CUE * min(_MOST_CUES, sum(cue in line for cue in cues))
        worth = sorted(_worth(section, finding, utterance.role) for finding in findings)
        return score + sum(worth[-_MOST_FINDINGS:])


def _complains(utterance: Utterance, findings: Sequence[Finding]) -> bool:
    """True when a patient or relative tells of a symptom, which at first is why they came."""
    return utterance.role in _LAY and any(
        finding.kind == "symptom" and finding.assertion == "present" for finding in findings
    )


def _worth(section: SectionRule, finding: Finding, role: Role) -> float:
    """What a finding says for a section: its weight there, or its kind's."""
    weights = _weights(finding, role)
    if weights:
        return weights.get(section.key, 0.0)
    return _KIND if finding.kind in section.findings else 0.0


def _weights(finding: Finding, role: Role) -> Mapping[str, float]:
    """Weight by section for findings that say more than their kind; empty for the others."""
    by_assertion: dict[str, Mapping[str, float]] = {
        "family": {"family": 5.0},
        "historical": {"meds": 3.0} if finding.kind == "medication" else {"pmh": 3.0},
        "hypothetical": {"plan": 2.5},
    }
    by_kind: dict[str, Mapping[str, float]] = {
        "allergy": {"allergies": 6.0},
        "vital": {"vitals": 3.0},
    }
    if finding.assertion in by_assertion:
        return by_assertion[finding.assertion]
    if role in _LAY:
        by_kind |= {"medication": {"meds": 3.0}, "diagnosis": {"pmh": 2.0}}
    elif finding.kind == "medication" and finding.value is not None:
        by_kind["medication"] = {"plan": 3.0, "meds": 1.0, "ed_course": 1.5}
    elif finding.assertion == "negated":
        by_kind["diagnosis"] = {"assessment": 1.5, "hpi": 0.5}
    return by_kind.get(finding.kind, {})
