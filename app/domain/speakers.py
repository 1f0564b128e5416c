"""Who speaks in a transcript, and what is to be said anew when a person puts that right.

What the diarizer said stays as it was: each change here is labels over utterances.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.errors import StoreError
from app.domain.note_versions import SpeakerLabel
from app.domain.transcript import Role, Transcript, Utterance

Labels = tuple[SpeakerLabel, ...]
LONGEST_NAME: Final = 40
LONGEST_SAMPLE_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker, with the role that most of their utterances have.

    spoken_s: how long in all. sample: where they are heard best, seconds of the recording: their
    longest utterance over which nobody else speaks, ten seconds of it at most. role_confidence: how
    sure a proposed role is, 0 to 1; 0 when nobody proposed it or a person said it.
    """

    name: str
    role: Role
    utterances: int
    spoken_s: float
    sample: tuple[float, float]
    role_confidence: float = 0.0


def speakers(transcript: Transcript) -> tuple[Speaker, ...]:
    """All of them, in the order in which they are first heard."""
    said: dict[str, list[Utterance]] = {}
    for one in transcript.utterances:
        said.setdefault(one.speaker, []).append(one)
    return tuple(_speaker(name, found) for name, found in said.items())


def with_role(transcript: Transcript, speaker: str, role: Role) -> Labels:
    """Everything a speaker says is said in this role."""
    return _labels(_of(transcript, speaker), speaker, role)


def renamed(transcript: Transcript, speaker: str, name: str) -> Labels:
    """Raises StoreError for a name that cannot be, or that another speaker has."""
    checked = checked_name(name)
    if checked != speaker and checked in {one.speaker for one in transcript.utterances}:
        raise StoreError("there is a speaker of this name already; merge the two instead")
    return tuple(SpeakerLabel(one.id, checked, one.role) for one in _of(transcript, speaker))


def merged(transcript: Transcript, speaker: str, into: str) -> Labels:
    """Everything the first one says is the other one's."""
    return _labels(_of(transcript, speaker), into, _role_of(transcript, into))


def given(transcript: Transcript, utterance: str, speaker: str) -> Labels:
    """One utterance is somebody else's."""
    own = [one for one in transcript.utterances if one.id == utterance]
    return _labels(own, speaker, _role_of(transcript, speaker))


def given_from(transcript: Transcript, utterance: str, speaker: str) -> Labels:
    """From this utterance on, everything that its speaker says is somebody else's."""
    at = next(
        (n for n, one in enumerate(transcript.utterances) if one.id == utterance),
        len(transcript.utterances),
    )
    later = transcript.utterances[at:]
    own = [one for one in later if one.speaker == later[0].speaker]
    return _labels(own, speaker, _role_of(transcript, speaker))


def as_they_are(transcript: Transcript, labels: Labels) -> Labels:
    """The labels that undo these."""
    changed = {one.utterance for one in labels}
    return tuple(
        SpeakerLabel(one.id, one.speaker, one.role)
        for one in transcript.utterances
        if one.id in changed
    )


def another_name(transcript: Transcript) -> str:
    """A name that no speaker has: `S4`."""
    taken = {one.speaker for one in transcript.utterances}
    return next(name for number in range(1, len(taken) + 2) if (name := f"S{number}") not in taken)


def checked_name(name: str) -> str:
    """A speaker's name without what surrounds it. Raises StoreError."""
    checked = " ".join(name.split())
    if not checked or len(checked) > LONGEST_NAME or not checked.isprintable():
        raise StoreError(f"a speaker's name is 1 to {LONGEST_NAME} characters in one line")
    return checked


def _speaker(name: str, said: Sequence[Utterance]) -> Speaker:
    timed = [(one.words[-1].end_s - one.words[0].start_s, one) for one in said if one.words]
    clean = [pair for pair in timed if not pair[1].overlap] or timed
    sample = (0.0, 0.0)
    if clean:
        long_s, best = max(clean, key=lambda pair: pair[0])
        sample = (best.start_s, best.start_s + min(long_s, LONGEST_SAMPLE_S))
    role = _most(said)
    sure = min(one.role_confidence for one in said if one.role == role)
    return Speaker(name, role, len(said), sum(long_s for long_s, _ in timed), sample, sure)


def _most(said: Iterable[Utterance]) -> Role:
    counted = Counter(one.role for one in said)
    return counted.most_common(1)[0][0] if counted else "unknown"


def _role_of(transcript: Transcript, speaker: str) -> Role:
    return _most(_of(transcript, speaker))


def _of(transcript: Transcript, speaker: str) -> list[Utterance]:
    return [one for one in transcript.utterances if one.speaker == speaker]


def _labels(said: Iterable[Utterance], speaker: str, role: Role) -> Labels:
    """Labels for those that are not labelled so already."""
    return tuple(
        SpeakerLabel(one.id, speaker, role)
        for one in said
        if (one.speaker, one.role) != (speaker, role)
    )
