"""Regions to heard words: language by region, loops tried again, doubts marked, errors told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.errors import ModelError, RecognitionError
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Language, Word
from app.services.ports import Progress
from app.settings import LanguageChoice
from app.speech.batches import Batch, BatchReader, Line
from app.speech.recognizer import WhisperRecognizer
from app.speech.voice import Probabilities
from app.speech.whisper import open_whisper
from app.speech.windows import CPU_FRAMES, CPU_ROWS, Cut
from tests.tiny_whisper import write_whisper

MODEL = ModelUsed("tiny", "0" * 64)
CUT = Cut(0, 150, 200, 3000)


def always_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.ones(-(-len(samples) // 512), np.float32)


def never_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.zeros(-(-len(samples) // 512), np.float32)


def recording(duration_s: float = 20.0, start_s: float = 0.0) -> AudioChunk:
    """Sound whose level says what second it is, so that a fake can tell regions apart."""
    seconds = np.arange(round(duration_s * SAMPLE_RATE_HZ)) // SAMPLE_RATE_HZ
    return AudioChunk((seconds / 100).astype(np.float32), start_s)


def said(*words: tuple[str, float, float, float] | tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(word[0], word[1], word[2], *(word[3:] or (0.9,))) for word in words)


class FakeReader(BatchReader):
    """Hears English with the probability scripted for a second; says what `script` gives.

    A batch holds what second each of its windows sounds like.
    """

    def __init__(
        self,
        english: Callable[[int], float] = lambda _: 0.99,
        script: Callable[[bool], tuple[Word, ...]] = lambda _: said(
            (" chest", 0.2, 0.5), (" pain.", 0.5, 0.9)
        ),
        cut: Cut = CUT,
    ) -> None:
        self.cut, self.most = cut, (CPU_FRAMES, CPU_ROWS)
        self.english, self.script = english, script
        self.asked: list[tuple[int, Language, bool]] = []
        self.batches: list[tuple[int, int]] = []
        self.whole: list[Samples] = []

    @property
    def _hop(self) -> int:
        return 160

    def encode(self, sounds: Sequence[Samples], window: int) -> Batch:
        self.batches.append((len(sounds), window))
        seconds = tuple(round(float(sound.mean()) * 100) for sound in sounds)
        return Batch(seconds, tuple(len(sound) // 160 for sound in sounds), window)

    def languages(self, batch: Batch) -> list[dict[Language, float]]:
        shares = [self.english(second) for second in batch.encoded]
        return [{"en": share, "zh": 1 - share} for share in shares]

    def write(
        self, batch: Batch, languages: Sequence[Language], *, unlooped: bool = False
    ) -> list[Line]:
        self.asked += [
            (second, language, unlooped)
            for second, language in zip(batch.encoded, languages, strict=True)
        ]
        return [Line((1,) if unlooped else (), 0.0, 0.0, 1.0)] * len(languages)

    def times(
        self, batch: Batch, languages: Sequence[Language], lines: Sequence[Line]
    ) -> list[tuple[Word, ...]]:
        return [self.script(bool(line.tokens)) for line in lines]


def hear(
    reader: FakeReader,
    *regions: SpeechRegion,
    languages: LanguageChoice = "auto",
    audio: AudioChunk | None = None,
) -> list[HeardRegion]:
    recognizer = WhisperRecognizer(None, MODEL, always_speech, languages, reader=reader)
    return list(recognizer.recognize(audio or recording(), regions))


def test_words_carry_recording_time() -> None:
    (heard,) = hear(FakeReader(), SpeechRegion(5.0, 7.0))
    assert [word.text for word in heard.words] == ["chest", "pain"]
    assert [word.start_s for word in heard.words] == pytest.approx([5.2, 5.5])
    assert heard.region == SpeechRegion(5.0, 7.0)


def test_a_chunk_from_the_middle_of_a_recording_keeps_its_times() -> None:
    (heard,) = hear(FakeReader(), SpeechRegion(65.0, 67.0), audio=recording(20, start_s=60.0))
    assert heard.words[0].start_s == pytest.approx(65.2)


def test_the_language_is_decided_per_region_among_those_we_write() -> None:
    reader = FakeReader(english=lambda second: 0.9 if second < 10 else 0.2)
    heard = hear(reader, SpeechRegion(1, 3), SpeechRegion(12, 14), SpeechRegion(4, 6))
    assert [region.language for region in heard] == ["en", "zh", "en"]
    assert [language for _, language, _ in reader.asked] == ["en", "zh", "en"]


@pytest.mark.parametrize("languages", ["en", "zh"])
def test_a_fixed_language_is_never_detected(languages: LanguageChoice) -> None:
    reader = FakeReader()
    reader.languages = None  # type: ignore[method-assign, assignment]
    (heard,) = hear(reader, SpeechRegion(1, 3), languages=languages)
    assert heard.language == languages
    assert reader.asked == [(1, languages, False)]


def test_a_short_unsure_region_takes_its_nearest_neighbours_language() -> None:
    reader = FakeReader(english=lambda second: {1: 0.99, 5: 0.6, 8: 0.01}[second])
    regions = SpeechRegion(1, 2), SpeechRegion(5.1, 5.9), SpeechRegion(8, 9)
    assert [region.language for region in hear(reader, *regions)] == ["en", "zh", "zh"]


def test_a_short_region_that_is_sure_speaks_for_itself() -> None:
    reader = FakeReader(english=lambda second: {1: 0.01, 5: 0.95}[second])
    regions = SpeechRegion(1, 2), SpeechRegion(5.1, 5.9)
    assert [region.language for region in hear(reader, *regions)] == ["zh", "en"]


def test_a_short_region_before_any_other_waits_for_the_next() -> None:
    reader = FakeReader(english=lambda second: {1: 0.6, 5: 0.01}[second])
    regions = SpeechRegion(1.1, 1.9), SpeechRegion(5, 6.5)
    assert [region.language for region in hear(reader, *regions)] == ["zh", "zh"]


def test_short_regions_alone_decide_together() -> None:
    reader = FakeReader(english=lambda second: {1: 0.6, 3: 0.2, 5: 0.3}[second])
    regions = SpeechRegion(1.1, 1.9), SpeechRegion(3.1, 3.9), SpeechRegion(5.1, 5.9)
    assert {region.language for region in hear(reader, *regions)} == {"zh"}


def test_results_follow_the_regions_order() -> None:
    reader = FakeReader(english=lambda _: 0.6)
    regions = SpeechRegion(1.1, 1.5), SpeechRegion(3, 5), SpeechRegion(7.1, 7.5)
    assert [heard.region for heard in hear(reader, *regions)] == list(regions)


def test_regions_of_like_length_are_read_together_the_longest_first() -> None:
    reader = FakeReader()
    hear(reader, SpeechRegion(1, 3), SpeechRegion(4, 10), SpeechRegion(12, 13.5), languages="en")
    assert reader.batches == [(1, 800), (2, 400)]


class _Passages:
    """faster-whisper reading sound of any length; no window of its model is asked."""

    def transcribe(self, samples: Samples, **options: Any) -> tuple[list[SimpleNamespace], None]:
        assert options["language"] == "en"
        pieces = [
            SimpleNamespace(word=" far", start=len(samples) / 16_000 - 1, end=99.0, probability=0.8)
        ]
        return [SimpleNamespace(words=pieces)], None


def test_what_is_longer_than_the_models_window_is_read_window_by_window() -> None:
    reader = FakeReader(cut=Cut(0, 150, 200, 1500))
    recognizer = WhisperRecognizer(_Passages(), MODEL, always_speech, reader=reader)
    heard = recognizer.recognize(recording(), [SpeechRegion(2, 18), SpeechRegion(18.5, 19.5)])
    assert [[word.text for word in one.words] for one in heard] == [["far"], ["chest", "pain"]]
    assert heard[0].words[0].start_s == pytest.approx(17.0)
    assert heard[0].words[0].end_s == 18.0


def test_what_is_read_together_says_what_it_says_alone() -> None:
    regions = SpeechRegion(1, 3), SpeechRegion(4, 10), SpeechRegion(12, 13.5)
    together = hear(FakeReader(), *regions)
    assert together == [hear(FakeReader(), region)[0] for region in regions]


def test_regions_are_packed_where_the_model_reads_long_windows_in_one_language() -> None:
    script = said((" chest", 0.2, 0.5), (" pain.", 2.4, 2.9))
    long_windows = Cut(1000, 200, 200, 3000)
    regions = SpeechRegion(1, 3), SpeechRegion(4, 6)
    for languages, batches in (("en", [(1, 1000)]), ("auto", [(2, 1000)])):
        reader = FakeReader(script=lambda _: script, cut=long_windows)
        heard = hear(reader, *regions, languages=languages)  # type: ignore[arg-type]
        assert reader.batches == batches
    heard = hear(FakeReader(script=lambda _: script, cut=long_windows), *regions, languages="en")
    assert [[word.text for word in one.words] for one in heard] == [["chest"], ["pain"]]
    assert heard[1].words[0].start_s == pytest.approx(4.1)  # 2.4 s is 0.1 s into the second


def looping(unlooped: bool) -> tuple[Word, ...]:
    if unlooped:
        return said((" pain", 0.0, 0.5, 0.85))
    return said(*((" pain", 0.3 * at, 0.3 * at + 0.3) for at in range(4)))


def test_a_loop_is_tried_again_and_the_better_try_kept() -> None:
    reader = FakeReader(script=looping)
    (heard,) = hear(reader, SpeechRegion(1, 3))
    assert [word.text for word in heard.words] == ["pain"]
    assert reader.asked == [(1, "en", False), (1, "en", True)]
    assert reader.batches[-1] == (1, 3000), "in the whole window: a short one may be the reason"


def test_a_loop_that_stays_is_marked_and_kept() -> None:
    reader = FakeReader(script=lambda _: looping(False))
    (heard,) = hear(reader, SpeechRegion(1, 3))
    assert [word.text for word in heard.words] == ["pain"] * 4
    assert {(flag.first, flag.last, flag.reason) for flag in heard.flags} == {(0, 3, "loop")}


def test_a_less_sure_second_try_does_not_replace_a_loop() -> None:
    def script(unlooped: bool) -> tuple[Word, ...]:
        return said((" gone", 0.0, 0.5, 0.3)) if unlooped else looping(False)

    (heard,) = hear(FakeReader(script=script), SpeechRegion(1, 3))
    assert len(heard.words) == 4


def test_an_empty_second_try_does_not_replace_a_loop() -> None:
    def script(unlooped: bool) -> tuple[Word, ...]:
        return () if unlooped else looping(False)

    (heard,) = hear(FakeReader(script=script), SpeechRegion(1, 3))
    assert len(heard.words) == 4


def test_words_where_the_detector_hears_nobody_are_marked() -> None:
    recognizer = WhisperRecognizer(None, MODEL, never_speech, reader=FakeReader())
    (heard,) = recognizer.recognize(recording(), [SpeechRegion(5, 7)])
    assert [word.text for word in heard.words] == ["chest", "pain"]
    assert "no_speech" in {flag.reason for flag in heard.flags}


@pytest.mark.parametrize("region", [SpeechRegion(30, 31), SpeechRegion(3, 3)])
def test_a_region_without_samples_has_no_words(region: SpeechRegion) -> None:
    reader = FakeReader()
    (heard,) = hear(reader, region)
    assert heard.words == ()
    assert reader.asked == []


def test_no_regions_are_no_work() -> None:
    assert hear(FakeReader()) == []


def test_progress_counts_seconds_of_speech() -> None:
    told: list[float] = []
    recognizer = WhisperRecognizer(None, MODEL, always_speech, reader=FakeReader())
    recognizer.recognize(recording(), [SpeechRegion(1, 2), SpeechRegion(4, 7)], told.append)
    assert told == pytest.approx([0.75, 1.0])


@pytest.mark.parametrize("error", [RuntimeError("patient Smith"), ValueError("patient Smith")])
def test_a_library_failure_names_the_time_and_not_the_words(error: Exception) -> None:
    def script(unlooped: bool) -> tuple[Word, ...]:
        raise error

    with pytest.raises(RecognitionError, match=r"between 5\.0 s and 7\.0 s") as caught:
        hear(FakeReader(script=script), SpeechRegion(5, 7))
    assert "Smith" not in str(caught.value)


def test_a_failure_while_detecting_the_language_is_told_alike() -> None:
    def english(second: int) -> float:
        raise RuntimeError("out of memory")

    with pytest.raises(RecognitionError, match=r"between 5\.0 s and 7\.0 s"):
        hear(FakeReader(english=english), SpeechRegion(5, 7))


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


def test_several_workers_write_what_one_writes(tmp_path: Path) -> None:
    whisper = open_whisper(write_whisper(tmp_path / "w"), "cpu", "float32")
    regions = [SpeechRegion(at, at + 0.4 + 0.3 * (at % 4)) for at in range(16)]
    audio = noise()
    found = [
        WhisperRecognizer(whisper, MODEL, always_speech, workers=workers).recognize(audio, regions)
        for workers in (1, 3)
    ]
    assert found[0] == found[1]
    assert any(one.words for one in found[0])


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
