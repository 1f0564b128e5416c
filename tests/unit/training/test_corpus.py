import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.training.clip_store import GRAIN, ClipStore, Roughener, collate
from app.training.corpus import (
    AFTER,
    BEFORE,
    COLUMNS,
    LANGUAGE,
    PHONE,
    PLACE,
    TONE,
    WORD,
    Clip,
    Studio,
    frame_targets,
    load_shard,
    save_shard,
)
from app.training.corpus_text import Sentence
from app.training.features import unpack
from app.training.fit_joint import joined, pairs
from app.training.phones import INDEX, SILENCE, Phone
from app.training.timed_voices import Setting

needs_voices = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("flite")), reason="no synthesisers here"
)
PHONES = (
    Phone(0.0, 0.1, SILENCE),
    Phone(0.1, 0.2, INDEX["i_x"], 1, 0),
    Phone(0.2, 0.4, INDEX["f_iong"], 1, 0),
    Phone(0.4, 0.6, INDEX["i_t"], 4, 1),
)


def clip(frames: int = 100, text: str = "胸痛", language: str = "zh", seed: int = 0) -> Clip:
    rng = np.random.default_rng(seed)
    mel = rng.integers(0, 256, (80, frames)).astype(np.uint8)
    mel.flat[0] = 255
    return Clip(mel, 1.0, frame_targets(PHONES, frames // 2, language), text, language)


def test_frames_carry_the_phone_its_neighbours_tone_word_and_language() -> None:
    targets = frame_targets(PHONES, 30, "zh")
    assert targets.shape == (30, COLUMNS)
    row = targets[12]  # 0.24 s
    assert row[PHONE] == INDEX["f_iong"]
    assert row[BEFORE] == INDEX["i_x"]
    assert row[AFTER] == INDEX["i_t"]
    assert (row[TONE], row[WORD], row[LANGUAGE]) == (1, 0, 2)
    assert targets[2, PHONE] == SILENCE
    assert targets[2, LANGUAGE] == 0


def test_places_count_the_quarters_of_a_word() -> None:
    targets = frame_targets(PHONES, 30, "zh")
    inside = targets[targets[:, WORD] == 0, PLACE]
    assert inside[0] == 1
    assert inside[-1] == 4


def test_a_shard_comes_back_as_it_was(tmp_path: Path) -> None:
    clips = [clip(100), clip(60, "胸", seed=1)]
    save_shard(tmp_path / "train-0-0000.npz", clips)
    again = list(load_shard(tmp_path / "train-0-0000.npz"))
    for before, after in zip(clips, again, strict=True):
        np.testing.assert_array_equal(before.mel, after.mel)
        np.testing.assert_array_equal(before.targets, after.targets)
        assert (before.text, before.language, before.top) == (
            after.text,
            after.language,
            after.top,
        )


def test_a_store_takes_in_shards_written_later(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, "train-*.npz", seed=0)
    assert store.refresh() == 0
    save_shard(tmp_path / "train-0-0000.npz", [clip()])
    assert store.refresh() == 1
    assert store.refresh() == 0


def test_a_pass_gives_every_clip_once_in_batches_of_bounded_size(tmp_path: Path) -> None:
    save_shard(tmp_path / "train-0-0000.npz", [clip(60 + 2 * n, seed=n) for n in range(40)])
    store = ClipStore(tmp_path, "train-*.npz", seed=0)
    store.refresh()
    batches = list(store.batches(frames=400, longest_s=20.0))
    assert sum(len(batch) for batch in batches) == 40
    assert all(len(batch) * GRAIN <= 400 for batch in batches)


def test_a_batch_is_zero_after_each_clip() -> None:
    clips = [clip(100), clip(60)]
    batch = collate(clips, [unpack(c.mel, c.top) for c in clips])
    assert batch.mel.shape[2] % (2 * GRAIN) == 0
    assert batch.lengths.tolist() == [50, 30]
    assert batch.mel[1, :, 60:].abs().max() == 0


def test_noise_is_left_out_at_strength_nought_and_changes_features_above() -> None:
    rough = Roughener(None, seed=0)
    plain = unpack(clip().mel, 1.0)
    np.testing.assert_array_equal(rough(clip(), 0.0), plain)
    assert any(np.abs(rough(clip(), 1.0) - plain).max() > 0.01 for _ in range(5))


def test_a_quiet_clip_has_nothing_to_write() -> None:
    quiet = Roughener(None, seed=0).quiet("en")
    assert quiet.text == ""
    assert (quiet.targets[:, WORD] == -1).all()


def test_joined_clips_number_their_words_on() -> None:
    both = joined(clip(), clip(60, seed=2))
    assert both.text == "胸痛胸痛"
    assert both.mel.shape[1] == 160
    assert set(both.targets[:, WORD].tolist()) == {-1, 0, 1, 2, 3}


def test_only_clips_of_one_language_are_joined() -> None:
    mixed = [clip(), clip(text="chest pain", language="en"), clip(seed=3)]
    texts = sorted(c.text for c in pairs(mixed))
    assert texts == ["chest pain", "胸痛胸痛"]


@needs_voices
@pytest.mark.parametrize(
    ("sentence", "setting"),
    [
        (Sentence("en", ("no", "chest", "pain")), Setting("espeak", "en-us+m1")),
        (Sentence("en", ("no", "chest", "pain")), Setting("flite", "slt", 150)),
        (Sentence("zh", ("胸", "痛")), Setting("espeak", "cmn-latn-pinyin+f1")),
    ],
)
def test_a_recorded_sentence_has_every_word_in_its_frames(
    sentence: Sentence, setting: Setting
) -> None:
    rng = random.Random(1)  # noqa: S311 - a voice, not a secret
    recorded = Studio(rng).record(sentence, setting, rough=False)
    assert recorded is not None
    assert recorded.mel.shape[1] == 2 * len(recorded.targets)
    words = recorded.targets[:, WORD]
    assert set(words[words >= 0].tolist()) == set(range(len(sentence.words)))
    loud = recorded.mel.mean(0)[::2]
    assert loud[words >= 0].mean() > loud[words < 0].mean() + 10
