"""Events that were heard, or told of, and what was learned does not believe: they are left out.

A phrase may stand in a sentence that is about something else. The same weights that tell of acts
without a known phrase say how likely the heard one is amid all others; where that is next to
nothing, the phrase was no report. What was told of a moment ago may be as unlikely once its
neighbours are known. Only in a resuscitation, and only where both weights exist.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.code_spoken import SpokenKind
from app.text import timeline_acts as acts
from app.text import timeline_course as course
from app.text import timeline_done as done
from app.text.timeline_data import cues_of
from app.text.timeline_state import Code, Draft

UNLIKELY: Final = 0.08
"""The probability below which a heard act is no event: of right and false ones as many."""
_UNSURE, _SURE, _LATER = 0.5, 0.9, 12
SAYS: Final[dict[str, SpokenKind]] = {
    "cpr_start": "cpr_start",
    "cpr_again": "cpr_start",
    "keep_going": "cpr_start",
    "cpr_stop": "cpr_stop",
    "pulse_check": "pulse_check",
    "shock": "shock",
    "airway": "airway",
    "access": "access",
}
"""Which event a kind of phrase makes."""


def doubted(
    lines: done.Lines,
    code: Code,
    moments: Sequence[course.Moment],
    opens: Sequence[done.Open],
    course_of: course.Learned,
    done_of: course.Learned,
) -> list[tuple[int, SpokenKind]]:
    """Utterances (their place in `lines`) and the kind heard in them that is left out."""
    events = course.happened(code)
    place = {said.index: at for at, (said, _) in enumerate(lines)}
    found: list[tuple[int, SpokenKind]] = []
    for one in code.events:
        chest = one.kind in course.KINDS
        language = one.said.utterance.language
        weights, others_known = course_of(language), done_of(language)
        if weights is None or others_known is None or (one.guessed and language != "en"):
            continue
        if not (chest or one.kind in done.KINDS) or not course.in_course(one.said, events):
            continue
        at, hits = place[one.said.index], lines[place[one.said.index]][1]
        if chest:
            others = [event for event in events if event[:2] != (one.said.index, one.kind)]
            features = course.features(at, lines, hits, moments[at], others)
            likely = weights.likely(features)[course.KINDS.index(one.kind)]
        else:
            words = done.named(one.said, cues_of(language))
            features = done.features(at, lines, hits, opens[at], words)
            likely = others_known.likely(features)[done.KINDS.index(one.kind)]
            if one.kind == "airway" and likely < _UNSURE and _rival(one, at, lines, opens, done_of):
                found.append((at, one.kind))
                continue
        if likely < UNLIKELY:
            found.append((at, one.kind))
    return found


def _rival(
    one: Draft,
    at: int,
    lines: done.Lines,
    opens: Sequence[done.Open],
    done_of: course.Learned,
) -> bool:
    """Whether it is much likelier, in English, that the device went in a little later."""
    weights = done_of("en")
    name = one.details["airway"]
    if one.said.utterance.language != "en" or weights is None:
        return False
    for later in range(at + 1, min(at + _LATER, len(lines))):
        said, hits = lines[later]
        if said.utterance.words[0].start_s - one.at_s > acts.TRYING_S:
            break
        now = replace(opens[later], in_place=opens[later].in_place - {name})
        words = done.named(said, cues_of("en"))
        if done.device(words, now) == name:
            features = done.features(later, lines, hits, now, words)
            if weights.likely(features)[done.KINDS.index("airway")] >= _SURE:
                return True
    return False
