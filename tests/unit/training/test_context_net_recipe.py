"""The network of the context model as torch fits it and as numpy computes it."""

import numpy as np
import pytest
import torch

from app.text.context_net import PLACES, SPECIAL, ContextNet, View
from app.training import context_net
from app.training.context_net import Case, fitted_net


def cases() -> list[Case]:
    """The word before the mention says what is true; of each sentence there are three forms."""
    chance = np.random.default_rng(3)
    found = []
    for sentence in range(400):
        truth = int(chance.integers(3))
        length = int(chance.integers(1, 5))
        words = (("no", "her", "old")[truth], "<m>", *"abcd"[:length])
        codes = np.zeros((4, len(words)), np.int64)
        codes[0] = np.arange(len(words)) + PLACES // 2 - 1
        told = np.zeros(7, np.float32)
        found += [Case(View(words, codes, 1), told, truth, sentence, form) for form in range(3)]
    return found


@pytest.fixture(scope="module")
def every() -> list[Case]:
    return cases()


def test_it_learns_what_the_linear_part_does_not_know(every: list[Case]) -> None:
    net = ContextNet.stored(fitted_net(every))
    said = [int(net.log_odds(one.view, one.told).argmax()) for one in every]
    assert np.mean([at == one.truth for at, one in zip(said, every, strict=True)]) > 0.95


def test_the_same_cases_give_the_same_bytes(every: list[Case]) -> None:
    one, two = fitted_net(every), fitted_net(every)
    assert {name: array.tobytes() for name, array in one.items()} == {
        name: array.tobytes() for name, array in two.items()
    }


def test_numpy_computes_what_torch_does(every: list[Case]) -> None:
    torch.manual_seed(0)
    words = (*SPECIAL, *sorted({word for one in every for word in one.view.words} - {*SPECIAL}))
    net = context_net._Net(len(words)).eval()
    places = {word: number for number, word in enumerate(words)}
    some = every[:20]
    with torch.no_grad():
        expected = net(context_net._batch(some, places)).numpy()
    weights = {name: value.detach().numpy() for name, value in context_net._named(net)}
    mine = ContextNet(words, weights)
    found = np.array([mine.log_odds(one.view, one.told) for one in some])
    assert np.allclose(found, expected, atol=1e-4)


def test_one_form_of_each_sentence_is_taken_a_turn(every: list[Case]) -> None:
    taken = context_net._one_form(every, np.random.default_rng(0))
    assert sorted(every[at].sentence for at in taken) == list(range(400))
    assert {every[at].form for at in taken} == {0, 1, 2}
