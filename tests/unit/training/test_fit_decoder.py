import numpy as np
import torch

from app.training.corpus import COLUMNS
from app.training.fit_decoder import Item, forgetful, imagine, writing_loss
from app.training.memory_code import MemoryCode
from app.training.pronouncer import Reading
from app.training.scripts import IGNORED, Script, page
from app.training.whisper_model import POSITIONS, TAIL, Decoder, Shape


def item(frames: int) -> Item:
    rng = np.random.default_rng(frames)
    targets = rng.integers(0, 3, (frames, COLUMNS))
    reading = Reading(targets, targets, np.ones(frames, np.float32))
    return Item(reading, Script((1, 2), (3, 4), (0.0, 1.0), (0.0, 0.0)), "")


def test_imagined_memory_is_normed_masked_and_padded() -> None:
    memory = imagine([item(50), item(30)], MemoryCode(), noise=0.5, padding=1.0)
    count = memory.states.shape[1] - TAIL
    assert count >= 50
    assert memory.bias is not None
    assert memory.bias.shape == (2, 1, 1, count + TAIL)
    torch.testing.assert_close(memory.states.pow(2).mean(-1), torch.ones(2, count + TAIL))
    assert memory.positions.max() < POSITIONS


def test_without_noise_and_padding_memory_is_the_code_and_masks_the_rest() -> None:
    code = MemoryCode()
    items = [item(40), item(20)]
    memory = imagine(items, code, noise=0.0, padding=0.0)
    wanted = code.encode(torch.from_numpy(items[1].reading.meant), torch.arange(20))
    alike = torch.cosine_similarity(memory.states[1, :20], wanted, dim=-1)
    assert float(alike.min()) > 0.95
    assert memory.bias is not None
    assert (memory.bias[1, 0, 0, 20:] < -1000).all()
    assert (memory.bias[1, 0, 0, :20] == 0).all()


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
