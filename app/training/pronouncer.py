"""Phones without audio: what the decoder reads while the encoder is still learning to hear."""

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from app.training.chance import chance
from app.training.clip_store import ClipStore
from app.training.corpus import (
    AFTER,
    BEFORE,
    COLUMNS,
    LANGUAGE,
    LANGUAGES,
    PHONE,
    PLACE,
    PLACES,
    TONE,
    WORD,
)
from app.training.corpus_text import Sentence
from app.training.espeak_library import espeak_library
from app.training.phones import (
    INDEX,
    NO_WORD,
    PHONES,
    SILENCE,
    english_parts,
    is_rhotic,
    pinyin_parts,
)
from app.training.spoken import speller_case
from app.training.syllables import syllables

_STRESS: Final = str.maketrans("", "", "',%=|")
_SEPARATOR: Final = ord("_") << 8
_DEFAULT_FRAMES: Final = 4.0
_ENOUGH: Final = 5
_BY_DICTIONARY: Final = 3  # every so many sentences
_LONGER: Final = 4  # letters; shorter words are mostly weak ones
_DISPLACED: Final = 0.3  # of the misheard phones are also put elsewhere in their word
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A sentence as phones in time: (T, 7) targets, twice: as meant and as misheard.

    `trust` (T,) says how much of the first is in each frame.
    """

    meant: Int64
    misheard: Int64
    trust: npt.NDArray[np.float32]


class Pronouncer:
    """Words to phone labels, through espeak-ng's text-to-phoneme rules; no sound is made.

    English is said as a whole sentence, in which function words are weak, in one of `accents`;
    word by word where the engine runs words together. In every third sentence longer words are
    said as `dictionary` has them, since other engines and people differ from espeak-ng. Raises
    ResourceError when the library is missing.
    """

    def __init__(
        self,
        accents: Sequence[str] = ("en-us",),
        dictionary: Mapping[str, tuple[int, ...]] | None = None,
    ) -> None:
        self._lib, _ = espeak_library()
        self._accents = accents
        self._dictionary = dictionary or {}
        self._known: dict[str, tuple[int, ...] | None] = {}
        self._sentences = 0

    def english(self, words: Sequence[str]) -> list[tuple[int, ...]] | None:
        """Labels of each word, None when one has a phone we do not know."""
        self._sentences += 1
        accent = self._accents[self._sentences % len(self._accents)]
        said = speller_case(words)
        together = self._marks(" ".join(said), accent).split(" ")
        found = [_labels(marks, accent) for marks in together if marks]
        if len(found) != len(words) or not all(found):
            found = [self._alone(word) for word in said]
        if self._sentences % _BY_DICTIONARY == 0:
            known = [self._dictionary.get(w) if len(w) >= _LONGER else None for w in words]
            found = [other or own for other, own in zip(known, found, strict=True)]
        whole = [labels for labels in found if labels]
        return whole if len(whole) == len(words) else None

    def _alone(self, word: str) -> tuple[int, ...] | None:
        if word not in self._known:
            marks = self._marks(word, self._accents[0]).replace(" ", "_")
            self._known[word] = _labels(marks, self._accents[0])
        return self._known[word]

    def _marks(self, said: str, accent: str) -> str:
        self._lib.espeak_SetVoiceByName(accent.encode())  # others in this process may have set one
        text = ctypes.create_string_buffer(said.encode())
        pointer = ctypes.c_void_p(ctypes.addressof(text))
        raw = self._lib.espeak_TextToPhonemes(ctypes.byref(pointer), 1, _SEPARATOR) or b""
        return str(raw.decode("utf8", "replace"))

    def words(self, sentence: Sentence) -> list[tuple[tuple[int, ...], int]] | None:
        """(labels, tone) per word or Hanzi; None when one of them has no reading."""
        found: list[tuple[tuple[int, ...], int]] = []
        if sentence.language == "en":
            said = self.english(sentence.words)
            return None if said is None else [(labels, 0) for labels in said]
        text = "".join(sentence.words)
        for syllable in syllables(text):
            parts = pinyin_parts(syllable)
            if parts is None:
                return None
            found.append(parts)
        return found if len(found) == len(sentence.words) else None


def pronunciations(data: Path | None) -> dict[str, tuple[int, ...]]:
    """First pronunciation of each word in `vocab/en_cmudict.dict` of a data folder, if there."""
    path = data / "vocab" / "en_cmudict.dict" if data else None
    if path is None or not path.exists():
        return {}
    found: dict[str, tuple[int, ...]] = {}
    for line in path.read_text(encoding="utf8").splitlines():
        word, *sounds = line.partition("#")[0].split()
        # an unstressed AH is a schwa, which has a label of its own
        names = ["ax" if sound == "AH0" else sound.rstrip("012").lower() for sound in sounds]
        if word.isalpha() and names:
            found[word] = tuple(INDEX[name] for name in names)
    return found


def _labels(marks: str, accent: str) -> tuple[int, ...] | None:
    """Phone labels of one word's marks, None when there is none or one is unknown."""
    labels: list[int] = []
    for mark in marks.split("_"):
        parts = english_parts(mark.translate(_STRESS), is_rhotic(accent)) if mark else ()
        if parts is None:
            return None
        labels += parts
    return tuple(labels) or None


