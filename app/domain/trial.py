"""What came of trying a microphone or the bundled sample."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.domain.live import Level
from app.domain.transcript import Language

READ_ALOUD: Final[dict[Language, str]] = {
    "en": "the patient has chest pain and shortness of breath since this morning",
    "zh": "患者今天早上开始胸痛伴呼吸困难",
}
"""What is read to test a microphone: everyday words, no numbers."""
WELL_HEARD: Final = 0.6
"""The share of words from which on the text is taken to match: the model that comes with ERScribe
gets one word in five wrong, and a deaf one nearly all."""
Sound = Literal["good", "silent", "faint", "clipping"]
Doing = Literal["opening", "recording", "loading", "hearing"]


@dataclass(frozen=True, slots=True)
class Matched:
    """How many of the words that were to be said were heard, in order."""

    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 0.0

    @property
    def well(self) -> bool:
        return self.share >= WELL_HEARD


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one try.

    sound: how loud it was. peak_dbfs: the loudest moment. troubles: what the recording process
    said meanwhile. duration_s: of the sound; load_s: waited for models afterwards; hear_s: what
    detector and recogniser took for it.
    """

    said: str
    heard: str
    language: Language
    matched: Matched
    sound: Sound
    peak_dbfs: float
    duration_s: float
    load_s: float
    hear_s: float
    model: str
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """Who follows a try. level: every tenth of a second; step: what is done now."""

    level: Callable[[Level], None] = lambda _: None
    step: Callable[[Doing], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled recording and what is said in it."""

    path: Path
    language: Language
    text: str
