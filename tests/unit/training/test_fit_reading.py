from pathlib import Path

import numpy as np
import pytest
import torch

from app.training.corpus import Clip, frame_targets, save_shard
from app.training.fit_decoder import fit_decoder
from app.training.fit_encoder import fit_encoder
from app.training.fit_reading import fit_reading, halved
from app.training.options import TrainOptions
from app.training.phones import INDEX, SILENCE, Phone
from app.training.recognizer import make_vocabulary
from app.training.tokenizer import load
from app.training.whisper_export import FOLDER
from app.training.whisper_model import TAIL, Memory

SPOKEN = (Phone(0.0, 0.1, SILENCE), Phone(0.1, 0.3, INDEX["n"], 0, 0), Phone(0.3, 0.5, 42, 0, 1))


def clip(text: str, language: str, seed: int = 0) -> Clip:
    mel = np.random.default_rng(seed).integers(0, 256, (80, 60)).astype(np.uint8)
    return Clip(mel, 1.0, frame_targets(SPOKEN, 30, language), text, language)


def test_half_the_frames_weigh_as_much_as_all_of_them() -> None:
    count = 6
    bias = torch.zeros(1, 1, 1, count + TAIL)
    bias[..., -TAIL:] = 2.5
    positions = torch.arange(count + TAIL)
    memory = Memory(torch.randn(1, count + TAIL, 4), bias, positions)
    half = halved(memory, 1)
    assert half.bias is not None
    assert half.positions.tolist() == [1, 3, 5, *range(count, count + TAIL)]
    assert torch.equal(half.states[0, 0], memory.states[0, 1])
    assert float(half.bias[..., :3].exp().sum()) == pytest.approx(count)
    assert (half.bias[..., 3:] == 2.5).all()


@pytest.mark.full
def test_the_stages_hand_on_to_each_other_and_end_in_an_export(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    clips = [clip("no pain", "en", seed) for seed in range(4)]
    save_shard(tmp_path / "corpus" / "train-0-0000.npz", clips)
    for language, text in (("en", "no pain"), ("zh", "胸痛")):
        save_shard(tmp_path / "corpus" / f"dev-{language}.npz", [clip(text, language)])
    options = TrainOptions(tmp_path, resume=True)
    make_vocabulary(options)
    fit_encoder(options, 0.02)
    fit_decoder(options, 0.02)
    before = torch.load(tmp_path / "decoder.pt", weights_only=True)["decoder"]
    fit_reading(options, 0.05)
    after = torch.load(tmp_path / "decoder.pt", weights_only=True)["decoder"]
    name = "layers.0.fc1.weight"
    assert not torch.equal(before[name], after[name])
    assert (tmp_path / FOLDER / "model.bin").exists()
    assert load(tmp_path / FOLDER / "tokenizer.json").size == load(tmp_path / "tokenizer.json").size
