"""Voices that know when each phone starts: espeak-ng and flite, called in this process.

Both libraries are asked for audio and for the times of its phones and words in one go, so the
labels of synthetic speech are exact and nothing has to be aligned afterwards.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from app.domain.errors import ResourceError
from app.training.espeak_library import espeak_library
from app.training.phones import (
    NO_WORD,
    SILENCE,
    Phone,
    english_parts,
    is_rhotic,
    is_silence,
    merge_pauses,
    pinyin_parts,
    radio_label,
)

Int16 = npt.NDArray[np.int16]
Mark = tuple[float, float, str]  # start_s, end_s, the engine's own symbol
Span = tuple[float, float, list[Mark]]  # a word's start_s, end_s and marks
_WORD: Final = 1
_PHONEME: Final = 7
_CHARS_UTF8: Final = 1
_SPEED: Final = 1
_PITCH: Final = 3
_RANGE: Final = 4
_TOKEN_PATH: Final = b"R:SylStructure.parent.parent.R:Token.parent"
_FLITE_WPM: Final = 175  # what a stretch of one is called here
_INITIAL_SHARE: Final = 0.35  # of a syllable's time, when espeak gave only one phone


@dataclass(frozen=True, slots=True)
class Setting:
    """How a voice speaks one clip: `accent+variant` or a flite voice, words per minute, pitch."""

    engine: str
    voice: str
    speed_wpm: int = 175
    pitch: int = 50
    pitch_range: int = 50


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Audio (int16, mono) with its phones; `words` is what was to be said, in order."""

    samples: Int16
    rate_hz: int
    phones: tuple[Phone, ...]
    words: tuple[str, ...]


