import torch

from app.training.corpus import COLUMNS, PHONE, TONE
from app.training.memory_code import BLOCKS, TIME_WIDTH, WIDTH, MemoryCode, time_code


def targets(batch: int, steps: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, 3, (batch, steps, COLUMNS), generator=generator)


def test_the_blocks_fill_the_width() -> None:
    assert sum(width for _, width, _, _ in BLOCKS) + TIME_WIDTH == WIDTH


def test_a_code_has_the_norm_that_layer_norm_gives() -> None:
    code = MemoryCode().encode(targets(2, 9), torch.arange(9))
    assert code.shape == (2, 9, WIDTH)
    torch.testing.assert_close(code.pow(2).sum(-1), torch.full((2, 9), float(WIDTH)))


def test_perfect_memory_is_read_without_a_wrong_frame() -> None:
    code, wanted = MemoryCode(), targets(3, 20)
    memory = code.encode(wanted, torch.arange(20))
    loss, right = code.loss(memory, wanted, torch.ones(3, 20, dtype=torch.bool))
    assert float(right) == 1.0
    worse, wrong = code.loss(torch.roll(memory, 1, -1), wanted, torch.ones(3, 20).bool())
    assert worse.item() > loss.item()
    assert float(wrong) < 1.0


def test_frames_outside_a_clip_do_not_count() -> None:
    code, wanted = MemoryCode(), targets(1, 10)
    memory = code.encode(wanted, torch.arange(10))
    memory[:, 5:] = 0
    valid = torch.arange(10)[None] < 5
    _, right = code.loss(memory, wanted, valid)
    assert float(right) == 1.0


def test_books_are_the_same_in_every_process() -> None:
    for column in (PHONE, TONE):
        assert torch.equal(MemoryCode().book(column), MemoryCode().book(column))


def test_neighbouring_times_are_closer_than_distant_ones() -> None:
    codes = time_code(torch.tensor([100, 101, 160]))
    assert (codes[0] - codes[1]).norm() < (codes[0] - codes[2]).norm()
