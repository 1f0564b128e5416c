"""Who said what, when: words, turns, utterances, transcript.

What was heard never changes. `Utterance.words` are the heard words; `Utterance.text` is the
written form, which corrections and number forms produce and which can be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.domain.audio import SpeechRegion

Language = Literal["en", "zh"]
Role = Literal["physician", "nurse", "patient", "family", "ems", "interpreter", "unknown"]
UNKNOWN_SPEAKER = "S?"


@dataclass(frozen=True, slots=True)
class Word:
    """One heard word: an English token, a Chinese character, or a run of digits or Latin letters.

    Times in seconds from the recording's start; probability in [0, 1].
    """

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about heard words `first`..`last` of an utterance (both included); never deletes.

    reason: low_probability | impossible_duration | loop | speech_rate | no_speech | phrase.
    """

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class HeardRegion:
    """What the recogniser wrote for one speech region; flags index `words`."""

    region: SpeechRegion
    language: Language
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker speaking without a break: one RTTM SPEAKER line. Seconds."""

    speaker: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """One speaker's consecutive words: the unit that is shown, edited and cited.

    role_confidence: how sure a proposed role is, 0 to 1; 0 when nobody proposed one, or when a
    person said who it is.
    """

    id: str
    speaker: str
    language: Language
    words: tuple[Word, ...]
    role: Role = "unknown"
    overlap: bool = False
    text: str = ""
    flags: tuple[Flag, ...] = ()
    role_confidence: float = field(default=0.0, compare=False)  # of the guess, not of what was said

    @property
    def start_s(self) -> float:
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        return self.words[-1].end_s


@dataclass(frozen=True, slots=True)
class Transcript:
    """All utterances of one recording in time order, and the turns they came from."""

    utterances: tuple[Utterance, ...]
    turns: tuple[Turn, ...] = ()

    @property
    def language(self) -> Language:
        """The language most heard words are in; English when there are none."""
        heard = {"en": 0, "zh": 0}
        for utterance in self.utterances:
            heard[utterance.language] += len(utterance.words)
        return "zh" if heard["zh"] > heard["en"] else "en"


def overlapped(turns: Sequence[Turn], start_s: float, end_s: float) -> bool:
    """True when two different speakers speak at once for a third of the given span or more."""
    best = 0.0
    for index, one in enumerate(turns):
        for other in turns[index + 1 :]:
            if one.speaker != other.speaker:
                shared = min(one.end_s, other.end_s, end_s) - max(
                    one.start_s, other.start_s, start_s
                )
                best = max(best, shared)
    return best * 3 >= max(end_s - start_s, 1e-3)


def speaker_of(word: Word, turns: Sequence[Turn]) -> str:
    """The speaker whose turns cover most of a word, else the nearest turn within 1 s, else S?."""
    covered: dict[str, float] = {}
    nearest, distance_s = UNKNOWN_SPEAKER, 1.0
    for turn in turns:
        shared = min(turn.end_s, word.end_s) - max(turn.start_s, word.start_s)
        if shared > 0:
            covered[turn.speaker] = covered.get(turn.speaker, 0.0) + shared
        elif -shared < distance_s:
            nearest, distance_s = turn.speaker, -shared
    return max(covered, key=lambda name: covered[name]) if covered else nearest


def assign_speakers(heard: Sequence[HeardRegion], turns: Sequence[Turn]) -> Transcript:
    """Split each region's words where the speaker changes; one utterance a piece, numbered u1...

    A lone word between two runs of one other speaker follows them: diarization wobbles at
    word scale, and one orphaned word is more often its jitter than an interruption.
    """
    ordered = sorted(turns, key=lambda turn: turn.start_s)
    pieces: list[Utterance] = []
    for region in heard:
        near = [
            turn
            for turn in ordered
            if turn.start_s < region.region.end_s + 1.0 and turn.end_s > region.region.start_s - 1.0
        ]
        speakers = _smoothed([speaker_of(word, near) for word in region.words])
        pieces += _cut(region, speakers, near)
    pieces.sort(key=lambda piece: piece.start_s)
    numbered = (replace(piece, id=f"u{number}") for number, piece in enumerate(pieces, 1))
    return Transcript(tuple(numbered), tuple(ordered))


def _smoothed(speakers: list[str]) -> list[str]:
    smooth = list(speakers)
    for index in range(1, len(smooth) - 1):
        before, after = smooth[index - 1], speakers[index + 1]
        if before == after != smooth[index]:
            smooth[index] = before
    return smooth


def _cut(region: HeardRegion, speakers: list[str], turns: Sequence[Turn]) -> list[Utterance]:
    pieces: list[Utterance] = []
    first = 0
    for last in range(len(speakers)):
        if last + 1 < len(speakers) and speakers[last + 1] == speakers[last]:
            continue
        words = region.words[first : last + 1]
        flags = tuple(
            Flag(max(flag.first, first) - first, min(flag.last, last) - first, flag.reason)
            for flag in region.flags
            if flag.first <= last and flag.last >= first
        )
        overlap = overlapped(turns, words[0].start_s, words[-1].end_s)
        piece = Utterance("", speakers[last], region.language, words, overlap=overlap, flags=flags)
        pieces.append(piece)
        first = last + 1
    return pieces
