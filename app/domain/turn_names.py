"""Turns under the names that people gave their speakers."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from app.domain.transcript import Transcript, Turn


def named_turns(transcript: Transcript) -> tuple[Turn, ...]:
    """Each turn is of the speaker whose utterances fit it best; one without words keeps the name
    that the diarizer gave."""
    said = sorted((one for one in transcript.utterances if one.words), key=lambda one: one.start_s)
    longest = max((one.end_s - one.start_s for one in said), default=0.0)
    begins = [one.start_s for one in said]

    def named(turn: Turn) -> Turn:
        fit: defaultdict[str, float] = defaultdict(float)
        for one in said[bisect_left(begins, turn.start_s - longest) :]:
            if one.start_s >= turn.end_s:
                break
            shared = min(one.end_s, turn.end_s) - max(one.start_s, turn.start_s)
            # by what both are long together: a short turn inside of another's speech is not theirs
            whole = max(one.end_s, turn.end_s) - min(one.start_s, turn.start_s)
            if shared > 0:
                fit[one.speaker] += shared / whole
        return replace(turn, speaker=max(fit, key=lambda name: fit[name])) if fit else turn

    return tuple(named(turn) for turn in transcript.turns)


def heard_order(transcript: Transcript) -> tuple[str, ...]:
    """Speakers in the order in which they are first heard, as they are numbered everywhere."""
    return tuple(dict.fromkeys(one.speaker for one in transcript.utterances))
