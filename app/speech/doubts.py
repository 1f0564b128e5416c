"""Marks on heard words that may never have been said; nothing is deleted.

Recognisers of this kind write fluent text where nobody spoke: about 1 % of passages, and more
than a third of those harmful (Koenecke and others, 2024, "Careless Whisper"). No single sign
finds them all, so several are laid over one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import paths
from app.domain.audio import SpeechRegion
from app.domain.errors import ResourceError
from app.domain.transcript import Flag, Language, Word
from app.speech.heard import heard_words, is_han
from app.speech.voice import FRAME_S, Probabilities

# Word probability and durations: the anomaly rule of faster-whisper, read per word.
_IMPROBABLE = 0.15
# Alignment often leaves a region's last word no time at all; one heard this surely is no invention.
_SURE = 0.5
_SHORT_S, _LONG_S = 0.133, 2.0
# Function words ("a", "of") are truly that short; only words of this many letters are held to it.
_SHORT_FROM_LETTERS = 5
_SHORTEST_S = 0.03
_SHORT_HAN_S, _LONG_HAN_S = 0.03, 1.5
_LONGEST_GRAM, _REPEATS = 5, 3
_WORDS_PER_S, _HAN_PER_S = 7.0, 10.0
_RATE_WINDOW = 8
# Alignment wanders by about a tenth of a second, so a word is judged by what lies around it.
_AROUND_S = 0.1
_SILENT_BELOW = 0.35
_SPEECH_FROM = 0.5
_SPEECH_SHARE = 0.5
_QUIET_LEVEL = 10 ** (-55 / 20)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the sound itself says about a region, per frame of 32 ms.

    start_s: where the first frame begins, from the recording's start.
    likely: probability of speech; loud: root mean square; both shape (frames,).
    """

    start_s: float
    likely: Probabilities
    loud: NDArray[np.float32]

    def _frames(self, start_s: float, end_s: float) -> slice:
        first = max(0, int((start_s - _AROUND_S - self.start_s) / FRAME_S))
        last = int((end_s + _AROUND_S - self.start_s) / FRAME_S) + 1
        return slice(min(first, max(0, len(self.likely) - 1)), max(last, first + 1))

    def silent(self, start_s: float, end_s: float) -> bool:
        """True when no frame around the span sounds like speech."""
        return not bool((self.likely[self._frames(start_s, end_s)] >= _SILENT_BELOW).any())

    def weak(self, start_s: float, end_s: float) -> bool:
        """True when less than half of the span is speech, or all of it is nearly inaudible."""
        frames = self._frames(start_s, end_s)
        speech = self.likely[frames] >= _SPEECH_FROM
        if not len(speech) or speech.mean() < _SPEECH_SHARE:
            return True
        return float(self.loud[frames].max()) < _QUIET_LEVEL

    def speech_s(self, start_s: float, end_s: float) -> float:
        """Seconds of speech around the span."""
        return float((self.likely[self._frames(start_s, end_s)] >= _SPEECH_FROM).sum()) * FRAME_S


def doubtful(words: Sequence[Word]) -> tuple[int, ...]:
    """Places of the words that are doubted for themselves, while their sound still comes."""
    flags = (*_improbable(words), *_impossible(words), *loops(words))
    return tuple(sorted({at for flag in flags for at in range(flag.first, flag.last + 1)}))


def doubts(words: Sequence[Word], language: Language, evidence: Evidence) -> tuple[Flag, ...]:
    """Every doubt about a region's heard words, in word order."""
    if not words:
        return ()
    flags = [
        *_improbable(words),
        *_impossible(words),
        *loops(words),
        *_hurried(words, evidence),
        *_unvoiced(words, evidence),
        *_phrases(words, language, evidence),
    ]
    return tuple(sorted(flags, key=lambda flag: (flag.first, flag.last, flag.reason)))


def _improbable(words: Sequence[Word]) -> Iterator[Flag]:
    for index, word in enumerate(words):
        if word.probability < _IMPROBABLE:
            yield Flag(index, index, "low_probability")


