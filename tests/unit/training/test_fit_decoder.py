import numpy as np
import torch

from app.training.corpus import COLUMNS, PHONE
from app.training.fit_decoder import (
    THINNING,
    Item,
    alike,
    forgetful,
    imagine,
    thinned,
    writing_loss,
)
from app.training.memory_code import MemoryCode
from app.training.pronouncer import Reading
from app.training.scripts import IGNORED, Script, grained, page
from app.training.whisper_model import POSITIONS, TAIL, Decoder, Shape


def item(frames: int) -> Item:
    """An utterance of random phones that last from one to seven frames."""
    rng = np.random.default_rng(frames)
    lengths = rng.integers(1, 8, frames)
    targets = np.repeat(rng.integers(0, 3, (frames, COLUMNS)), lengths, axis=0)[:frames]
    reading = Reading(targets, targets, np.ones(frames, np.float32))
    return Item(reading, Script((1, 2), (3, 4), (0.0, 1.0), (0.0, 0.0)), "")


def test_thinning_keeps_each_phone_and_a_third_of_the_frames() -> None:
    labels = item(400).reading.meant[:, PHONE]
    kept = thinned(item(400).reading)
    phones = np.cumsum(np.diff(labels, prepend=labels[0]) != 0)
    assert set(phones[kept]) == set(phones)
    assert 400 / THINNING < len(kept) < 400 / 2


def test_imagined_memory_is_normed_masked_and_padded() -> None:
    items = [item(50), item(30)]
    memory = imagine(items, MemoryCode(), noise=0.5, padding=1.0)
    count = memory.states.shape[1] - TAIL
    assert count >= len(thinned(items[0].reading))
    assert memory.bias is not None
    assert memory.bias.shape == (2, 1, 1, count + TAIL)
    torch.testing.assert_close(memory.states.pow(2).mean(-1), torch.ones(2, count + TAIL))
    assert memory.positions[:, count:].min() >= 50
    assert memory.positions.max() < POSITIONS


def test_without_noise_and_padding_memory_is_the_code_and_masks_the_rest() -> None:
    code = MemoryCode()
    items = [item(40), item(20)]
    memory = imagine(items, code, noise=0.0, padding=0.0)
    frames = thinned(items[1].reading)
    wanted = code.encode(torch.from_numpy(items[1].reading.meant[frames]), torch.from_numpy(frames))
    alike = torch.cosine_similarity(memory.states[1, : len(frames)], wanted, dim=-1)
    assert float(alike.min()) > 0.95
    assert memory.bias is not None
    assert (memory.bias[1, 0, 0, len(frames) :] < -1000).all()
    weights = memory.bias[1, 0, 0, : len(frames)].exp()
    assert np.allclose(weights.numpy(), THINNING)


def test_forgetting_replaces_text_but_never_a_special() -> None:
    given = torch.tensor([[900, 901, 5, 6, 7, 8] * 20])
    forgotten = forgetful(given, share=0.5, text_size=500)
    assert torch.equal(forgotten[given >= 500], given[given >= 500])
    changed = (forgotten != given)[given < 500].float().mean()
    assert 0.3 < float(changed) < 0.7
    assert torch.equal(forgetful(given, share=0.0, text_size=500), given)


def test_ignored_outputs_cost_nothing() -> None:
    torch.manual_seed(0)
    decoder = Decoder(Shape(vocabulary=10, width=8, heads=2, decoder_layers=1, hidden=8))
    sheet = page([Script((1, 2), (3, IGNORED), (0.0, 0.0), (0.0, 0.0))], padding=0)
    states = torch.randn(1, sheet.wanted.shape[1], 8)
    loss, _ = writing_loss(decoder, states, sheet)
    states[:, 1:] += 5
    again, _ = writing_loss(decoder, states, sheet)
    torch.testing.assert_close(loss, again)


def test_batches_hold_one_length_each_and_nothing_is_lost() -> None:
    rng = np.random.default_rng(3)
    items = []
    for number in range(200):
        count = int(rng.integers(2, 40))
        script = Script((number,) * count, (3,) * count, (0.0,) * count, (0.0,) * count)
        items.append(Item(item(20 + number).reading, script, ""))
    groups, left = alike(items, 96, rng)
    assert groups
    for group in groups:
        lengths = {grained(len(one.script.given)) for one in group}
        assert len(lengths) == 1
        assert len(group) == 96 // lengths.pop()
    everything = [one.script.given[0] for one in (*left, *(one for g in groups for one in g))]
    assert sorted(everything) == list(range(200))
