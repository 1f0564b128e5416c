"""Words while they are said: sound comes in, regions of confirmed and unconfirmed words go out."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import numpy as np

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples
from app.domain.errors import RecognitionError
from app.domain.live import LiveWords, Trouble, TroubleOver
from app.domain.transcript import Language
from app.speech.detector import DetectorOptions
from app.speech.doubts import doubtful
from app.speech.streaming_agreement import Agreement, AgreementOptions, Words
from app.speech.streaming_regions import RegionFinder, Span
from app.speech.voice import FRAME_S, FRAME_SAMPLES, VoiceStream

_FAILED: Final = (
    "a passage could not be recognised live; it is recorded and is read again after stop"
)
WARM_UP_S: Final = 1.0
"""Sound before the place where following begins, so that the detector knows the room."""


@dataclass(frozen=True, slots=True)
class FollowOptions:
    """How often an open region is read, and when its language is settled.

    step_s: new sound before it is read again. first_s: sound before it is read at all.
    idle: a reading is followed by at least so many times its own length without one.
    sure, sure_after_s: the language of an open region is settled once two readings in a row find
    it at least so likely, and so much was heard. Tuned on development speech.
    """

    detector: DetectorOptions
    agreement: AgreementOptions = field(default_factory=AgreementOptions)
    step_s: float = 0.4
    first_s: float = 0.6
    idle: float = 0.5
    sure: float = 0.9
    sure_after_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass made of an unfinished region. likely: the share of each language."""

    likely: dict[Language, float]
    language: Language
    words: Words


class Ear(Protocol):
    """The recogniser, as following needs it. Both raise RecognitionError."""

    def look(self, chunk: AudioChunk, language: Language | None) -> Reading:
        """Read an open region quickly. language: None when it is not settled."""
        ...

    def judge(
        self, chunk: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, Words]:
        """Read an ended region as well as possible. before: the language of the last region."""
        ...


Said = LiveWords | Trouble | TroubleOver


