import numpy as np

from app.training.aligned import best_path
from app.training.phones import INDEX, PHONES, SILENCE

N, OW = INDEX["n"], INDEX["ow"]


def scores(heard: list[int]) -> np.ndarray:
    logs = np.full((len(heard), len(PHONES)), -5.0, np.float32)
    logs[np.arange(len(heard)), heard] = -0.1
    return logs


def test_each_frame_goes_to_the_phone_that_sounds_in_it() -> None:
    heard = [SILENCE] * 3 + [N] * 4 + [OW] * 5 + [SILENCE] * 2
    optional = np.array([True, False, False, True])
    path, score = best_path(scores(heard), [SILENCE, N, OW, SILENCE], optional)
    assert path == [0] * 3 + [1] * 4 + [2] * 5 + [3] * 2
    assert score > -0.2


def test_a_pause_that_is_not_there_is_skipped() -> None:
    heard = [N] * 3 + [OW] * 3 + [N] * 3
    labels = [SILENCE, N, OW, SILENCE, N, SILENCE]
    optional = np.array([label == SILENCE for label in labels])
    path, _ = best_path(scores(heard), labels, optional)
    assert path == [1] * 3 + [2] * 3 + [4] * 3


def test_every_phone_is_passed_even_if_it_is_hardly_heard() -> None:
    path, score = best_path(scores([N] * 6), [N, OW, N], np.array([False, False, False]))
    assert path.count(1) == 1
    assert score < -0.5


def test_a_clip_shorter_than_its_phones_has_no_path() -> None:
    path, score = best_path(scores([N]), [N, OW], np.array([False, False]))
    assert path == []
    assert score == -np.inf
