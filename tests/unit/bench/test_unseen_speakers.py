"""Trials and simulated talks of speakers that no model was trained on."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from app.bench import speakers, unseen
from app.bench.speakers import draw_trials, equal_error_rate, error_interval, similarity
from app.bench.unseen import LEARNERS, READERS, SYNTHETIC, conversations
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.speech.diarizer_models import SpeakerNet, SpeakerShape, save_model
from app.training.speaker_clips import TRAINING_FOLDERS

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


class Loudness:
    """An embedding that knows a voice by how loud it is."""

    def __call__(self, waveforms: torch.Tensor) -> torch.Tensor:
        angle = waveforms.abs().mean(dim=(1, 2))
        return torch.stack((angle.cos(), angle.sin()), dim=1)


def test_as_many_trials_of_two_speakers_as_of_one() -> None:
    trials = draw_trials(["ann"] * 4 + ["bob"] * 3 + ["cem"] * 5, seed=1)
    assert trials.same.sum() == 6 + 3 + 10
    assert (~trials.same).sum() == trials.same.sum()
    pairs = set(zip(trials.first.tolist(), trials.second.tolist(), strict=True))
    assert len(pairs) == len(trials.first)
    assert not any(one == other for one, other in pairs)


def test_the_seed_chooses_the_trials() -> None:
    names = ["ann"] * 5 + ["bob"] * 5 + ["cem"] * 5
    one, same, other = (draw_trials(names, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.second, same.second)
    assert not np.array_equal(one.second, other.second)


def test_error_is_where_both_kinds_of_error_meet() -> None:
    same = np.array([True] * 4 + [False] * 4)
    every = np.ones(8)
    assert equal_error_rate(np.array([8.0, 7, 6, 5, 4, 3, 2, 1]), same, every) == 0.0
    assert equal_error_rate(np.array([8.0, 7, 6, 1, 5, 4, 3, 2]), same, every) == 0.25
    assert equal_error_rate(np.array([1.0, 2, 3, 4, 5, 6, 7, 8]), same, every) == 1.0


def test_trials_count_as_often_as_they_are_drawn() -> None:
    same = np.array([True, True, False, False])
    scores = np.array([4.0, 1.0, 3.0, 0.0])
    wrong_ones = equal_error_rate(scores, same, np.array([0.0, 1.0, 1.0, 0.0]))
    right_ones = equal_error_rate(scores, same, np.array([1.0, 0.0, 0.0, 1.0]))
    assert (right_ones, wrong_ones) == (0.0, 1.0)


def test_the_interval_holds_the_error_and_widens_with_fewer_speakers() -> None:
    def interval(people: int) -> tuple[float, float, float]:
        generator = np.random.default_rng(3)
        names = [f"speaker{number}" for number in range(people) for _ in range(6)]
        trials = draw_trials(names, seed=1)
        places = np.repeat(generator.normal(size=people), 6) + 0.4 * generator.normal(
            size=len(names)
        )
        found = error_interval(-np.abs(places[trials.first] - places[trials.second]), trials, 5)
        return found.low, found.value, found.high

    low, value, high = interval(40)
    assert 0 < low < value < high < 50
    few_low, _, few_high = interval(6)
    assert few_high - few_low > high - low


def test_clips_of_one_voice_are_alike() -> None:
    clips: list[Samples] = [np.full(800, level, np.float32) for level in (0.1, 0.1, 0.9)]
    trials = draw_trials(["ann", "ann", "bob"], seed=0)
    one, two = similarity(Loudness(), clips, trials)
    assert one == pytest.approx(1.0)
    assert two == pytest.approx(np.cos(0.8))


def corpus(folder: Path, *parts: str) -> Path:
    rows = ["path\tduration\tlang\tspeaker\ttext"]
    for part in parts:
        (folder / part).mkdir(parents=True)
        for speaker in range(4):
            for take, duration_s in enumerate((2.0, 3.5, 4.0)):
                time_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
                tone = 0.3 * np.sin(2 * np.pi * (200 + 150 * speaker) * time_s)
                path = f"{part}{speaker}-{take}.flac"
                soundfile.write(folder / path, tone, SAMPLE_RATE_HZ)
                rows.append(f"{path}\t{duration_s}\ten\tspeaker{speaker}\thello")
    (folder / "audio_manifest.tsv").write_text("\n".join(rows))
    return folder


def test_the_table_counts_speakers_clips_and_trials(tmp_path: Path) -> None:
    data = corpus(tmp_path / "data", "speech/en_l2_bench/")
    torch.manual_seed(0)
    shape = SpeakerShape(mels=16, stem=8, width=8, blocks=2, pooled=8, dimension=6)
    save_model(SpeakerNet(shape), tmp_path / "model")
    out = io.StringIO()
    speakers.run(out, 1, data, tmp_path / "model")
    cells = out.getvalue().splitlines()[1].split(" | ")
    assert cells[1:5] == ["4", "8", "4", "4"]  # the 2 s clips are too short
    assert 0 <= float(cells[5]) <= 100


def test_a_corpus_without_evaluation_speakers_is_refused(tmp_path: Path) -> None:
    data = corpus(tmp_path / "data", "speech/en_l2/")
    save_model(SpeakerNet(), tmp_path / "model")
    with pytest.raises(ResourceError, match="No evaluation clip"):
        speakers.run(io.StringIO(), 1, data, tmp_path / "model")


def test_no_measured_folder_is_a_training_folder() -> None:
    assert set(unseen.FOLDERS).isdisjoint(TRAINING_FOLDERS)


@needs_espeak
def test_talks_take_turns_among_kinds_and_numbers_of_speakers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unseen, "DURATION_S", 40.0)
    data = corpus(tmp_path / "data", "speech/en_l2_bench/", "speech/en_read_bench/")
    talks = list(conversations(tmp_path / "clips", data, 10, seed=1))
    assert [kind for kind, _ in talks[:5]] == [LEARNERS, LEARNERS, SYNTHETIC, LEARNERS, READERS]
    voices = [{turn.speaker for turn in talk.turns} for _, talk in talks]
    assert [len(names) for names in voices] == [2] * 5 + [3] * 5
    for (kind, _), names in zip(talks, voices, strict=True):
        assert all(name.startswith("speaker") for name in names) == (kind != SYNTHETIC)


@needs_espeak
def test_without_recordings_all_talks_are_synthetic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unseen, "DURATION_S", 10.0)
    talks = list(conversations(tmp_path, None, 2, seed=1))
    assert {kind for kind, _ in talks} == {SYNTHETIC}
