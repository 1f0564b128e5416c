import pytest
import torch

from app.training.whisper_model import POSITIONS, TAIL, Encoder, Memory, Shape, Whisper

SMALL = Shape(vocabulary=40, width=32, heads=2, encoder_layers=1, decoder_layers=2, hidden=64)


@pytest.fixture
def model() -> Whisper:
    torch.manual_seed(0)
    return Whisper(SMALL).eval()


def test_memory_has_one_state_per_two_mel_frames_and_a_tail(model: Whisper) -> None:
    mel = torch.randn(2, 80, 60)
    bare = model.encoder(mel, torch.tensor([30, 20]), 0.0)
    padded = model.encoder(mel, torch.tensor([30, 20]), 1.0)
    assert bare.states.shape == (2, 30, 32)
    assert padded.states.shape == (2, 30 + TAIL, 32)
    assert padded.positions[30:].min() >= 30
    assert padded.positions.max() < POSITIONS


def test_what_lies_beyond_a_clip_does_not_reach_it(model: Whisper) -> None:
    mel = torch.randn(1, 80, 60)
    mel[:, :, 40:] = 0
    longer = mel.clone()
    longer[:, :, 46:] = 3.0  # far enough from the clip for the convolutions
    lengths = torch.tensor([20])
    with torch.no_grad():
        a = model.encoder(mel, lengths, 0.0).states[:, :20]
        b = model.encoder(longer, lengths, 0.0).states[:, :20]
    torch.testing.assert_close(a, b)


def test_the_sampled_tail_stands_for_full_padding(model: Whisper) -> None:
    mel = torch.randn(1, 80, 60)
    with torch.no_grad():
        full = model.encoder(
            torch.nn.functional.pad(mel, (0, 2 * POSITIONS - 60)), torch.tensor([POSITIONS]), 0.0
        ).states[:, :30]
        sampled = torch.stack(
            [model.encoder(mel, torch.tensor([30]), 1.0).states[:, :30] for _ in range(20)]
        )
        none = model.encoder(mel, torch.tensor([30]), 0.0).states[:, :30]
    assert (sampled.mean(0) - full).abs().mean() < 0.5 * (none - full).abs().mean()


def test_the_decoder_does_not_see_the_future(model: Whisper) -> None:
    memory = Memory(torch.randn(1, 9, 32), None, torch.arange(9))
    tokens = torch.tensor([[1, 2, 3, 4]])
    other = torch.tensor([[1, 2, 3, 9]])
    with torch.no_grad():
        a, b = model.decoder(tokens, memory), model.decoder(other, memory)
    torch.testing.assert_close(a[:, :3], b[:, :3])
    assert not torch.allclose(a[:, 3], b[:, 3])


def test_attention_is_watched_in_training_only(model: Whisper) -> None:
    memory = Memory(torch.randn(1, 9, 32), None, torch.arange(9))
    model.decoder(torch.tensor([[1, 2]]), memory)
    assert model.decoder.maps() == []
    model.train()
    model.decoder(torch.tensor([[1, 2]]), memory)
    maps = model.decoder.maps()
    assert [m.shape for m in maps] == [(1, 2, 9)] * 2
    torch.testing.assert_close(maps[0].sum(-1), torch.ones(1, 2))


def test_encoder_positions_are_not_trained() -> None:
    encoder = Encoder(SMALL)
    assert not encoder.embed_positions.weight.requires_grad
