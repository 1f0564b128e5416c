"""Batches against the plain way: each window alone, and faster-whisper's own decoding."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from faster_whisper.audio import pad_or_trim

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.transcript import Language
from app.speech import crew
from app.speech import whisper as whisper_module
from app.speech.batches import Batch, BatchReader, Line
from app.speech.whisper import for_one, open_whisper
from tests.tiny_whisper import write_whisper


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Any:
    directory = write_whisper(tmp_path_factory.mktemp("batches") / "w", " give aspirin 300 mg.")
    # without int8, whose sums differ between processors
    return open_whisper(directory, "cpu", "float32")


def noise(duration_s: float, seed: int = 0) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.05, round(duration_s * SAMPLE_RATE_HZ)).astype(np.float32)


SOUNDS = [noise(2.0, 1), noise(3.5, 2), noise(2.7, 3)]
BOTH: list[Language] = ["en", "zh", "en"]


def test_windows_read_together_say_what_each_says_alone(whisper: Any) -> None:
    reader = BatchReader(whisper)
    together = reader.encode(SOUNDS, 1000)
    lines = reader.write(together, BOTH)
    times = reader.times(together, BOTH, lines)
    for at, sound in enumerate(SOUNDS):
        one = reader.encode([sound], 1000)
        (line,) = reader.write(one, [BOTH[at]])
        assert line.tokens == lines[at].tokens
        assert line.likely == pytest.approx(lines[at].likely, abs=1e-4)
        assert reader.times(one, [BOTH[at]], [line])[0] == times[at]
        assert reader.languages(one)[0] == pytest.approx(reader.languages(together)[at])


def test_a_whole_window_is_what_faster_whisper_reads_of_it(whisper: Any) -> None:
    reader = BatchReader(whisper)
    batch = reader.encode([SOUNDS[0]], 3000)
    features = pad_or_trim(whisper.feature_extractor(SOUNDS[0])[:, :-1])
    plain = whisper.encode(features)
    assert np.array_equal(np.array(batch.encoded), np.array(plain))
    (line,) = reader.write(batch, ["en"])
    passages, _ = whisper.transcribe(
        SOUNDS[0], language="en", temperature=0.0, without_timestamps=True, word_timestamps=True
    )
    (passage,) = passages
    assert list(line.tokens) == [token for token in passage.tokens if token < 264]
    assert line.likely == pytest.approx(passage.avg_logprob, abs=1e-5)
    assert line.repetition == pytest.approx(passage.compression_ratio)
    (words,) = reader.times(batch, ["en"], [line])
    assert [word.text for word in words] == [word.word for word in passage.words]
    assert [word.probability for word in words] == pytest.approx(
        [word.probability for word in passage.words]
    )
    assert [word.start_s for word in words[1:]] == pytest.approx(
        [word.start for word in passage.words[1:]], abs=0.011
    )


def test_encoding_bit_by_bit_changes_nothing(whisper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = BatchReader(whisper)
    apart = np.array(reader.encode(SOUNDS, 1000).encoded)
    monkeypatch.setattr("app.speech.batches._ENCODED_FRAMES", 100_000)
    assert np.allclose(apart, np.array(reader.encode(SOUNDS, 1000).encoded), atol=1e-5)


class Scripted:
    """A model of CTranslate2 that gives a text and a score for each search of a window, first and
    with repetition forbidden; each window knows its number."""

    is_multilingual, device = True, "cpu"

    def __init__(self, said: dict[int, list[tuple[str, float]]], silent: float = 0.0):
        self.said, self.silent = said, silent
        self.texts = sorted({text for some in said.values() for text, _ in some})
        self.asked: list[tuple[bool, list[int]]] = []

    def generate(self, features: Any, prompts: list[list[int]], **options: Any) -> list[Any]:
        again = "no_repeat_ngram_size" in options
        numbers = [round(float(one)) for one in np.array(features)[:, 0, 0]]
        self.asked.append((again, numbers))
        found = [self.said[number][min(again, len(self.said[number]) - 1)] for number in numbers]
        return [
            SimpleNamespace(
                sequences_ids=[[self.texts.index(text)] * 9],
                scores=[score],
                no_speech_prob=self.silent,
            )
            for text, score in found
        ]


def scripted(model: Scripted, whisper: Any) -> BatchReader:
    tokenizer = SimpleNamespace(
        token_to_id=whisper.hf_tokenizer.token_to_id,
        encode=whisper.hf_tokenizer.encode,
        decode=lambda ids: model.texts[ids[0]],
    )
    extractor = SimpleNamespace(nb_max_frames=3000, hop_length=160)
    return BatchReader(
        SimpleNamespace(model=model, hf_tokenizer=tokenizer, feature_extractor=extractor)
    )


def numbered(count: int) -> Batch:
    import ctranslate2  # noqa: PLC0415 - only here

    values = np.arange(count, dtype=np.float32).reshape(count, 1, 1)
    return Batch(ctranslate2.StorageView.from_array(values), (100,) * count, 1000)


LOOP, WORSE, PLAIN = "ha " * 60, "no " * 60, "abcdefgh"


def read(model: Scripted, whisper: Any, count: int = 1, **more: Any) -> list[tuple[str, float]]:
    lines = scripted(model, whisper).write(numbered(count), ["en"] * count, **more)
    return [(model.texts[line.tokens[0]], line.likely) for line in lines]


def test_only_what_repeats_itself_is_searched_again_and_together(whisper: Any) -> None:
    model = Scripted(
        {
            0: [(PLAIN, -0.2)],
            1: [(LOOP, -0.1), (PLAIN, -3.0)],
            2: [(PLAIN, -9.0)],
            3: [(LOOP, -0.1), (PLAIN, -0.4)],
        }
    )
    found = read(model, whisper, 4)
    assert model.asked == [(False, [0, 1, 2, 3]), (True, [1, 3])]
    assert [text for text, _ in found] == [PLAIN] * 4
    assert [likely for _, likely in found] == pytest.approx([-0.18, -2.7, -8.1, -0.36])


@pytest.mark.parametrize(("again", "stays"), [(-0.5, LOOP), (-0.05, WORSE)])
def test_of_two_that_repeat_themselves_the_likelier_stays(
    whisper: Any, again: float, stays: str
) -> None:
    ((text, _),) = read(Scripted({0: [(LOOP, -0.1), (WORSE, again)]}), whisper)
    assert text == stays


def test_where_nobody_speaks_nothing_is_written_and_nothing_searched_again(whisper: Any) -> None:
    model = Scripted({0: [(LOOP, -2.0)]}, silent=0.9)
    (line,) = scripted(model, whisper).write(numbered(1), ["en"])
    assert line.tokens == ()
    assert len(model.asked) == 1


def test_what_may_not_loop_is_searched_once(whisper: Any) -> None:
    model = Scripted({0: [(LOOP, -0.1)]})
    read(model, whisper, unlooped=True)
    assert model.asked == [(True, [0])]


def test_a_line_without_text_has_no_words(whisper: Any) -> None:
    reader = BatchReader(whisper)
    batch = reader.encode([SOUNDS[0]], 1000)
    assert reader.times(batch, ["en"], [Line((), -2.0, 0.9, 1.0)]) == [()]


def test_a_sound_alone_is_read_by_all_cores_and_says_the_same(
    whisper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper_module, "threads_for_one", lambda _: 2)
    helped = for_one(whisper)
    assert helped.model is not whisper.model
    assert helped.workers == 1
    many, few = BatchReader(helped), BatchReader(whisper)
    for sound, language in zip(SOUNDS, BOTH, strict=True):
        mine, plain = many.encode([sound], 1000), few.encode([sound], 1000)
        assert np.allclose(np.array(mine.encoded), np.array(plain.encoded), atol=1e-5)
        (line,) = many.write(mine, [language])
        assert line.tokens == few.write(plain, [language])[0].tokens
        assert many.times(mine, [language], [line]) == few.times(plain, [language], [line])


@pytest.mark.parametrize(("cores", "megabytes"), [(1, 1), (2, 1_500)])
def test_where_nothing_is_gained_no_weights_are_loaded_again(
    whisper: Any, monkeypatch: pytest.MonkeyPatch, cores: int, megabytes: int
) -> None:
    monkeypatch.setattr(crew, "cores", lambda: cores)
    monkeypatch.setattr(
        whisper_module, "threads_for_one", lambda _: crew.threads_for_one(megabytes << 20)
    )
    assert for_one(whisper) is whisper
