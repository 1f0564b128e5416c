"""The recogniser as the product runs it: its detector, decoding, doubts and written forms."""

import time
from collections.abc import Callable, Sequence
from functools import cache

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Utterance, Word
from app.services.file_speech import FilesHere
from app.settings import LanguageChoice
from app.text.correction import overlay
from app.text.lexicon import Lexicon
from app.text.writing import heard_line

Product = Callable[[LanguageChoice], FilesHere]
"""How the product hears files, told which languages they may contain."""


class Ears:
    """Hears clips through the product's own parts and keeps the time that recognition took."""

    def __init__(self, product: Product, lexicon: Callable[[], Lexicon]) -> None:
        self._product = cache(product)
        self._lexicon = cache(lexicon)
        self.audio_s = 0.0
        self.spent_s = 0.0

    @property
    def model(self) -> ModelUsed:
        """The recogniser that is measured."""
        return self._product("auto").recognizer().model

    @property
    def lexicon(self) -> Lexicon:
        return self._lexicon()

    @property
    def real_time_factor(self) -> float:
        """Seconds of recognition per second of audio so far."""
        return self.spent_s / max(self.audio_s, 1e-9)

    def whole(self, samples: Samples, languages: LanguageChoice) -> HeardRegion:
        """A clip as one speech region; the detector is not asked."""
        region = SpeechRegion(0.0, len(samples) / SAMPLE_RATE_HZ)
        return self._hear(samples, [region], languages)[0]

    def recording(self, samples: Samples, languages: LanguageChoice) -> Sequence[HeardRegion]:
        """What the product hears in a recording: the detector says where, the recogniser what."""
        regions = self._product("auto").detector().regions(AudioChunk(samples))
        return self._hear(samples, regions, languages) if regions else ()

    def written(self, heard: HeardRegion) -> str:
        """The text that the product shows for a region: numbers, spellings and terms written."""
        utterance = Utterance("", "", heard.language, heard.words)
        return overlay(utterance, self.lexicon)[0].text

    def _hear(
        self, samples: Samples, regions: Sequence[SpeechRegion], languages: LanguageChoice
    ) -> Sequence[HeardRegion]:
        recognizer = self._product(languages).recognizer()
        started = time.monotonic()
        heard = recognizer.recognize(AudioChunk(samples), regions)
        self.spent_s += time.monotonic() - started
        self.audio_s += len(samples) / SAMPLE_RATE_HZ
        return heard


def heard_text(heard: HeardRegion) -> str:
    """The heard words of a region as one line."""
    return heard_line(heard.words, heard.language)


def unflagged(heard: HeardRegion) -> tuple[Word, ...]:
    """The words that carry no doubt."""
    doubted = {index for flag in heard.flags for index in range(flag.first, flag.last + 1)}
    return tuple(word for index, word in enumerate(heard.words) if index not in doubted)
