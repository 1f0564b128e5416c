"""Guessing who a speaker is from what they say; doubtful speakers stay unknown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.transcript import UNKNOWN_SPEAKER, Language, Role, Transcript
from app.text.clinical import ClinicalResources
from app.text.reading import flat

_ENOUGH = 2
_LEAD = 2.0


def guess_roles(transcript: Transcript, resources: ClinicalResources) -> Transcript:
    """The transcript with a role for each speaker that at least two distinct phrases point to.

    The best role needs twice the phrases of the runner-up. A role that an utterance already has
    is kept; the speaker nobody is sure of stays unknown.
    """
    votes: dict[str, dict[Role, set[str]]] = {}
    for utterance in transcript.utterances:
        cues = resources.context[utterance.language].roles
        text = " ".join(word.text for word in utterance.words)
        line = flat(text, utterance.language)
        for role, phrases in cues.items():
            found = {phrase for phrase in phrases if _said(phrase, line, utterance.language)}
            votes.setdefault(utterance.speaker, {}).setdefault(role, set()).update(found)
    roles = {speaker: _decide(found) for speaker, found in votes.items()}
    roles[UNKNOWN_SPEAKER] = "unknown"
    return replace(
        transcript,
        utterances=tuple(
            replace(one, role=roles[one.speaker]) if one.role == "unknown" else one
            for one in transcript.utterances
        ),
    )


def _said(cue: str, line: str, language: Language) -> bool:
    """Whether any of a cue's alternatives ("a|^b") is in a line; ^ asks for its beginning."""
    for phrase in cue.split("|"):
        words = flat(phrase.removeprefix("^"), language)
        if line.startswith(words) if phrase.startswith("^") else words in line:
            return True
    return False


def _decide(votes: Mapping[Role, set[str]]) -> Role:
    counts: Sequence[tuple[Role, int]] = Counter(
        {role: len(found) for role, found in votes.items()}
    ).most_common(2)
    if not counts or counts[0][1] < _ENOUGH:
        return "unknown"
    if len(counts) > 1 and counts[0][1] < _LEAD * counts[1][1]:
        return "unknown"
    return counts[0][0]
