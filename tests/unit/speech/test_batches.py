"""Batches against the plain way: each window alone, and faster-whisper's own decoding."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from faster_whisper.audio import pad_or_trim

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.transcript import Language
from app.speech.batches import Batch, BatchReader, Line
from app.speech.whisper import open_whisper
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
    """A model of CTranslate2 that gives scores by temperature; each window knows its number."""

    is_multilingual, device = True, "cpu"

    def __init__(self, scores: dict[int, list[float]], text: str = "abcdefgh", silent: float = 0.0):
        self.scores, self.text, self.silent = scores, text, silent
        self.asked: list[tuple[float, list[int]]] = []

    def generate(self, features: Any, prompts: list[list[int]], **options: Any) -> list[Any]:
        temperature = options.get("sampling_temperature", 0.0)
        numbers = [round(float(one)) for one in np.array(features)[:, 0, 0]]
        self.asked.append((temperature, numbers))
        at = [0.0, 0.2, 0.4, 0.6].index(temperature)
        return [
            SimpleNamespace(
                sequences_ids=[[number + 10 * at] * 9],
                scores=[self.scores[number][at]],
                no_speech_prob=self.silent,
            )
            for number in numbers
        ]


def scripted(model: Scripted, whisper: Any) -> BatchReader:
    tokenizer = SimpleNamespace(
        token_to_id=whisper.hf_tokenizer.token_to_id,
        encode=whisper.hf_tokenizer.encode,
        decode=lambda _ids: model.text,
    )
    extractor = SimpleNamespace(nb_max_frames=3000, hop_length=160)
    return BatchReader(
        SimpleNamespace(model=model, hf_tokenizer=tokenizer, feature_extractor=extractor)
    )


def numbered(count: int) -> Batch:
    import ctranslate2  # noqa: PLC0415 - only here

    values = np.arange(count, dtype=np.float32).reshape(count, 1, 1)
    return Batch(ctranslate2.StorageView.from_array(values), (100,) * count, 1000)


def test_only_what_is_doubted_is_tried_again_and_together(whisper: Any) -> None:
    model = Scripted({0: [-0.2], 1: [-2.0, -0.3], 2: [-0.1], 3: [-3.0, -2.5, -0.4]})
    lines = scripted(model, whisper).write(numbered(4), ["en"] * 4)
    assert model.asked == [(0.0, [0, 1, 2, 3]), (0.2, [1, 3]), (0.4, [3])]
    assert [line.tokens[0] for line in lines] == [0, 11, 2, 23]


def test_of_tries_that_all_fail_the_likeliest_stays(whisper: Any) -> None:
    model = Scripted({0: [-2.0, -1.5, -3.0, -2.5]})
    (line,) = scripted(model, whisper).write(numbered(1), ["en"])
    assert line.tokens[0] == 10
    assert line.likely == pytest.approx(-1.5 * 9 / 10)


def test_what_repeats_itself_is_tried_again_however_sure(whisper: Any) -> None:
    model = Scripted({0: [-0.1, -0.2, -0.3, -0.4]}, text="ha " * 60)
    (line,) = scripted(model, whisper).write(numbered(1), ["en"])
    assert len(model.asked) == 4
    assert line.likely == pytest.approx(-0.09)


def test_where_nobody_speaks_nothing_is_written_and_nothing_tried_again(whisper: Any) -> None:
    model = Scripted({0: [-2.0]}, silent=0.9)
    (line,) = scripted(model, whisper).write(numbered(1), ["en"])
    assert line.tokens == ()
    assert len(model.asked) == 1


def test_a_second_try_against_loops_is_one_try(whisper: Any) -> None:
    model = Scripted({0: [-9.0]})
    scripted(model, whisper).write(numbered(1), ["en"], unlooped=True)
    assert len(model.asked) == 1


def test_a_line_without_text_has_no_words(whisper: Any) -> None:
    reader = BatchReader(whisper)
    batch = reader.encode([SOUNDS[0]], 1000)
    assert reader.times(batch, ["en"], [Line((), -2.0, 0.9, 1.0)]) == [()]
