"""Speech regions to heard words: any CTranslate2 Whisper directory, opened by faster-whisper."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import ctranslate2

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.errors import RecognitionError
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Language, Word
from app.services.ports import Progress
from app.settings import Device, LanguageChoice
from app.speech.batches import Batch, BatchReader
from app.speech.crew import in_order
from app.speech.doubts import Evidence, doubts, loops
from app.speech.packing import Pack, alone, packed
from app.speech.rescoring import RescoredModel, Rescorer
from app.speech.voice import Voice, levels
from app.speech.weighing import Weigher
from app.speech.whisper import LANGUAGES, check_languages, for_one, open_whisper
from app.speech.windows import batches

# Only for what does not fit into the model's window; the rest is decoded in batches alike.
_LONG = {
    "task": "transcribe",
    "beam_size": 5,
    "temperature": (0.0, 0.2, 0.4, 0.6),
    "condition_on_previous_text": False,
    "compression_ratio_threshold": 2.4,
    "log_prob_threshold": -1.0,
    "no_speech_threshold": 0.6,
    "word_timestamps": True,
    "vad_filter": False,
}
_WORST_LOSS = 0.1
# A region shorter than this says too little about its language to be trusted alone.
_SHORT_S = 1.0
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class _Guess:
    language: Language
    probability: float


class WhisperRecognizer:
    """Writes what is said in each region, each in its own language, and marks what it doubts.

    Batches are read by several threads at a time; the same recording gives the same words.
    """

    def __init__(
        self,
        whisper: Any,
        model: ModelUsed,
        voice: Voice,
        languages: LanguageChoice = "auto",
        weigher: Weigher | None = None,
        reader: BatchReader | None = None,
        workers: int = 1,
    ) -> None:
        """Recognise with a loaded faster-whisper model; `open` loads one from a directory.

        reader: reads with that model, in another way than the usual one. workers: how many
        batches the model reads at a time.
        """
        self.model = model
        self._whisper = whisper
        self._voice = voice
        self._choice = languages
        self._weigher = weigher
        self._reader = reader or BatchReader(whisper)
        self._workers = workers
        self.helpers = {"terms": weigher.model} if weigher else {}

    @classmethod
    def open(
        cls,
        directory: Path,
        model: ModelUsed,
        voice: Voice,
        *,
        device: Device = "auto",
        compute_type: str = "auto",
        languages: LanguageChoice = "auto",
        weigher: Weigher | None = None,
        rescorer: Rescorer | None = None,
    ) -> "WhisperRecognizer":
        """Load any CTranslate2 Whisper directory. Raises ModelError.

        weigher: weighs terms against what was heard. rescorer: chooses among hypotheses.
        """
        whisper = open_whisper(directory, device, compute_type)
        check_languages(whisper, model.name, languages)
        found = cls(whisper, model, voice, languages, weigher, workers=whisper.workers)
        if rescorer is not None and rescorer.languages:
            whisper.model = RescoredModel(whisper.model, rescorer, whisper.hf_tokenizer)
            found.helpers["language"] = rescorer.model
        return found

    @cached_property
    def for_one(self) -> "WhisperRecognizer":
        """This one for sounds that come one at a time, with the same words: see whisper.for_one.
        One for all recordings, since weights may be loaded for it."""
        whisper = for_one(self._whisper)
        if whisper is self._whisper:
            return self
        return WhisperRecognizer(whisper, self.model, self._voice, self._choice, self._weigher)

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        """Words for every region, in the regions' order. Raises RecognitionError.

        Regions are read in batches, longest first. Those too short to tell their language wait for
        that of their nearest neighbour.
        """
        ctranslate2.set_random_seed(0)
        heard: dict[SpeechRegion, HeardRegion] = {}
        tally = _Tally(sum(region.duration_s for region in regions), progress)
        read = self._read(self._packs(audio, regions), self.fixed_language, waits=True)
        said = (
            (audio.slice(region.start_s, region.end_s), region, language, mine)
            for pack, language, words in read
            for region, mine in pack.apart(words)
        )
        for one in in_order(self._judged, said, self._workers):
            heard[one.region] = one
            tally.add(one.region.duration_s)
        return [heard[region] for region in regions]

    def _packs(self, audio: AudioChunk, regions: Sequence[SpeechRegion]) -> list[Pack]:
        """Regions share a window only where that is long whatever it holds, and one language is
        sure: otherwise each needs its own to tell its language."""
        if self._choice == "auto" or not self._reader.cut.floor:
            return [alone(audio, region) for region in regions]
        return packed(audio, regions)

    def _read(
        self,
        packs: Sequence[Pack],
        fixed: Language | None,
        before: Language | None = None,
        *,
        waits: bool = False,
    ) -> Iterator[tuple[Pack, Language, tuple[Word, ...]]]:
        """Language and words of each, in times of the pack; not in the packs' order.

        fixed: the language of all, None to tell each one's. before: the language that decides for
        one too short to tell where no other is known. waits: for what has precedence; what is said
        now never does.
        """
        sounding = [pack for pack in packs if len(pack.samples)]
        yield from ((pack, fixed or "en", ()) for pack in packs if not len(pack.samples))
        settled: list[tuple[SpeechRegion, Language]] = []
        clear = [pack for pack in sounding if fixed or not _short(pack)]
        told = partial(self._told, fixed=fixed)
        for pack, language, words in self._batches(clear, told, waits=waits):
            settled.append((pack.region, language))
            yield pack, language, words
        short = [] if fixed else [pack for pack in sounding if _short(pack)]
        decided = self._decided(short, settled, before)
        yield from self._batches(short, lambda some, _: [decided[pack.region] for pack in some])

    def _batches(
        self,
        packs: Sequence[Pack],
        choose: Callable[[Sequence[Pack], Batch], list[Language]],
        *,
        waits: bool = False,
    ) -> Iterator[tuple[Pack, Language, tuple[Word, ...]]]:
        """Each pack's language, as it is chosen for those of one batch, and words."""

        def read(window: int, some: list[Pack]) -> list[tuple[Pack, Language, tuple[Word, ...]]]:
            batch = self._encoded(window, some)
            languages = choose(some, batch)
            return list(zip(some, languages, self._said(some, batch, languages), strict=True))

        together = self._together(packs)
        for said in in_order(lambda one: read(*one), together, self._workers, waits=waits):
            yield from said

    def _decided(
        self,
        short: Sequence[Pack],
        settled: list[tuple[SpeechRegion, Language]],
        before: Language | None,
    ) -> dict[SpeechRegion, Language]:
        """The language of each short region: its own where it is sure, or its neighbour's."""
        unsure: dict[SpeechRegion, _Guess] = {}
        known = list(settled)
        for window, some in self._together(short):
            guesses = self._guesses(some, self._encoded(window, some))
            for pack, guess in zip(some, guesses, strict=True):
                if guess.probability < _SURE:
                    unsure[pack.region] = guess
                else:
                    known.append((pack.region, guess.language))
        decided = dict(known)
        for region in unsure:
            decided[region] = _neighbour(region, known) or before or _majority(unsure)
        return decided

    def _together(self, packs: Sequence[Pack]) -> Iterator[tuple[int, list[Pack]]]:
        """Packs that are read together in windows of so many frames, longest first."""
        frames = [self._reader.frames(pack.samples) for pack in packs]
        most = self._reader.most
        for window, places in batches(frames, self._reader.cut, most, self._workers):
            yield window, [packs[place] for place in places]

    def _encoded(self, window: int, packs: Sequence[Pack]) -> Batch:
        with _failing(_span(packs)):
            return self._reader.encode([pack.samples for pack in packs], window)

    def _told(self, packs: Sequence[Pack], batch: Batch, fixed: Language | None) -> list[Language]:
        if fixed:
            return [fixed] * len(packs)
        return [guess.language for guess in self._guesses(packs, batch)]

    def _guesses(self, packs: Sequence[Pack], batch: Batch) -> list[_Guess]:
        with _failing(_span(packs)):
            found = self._reader.languages(batch)
        best = [max(LANGUAGES, key=lambda language: one[language]) for one in found]
        return [_Guess(language, one[language]) for language, one in zip(best, found, strict=True)]

    def _said(
        self, packs: Sequence[Pack], batch: Batch, languages: Sequence[Language]
    ) -> list[tuple[Word, ...]]:
        """The words of each pack; what loops is read again, alone, and the better try kept."""
        with _failing(_span(packs)):
            lines = self._reader.write(batch, languages)
            said = self._reader.times(batch, languages, lines)
            for at, words in enumerate(said):
                if self._reader.frames(packs[at].samples) > self._reader.cut.most:
                    said[at] = self._long(packs[at], languages[at])
                elif loops(packs[at].heard(words)):
                    again = self._unlooped(packs[at], languages[at])
                    if _better(packs[at].heard(again), packs[at].heard(words)):
                        said[at] = again
        return said

    def _unlooped(self, pack: Pack, language: Language) -> tuple[Word, ...]:
        """Read in the model's whole window, where a short one may be what made it loop."""
        batch = self._reader.encode([pack.samples], self._reader.cut.most)
        lines = self._reader.write(batch, [language], unlooped=True)
        return self._reader.times(batch, [language], lines)[0]

    @property
    def whisper(self) -> Any:
        """The loaded faster-whisper model."""
        return self._whisper

    @property
    def fixed_language(self) -> Language | None:
        """The one language that recordings may contain; None when it is decided by region."""
        return None if self._choice == "auto" else self._choice

    def recognize_ended(
        self, part: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, tuple[Word, ...]]:
        """Language and words of one region alone, as `recognize` would give them.

        language: None when it is to be decided. before: the language of the region before, which
        decides for one too short to tell. Raises RecognitionError.
        """
        ctranslate2.set_random_seed(0)
        region = SpeechRegion(part.start_s, part.end_s)
        fixed = language or self.fixed_language
        ((pack, found, words),) = self._read([alone(part, region)], fixed, before)
        ((_, said),) = pack.apart(words)
        return found, self._weighed(part, region, found, said)

    def _judged(
        self, heard: tuple[AudioChunk, SpeechRegion, Language, tuple[Word, ...]]
    ) -> HeardRegion:
        """Of a region's sound, place, language and words."""
        part, region, language, said = heard
        if not len(part.samples):
            return HeardRegion(region, language, ())
        words = self._weighed(part, region, language, said)
        evidence = Evidence(part.start_s, self._voice(part.samples), levels(part.samples))
        return HeardRegion(region, language, words, doubts(words, language, evidence))

    def _weighed(
        self, part: AudioChunk, region: SpeechRegion, language: Language, words: tuple[Word, ...]
    ) -> tuple[Word, ...]:
        if self._weigher is None or not words:
            return words
        with _failing(region):
            return self._weigher.weighed(self._whisper, part, language, words)

    def _long(self, pack: Pack, language: Language) -> tuple[Word, ...]:
        """What is longer than the model's window, read window by window by faster-whisper."""
        passages, _ = self._whisper.transcribe(pack.samples, language=language, **_LONG)
        return tuple(
            Word(piece.word, float(piece.start), float(piece.end), float(piece.probability))
            for passage in passages
            for piece in passage.words or ()
        )