class Voice(Protocol):
    """A synthesiser that gives times."""

    def speak(self, words: Sequence[str], setting: Setting) -> Spoken | None:
        """The clip, or None when the engine did not say one span per word."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("uid", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """libespeak-ng in retrieval mode: English words, or Mandarin as numbered pinyin.

    Raises ResourceError when the library is not installed. Not for use from two threads.
    """

    def __init__(self) -> None:
        self._lib, self.rate_hz = espeak_library()
        self._samples: list[Int16] = []
        self._marks: list[tuple[float, str]] = []
        self._words: list[tuple[float, int]] = []
        self._callback = _CALLBACK(self._collect)  # kept: C calls it

    def _collect(self, wav: Any, count: int, events: Any) -> int:
        if count > 0 and wav:
            self._samples.append(np.ctypeslib.as_array(wav, (count,)).copy())
        index = 0
        while events[index].type:
            event = events[index]
            at_s = event.audio_position / 1000
            if event.type == _PHONEME:
                self._marks.append((at_s, event.id.string.decode("utf8", "replace")))
            elif event.type == _WORD:
                self._words.append((at_s, event.text_position - 1))
            index += 1
        return 0

    def speak(self, words: Sequence[str], setting: Setting) -> Spoken | None:
        """English words, or pinyin syllables when the voice is Mandarin. None: unusable clip."""
        if self._lib.espeak_SetVoiceByName(setting.voice.encode()) != 0:
            return None
        self._run(" ".join(words), setting)
        if not self._samples:
            return None
        samples = np.concatenate(self._samples)
        spans = self._word_spans(words, len(samples) / self.rate_hz)
        if spans is None:
            return None
        mandarin = setting.voice.startswith("cmn")
        phones = _mandarin(words, spans) if mandarin else _english(spans, setting.voice)
        if phones is None:
            return None
        spoken = tuple(word.strip(",.?") for word in words)
        return Spoken(samples, self.rate_hz, merge_pauses(phones), spoken)

    def _run(self, text: str, setting: Setting) -> None:
        self._samples.clear()
        self._marks.clear()
        self._words.clear()
        for parameter, value in (
            (_SPEED, setting.speed_wpm),
            (_PITCH, setting.pitch),
            (_RANGE, setting.pitch_range),
        ):
            self._lib.espeak_SetParameter(parameter, value, 0)
        self._lib.espeak_SetSynthCallback(self._callback)
        raw = text.encode() + b"\0"
        self._lib.espeak_Synth(raw, len(raw), 0, 0, 0, _CHARS_UTF8, None, None)
        self._lib.espeak_Synchronize()

    def _word_spans(self, words: Sequence[str], end_s: float) -> list[Span] | None:
        """Each word's start, end and marks; None when a word's start is not known."""
        offsets = [0]
        for word in words[:-1]:
            offsets.append(offsets[-1] + len(word) + 1)
        starts: dict[int, float] = {}
        last = -1
        for start_s, position in self._words:  # events after the last word carry odd positions
            if position > last:
                starts[position] = start_s
                last = position
        if not starts.keys() <= set(offsets) or 0 not in starts:
            return None
        ends = [*(at_s for at_s, _ in self._marks[1:]), end_s]
        marks = [(a, b, mark) for (a, mark), b in zip(self._marks, ends, strict=True)]
        spans: list[Span] = []
        for index, offset in enumerate(offsets):
            if offset not in starts:
                continue
            stop = next((i for i in range(index + 1, len(words)) if offsets[i] in starts), None)
            stop_s = end_s if stop is None else starts[offsets[stop]]
            start_s = starts[offset]
            inside = [m for m in marks if start_s - 1e-4 <= m[0] < stop_s - 1e-4]
            spans += _shared(words[index:stop], (start_s, stop_s, inside))
        return spans


def _shared(words: Sequence[str], span: Span) -> list[Span]:
    """A span that espeak gave to several words ("of the"), cut by their letters."""
    start_s, stop_s, marks = span
    letters = np.cumsum([0, *(len(word) for word in words)])
    cuts = np.round(letters / letters[-1] * len(marks)).astype(int)
    spans: list[Span] = []
    for first, last in pairwise(cuts.tolist()):
        inside = marks[first:last]
        begin_s = inside[0][0] if inside and first else start_s
        end_s = marks[last][0] if last < len(marks) else stop_s
        spans.append((begin_s, end_s, inside))
    return spans


def _english(spans: Sequence[Span], voice: str) -> list[Phone] | None:
    rhotic = is_rhotic(voice)
    phones: list[Phone] = []
    for word, (_, _, marks) in enumerate(spans):
        for start_s, end_s, mark in marks:
            if is_silence(mark):
                phones.append(Phone(start_s, end_s, SILENCE))
                continue
            labels = english_parts(mark, rhotic)
            if labels is None:
                return None
            if not labels and phones:  # a soundless mark: its time belongs to the phone before
                last = phones[-1]
                phones[-1] = Phone(last.start_s, end_s, last.label, last.tone, last.word)
            cuts = np.linspace(start_s, end_s, len(labels) + 1)
            phones += [
                Phone(float(a), float(b), label, 0, word)
                for (a, b), label in zip(pairwise(cuts), labels, strict=True)
            ]
    return phones


def _mandarin(words: Sequence[str], spans: Sequence[Span]) -> list[Phone] | None:
    phones: list[Phone] = []
    for word, (start_s, stop_s, marks) in enumerate(spans):
        parts = pinyin_parts(words[word].strip(",.?"))
        sounding = [m for m in marks if not is_silence(m[2]) and m[2] != "_|"]
        if parts is None or not sounding:
            return None
        labels, tone = parts
        pauses = (a for a, _, mark in marks if is_silence(mark) and a > sounding[0][0])
        end_s = next(pauses, stop_s)
        cuts = [start_s, end_s]
        if len(labels) > 1:
            share_s = start_s + _INITIAL_SHARE * (end_s - start_s)
            cuts.insert(1, sounding[1][0] if len(sounding) > 1 else share_s)
        phones += [
            Phone(a, b, label, tone, word)
            for (a, b), label in zip(pairwise(cuts), labels, strict=True)
        ]
        if end_s < stop_s:
            phones.append(Phone(end_s, stop_s, SILENCE))
    return phones


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class Flite:
    """libflite's four recorded voices: kal16, awb, rms, slt.

    Raises ResourceError when the libraries are not installed.
    """

    def __init__(self) -> None:
        try:
            self._lib = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
            for name in ("libflite_usenglish.so.1", "libflite_cmulex.so.1"):
                ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
            self._lib.flite_init()
            self._voices = {name: self._register(name) for name in ("kal16", "awb", "rms", "slt")}
        except OSError as error:
            raise ResourceError("flite is missing: install the flite package") from error
        for function, result in (
            ("flite_synth_text", ctypes.c_void_p), ("utt_relation", ctypes.c_void_p),
            ("relation_head", ctypes.c_void_p), ("item_next", ctypes.c_void_p),
            ("item_feat_string", ctypes.c_char_p), ("item_feat_float", ctypes.c_float),
            ("path_to_item", ctypes.c_void_p), ("utt_wave", ctypes.POINTER(_Wave)),
            ("flite_feat_set_float", None), ("delete_utterance", None),
        ):  # fmt: skip
            getattr(self._lib, function).restype = result

    @staticmethod
    def _register(name: str) -> Any:
        library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
        register = getattr(library, f"register_cmu_us_{name}")
        register.restype = ctypes.c_void_p
        return ctypes.c_void_p(register(None))

    def speak(self, words: Sequence[str], setting: Setting) -> Spoken | None:
        """English words; None when flite split or joined them."""
        stretch = ctypes.c_float(_FLITE_WPM / setting.speed_wpm)
        # a cst_voice starts with its name and its features
        features = ctypes.cast(self._voices[setting.voice], ctypes.POINTER(ctypes.c_void_p))[1]
        self._lib.flite_feat_set_float(ctypes.c_void_p(features), b"duration_stretch", stretch)
        text = " ".join(words).encode()
        utterance = ctypes.c_void_p(self._lib.flite_synth_text(text, self._voices[setting.voice]))
        try:
            phones = self._phones(utterance, len(words))
            wave = self._lib.utt_wave(utterance).contents
            samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).copy()
            rate_hz = int(wave.sample_rate)
        finally:
            self._lib.delete_utterance(utterance)
        if phones is None:
            return None
        spoken = tuple(word.strip(",.?") for word in words)
        return Spoken(samples, rate_hz, merge_pauses(phones), spoken)

    def _phones(self, utterance: Any, count: int) -> list[Phone] | None:
        lib = self._lib
        item = lib.relation_head(ctypes.c_void_p(lib.utt_relation(utterance, b"Segment")))
        phones: list[Phone] = []
        start_s, word, seen = 0.0, NO_WORD, None
        while item:
            pointer = ctypes.c_void_p(item)
            label = radio_label(lib.item_feat_string(pointer, b"name").decode())
            end_s = float(lib.item_feat_float(pointer, b"end"))
            owner = lib.path_to_item(pointer, _TOKEN_PATH)
            if label is None:
                return None
            if label != SILENCE and owner != seen:
                word, seen = word + 1, owner
            phones.append(Phone(start_s, end_s, label, 0, NO_WORD if label == SILENCE else word))
            start_s, item = end_s, lib.item_next(pointer)
        return phones if word == count - 1 else None
