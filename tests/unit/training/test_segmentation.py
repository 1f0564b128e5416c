from pathlib import Path

import numpy as np
import pytest
import torch

from app.speech.diarizer_models import load_segmentation
from app.training import segmentation
from app.training.conversations import Simulator, Surroundings
from app.training.options import TrainOptions
from app.training.segmentation import (
    WindowDrawer,
    class_permutations,
    frame_classes,
    powerset_loss,
    speaker_sets,
)
from app.training.speaker_clips import write_bank
from tests.unit.training.test_conversations import speakers


def test_frames_are_labelled_with_the_set_that_speaks() -> None:
    active = np.array([[0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 1, 1]], np.bool_)
    sets = speaker_sets()
    labels = [sets[number] for number in frame_classes(active)]
    assert labels == [frozenset(), {0}, {2}, {1, 2}]


def test_windows_with_fewer_columns_are_labelled_too() -> None:
    assert frame_classes(np.array([[True], [False]])).tolist() == [1, 0]
    assert frame_classes(np.zeros((2, 0), np.bool_)).tolist() == [0, 0]


def scores_for(classes: torch.Tensor, confidence: float = 8.0) -> torch.Tensor:
    return torch.log_softmax(torch.nn.functional.one_hot(classes, 7) * confidence, dim=-1)


def test_renaming_the_speakers_costs_nothing() -> None:
    spoken = torch.tensor([[1, 1, 4, 2, 0, 3]])
    renamed = torch.tensor([[3, 3, 5, 1, 0, 2]])  # first -> third, second -> first, third -> second
    renamings = class_permutations()
    right = powerset_loss(scores_for(spoken), spoken, renamings)
    torch.testing.assert_close(powerset_loss(scores_for(renamed), spoken, renamings), right)


def test_mixing_two_speakers_up_half_way_costs() -> None:
    spoken = torch.tensor([[1, 1, 2, 2]])
    mixed = torch.tensor([[1, 2, 2, 1]])
    renamings = class_permutations()
    assert powerset_loss(scores_for(mixed), spoken, renamings) > 2.0


def test_each_window_is_renamed_for_itself() -> None:
    spoken = torch.tensor([[1, 2], [1, 2]])
    answers = torch.tensor([[1, 2], [2, 1]])
    assert powerset_loss(scores_for(answers), spoken, class_permutations()) < 0.01


def test_renamings_keep_the_size_of_every_set() -> None:
    sizes = torch.tensor([len(members) for members in speaker_sets()])
    for renaming in class_permutations():
        assert torch.equal(sizes[renaming], sizes)
        assert sorted(renaming.tolist()) == list(range(7))


def test_windows_hold_nobody_to_three_people_and_some_end_early(tmp_path: Path) -> None:
    bank = write_bank(speakers(4), tmp_path)
    drawer = WindowDrawer(Simulator(bank, Surroundings(), 1), seed=1)
    windows = drawer.draw(120)
    assert {len(window.voices) for window in windows} == {0, 1, 2, 3}
    padded = [window for window in windows if not window.samples[-320:].any()]
    assert 1 <= len(padded) <= 30
    assert not any(window.active[-1].any() for window in padded)


@pytest.mark.full
def test_the_recipe_leaves_a_usable_model_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bank(speakers(4), tmp_path / "voices")
    monkeypatch.setattr(segmentation, "_BATCH", 2)
    segmentation.run(TrainOptions(tmp_path, minutes=0.002))
    model, _ = load_segmentation(tmp_path / "segmentation-embedded")
    assert model(torch.zeros(1, 1, 160_000)).shape == (1, 500, 7)
    before = (tmp_path / "segmentation-embedded" / "model.safetensors").read_bytes()
    segmentation.run(TrainOptions(tmp_path, minutes=0.002, resume=True))
    after = (tmp_path / "segmentation-embedded" / "model.safetensors").read_bytes()
    assert before == after  # its time was already used up