class _Tally:
    """Seconds of speech done, told as a fraction."""

    def __init__(self, total_s: float, progress: Progress | None) -> None:
        self._total_s = max(total_s, 1e-9)
        self._done_s = 0.0
        self._progress = progress

    def add(self, seconds: float) -> None:
        self._done_s += seconds
        if self._progress:
            self._progress(min(1.0, self._done_s / self._total_s))


@contextmanager
def _failing(region: SpeechRegion) -> Iterator[None]:
    """What the libraries raise as a sentence without words. Raises RecognitionError."""
    try:
        yield
    except (RuntimeError, ValueError, IndexError) as error:
        raise RecognitionError(
            f"recognition failed between {region.start_s:.1f} s and {region.end_s:.1f} s; "
            "try again, or choose another recogniser with --model"
        ) from error


def _span(packs: Sequence[Pack]) -> SpeechRegion:
    return SpeechRegion(
        min(pack.region.start_s for pack in packs), max(pack.region.end_s for pack in packs)
    )


def _neighbour(
    region: SpeechRegion, settled: Sequence[tuple[SpeechRegion, Language]]
) -> Language | None:
    """The language of the region that is nearest in time; the earlier one when both are."""

    def far(other: tuple[SpeechRegion, Language]) -> tuple[float, float]:
        there = other[0]
        return max(there.start_s - region.end_s, region.start_s - there.end_s), there.start_s

    return min(settled, key=far)[1] if settled else None


def _short(pack: Pack) -> bool:
    return pack.duration_s < _SHORT_S


def _majority(unsure: dict[SpeechRegion, _Guess]) -> Language:
    weight = dict.fromkeys(LANGUAGES, 0.0)
    for region, guess in unsure.items():
        weight[guess.language] += guess.probability * region.duration_s
    return max(LANGUAGES, key=lambda language: weight[language])


def _better(again: Sequence[Word], words: Sequence[Word]) -> bool:
    """A second try replaces a looping one only when it does not loop and is about as sure."""
    if not again or loops(again):
        return False
    sure = [sum(word.probability for word in some) / len(some) for some in (again, words)]
    return sure[0] >= sure[1] - _WORST_LOSS
