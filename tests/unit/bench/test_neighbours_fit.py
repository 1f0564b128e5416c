"""The recipe of the judge of neighbours."""

from collections import Counter

import numpy as np

from app.bench.neighbours_fit import Recipe, half, rivals
from app.text.neighbours_zh import Neighbours

SAID = ["患者有糖尿病史", "唐朝的诗人很多", "孩子发烧三天", "绕着走一圈", "头晕恶心"] * 40


def test_rivals_sound_or_look_alike_the_commonest_first() -> None:
    found = rivals(Counter("糖唐唐唐堂烧绕"))
    assert found["糖"][:2] == ("唐", "堂")
    assert "绕" in found["烧"]
    assert all(one not in others for one, others in found.items())


def test_it_learns_where_a_character_stands_and_the_same_every_time() -> None:
    weights = Recipe(SAID, 20011).fit(2)
    judge = Neighbours(weights)
    assert judge.odds("患者有糖尿病史", 3, "唐") > 1.0
    assert judge.odds("糖朝的诗人很多", 0, "唐") < -1.0
    assert np.array_equal(weights, Recipe(SAID, 20011).fit(2))


def test_documents_fall_into_two_halves() -> None:
    share = sum(half(f"文{number}") for number in range(1000)) / 1000
    assert 0.4 < share < 0.6