def _impossible(words: Sequence[Word]) -> Iterator[Flag]:
    for index, word in enumerate(words):
        duration_s = word.end_s - word.start_s
        if is_han(word.text):
            shortest_s, longest_s = _SHORT_HAN_S, _LONG_HAN_S
        else:
            long_word = len(word.text) >= _SHORT_FROM_LETTERS
            shortest_s, longest_s = _SHORT_S if long_word else _SHORTEST_S, _LONG_S
        # a microsecond of grace: times are sums of hundredths
        too_short = duration_s < shortest_s - 1e-6 and word.probability < _SURE
        if too_short or duration_s > longest_s + 1e-6:
            yield Flag(index, index, "impossible_duration")


def loops(words: Sequence[Word]) -> list[Flag]:
    """Runs in which the same 1 to 5 words stand three times or more in a row."""
    said = [word.text.casefold() for word in words]
    flags: list[Flag] = []
    for size in range(1, _LONGEST_GRAM + 1):
        same = [said[at] == said[at + size] for at in range(len(said) - size)]
        for first, last in _runs(same):
            inside = any(flag.first <= first and last + size <= flag.last + 1 for flag in flags)
            if last - first >= size * (_REPEATS - 1) and not inside:
                flags.append(Flag(first, last + size - 1, "loop"))
    return flags


def _runs(truths: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First index and the index after the last of every run of True."""
    first = 0
    for index, truth in enumerate([*truths, False]):
        if not truth:
            if index > first:
                yield first, index
            first = index + 1


def _hurried(words: Sequence[Word], evidence: Evidence) -> Iterator[Flag]:
    """Words that come faster than anybody speaks, over 8 words or the whole of a shorter region."""
    size = min(_RATE_WINDOW, len(words))
    fast = [False] * len(words)
    for first in range(len(words) - size + 1):
        if size > _most_words(words[first : first + size], evidence):
            fast[first : first + size] = [True] * size
    for first, last in _runs(fast):
        yield Flag(first, last - 1, "speech_rate")


def _most_words(window: Sequence[Word], evidence: Evidence) -> float:
    """How many words of this mixture of languages fit into a window's speech, at the fastest.

    Only a full window is held to its own times: those of a few words are too uncertain.
    """
    start_s, end_s = window[0].start_s, window[-1].end_s
    speech_s = evidence.speech_s(start_s, end_s)
    if len(window) == _RATE_WINDOW:
        speech_s = min(speech_s, end_s - start_s)
    han = sum(is_han(word.text) for word in window) / len(window)
    return max(2.0, speech_s * (_HAN_PER_S * han + _WORDS_PER_S * (1 - han)))


def _unvoiced(words: Sequence[Word], evidence: Evidence) -> Iterator[Flag]:
    silent = [evidence.silent(word.start_s, word.end_s) for word in words]
    for first, last in _runs(silent):
        yield Flag(first, last - 1, "no_speech")


def _phrases(words: Sequence[Word], language: Language, evidence: Evidence) -> Iterator[Flag]:
    """Phrases that such models write into silence; real ones are spoken, so sound decides."""
    said = [word.text.casefold() for word in words]
    for phrase in phrase_list(language):
        for first in range(len(said) - len(phrase) + 1):
            last = first + len(phrase) - 1
            if tuple(said[first : last + 1]) != phrase:
                continue
            if evidence.weak(words[first].start_s, words[last].end_s):
                yield Flag(first, last, "phrase")


@cache
def phrase_list(language: Language, folder: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """Phrases of a language as heard words, from resources/hallucinations.

    Raises ResourceError.
    """
    file = (folder or paths.RESOURCES / "hallucinations") / f"{language}.txt"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(
            f"phrase list {file.name} is missing or damaged; install again"
        ) from error
    wanted = (line.strip().casefold() for line in lines)
    return tuple(_words_of(line) for line in wanted if line and not line.startswith("#"))


def _words_of(phrase: str) -> tuple[str, ...]:
    pieces = [Word(phrase, 0.0, 1.0, 1.0)]
    return tuple(word.text for word in heard_words(pieces, SpeechRegion(0.0, 1.0)))
