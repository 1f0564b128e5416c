"""The recipe's order of stages, and what a second run makes of a first that was broken off."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import ModelError
from app.training import recognizer
from app.training.options import TrainOptions

Stages = dict[str, Callable[[TrainOptions], object]]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the stages that ran; the one called `second` fails the first time."""
    names: list[str] = []

    def stages(scale: float) -> Stages:
        def first(options: TrainOptions) -> None:
            names.append(f"first x{scale:g}")
            (options.out / "encoder.pt").write_bytes(b"")

        def second(_: TrainOptions) -> None:
            names.append("second")
            if names.count("second") == 1:
                raise ModelError("killed")

        return {"first": first, "second": second, "third": lambda _: names.append("third")}

    monkeypatch.setattr(recognizer, "_stages", stages)
    return names


def test_a_broken_run_goes_on_where_it_was(ran: list[str], tmp_path: Path) -> None:
    options = TrainOptions(tmp_path / "out")
    with pytest.raises(ModelError, match="killed"):
        recognizer.run(options)
    recognizer.run(replace(options, resume=True))
    assert ran == ["first x1", "second", "second", "third"]
    recognizer.run(replace(options, resume=True))
    assert ran[4:] == []


def test_an_earlier_run_is_not_overwritten_unasked(ran: list[str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="killed"):
        recognizer.run(TrainOptions(tmp_path))
    with pytest.raises(ModelError, match="--resume"):
        recognizer.run(TrainOptions(tmp_path))
    assert ran == ["first x1", "second"]


def test_one_broken_before_its_first_checkpoint_is_not_gone_on_with_unasked(
    ran: list[str], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="killed"):
        recognizer.run(TrainOptions(tmp_path))
    (tmp_path / "encoder.pt").unlink()
    with pytest.raises(ModelError, match="--resume"):
        recognizer.run(TrainOptions(tmp_path))
    assert ran == ["first x1", "second"]


def test_minutes_are_shared_between_the_long_stages(ran: list[str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="killed"):
        recognizer.run(TrainOptions(tmp_path, minutes=12.0))
    assert ran[0] == "first x0.1"


def test_the_real_stages_end_with_the_joint_one() -> None:
    names = list(recognizer._stages(1.0))
    assert names.index("corpus") < names.index("vocabulary") < names.index("apart")
    assert names[-1] == "joint"
