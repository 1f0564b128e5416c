"""Characters that look alike: our own groups, and what they are worth beside sound."""

import pytest

from app.text.lexicon import Entry, shapes_zh
from app.text.lexicon import phonetics_zh as zh
from app.text.lexicon.index import ChineseIndex


def test_no_character_looks_like_itself_and_each_pair_goes_both_ways() -> None:
    found = shapes_zh.pairs()
    assert len(found) > 3000
    assert not [pair for pair in found if pair[0] == pair[1] or pair[::-1] not in found]


@pytest.mark.parametrize("pair", ["检睑", "项顶", "拆折", "冻动", "菅管", "址趾", "佃细"])
def test_characters_with_a_component_in_common_look_alike(pair: str) -> None:
    assert shapes_zh.look_alike(*pair)
    assert not shapes_zh.look_alike(pair[0], "的")


def test_a_look_is_a_weaker_sign_than_any_equal_syllable() -> None:
    assert zh.similarity("拆", "折") == zh.SHAPE  # chai1, zhe2
    assert zh.similarity("检", "睑") == zh.SAME_TONE
    assert zh.NEAR < zh.SHAPE < zh.RARER_READING * zh.MERGED


def test_a_name_is_found_by_a_character_that_only_looks_alike() -> None:
    index = ChineseIndex([Entry("dx.a", "zh", "白细胞", "lab"), Entry("dx.b", "zh", "癌胚", "lab")])
    seen, other = index.lookup("白佃胞"), index.lookup("白灯胞")
    assert seen is not None
    assert other is not None
    assert seen.name == other.name == "白细胞"
    assert seen.score > other.score