class Follower:
    """Follows one recording: `hear` its sound in order, `finish` when there is no more.

    Every event goes to `tell`. Confirmed words are never taken back, whatever is read later.
    """

    def __init__(
        self,
        ear: Ear,
        voice: VoiceStream,
        options: FollowOptions,
        tell: Callable[[Said], None],
        *,
        start_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """start_s: where the sound begins in the recording. clock: seconds, for the pace."""
        self._ear, self._voice, self._options, self._tell = ear, voice, options, tell
        self._start_s = start_s
        self._clock = clock
        self._finder = RegionFinder(options.detector)
        self._sound: Samples = np.zeros(0, np.float32)
        self._base = 0  # the frame that the kept sound begins with
        self._number = 0
        self._language: Language | None = None
        self._region = _Open(options)
        self._looked_s = -math.inf
        self._pause_s = 0.0
        self._failing = False

    @property
    def position_s(self) -> float:
        """How far into the recording the sound has come."""
        return self._start_s + self._base * FRAME_S + len(self._sound) / SAMPLE_RATE_HZ

    def warm_up(self, samples: Samples) -> None:
        """Let the detector hear what comes before the start; no words are made of it."""
        self._voice.push(samples[len(samples) % FRAME_SAMPLES :])

    def hear(self, samples: Samples, *, haste: bool = False) -> None:
        """The next sound, any length. haste: much more is waiting, so read ended regions only."""
        self._sound = np.concatenate([self._sound, samples])
        for span in self._finder.push(*self._voice.push(samples), self._settled):
            self._end(span)
        if not haste:
            self._look()
        self._forget()

    def finish(self) -> None:
        """There is no more sound: whatever is open ends here."""
        for span in [
            *self._finder.push(*self._voice.flush(), self._settled),
            *self._finder.finish(self._settled),
        ]:
            self._end(span)

    @property
    def _settled(self) -> int:
        """The frame before which everything said is confirmed."""
        confirmed = self._region.agreement.confirmed
        return math.ceil((confirmed[-1].end_s - self._start_s) / FRAME_S) if confirmed else 0

    def _at_s(self, frame: int) -> float:
        return self._start_s + frame * FRAME_S

    def _part(self, first: int, last: int | None = None) -> AudioChunk:
        """The sound between two frames, or up to now."""
        start = (first - self._base) * FRAME_SAMPLES
        stop = None if last is None else (last - self._base) * FRAME_SAMPLES
        return AudioChunk(self._sound[start:stop], self._at_s(first))

    def _forget(self) -> None:
        first = self._finder.kept
        if first > self._base:
            self._sound = self._sound[(first - self._base) * FRAME_SAMPLES :].copy()
            self._base = first

    def _look(self) -> None:
        """Read the open region, when there is one and enough is new."""
        first, now_s = self._finder.open, self.position_s
        if (
            first is None
            or now_s - self._at_s(first) < self._options.first_s
            or now_s - self._looked_s < max(self._options.step_s, self._pause_s)
        ):
            return
        began = self._clock()
        region = self._region
        try:
            part = self._part(first)
            reading = self._ear.look(part, region.language)
        except RecognitionError:
            self._fail()
            return
        finally:
            self._looked_s = now_s
        cut = self._finder.likely_cut(self._settled)
        region.take(reading, part, math.inf if cut is None else self._at_s(cut))
        said, sure = region.agreement.words, len(region.agreement.confirmed)
        words = LiveWords(
            self._number, reading.language, said, sure, now_s, doubtful=doubtful(said)
        )
        if region.changed(words):
            self._tell(words)
        self._pause_s = (self._clock() - began) * (1 + self._options.idle)

    def _end(self, span: Span) -> None:
        """Read a region for good and begin anew."""
        region, self._region = self._region, _Open(self._options)
        part = self._part(span.first, span.last)
        language, words = self._judged(part, region)
        if language is None:
            language, words = region.shown, region.agreement.tail
            every = region.agreement.confirmed + words
        else:
            every = region.agreement.end(words)
        self._language = language
        said = LiveWords(self._number, language, every, len(every), self.position_s, True)
        self._tell(replace(said, doubtful=doubtful(every)))
        self._number += 1
        self._looked_s = self._at_s(span.last)

    def _judged(self, part: AudioChunk, region: "_Open") -> tuple[Language | None, Words]:
        """The last reading, tried twice; no language when it failed."""
        language = region.language if region.agreement.confirmed else None
        for _ in range(2):
            try:
                found = self._ear.judge(part, language, self._language)
            except RecognitionError:
                continue
            if self._failing:
                self._failing = False
                self._tell(TroubleOver("speech_lost", self.position_s))
            return found
        self._fail()
        return None, ()

    def _fail(self) -> None:
        if not self._failing:
            self._failing = True
            self._tell(Trouble("speech_lost", _FAILED, self.position_s))


class _Open:
    """What is known of the region being spoken."""

    def __init__(self, options: FollowOptions) -> None:
        self._options = options
        self.agreement = Agreement(options.agreement)
        self.language: Language | None = None
        self.shown: Language = "en"
        self._last: Language | None = None
        self._told: LiveWords | None = None

    def take(self, reading: Reading, part: AudioChunk, limit_s: float) -> None:
        """Words are confirmed only once their language is settled."""
        self.shown = reading.language
        if self.language is None:
            self.language = self._settle(reading, part)
        if self.language is None:
            self.agreement.show(reading.words)
        else:
            self.agreement.take(reading.words, part.end_s, limit_s)

    def changed(self, words: LiveWords) -> bool:
        """True when these are not the words told last."""
        last, self._told = self._told, words
        return last is None or (last.words, last.confirmed) != (words.words, words.confirmed)

    def _settle(self, reading: Reading, part: AudioChunk) -> Language | None:
        options = self._options
        sure = reading.likely[reading.language] >= options.sure
        found = reading.language if sure and part.duration_s >= options.sure_after_s else None
        settled = found if found == self._last else None
        self._last = found
        return settled
