import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from app.domain.errors import ResourceError
from app.speech.diarizer_models import load_speaker
from app.training import speakers
from app.training.conversations import Conversation
from app.training.diarization_fit import MarginLoss, Plan, fit
from app.training.options import TrainOptions
from app.training.speaker_clips import write_bank
from app.training.speaker_voices import (
    Voice,
    held_out_voices,
    speak,
    spoken_clips,
    training_voices,
)
from app.training.speakers import batched
from tests.unit.training.test_conversations import speakers as tone_speakers

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


def window(*rows: str) -> Conversation:
    """One string per speaker, a character per 20 ms frame, x where they speak."""
    active = np.array([[mark == "x" for mark in row] for row in rows]).T
    return Conversation(
        np.zeros(len(active) * 320, np.float32), active, ("ann", "bob")[: len(rows)]
    )


def test_masks_keep_only_frames_in_which_a_speaker_is_alone() -> None:
    batch = batched([window("x" * 60 + "." * 60, "." * 30 + "x" * 90)], {"ann": 0, "bob": 1})
    assert batch.masks[0].sum(dim=1).tolist() == [30, 60, 0]
    assert batch.labels.tolist() == [[0, 1, -1]]


def test_somebody_who_says_too_little_alone_is_not_labelled() -> None:
    batch = batched([window("x" * 60, "." * 50 + "x" * 10)], {"ann": 0, "bob": 1})
    assert batch.labels.tolist() == [[0, -1, -1]]
    assert batch.masks[0, 1].sum() == 0


def test_the_margin_makes_the_task_harder() -> None:
    torch.manual_seed(0)
    loss = MarginLoss(8, 5)
    vectors, labels = loss.centres[:3] + 0.1, torch.tensor([0, 1, 2])
    assert loss(vectors, labels, 0.3) > loss(vectors, labels, 0.0)


def test_vectors_near_their_own_centre_cost_little() -> None:
    torch.manual_seed(0)
    loss = MarginLoss(32, 5)
    labels = torch.tensor([0, 1, 2])
    assert loss(loss.centres[labels], labels, 0.0) < loss(-loss.centres[labels], labels, 0.0)


def test_training_lowers_the_loss_and_can_be_taken_up_again(tmp_path: Path) -> None:
    torch.manual_seed(0)
    layer = torch.nn.Linear(1, 1)
    losses: list[float] = []

    def loss_of(_fraction: float) -> torch.Tensor:
        loss: torch.Tensor = (layer(torch.ones(1, 1)) - 5.0).square().sum()
        losses.append(loss.item())
        return loss

    saved: list[float] = []
    plan = Plan(tmp_path / "state.pt", seconds=0.3, rate=0.1, resume=True)
    fit((layer,), loss_of, lambda: saved.append(layer.bias.item()), plan)
    assert losses[-1] < losses[0] / 2
    assert saved == [layer.bias.item()]
    other = torch.nn.Linear(1, 1)
    fit((other,), loss_of, lambda: None, plan)
    assert other.bias.item() == layer.bias.item()


def test_the_recipe_leaves_a_usable_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_bank(tone_speakers(4), tmp_path / "voices")
    monkeypatch.setattr(speakers, "_BATCH", 2)
    speakers.run(TrainOptions(tmp_path, minutes=0.002))
    model, _ = load_speaker(tmp_path / "speaker-embedded")
    assert model(torch.zeros(1, 1, 32_000)).shape == (1, 128)


@needs_espeak
def test_training_voices_are_the_same_for_the_same_seed() -> None:
    assert training_voices(3) == training_voices(3)
    assert training_voices(3) != training_voices(4)


@needs_espeak
@pytest.mark.parametrize("language", ["en", "zh"])
def test_benchmark_voices_are_never_trained_on(language: str) -> None:
    trained = {voice.name.split("+")[-1] for voice in training_voices(3) if "+" in voice.name}
    held_out = held_out_voices(language, 1)
    assert len(held_out) >= 4
    assert trained.isdisjoint(voice.name.split("+")[-1] for voice in held_out)


@needs_espeak
def test_voices_of_different_variants_do_not_sound_alike() -> None:
    said: dict[bytes, str] = {}
    for voice in training_voices(3):
        if voice.engine == "espeak" and voice.name.endswith(("+f2", "+m3", "+Annie")):
            plain = Voice("espeak", voice.name, voice.language)
            text = "好的谢谢医生" if voice.language == "zh" else "okay thank you"
            assert said.setdefault(speak(plain, text).tobytes(), voice.name) == voice.name
    assert len(said) == 9


@needs_espeak
def test_each_voice_says_different_sentences_under_one_name() -> None:
    clips = list(spoken_clips([Voice("espeak", "cmn-latn-pinyin+f2", "zh")], 1))
    assert {(group, speaker) for group, speaker, _ in clips} == {
        ("espeak_zh", "espeak:cmn-latn-pinyin+f2:50:1.00")
    }
    assert len({len(samples) for _, _, samples in clips}) > 3


@needs_espeak
def test_speaking_faster_shortens_the_clip() -> None:
    slow = speak(Voice("espeak", "en-us+m3", speed=0.8), "about seven out of ten")
    fast = speak(Voice("espeak", "en-us+m3", speed=1.25), "about seven out of ten")
    assert len(slow) / len(fast) == pytest.approx(1.5625, rel=0.02)


def test_a_missing_engine_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ResourceError, match="cannot speak"):
        speak(Voice("espeak", "en-us"), "hello")