def mean_frames(store: ClipStore, clips: int = 1500) -> npt.NDArray[np.float32]:
    """How many frames each phone lasts on average in a store's first clips."""
    frames = np.zeros(len(PHONES))
    runs = np.zeros(len(PHONES))
    for clip in store.clips[:clips]:
        labels = clip.targets[:, PHONE]
        starts = np.flatnonzero(np.diff(labels, prepend=-1))
        np.add.at(runs, labels[starts], 1)
        np.add.at(frames, labels, 1)
    means = np.where(runs > _ENOUGH, frames / np.maximum(1, runs), _DEFAULT_FRAMES)
    return means.astype(np.float32)


def _similar() -> list[Int64]:
    """For each phone those it may be mistaken for: vowels, consonants, initials or finals."""
    vowels = {"aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy",
              "uh", "uw"}  # fmt: skip
    kind = [name[:2] if name[1:2] == "_" else str(name in vowels) for name in PHONES]
    groups = {k: np.array([i for i, other in enumerate(kind) if other == k]) for k in set(kind)}
    return [groups[k] for k in kind]


_SIMILAR: Final = _similar()


def read(
    words: Sequence[tuple[tuple[int, ...], int]],
    language: str,
    frames: npt.NDArray[np.float32],
    rng: np.random.Generator,
    errors: float,
) -> Reading:
    """Say words in imagination: durations drawn around the means, some phones misheard."""
    rows: list[tuple[int, int, int]] = [(SILENCE, 0, NO_WORD)]
    for index, (labels, tone) in enumerate(words):
        if index and chance(rng, 0.05):
            rows.append((SILENCE, 0, NO_WORD))
        rows += [(label, tone, index) for label in labels]
    rows.append((SILENCE, 0, NO_WORD))
    table = _table(np.array(rows), language)
    wrong = table.copy()
    slips = np.flatnonzero((rng.random(len(rows)) < errors) & (table[:, PHONE] != SILENCE))
    for row in slips:
        wrong[row, PHONE] = rng.choice(_SIMILAR[table[row, PHONE]])
        if language == "zh" and chance(rng, 0.6):
            wrong[row, TONE] = rng.integers(1, 6)
    wrong[1:, BEFORE], wrong[:-1, AFTER] = wrong[:-1, PHONE], wrong[1:, PHONE]
    trust = np.where(np.isin(np.arange(len(rows)), slips), rng.random(len(rows)), 1.0)
    pace = rng.uniform(0.6, 1.35)
    spread = rng.lognormal(0, 0.3, len(rows))
    lasting = np.maximum(1, np.round(frames[table[:, PHONE]] * pace * spread)).astype(int)
    lasting[[0, -1]] = rng.integers(1, 24, 2)
    meant = np.repeat(table, lasting, axis=0)
    _place(meant)
    misheard = np.repeat(wrong, lasting, axis=0)
    misheard[:, PLACE] = meant[:, PLACE]
    displaced = np.isin(np.arange(len(rows)), slips) & (rng.random(len(rows)) < _DISPLACED)
    lost = np.repeat(displaced, lasting)
    misheard[lost, PLACE] = rng.integers(1, PLACES, int(lost.sum()))
    return Reading(meant, misheard, np.repeat(trust, lasting).astype(np.float32))


def _table(rows: Int64, language: str) -> Int64:
    table = np.zeros((len(rows), COLUMNS), np.int64)
    table[:, PHONE], table[:, TONE], table[:, WORD] = rows.T
    table[1:, BEFORE], table[:-1, AFTER] = table[:-1, PHONE], table[1:, PHONE]
    table[:, LANGUAGE] = np.where(rows[:, 0] == SILENCE, 0, LANGUAGES.index(language))
    return table


def _place(targets: Int64) -> None:
    words = targets[:, WORD]
    starts = np.flatnonzero(np.diff(words, prepend=-2))
    lengths = np.diff(np.append(starts, len(words)))
    since = np.arange(len(words)) - np.repeat(starts, lengths)
    quarter = 1 + since * (PLACES - 1) // np.repeat(lengths, lengths)
    targets[:, PLACE] = np.where(words == NO_WORD, 0, quarter)
