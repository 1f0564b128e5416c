from multiprocessing import get_context
from pathlib import Path

import torch
from torch import nn

from app.training.team import Team


def meet_and_average(rank: int, file: Path, out: Path) -> None:
    torch.set_num_threads(1)
    team = Team(rank, 2)
    team.meet(file)
    weights = nn.Parameter(torch.full((3, 2), float(rank)))
    value = team.average([weights], 10.0 * rank)
    (out / f"{rank}.txt").write_text(f"{weights.detach().mean().item()} {value}")
    team.part()


def test_one_process_alone_keeps_its_weights_and_value() -> None:
    weights = nn.Parameter(torch.ones(2))
    assert Team().average([weights], 4.0) == 4.0
    assert torch.equal(weights.detach(), torch.ones(2))


def test_two_processes_end_with_the_same_mean(tmp_path: Path) -> None:
    context = get_context("spawn")
    members = [
        context.Process(target=meet_and_average, args=(rank, tmp_path / "meeting", tmp_path))
        for rank in range(2)
    ]
    for member in members:
        member.start()
    for member in members:
        member.join(120)
    assert [(tmp_path / f"{rank}.txt").read_text() for rank in range(2)] == ["0.5 5.0"] * 2
