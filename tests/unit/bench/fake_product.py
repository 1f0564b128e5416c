"""How the product hears, without weights: a recogniser that always writes the same words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.result import ModelUsed
from app.domain.transcript import Flag, HeardRegion, Language, Word
from app.services.file_speech import FilesHere
from app.services.ports import Progress
from app.settings import LanguageChoice

TINY = ModelUsed("tiny", "ab" * 32)


@dataclass
class Recognizer:
    """Writes `says` in every region, a word each half second; the first word is doubted."""

    says: str
    language: LanguageChoice
    model: ModelUsed = TINY
    asked: list[float] = field(default_factory=list)
    helpers: dict[str, ModelUsed] = field(default_factory=dict)

    def recognize(
        self, audio: AudioChunk, regions: Sequence[SpeechRegion], progress: Progress | None = None
    ) -> Sequence[HeardRegion]:
        self.asked.append(audio.duration_s)
        language: Language = "zh" if self.language == "zh" else "en"
        words = tuple(
            Word(text, 0.25 + 0.5 * at, 0.75 + 0.5 * at, 0.9)
            for at, text in enumerate(self.says.split())
        )
        flags = (Flag(0, 0, "low_probability"),) if words else ()
        return [HeardRegion(region, language, words, flags) for region in regions]


class Halves:
    """A detector that finds speech in the first half, or nowhere in silence."""

    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        loud = float(np.abs(audio.samples).max()) > 0
        return [SpeechRegion(0.0, audio.duration_s / 2)] if loud else []


def product(says: str) -> Callable[[LanguageChoice], FilesHere]:
    """Whatever it hears is `says`."""

    def made(languages: LanguageChoice) -> FilesHere:
        recognizer = Recognizer(says, languages)
        return cast(FilesHere, _Parts(lambda: recognizer, Halves))

    return made


@dataclass
class _Parts:
    recognizer: Any
    detector: Any
