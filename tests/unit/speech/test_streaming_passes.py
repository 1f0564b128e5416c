"""Quick looks and last readings of a true CTranslate2 model that writes a fixed script."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import AudioChunk, Samples, SpeechRegion
from app.domain.result import ModelUsed
from app.services.ports import Progress
from app.settings import LanguageChoice
from app.speech import recognizer as recognizer_module
from app.speech.recognizer import WhisperRecognizer
from app.speech.streaming_passes import WhisperEar
from app.speech.voice import Probabilities
from app.speech.whisper import for_one
from tests.tiny_whisper import write_whisper

MODEL = ModelUsed("tiny", "0" * 64)


def speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.ones(-(-len(samples) // 512), np.float32)


def recognizer(
    folder: Path, hears: str = "<|en|>", choice: LanguageChoice = "auto"
) -> WhisperRecognizer:
    directory = write_whisper(folder / "tiny", hears=hears)
    return WhisperRecognizer.open(directory, MODEL, speech, device="cpu", languages=choice)


def chunk(seconds: float, start_s: float = 0.0) -> AudioChunk:
    rng = np.random.default_rng(0)
    return AudioChunk(
        (0.1 * rng.standard_normal(round(16_000 * seconds))).astype(np.float32), start_s
    )


def test_a_look_gives_words_in_recording_time_and_how_likely_each_language_is(
    tmp_path: Path,
) -> None:
    reading = WhisperEar(recognizer(tmp_path)).look(chunk(4, start_s=60.0), None)
    assert [word.text for word in reading.words] == ["give", "aspirin", "300", "mg"]
    assert all(60.0 <= word.start_s <= word.end_s <= 64.0 for word in reading.words)
    assert reading.language == "en"
    assert sum(reading.likely.values()) == pytest.approx(1.0)


def test_a_settled_language_is_not_asked_for_again(tmp_path: Path) -> None:
    reading = WhisperEar(recognizer(tmp_path)).look(chunk(4), "zh")
    assert (reading.language, reading.likely) == ("zh", {"zh": 1.0})


def test_a_fixed_language_is_the_only_one(tmp_path: Path) -> None:
    ear = WhisperEar(recognizer(tmp_path, choice="zh"))
    assert ear.look(chunk(4), None).language == "zh"
    assert ear.judge(chunk(4), None, "en")[0] == "zh"


def test_the_last_reading_is_that_of_the_whole_recording(tmp_path: Path) -> None:
    offline = recognizer(tmp_path)
    region = SpeechRegion(2.0, 6.0)
    (heard,) = offline.recognize(chunk(10), [region])
    part = chunk(10).slice(region.start_s, region.end_s)
    assert WhisperEar(offline).judge(part, None, None) == (heard.language, heard.words)


def test_the_next_recording_loads_no_weights_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []

    def counted(whisper: object) -> object:
        loaded.append(whisper)
        return for_one(whisper)

    monkeypatch.setattr(recognizer_module, "for_one", counted)
    offline = recognizer(tmp_path)
    for _ in range(2):
        assert WhisperEar(offline).look(chunk(4), "en").words
    assert len(loaded) == 1


def test_a_region_too_short_to_tell_takes_the_language_of_the_one_before(tmp_path: Path) -> None:
    unsure = recognizer(tmp_path, hears="<|fr|>")  # neither English nor Mandarin is likelier
    ear = WhisperEar(unsure)
    assert ear.judge(chunk(0.8), None, "zh")[0] == "zh"
    assert ear.judge(chunk(2.0), None, "zh")[0] == "en"
