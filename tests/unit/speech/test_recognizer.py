"""Regions to heard words: language by region, loops tried again, doubts marked, errors told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.errors import ModelError, RecognitionError
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion
from app.services.ports import Progress
from app.settings import LanguageChoice
from app.speech.recognizer import WhisperRecognizer
from app.speech.voice import Probabilities
from tests.tiny_whisper import write_whisper

MODEL = ModelUsed("tiny", "0" * 64)


def always_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.ones(-(-len(samples) // 512), np.float32)


def never_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.zeros(-(-len(samples) // 512), np.float32)


def recording(duration_s: float = 20.0, start_s: float = 0.0) -> AudioChunk:
    """Sound whose level says what second it is, so that a fake can tell regions apart."""
    seconds = np.arange(round(duration_s * SAMPLE_RATE_HZ)) // SAMPLE_RATE_HZ
    return AudioChunk((seconds / 100).astype(np.float32), start_s)


def piece(text: str, start_s: float, end_s: float, probability: float = 0.9) -> SimpleNamespace:
    return SimpleNamespace(word=text, start=start_s, end=end_s, probability=probability)


@dataclass
class FakeWhisper:
    """Hears English with the probability scripted for a second; writes what `script` says."""

    english: Callable[[int], float] = lambda _: 0.99
    script: Callable[[dict[str, Any]], list[SimpleNamespace]] = lambda _: [
        piece(" chest", 0.2, 0.5),
        piece(" pain.", 0.5, 0.9),
    ]
    calls: list[dict[str, Any]] = field(default_factory=list)
    model: Any = None

    def __post_init__(self) -> None:
        self.model = SimpleNamespace(detect_language=self._languages)

    def feature_extractor(self, samples: Samples) -> Samples:
        return np.full((80, len(samples) // 160 + 1), samples.mean(), np.float32)

    feature_extractor.nb_max_frames = 3000  # type: ignore[attr-defined]

    def encode(self, features: Samples) -> int:
        return round(float(features.max()) * 100)

    def _languages(self, second: int) -> list[list[tuple[str, float]]]:
        share = self.english(second) * 0.5
        return [[("<|fr|>", 0.5), ("<|en|>", share), ("<|zh|>", 0.5 - share)]]

    def transcribe(self, samples: Samples, **options: Any) -> tuple[list[SimpleNamespace], None]:
        self.calls.append({**options, "second": round(float(samples.mean()) * 100)})
        return [SimpleNamespace(words=self.script(options))], None


def hear(
    whisper: FakeWhisper,
    *regions: SpeechRegion,
    languages: LanguageChoice = "auto",
    audio: AudioChunk | None = None,
) -> list[HeardRegion]:
    recognizer = WhisperRecognizer(whisper, MODEL, always_speech, languages)
    return list(recognizer.recognize(audio or recording(), regions))


def test_words_carry_recording_time() -> None:
    (heard,) = hear(FakeWhisper(), SpeechRegion(5.0, 7.0))
    assert [word.text for word in heard.words] == ["chest", "pain"]
    assert [word.start_s for word in heard.words] == pytest.approx([5.2, 5.5])
    assert heard.region == SpeechRegion(5.0, 7.0)


def test_a_chunk_from_the_middle_of_a_recording_keeps_its_times() -> None:
    (heard,) = hear(FakeWhisper(), SpeechRegion(65.0, 67.0), audio=recording(20, start_s=60.0))
    assert heard.words[0].start_s == pytest.approx(65.2)


def test_the_language_is_decided_per_region_among_those_we_write() -> None:
    whisper = FakeWhisper(english=lambda second: 0.9 if second < 10 else 0.2)
    heard = hear(whisper, SpeechRegion(1, 3), SpeechRegion(12, 14), SpeechRegion(4, 6))
    assert [region.language for region in heard] == ["en", "zh", "en"]
    assert [call["language"] for call in whisper.calls] == ["en", "zh", "en"]


@pytest.mark.parametrize("languages", ["en", "zh"])
def test_a_fixed_language_is_never_detected(languages: LanguageChoice) -> None:
    whisper = FakeWhisper()
    whisper.model.detect_language = None
    (heard,) = hear(whisper, SpeechRegion(1, 3), languages=languages)
    assert heard.language == languages
    assert whisper.calls[0]["language"] == languages


def test_a_short_unsure_region_takes_its_nearest_neighbours_language() -> None:
    whisper = FakeWhisper(english=lambda second: {1: 0.99, 5: 0.6, 8: 0.01}[second])
    regions = SpeechRegion(1, 2), SpeechRegion(5.1, 5.9), SpeechRegion(8, 9)
    assert [region.language for region in hear(whisper, *regions)] == ["en", "zh", "zh"]


def test_a_short_region_that_is_sure_speaks_for_itself() -> None:
    whisper = FakeWhisper(english=lambda second: {1: 0.01, 5: 0.95}[second])
    regions = SpeechRegion(1, 2), SpeechRegion(5.1, 5.9)
    assert [region.language for region in hear(whisper, *regions)] == ["zh", "en"]


def test_a_short_region_before_any_other_waits_for_the_next() -> None:
    whisper = FakeWhisper(english=lambda second: {1: 0.6, 5: 0.01}[second])
    regions = SpeechRegion(1.1, 1.9), SpeechRegion(5, 6.5)
    assert [region.language for region in hear(whisper, *regions)] == ["zh", "zh"]


def test_short_regions_alone_decide_together() -> None:
    whisper = FakeWhisper(english=lambda second: {1: 0.6, 3: 0.2, 5: 0.3}[second])
    regions = SpeechRegion(1.1, 1.9), SpeechRegion(3.1, 3.9), SpeechRegion(5.1, 5.9)
    assert {region.language for region in hear(whisper, *regions)} == {"zh"}


def test_results_follow_the_regions_order() -> None:
    whisper = FakeWhisper(english=lambda _: 0.6)
    regions = SpeechRegion(1.1, 1.5), SpeechRegion(3, 5), SpeechRegion(7.1, 7.5)
    assert [heard.region for heard in hear(whisper, *regions)] == list(regions)


def test_nothing_is_ever_translated_or_carried_over() -> None:
    whisper = FakeWhisper()
    hear(whisper, SpeechRegion(1, 3))
    (call,) = whisper.calls
    assert call["task"] == "transcribe"
    assert call["condition_on_previous_text"] is False
    assert call["word_timestamps"] is True
    assert call["vad_filter"] is False
    assert call["temperature"] == (0.0, 0.2, 0.4, 0.6)
    assert call["max_new_tokens"] == 64


def looping(options: dict[str, Any]) -> list[SimpleNamespace]:
    if "no_repeat_ngram_size" in options:
        return [piece(" pain", 0.0, 0.5, 0.85)]
    return [piece(" pain", 0.3 * at, 0.3 * at + 0.3) for at in range(4)]


def test_a_loop_is_tried_again_and_the_better_try_kept() -> None:
    whisper = FakeWhisper(script=looping)
    (heard,) = hear(whisper, SpeechRegion(1, 3))
    assert [word.text for word in heard.words] == ["pain"]
    assert len(whisper.calls) == 2


def test_a_loop_that_stays_is_marked_and_kept() -> None:
    whisper = FakeWhisper(script=lambda _: looping({}))
    (heard,) = hear(whisper, SpeechRegion(1, 3))
    assert [word.text for word in heard.words] == ["pain"] * 4
    assert {(flag.first, flag.last, flag.reason) for flag in heard.flags} == {(0, 3, "loop")}


def test_a_less_sure_second_try_does_not_replace_a_loop() -> None:
    def script(options: dict[str, Any]) -> list[SimpleNamespace]:
        again = "no_repeat_ngram_size" in options
        return [piece(" gone", 0.0, 0.5, 0.3)] if again else looping({})

    (heard,) = hear(FakeWhisper(script=script), SpeechRegion(1, 3))
    assert len(heard.words) == 4


def test_an_empty_second_try_does_not_replace_a_loop() -> None:
    def script(options: dict[str, Any]) -> list[SimpleNamespace]:
        return [] if "no_repeat_ngram_size" in options else looping({})

    (heard,) = hear(FakeWhisper(script=script), SpeechRegion(1, 3))
    assert len(heard.words) == 4


def test_words_where_the_detector_hears_nobody_are_marked() -> None:
    recognizer = WhisperRecognizer(FakeWhisper(), MODEL, never_speech)
    (heard,) = recognizer.recognize(recording(), [SpeechRegion(5, 7)])
    assert [word.text for word in heard.words] == ["chest", "pain"]
    assert "no_speech" in {flag.reason for flag in heard.flags}


@pytest.mark.parametrize("region", [SpeechRegion(30, 31), SpeechRegion(3, 3)])
def test_a_region_without_samples_has_no_words(region: SpeechRegion) -> None:
    whisper = FakeWhisper()
    (heard,) = hear(whisper, region)
    assert heard.words == ()
    assert whisper.calls == []


def test_no_regions_are_no_work() -> None:
    assert hear(FakeWhisper()) == []


def test_progress_counts_seconds_of_speech() -> None:
    told: list[float] = []
    recognizer = WhisperRecognizer(FakeWhisper(), MODEL, always_speech)
    recognizer.recognize(recording(), [SpeechRegion(1, 2), SpeechRegion(4, 7)], told.append)
    assert told == pytest.approx([0.25, 1.0])


@pytest.mark.parametrize("error", [RuntimeError("patient Smith"), ValueError("patient Smith")])
def test_a_library_failure_names_the_time_and_not_the_words(error: Exception) -> None:
    def script(options: dict[str, Any]) -> list[SimpleNamespace]:
        raise error

    with pytest.raises(RecognitionError, match=r"between 5\.0 s and 7\.0 s") as caught:
        hear(FakeWhisper(script=script), SpeechRegion(5, 7))
    assert "Smith" not in str(caught.value)


def test_a_failure_while_detecting_the_language_is_told_alike() -> None:
    def english(second: int) -> float:
        raise RuntimeError("out of memory")

    with pytest.raises(RecognitionError, match=r"between 5\.0 s and 7\.0 s"):
        hear(FakeWhisper(english=english), SpeechRegion(5, 7))


def noise(duration_s: float = 10.0) -> AudioChunk:
    rng = np.random.default_rng(5)
    return AudioChunk(rng.normal(0, 0.05, round(duration_s * SAMPLE_RATE_HZ)).astype(np.float32))


def test_any_whisper_directory_is_opened_and_heard(tmp_path: Path) -> None:
    directory = write_whisper(tmp_path / "whisper", " Give .5 mg, now.")
    recognizer = WhisperRecognizer.open(directory, MODEL, always_speech, device="cpu")
    (heard,) = recognizer.recognize(noise(), [SpeechRegion(1.0, 7.0)])
    assert [word.text for word in heard.words] == ["Give", ".5", "mg", "now"]
    assert heard.language == "en"
    times = [time for word in heard.words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert times[0] >= 1.0
    assert times[-1] <= 7.0
    assert all(type(word.probability) is float for word in heard.words)
    assert all(type(time) is float for time in times)
    assert recognizer.model == MODEL


def test_a_directory_that_hears_chinese_writes_characters(tmp_path: Path) -> None:
    directory = write_whisper(tmp_path / "whisper", "胸痛12小时。", hears="<|zh|>")
    recognizer = WhisperRecognizer.open(directory, MODEL, always_speech)
    (heard,) = recognizer.recognize(noise(), [SpeechRegion(1.0, 7.0)])
    assert [word.text for word in heard.words] == ["胸", "痛", "12", "小", "时"]
    assert heard.language == "zh"


def test_a_foreign_language_is_never_chosen(tmp_path: Path) -> None:
    directory = write_whisper(tmp_path / "whisper", hears="<|fr|>")
    recognizer = WhisperRecognizer.open(directory, MODEL, always_speech)
    (heard,) = recognizer.recognize(noise(), [SpeechRegion(1.0, 7.0)])
    assert heard.language in {"en", "zh"}


def test_the_same_sound_gives_the_same_words(tmp_path: Path) -> None:
    recognizer = WhisperRecognizer.open(write_whisper(tmp_path / "w"), MODEL, always_speech)
    regions = [SpeechRegion(0.0, 4.0), SpeechRegion(5.0, 9.0)]
    assert recognizer.recognize(noise(), regions) == recognizer.recognize(noise(), regions)


def test_an_english_model_writes_english_when_told_to(tmp_path: Path) -> None:
    directory = write_whisper(tmp_path / "english", multilingual=False)
    recognizer = WhisperRecognizer.open(  # without int8, whose sums differ between processors
        directory, MODEL, always_speech, compute_type="float32", languages="en"
    )
    (heard,) = recognizer.recognize(noise(), [SpeechRegion(1.0, 7.0)])
    assert [word.text for word in heard.words] == ["give", "aspirin", "300", "mg"]


@pytest.mark.parametrize("languages", ["zh", "auto"])
def test_an_english_model_is_refused_for_anything_else(
    tmp_path: Path, languages: LanguageChoice
) -> None:
    directory = write_whisper(tmp_path / "english", multilingual=False)
    with pytest.raises(ModelError, match=r"tiny knows English only; use --lang en"):
        WhisperRecognizer.open(directory, MODEL, always_speech, languages=languages)


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_a_directory_with_a_file_missing_is_refused(tmp_path: Path, name: str) -> None:
    directory = write_whisper(tmp_path / "whisper")
    (directory / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing"):
        WhisperRecognizer.open(directory, MODEL, always_speech)


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "config.json"])
def test_a_directory_with_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    directory = write_whisper(tmp_path / "whisper")
    (directory / name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match="whisper cannot be loaded on cpu as int8"):
        WhisperRecognizer.open(directory, MODEL, always_speech, device="cpu")


def test_a_compute_type_the_device_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--compute-type"):
        WhisperRecognizer.open(
            write_whisper(tmp_path / "w"), MODEL, always_speech, device="cpu", compute_type="int3"
        )


def test_features_of_another_size_are_refused(tmp_path: Path) -> None:
    directory = write_whisper(tmp_path / "whisper")
    (directory / "preprocessor_config.json").write_text('{"feature_size": 128}')
    with pytest.raises(ModelError, match=r"preprocessor_config\.json does not fit"):
        WhisperRecognizer.open(directory, MODEL, always_speech)
