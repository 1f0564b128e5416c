"""Findings of a line: what was mentioned, in which context, with its values and codes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.findings import Finding, FindingKind
from app.text.doses import DoseTable
from app.text.drug_shapes import UNLISTED
from app.text.findings_details import Span, with_details
from app.text.findings_medications import with_doses
from app.text.findings_taking import Place
from app.text.findings_vitals import vitals
from app.text.line import Heard, Line, unsure
from app.text.queries import NOBODY, Patient, queries, with_queries

_REMEMBERED: frozenset[FindingKind] = frozenset({"diagnosis", "procedure"})
_SUBSTANCE_AHEAD = 4
_SUBSTANCE_BEFORE = 1
_PLURAL, _OWNS = "allergies", 6
_OWNING = frozenset({"has", "have", "had", "known", "with", "reports", "history"})
_ENDS_LIST = frozenset(".;!?\n。；！？") | {
    "none",
    "no",
    "not",
    "so",
    "but",
    "because",
    "given",
    "give",
    "gave",
    "无",
    "没",
    "否",
    "但",
}
_LISTING = frozenset(",:/-，：、") | {"and", "or", "to", "the", "和", "及", "与", "对", "有"}


def findings(
    line: Line, patient: Patient = NOBODY, doses: DoseTable | None = None
) -> tuple[Finding, ...]:
    """All findings of a line in order of their words, with the questions that they raise.

    patient: from the record, as far as known; doses: the table a pharmacist signed in, or None.
    """
    kept = [one for one in line.mentions if not one.mention.doubtful]
    allergies, substances = _allergies(line, kept)
    drugs = [
        (_finding(line, one), Place(*_characters(line, one)))
        for one in kept
        if one.mention.concept.kind == "medication" and one not in substances
    ]
    complaints = [
        (_finding(line, one), Span(*_characters(line, one)))
        for one in kept
        if one.mention.concept.kind == "symptom"
    ]
    others = [
        _finding(line, one)
        for one in kept
        if one.mention.concept.kind not in {"medication", "allergy", "symptom"}
    ]
    detailed = with_details(line, complaints)
    found = [*allergies, *with_doses(line, drugs), *detailed, *others, *vitals(line)]
    corrected = any(one.state == "applied" for one in line.corrections)
    heard = None if corrected else line.written
    asked = queries(line.utterance, patient, doses, heard)
    return with_queries(line.utterance, found, asked)


def _finding(line: Line, heard: Heard) -> Finding:
    concept, assertion = heard.mention.concept, heard.mention.assertion
    remembered = assertion == "historical" and concept.kind in _REMEMBERED
    query = _cue_query(line, heard)
    if concept.id == UNLISTED:
        query = query or _unlisted_query(line, heard)
        # in Chinese only what is led to as a medicine is found: in question is its name
        doubted = assertion == "present" and line.utterance.language == "en"
        assertion = "uncertain" if doubted else assertion
    return Finding(
        line.utterance.id or None,
        heard.first,
        heard.last,
        "history" if remembered else concept.kind,
        concept.id,
        heard.text,
        assertion,
        concept.code,
        query=query,
    )


def _unlisted_query(line: Line, heard: Heard) -> str:
    """A question about a word that only looks like a medicine."""
    if line.utterance.language == "zh":
        return f"“{heard.text}”不在药品目录中，是药名吗？"
    return f'"{heard.text}" is in no list of medicines: is it one?'


def _cue_query(line: Line, heard: Heard) -> str | None:
    """A question when the word that turns the meaning round was heard unclearly (SAFETY R6)."""
    if heard.cue is None or not unsure(line.utterance, *heard.cue):
        return None
    words = line.utterance.words[heard.cue[0] : heard.cue[1] + 1]
    if line.utterance.language == "zh":
        said = "".join(word.text for word in words)
        return f"“{said}”听得不清楚：“{heard.text}”是有还是没有？"
    said = " ".join(word.text for word in words)
    return f'"{said}" was heard unclearly: is it "{heard.text}" or not?'


def _characters(line: Line, heard: Heard) -> tuple[int, int]:
    tokens = line.written.tokens
    return tokens[heard.mention.start].start, tokens[heard.mention.end - 1].end


def _allergies(line: Line, mentions: Sequence[Heard]) -> tuple[list[Finding], list[Heard]]:
    """Allergy findings, one a substance where some are named, and the drugs they consumed."""
    found: list[Finding] = []
    consumed: list[Heard] = []
    for at, heard in enumerate(mentions):
        if heard.mention.concept.kind != "allergy":
            continue
        substances = list(_substances(line, mentions, at))
        consumed += substances
        generic = _finding(line, heard)
        found += [_allergy(line, generic, heard, one) for one in substances] or [generic]
    return found, consumed


def _allergy(line: Line, generic: Finding, heard: Heard, substance: Heard) -> Finding:
    first, last = min(heard.first, substance.first), max(heard.last, substance.last)
    start = min(heard.mention.start, substance.mention.start)
    end = max(heard.mention.end, substance.mention.end)
    return replace(
        generic,
        first=first,
        last=last,
        concept=substance.mention.concept.id,
        text=line.written.written(start, end),
    )


def _substances(line: Line, mentions: Sequence[Heard], at: int) -> Iterator[Heard]:
    """The drugs an allergy mention is about: listed after "allergic to", or right before it.

    What states that there is none ("NKDA") is about no drug.
    """
    if mentions[at].mention.opposite:
        return
    after = list(_listed_after(line, mentions, at))
    yield from after
    if _heads(line, mentions[at], bool(after)):
        return
    start = mentions[at].mention.start
    for other in reversed(mentions[:at]):
        if other.mention.concept.kind != "medication" or not _joined(
            line, other.mention.end, start, _SUBSTANCE_BEFORE
        ):
            break
        yield other
        start = other.mention.start


def _heads(line: Line, heard: Heard, lists: bool) -> bool:
    """True for "allergies" as a heading: what stands before it belongs to another section."""
    tokens = line.written.tokens
    if tokens[heard.mention.end - 1].text != _PLURAL:
        return False
    before = {
        token.text for token in tokens[max(0, heard.mention.start - _OWNS) : heard.mention.start]
    }
    return lists or before.isdisjoint(_OWNING)


def _listed_after(line: Line, mentions: Sequence[Heard], at: int) -> Iterator[Heard]:
    """The drugs of the list that an allergy mention opens; in Chinese only behind a colon."""
    end = mentions[at].mention.end
    opening = [token.text for token in line.written.tokens[end : end + 1]]
    if line.utterance.language == "zh" and opening not in (["："], [":"]):
        return
    for other in mentions[at + 1 :]:
        if other.mention.start < end:
            continue
        if not _joined(line, end, other.mention.start, _SUBSTANCE_AHEAD):
            break
        if other.mention.concept.kind == "medication":
            yield other
            end = other.mention.end


def _joined(line: Line, start: int, end: int, most: int) -> bool:
    """True when few words lie between two tokens, and none that ends a list."""
    between = [token.text for token in line.written.tokens[start:end]]
    words = [text for text in between if text not in _LISTING]
    if not between:
        return True
    listed = len(words) < len(between)
    return (
        _ENDS_LIST.isdisjoint(between)
        and len(words) <= (1 if listed else 0)
        and len(between) <= most
    )
