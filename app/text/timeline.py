"""What was done in a resuscitation, out of what was said: the code log of a transcript.

Words are read from first to last with the state of the resuscitation in mind: who is on the chest,
what the defibrillator holds, what was ordered. Orders, plans, questions, memories and machines'
advice are no events; one act is one event, however many mention it. Nothing is completed from what
is usual: a unit, a route or an energy that nobody said is left out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from app.domain.code_spoken import SpokenEvent, SpokenKind
from app.domain.findings import Correction
from app.domain.transcript import UNKNOWN_SPEAKER, Transcript, Utterance
from app.text import timeline_acts as acts
from app.text import timeline_chest as chest
from app.text import timeline_course as course
from app.text import timeline_done as done
from app.text import timeline_doubt as doubt
from app.text import timeline_drugs as drugs
from app.text.timeline_data import Cues, cues_of
from app.text.timeline_state import Code, Draft
from app.text.timeline_words import Hit, Said, hits, said
from app.text.tokens import edges

Lines = Sequence[tuple[Said, Sequence[Hit]]]
"""Each utterance with the phrases of the rules in it."""
_SIMPLE: Final[Mapping[str, Callable[[Code, Said, Hit], None]]] = {
    "cpr_start": chest.start,
    "cpr_again": chest.again,
    "alarm": chest.alarm,
    "cpr_asked": chest.cpr_asked,
    "keep_going": chest.keep_going,
    "cpr_stop": chest.stop,
    "aed_analysis": chest.analysis,
    "rhythm": chest.rhythm,
    "rhythm_call": chest.rhythm_call,
    "pulse_check": chest.pulse_call,
    "pulse_lost": chest.pulse_lost,
    "rosc": chest.pulse,
    "yes": chest.yes,
    "no": chest.no,
    "death": chest.death,
    "clear": acts.clear,
    "disarm": acts.disarm,
    "misfire": acts.misfire,
    "airway": acts.airway,
    "attempt": acts.trying,
    "airway_lost": acts.airway_lost,
    "needle": acts.needle,
    "needle_vein": acts.needle,
    "access_lost": acts.access_lost,
}
_WITH_CUES: Final[Mapping[str, Callable[[Code, Said, Hit, Cues], None]]] = {
    "charge": acts.charge,
    "energy_plan": acts.planned,
    "shock": acts.shock,
    "access": acts.access,
}
ALARMS: Final = 3
_AGAIN: Final = 12
"""So many utterances around what was told or left out are asked about once more."""
_ASKED: Final = {"rhythm": chest.rhythm_asked}
_ASKS: Final = frozenset({"ask_mark", "question", "question_after"})
_BY_MACHINE: Final = frozenset({"cpr_start", "cpr_again", "cpr_stop", "pulse_check"})


def spoken_events(
    transcript: Transcript,
    corrections: Iterable[Correction] = (),
    weights_of: course.Learned = course.shipped,
    done_of: course.Learned = done.shipped,
) -> tuple[SpokenEvent, ...]:
    """The events in the order in which they were said. Raises ResourceError for damaged cues.

    corrections: of all utterances; terms that were applied are read as they are written.
    weights_of: what was learned of the course in a language; others than the shipped to measure;
    done_of: of medicines, airways and lines.
    """
    terms: dict[str | None, list[Correction]] = {}
    for one in corrections:
        if one.kind == "term" and one.state == "applied":
            terms.setdefault(one.utterance, []).append(one)
    lines = []
    for index, utterance in enumerate(transcript.utterances):
        if utterance.words:
            cues = cues_of(utterance.language)
            texts = _written(utterance, terms.get(utterance.id, ()))
            line = said(index, utterance, cues, texts)
            if line.text:  # not only marks
                lines.append((line, hits(line, cues)))
    ordered = sorted(
        _completed(lines, weights_of, done_of), key=lambda one: (one.said.index, one.start)
    )
    return tuple(one.event() for one in ordered)


def _completed(lines: Lines, weights_of: course.Learned, done_of: course.Learned) -> list[Draft]:
    """What the rules hear, less what is not believed, and then what the course tells of, until
    that is nothing more."""
    told: dict[int, list[SpokenKind]] = {}
    asked: dict[int, list[SpokenKind]] = {}
    denied: dict[int, list[SpokenKind]] = {}
    code, moments, opens = followed(lines, told)
    ask: Collection[int] = range(len(lines))
    for _ in range(course.ROUNDS):
        events = course.happened(code)
        found = course.missed(lines, moments, events, asked, weights_of, ask)
        found += done.missed(lines, opens, events, asked, done_of, ask)
        left = doubt.doubted(lines, code, moments, opens, weights_of, done_of)
        if not found and not left:
            break
        for kinds, some in ((told, found), (asked, found), (denied, left)):
            for at, kind in some:
                kinds.setdefault(lines[at][0].index, []).append(kind)
        for at, kind in left:
            index = lines[at][0].index
            told[index] = [one for one in told.get(index, ()) if one != kind]
        ask = {at + near for at, _ in (*found, *left) for near in range(-_AGAIN, _AGAIN + 1)}
        code, moments, opens = followed(lines, told, denied)
    return code.events


def followed(
    lines: Lines, told: course.Told, denied: course.Told = MappingProxyType({})
) -> tuple[Code, list[course.Moment], list[done.Open]]:
    """The state after the last line, and what it was before each. told: acts that are taken for
    heard, by utterance; denied: that are not, whatever was heard."""
    code, moments, opens = Code(known=_arrest(lines)), [], []
    for line, found in lines:
        moments.append(course.moment(code, line))
        opens.append(done.waited_for(code, line))
        if code.dead:
            continue
        kinds = told.get(line.index, ())
        for kind in kinds:
            if kind in course.KINDS:
                course.apply(code, line, kind)
        _read(code, line, found, cues_of(line.utterance.language), denied.get(line.index, ()))
        for kind in kinds:
            if kind in done.KINDS:
                done.apply(code, line, kind, opens[-1])
    return code, moments, opens


def _arrest(lines: Lines) -> bool:
    """Whether so many utterances have words of an arrest that all of it is about one."""
    alarms = sum(any(one.rule.kind == "alarm" for one in found) for _, found in lines)
    return alarms >= ALARMS


def _written(utterance: Utterance, terms: Iterable[Correction]) -> list[str]:
    """A text for each heard word, a corrected term at the first of its words."""
    texts = [word.text for word in utterance.words]
    for one in terms:
        after = edges(texts[one.last])[1]
        texts[one.first : one.last + 1] = [one.text + after] + [""] * (one.last - one.first)
    return texts


def _read(
    code: Code, line: Said, found: Sequence[Hit], cues: Cues, denied: Sequence[SpokenKind]
) -> None:
    machine = _machine(code, line, found)
    for one in found:
        if doubt.SAYS.get(one.rule.kind) in denied:
            continue
        if machine and one.rule.kind in _BY_MACHINE:
            continue
        if one.stopped:
            if one.rule.kind in _ASKED and _ASKS.issuperset(one.stopped):
                _ASKED[one.rule.kind](code, line, one)
            continue
        _do(code, line, one, cues)
    drugs.read(code, line, cues, given="drug" not in denied)


def _machine(code: Code, line: Said, found: Iterable[Hit]) -> bool:
    """Whether a defibrillator speaks: it orders, but does nothing to the chest itself."""
    voices = [one for one in found if one.rule.kind == "machine"]
    speaker = line.utterance.speaker
    if any(one.rule.sense == "voice" for one in voices) and speaker != UNKNOWN_SPEAKER:
        code.machines.add(speaker)
    return bool(voices) or speaker in code.machines


def _do(code: Code, line: Said, hit: Hit, cues: Cues) -> None:
    kind = hit.rule.kind
    if kind == "pulse_check" and hit.rule.sense in {"none", "none_bare", "felt"}:
        chest.no_pulse(code, line, hit)
    elif kind in _SIMPLE:
        _SIMPLE[kind](code, line, hit)
    elif kind in _WITH_CUES:
        _WITH_CUES[kind](code, line, hit, cues)
