"""Processes that train one network together, one core each.

Two processes with one thread each use two busy cores far better than one process with two
threads: they wait for each other every few steps, not at each operation.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import torch
from torch import distributed, nn

from app.domain.errors import ModelError

_PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Team:
    """This process's place among `size` processes."""

    rank: int = 0
    size: int = 1

    def meet(self, file: Path) -> None:
        """Wait for the others; `file` must not exist before the first arrives."""
        if self.size > 1:
            distributed.init_process_group(
                "gloo", init_method=f"file://{file}", rank=self.rank, world_size=self.size,
                timeout=_PATIENCE,
            )  # fmt: skip

    def part(self) -> None:
        """Leave the others."""
        if self.size > 1:
            distributed.destroy_process_group()

    def average(self, parameters: Sequence[nn.Parameter], value: float) -> float:
        """Make every process's weights their mean, and `value` too, which is returned.

        Averaging weights every few steps (local SGD; Stich, 2019) costs far less than averaging
        gradients at each.
        """
        if self.size == 1:
            return value
        with torch.no_grad():
            flat = torch.cat([*(p.reshape(-1) for p in parameters), torch.tensor([value])])
            distributed.all_reduce(flat)
            flat /= self.size
            start = 0
            for parameter in parameters:
                stop = start + parameter.numel()
                parameter.copy_(flat[start:stop].view_as(parameter))
                start = stop
        return float(flat[-1])


def _member(work: Callable[[Team], None], team: Team, meeting: Path) -> None:
    torch.set_num_threads(1)
    team.meet(meeting)
    work(team)
    team.part()


def at_once(works: Sequence[Callable[[], None]]) -> None:
    """Run each in a process of its own. Raises ModelError when one of them fails."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work) for work in works]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise ModelError("a training stage stopped early: run again with --resume")


def together(out: Path, size: int, work: Callable[[Team], None]) -> None:
    """Let `size` processes, which meet by way of a file in `out`, do the same work.

    Raises ModelError when one of them fails.
    """
    meeting = out / "meeting"
    meeting.unlink(missing_ok=True)
    at_once([partial(_member, work, Team(rank, size), meeting) for rank in range(size)])
