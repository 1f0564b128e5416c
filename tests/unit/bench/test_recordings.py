"""Real readers, the language of 2 s, and sounds without speech, from a small made-up folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.bench import recordings
from app.bench.hearing import Ears
from app.bench.surroundings import ROOMS
from app.bench.voices import Said
from app.domain.errors import ResourceError
from app.training.features import RATE_HZ, Float32
from tests.lexicons import shipped
from tests.unit.bench.fake_product import product

HEAD = "path\tduration\tlang\tspeaker\ttext\tsource\tlicence\textra\n"
ROWS = (
    ("speech/en_l2_bench/a.flac", "en", "ann", "NO PAIN", "gender=f;age=9"),
    ("speech/en_l2_bench/b.flac", "en", "bob", "NO PAIN", "gender=m;age=16"),
    ("speech/en_l2_bench/c.flac", "en", "cid", "CHEST PAIN", "gender=m;age=41"),
    ("speech/en_l2/d.flac", "en", "dot", "NO PAIN", "age=30"),
    ("speech/en_read_bench/e.flac", "en", "eve", "NO PAIN", "bench"),
    ("speech/zh_read_bench/f.flac", "zh", "fu", "胸 痛", "bench"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = [HEAD]
    for path, language, speaker, text, extra in ROWS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(tmp_path / path, np.full(3 * RATE_HZ, 0.1), RATE_HZ)
        lines.append(f"{path}\t3.0\t{language}\t{speaker}\t{text}\tsource\tCC0\t{extra}\n")
    (tmp_path / "audio_manifest.tsv").write_text("".join(lines), encoding="utf8")
    return tmp_path


def test_children_and_adults_are_kept_apart(data: Path) -> None:
    found = {one.speaker: one.age for one in recordings.readings(data, "speech/en_l2_bench")}
    assert found == {"ann": "child", "bob": "adult", "cid": "adult"}


def test_a_folder_whose_name_only_begins_alike_is_not_read(data: Path) -> None:
    assert [one.speaker for one in recordings.readings(data, "speech/en_l2")] == ["dot"]


def test_real_readers_are_counted_by_group_and_speaker(data: Path) -> None:
    found = list(recordings.real_figures(Ears(product("no pain"), shipped), 400, 0, data))
    told = {one.sentences: (one.count, one.measure, round(one.value, 1)) for one in found}
    assert told == {
        "en_read_bench (1 speaker)": (1, "WER", 0.0),
        "en_l2_bench, adults (2 speakers)": (2, "WER", 25.0),
        "en_l2_bench, children (1 speaker)": (1, "WER", 0.0),
        "zh_read_bench (1 speaker)": (1, "CER", 100.0),
    }


def test_a_large_group_is_sampled(data: Path) -> None:
    adults = list(recordings.real_figures(Ears(product("no pain"), shipped), 1, 0, data))[1]
    assert adults.count == 1


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="--data"):
        recordings.readings(tmp_path, "speech/en_l2_bench")


def test_the_language_is_right_where_it_is_what_was_said(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clips(*_: Any) -> Iterator[tuple[str, Float32]]:
        for language in ("en", "en", "en", "zh"):
            yield language, np.ones(2 * RATE_HZ, np.float32)

    monkeypatch.setattr(recordings, "two_second_clips", clips)
    synthetic, real = recordings.language_figures(Ears(product("no pain"), shipped), [], 2, 0, data)
    assert (synthetic.count, round(synthetic.value, 1)) == (3, 66.7)
    assert (real.count, real.value) == (2, 50.0)


def test_only_undoubted_words_in_noise_are_counted(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "noise").mkdir()
    for name, level in (("rain_1-a", 0.1), ("rain_2-a", 0.0), ("dog_1-a", 0.1)):
        samples = np.full(RATE_HZ, level)
        soundfile.write(data / "noise" / f"{name}.flac", samples, RATE_HZ)
    monkeypatch.setattr(recordings, "_KINDS_OF_SOUND", recordings._KINDS_OF_SOUND[:1])
    (figure,) = recordings.silence_figures(Ears(product("thank you all"), shipped), 400, 0, data)
    # the first of three words carries a flag; the silent recording has no region
    assert figure.measure == "4 unflagged words (dog 2, rain 2); clips with any"
    assert (figure.count, round(figure.value, 1)) == (3, 66.7)


class Drone:
    """Says every sentence as 1.5 s of one level between quarter seconds of quiet."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def say(self, text: str) -> Said:
        quiet = np.zeros(RATE_HZ // 4, np.float32)
        return Said(
            text, np.concatenate([quiet, np.full(3 * RATE_HZ // 2, 0.1, np.float32), quiet])
        )


def test_both_languages_are_heard_in_the_same_noise(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "noise").mkdir()
    (data / "rir").mkdir()
    rng = np.random.default_rng(0)
    for index in range(4):
        noise = 0.1 * rng.standard_normal(4 * RATE_HZ)
        soundfile.write(data / "noise" / f"rain_{index}.flac", noise, RATE_HZ)
    for name in ROOMS:
        soundfile.write(data / "rir" / name, np.eye(1, 400)[0], RATE_HZ)
    monkeypatch.setattr(recordings, "KnownEngine", Drone)
    texts = ["no pain", "no fever", "chest pain", "胸痛", "头痛", "腹痛"]
    clips = list(recordings.two_second_clips(texts, 0, data))
    assert [language for language, _ in clips] == ["en"] * 3 + ["zh"] * 3
    assert {len(samples) for _, samples in clips} == {2 * RATE_HZ}
    clean, noisy, roomy = (samples for _, samples in clips[:3])
    assert float(clean.std()) < 1e-6
    assert float(noisy.std()) > 0.01
    np.testing.assert_allclose(roomy, clean, atol=1e-3)
    for (_, english), (_, mandarin) in zip(clips[:3], clips[3:], strict=True):
        np.testing.assert_array_equal(english, mandarin)


def test_the_interval_is_over_speakers_where_there_are_several(data: Path) -> None:
    path = data / "speech/en_read_bench/e.flac"
    good, bad = (
        [recordings.Reading(path, text, "en", speaker, "")] * 10
        for speaker, text in (("ann", "no pain"), ("bob", "chest air"))
    )
    ears = Ears(product("no pain"), shipped)
    figure = recordings._real_figure(ears, "readers", [*good, *bad], 0, "")
    assert (figure.value, figure.low, figure.high) == (50.0, 0.0, 100.0)
