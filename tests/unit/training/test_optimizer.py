import copy

import pytest
import torch

from app.training.optimizer import Optimizer
from app.training.whisper_model import Decoder, Memory, Shape

SHAPE = Shape(vocabulary=12, width=8, heads=2, decoder_layers=1, hidden=16)


def grown(decoder: Decoder, optimizer: Optimizer, steps: int) -> float:
    """The last of some steps' losses on one small task."""
    torch.manual_seed(5)
    memory = Memory(torch.randn(4, 6, 8), None, torch.arange(6))
    tokens = torch.randint(0, 12, (4, 5))
    loss = torch.zeros(())
    for _ in range(steps):
        optimizer.clear()
        logits = decoder(tokens, memory) @ decoder.embed_tokens.weight.T
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tokens.flatten())
        torch.autograd.backward(loss)
        optimizer.step(1e-2)
    return float(loss.detach())


@pytest.mark.full
def test_it_learns_and_changes_every_weight() -> None:
    torch.manual_seed(1)
    decoder = Decoder(SHAPE)
    before = {name: weight.clone() for name, weight in decoder.named_parameters()}
    optimizer = Optimizer(decoder, 1e-2)
    first = grown(decoder, optimizer, 1)
    assert grown(decoder, optimizer, 30) < 0.5 * first
    still = [n for n, w in decoder.named_parameters() if torch.equal(w, before[n])]
    assert still == []


def test_a_rate_of_nothing_changes_nothing() -> None:
    decoder = Decoder(SHAPE)
    optimizer = Optimizer(decoder, 1e-2)
    grown(decoder, optimizer, 1)
    before = decoder.stack()[0].fc1.weight.clone()
    optimizer.step(0.0)
    assert torch.equal(decoder.stack()[0].fc1.weight, before)


@pytest.mark.full
def test_its_state_can_be_taken_up_again() -> None:
    torch.manual_seed(2)
    decoder = Decoder(SHAPE)
    optimizer = Optimizer(decoder, 1e-2)
    grown(decoder, optimizer, 3)
    twin = Decoder(SHAPE)
    twin.load_state_dict(decoder.state_dict())
    other = Optimizer(twin, 1e-2)
    other.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    assert grown(twin, other, 3) == pytest.approx(grown(decoder, optimizer, 3), rel=1e-5)
