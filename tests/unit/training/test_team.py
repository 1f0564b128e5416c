from functools import partial
from pathlib import Path

import pytest
import torch
from torch import nn

from app.domain.errors import ModelError
from app.training.team import Team, together


def average(out: Path, team: Team) -> None:
    weights = nn.Parameter(torch.full((3, 2), float(team.rank)))
    value = team.average([weights], 10.0 * team.rank)
    (out / f"{team.rank}.txt").write_text(f"{weights.detach().mean().item()} {value}")


def fail(team: Team) -> None:
    raise RuntimeError(f"{team.rank} of {team.size} fails")


def test_one_process_alone_keeps_its_weights_and_value() -> None:
    weights = nn.Parameter(torch.ones(2))
    assert Team().average([weights], 4.0) == 4.0
    assert torch.equal(weights.detach(), torch.ones(2))


@pytest.mark.full
def test_two_processes_end_with_the_same_mean(tmp_path: Path) -> None:
    together(tmp_path, 2, partial(average, tmp_path))
    assert [(tmp_path / f"{rank}.txt").read_text() for rank in range(2)] == ["0.5 5.0"] * 2


@pytest.mark.full
def test_a_process_that_fails_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--resume"):
        together(tmp_path, 1, fail)
