"""Sections for the sentences of a whole note, in dictation and in conversation.

Somebody who dictates goes through a note from its top to its end, so all sentences are filed
together: the course through the sections that most speaks for (Viterbi, 1967). In a conversation
each sentence is filed by itself, and an answer where its question was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from app.domain.transcript import Transcript
from app.text.note_routing import ENOUGH, LAY, OPENING, REVIEW, STORY, Weighed
from app.text.templates import Mode

_NEARLY_ALL: Final = 0.85
_UNPLACED: Final = ""
_START: Final = "^"
_NEVER: Final = -1e9
_HEADED, _RULED, _STAY, _CARRIED, _SENT = 50.0, 2.0, 1.0, 1.0, 2.5
_ONWARD, _BACK, _LOST, _FIRST, _OPENED_TWICE = -0.4, -1.2, -0.5, 1.0, -2.0
_NOWHERE: Final = 1.2
_SILENT, _FARTHER = 1.5, 0.05


def mode_of(transcript: Transcript, wanted: Mode) -> Mode:
    """Dictation where one speaker, who is not of the patient's side, says nearly all words."""
    if wanted != "auto":
        return wanted
    words: dict[str, int] = {}
    roles = {}
    for one in transcript.utterances:
        words[one.speaker] = words.get(one.speaker, 0) + len(one.words)
        roles[one.speaker] = one.role
    if not words:
        return "dictation"
    first = max(words, key=lambda speaker: words[speaker])
    alone = words[first] >= _NEARLY_ALL * sum(words.values())
    return "dictation" if alone and roles[first] not in LAY else "conversation"


@dataclass(slots=True)
class Course:
    """What is known on the way through a note. keys: its sections, in their order.

    brief: those that take nothing that does not speak for them. last: of the sentence before.
    sent: where a command sent what comes next.
    """

    keys: tuple[str, ...]
    brief: frozenset[str] = frozenset()
    speaker: str | None = None
    headed: str | None = None
    asked: str | None = None
    opened: bool = False
    last: str = _START
    sent: str | None = None

    def after(self, key: str) -> str | None:
        """The section behind one; of the last, and of none, there is none."""
        at = self.keys.index(key) + 1 if key in self.keys else len(self.keys)
        return self.keys[at] if at < len(self.keys) else None


def dictated(weighed: Sequence[Weighed], course: Course) -> list[str | None]:
    """The sections of sentences that follow each other; None for those that fit nowhere."""
    states = (*course.keys, _UNPLACED)
    steps = {flows: _steps(course, states, flows=flows) for flows in (True, False)}
    came: list[np.ndarray] = []
    sums = np.array([_NEVER if course.last not in {one, _START} else 0.0 for one in states])
    for at, one in enumerate(_held(weighed, course)):
        worth = _emissions(one, states, course, first=not at and not course.opened)
        if at or course.last != _START:
            ways = sums[:, None] + steps[one.flows]
            came.append(ways.argmax(axis=0))
            sums = ways.max(axis=0)
        sums = sums + np.array([worth[state] for state in states])
    if not weighed:
        return []
    at = int(sums.argmax())
    way = [at]
    for row in reversed(came[-(len(weighed) - 1) :] if len(weighed) > 1 else []):
        way.append(int(row[way[-1]]))
    course.last, course.opened = states[at] or course.last, True
    return [states[one] or None for one in reversed(way)]


def _steps(course: Course, states: Sequence[str], *, flows: bool) -> np.ndarray:
    """What speaks for going from each state (row) to each (column)."""
    return np.array([[_step(course, came, to, flows) for to in states] for came in states])


@dataclass(frozen=True, slots=True)
class _Held:
    """A sentence with the section that a heading, or a command, before it holds it in.

    flows: the same speaker goes on without a new paragraph or a heading of something else.
    """

    weighed: Weighed
    held: str | None
    bonus: float
    flows: bool


def _held(weighed: Sequence[Weighed], course: Course) -> Iterator[_Held]:
    for at, one in enumerate(weighed):
        flows = one.speaker == course.speaker and not (one.sentence.fresh or one.foreign)
        if one.speaker != course.speaker or one.foreign:
            course.speaker, course.headed = one.speaker, None
        if one.heading is not None:
            course.headed = one.heading if one.alone else None
            yield _Held(one, one.heading, _HEADED, flows)
        elif course.sent and not at:
            yield _Held(one, course.sent, _SENT, flows)
        else:
            yield _Held(one, course.headed, _RULED, flows)
    course.sent = None


def _emissions(
    one: _Held, states: Sequence[str], course: Course, *, first: bool
) -> dict[str, float]:
    worth = {state: one.weighed.scores.get(state, _NEVER) for state in states}
    for key in course.brief - {one.held or ""}:
        worth[key] -= 0.0 if worth[key] else _SILENT
    worth[_UNPLACED] = _NOWHERE
    if one.held in one.weighed.scores:
        worth[one.held or ""] += one.bonus
    if first and OPENING in worth:
        worth[OPENING] += _FIRST
    return worth


def _step(course: Course, came: str, to: str, same: bool) -> float:
    """What speaks for going from one section to another; a note is dictated top to bottom."""
    if _UNPLACED in {to, came}:
        return _LOST if came != to else 0.0
    if came == to:
        return _OPENED_TWICE if to == OPENING else _STAY if same else 0.0
    if to == OPENING:
        return _NEVER / 2
    ahead = course.keys.index(to) - course.keys.index(came)
    return _ONWARD - _FARTHER * ahead if ahead > 0 else _BACK


def said_in_turn(one: Weighed, course: Course) -> str | None:
    """The section of a sentence of a conversation, or None where nothing speaks for any."""
    if course.speaker != one.speaker or one.foreign:
        course.speaker, course.headed = one.speaker, None
    key = _complaint(one, course) or _heading(one, course) or _asked(one, course)
    key = key or _by_itself(one, course)
    course.opened |= key == OPENING
    if not one.lay and (one.asks or key is not None):
        course.asked = key if one.asks else None
    return key


def _complaint(one: Weighed, course: Course) -> str | None:
    """At first, a symptom that a patient or relative tells of is why they came."""
    complains = one.lay and one.named and not one.denied and not course.opened
    return OPENING if complains and OPENING in one.scores else None


def _heading(one: Weighed, course: Course) -> str | None:
    if one.heading is not None:
        course.headed = one.heading if one.alone else None
    return one.heading


def _asked(one: Weighed, course: Course) -> str | None:
    """Symptoms that are asked for by name once the complaint is known, and those that are denied
    then, are the review of systems, unless more speaks for another section."""
    asked = one.asks if not one.lay else one.denied
    if not (course.opened and one.named and asked and REVIEW in one.scores):
        return None
    key, worth = one.best
    return REVIEW if key in {STORY, REVIEW} or worth < 2 * ENOUGH else None


def _by_itself(one: Weighed, course: Course) -> str | None:
    scores = dict(one.scores)
    if course.opened:
        scores.pop(OPENING, None)
    if course.headed in scores:
        scores[course.headed] += _CARRIED
    key, worth = replace(one, scores=scores).best
    if worth >= (ENOUGH if course.headed is None else _CARRIED):
        return key
    if not one.lay:
        return None
    if course.asked in scores:
        return course.asked
    return STORY if STORY in scores else None
