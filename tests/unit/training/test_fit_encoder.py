"""The stages run for seconds on a corpus of noise: what matters is that they go on from a
checkpoint and hand their weights over; what they learn is measured elsewhere."""

from pathlib import Path

import numpy as np
import pytest
import torch

from app.training.clip_store import REAL, ClipStore, collate
from app.training.corpus import Clip, frame_targets, save_shard
from app.training.features import unpack
from app.training.fit_encoder import AGAIN, EncoderFit, evaluate, memory_loss
from app.training.memory_code import MemoryCode
from app.training.options import TrainOptions
from app.training.phones import INDEX, SILENCE, Phone
from app.training.whisper_model import Memory

PHONES = (
    Phone(0.0, 0.1, SILENCE),
    Phone(0.1, 0.3, INDEX["n"], 0, 0),
    Phone(0.3, 0.5, INDEX["ow"], 0, 0),
)


def clip(seed: int) -> Clip:
    rng = np.random.default_rng(seed)
    mel = rng.integers(0, 256, (80, 60)).astype(np.uint8)
    return Clip(mel, 1.0, frame_targets(PHONES, 30, "en"), "no", "en")


@pytest.fixture
def options(tmp_path: Path) -> TrainOptions:
    (tmp_path / "corpus").mkdir()
    save_shard(tmp_path / "corpus" / "train-0-0000.npz", [clip(seed) for seed in range(6)])
    for language in ("en", "zh"):
        save_shard(tmp_path / "corpus" / f"dev-{language}.npz", [clip(9)])
    return TrainOptions(tmp_path, resume=True)


def test_an_untrained_encoder_is_wrong_nearly_everywhere(options: TrainOptions) -> None:
    fit = EncoderFit(options, minutes=1.0)
    dev = fit.dev["en"]
    dev.refresh()
    assert evaluate(fit.encoder, fit.code, dev, padding=0.0) > 0.5


@pytest.mark.full
def test_a_stage_learns_its_few_clips_and_goes_on_from_its_checkpoint(
    options: TrainOptions,
) -> None:
    EncoderFit(options, minutes=0.05).run()
    state = torch.load(options.out / "encoder.pt", weights_only=True)
    again = EncoderFit(options, minutes=0.05)
    for name, value in again.encoder.state_dict().items():
        assert torch.equal(value, state["encoder"][name]), name
    assert again.progress.step == state["progress"]["step"] > 0


@pytest.mark.full
def test_going_on_cleanly_takes_the_weights_but_not_the_optimizer(options: TrainOptions) -> None:
    EncoderFit(options, minutes=0.02).run()
    again = EncoderFit(options, minutes=1.0, course=AGAIN)
    state = torch.load(options.out / "encoder.pt", weights_only=True)
    assert torch.equal(again.encoder.state_dict()["conv1.weight"], state["encoder"]["conv1.weight"])
    assert again.progress.step == 0


def test_padding_that_looks_like_padding_costs_less() -> None:
    code = MemoryCode()
    batch = collate([clip(0)], [unpack(clip(0).mel, 1.0)])
    count = batch.targets.shape[1]
    positions = torch.arange(count + 3)
    good = code.encode(batch.targets, torch.arange(count))
    empty = torch.tensor([1, 1, 1, 0, 0, -1, 0]).expand(1, 3, -1)
    tail = code.encode(empty, positions[count:])
    with torch.no_grad():
        right, _ = memory_loss(code, Memory(torch.cat([good, tail], 1), None, positions), batch)
        wrong, _ = memory_loss(code, Memory(torch.cat([good, -tail], 1), None, positions), batch)
    assert float(right) < float(wrong)


def test_recordings_of_people_come_up_more_often(options: TrainOptions) -> None:
    save_shard(options.out / "corpus" / "real-0000.npz", [clip(20), clip(21)])
    store = ClipStore(options.out / "corpus", "*-[0-9]*.npz", 0, {REAL: 3})
    assert store.refresh() == 6 + 3 * 2
    assert store.refresh() == 0
    assert sum(len(clips) for clips in store.batches(1000, 20.0)) == 12
