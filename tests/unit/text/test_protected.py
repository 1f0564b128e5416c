"""Which heard words are protected, in both languages."""

import pytest

from app.domain.transcript import Language
from app.text.protected import Kind, counted, protected
from app.text.tokens import tokenize
from tests.lexicons import small


def kinds(line: str, language: Language) -> set[tuple[Kind, str]]:
    words = [word.text for word in tokenize(line)]
    return {(token.kind, token.text) for token in protected(words, language, small())}


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("give five milligrams", "number", "five"),
        ("give 0.5 mg", "number", "0.5"),
        ("a 120/80 pressure", "number", "120/80"),
        ("give five milligrams", "unit", "milligrams"),
        ("give 5 mg", "unit", "mg"),
        ("give 5 g", "unit", "g"),
        ("ten units", "unit", "units"),
        ("intravenous line", "route", "intravenous"),
        ("twice daily", "frequency", "daily"),
        ("left arm", "side", "left"),
        ("both legs", "side", "both"),
        ("no fever", "negation", "no"),
        ("denies pain", "negation", "denies"),
        ("cannot walk", "negation", "cannot"),
        ("possible stroke", "negation", "possible"),
        ("without pain", "negation", "without"),
        ("greater than ten", "comparison", "greater"),
        ("o negative blood", "blood_group", "o negative"),
        ("ab positive", "blood_group", "ab positive"),
        ("on monday", "time", "monday"),
        ("give metoprolol now", "drug", "metoprolol"),
        ("give adrenaline now", "drug", "adrenaline"),
    ],
)
def test_an_english_token_is_protected(line: str, kind: Kind, text: str) -> None:
    assert (kind, text) in kinds(line, "en")


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("五毫克", "number", "五"),
        ("5毫克", "number", "5"),
        ("百分之九十", "number", "百分之"),
        ("五毫克", "unit", "毫克"),
        ("静脉推注", "route", "静脉"),
        ("每日三次", "frequency", "每日"),
        ("左侧肢体", "side", "左侧"),
        ("右上肢", "side", "右"),
        ("双下肢", "side", "双"),
        ("上肢无力", "side", "上肢"),
        ("否认胸痛", "negation", "否认"),
        ("未见气胸", "negation", "未见"),
        ("无发热", "negation", "无"),
        ("不能排除肺栓塞", "negation", "不能排除"),
        ("结果阴性", "negation", "阴性"),
        ("血压低", "comparison", "低"),
        ("昨天下午", "time", "昨天"),
        ("口服阿司匹林", "drug", "阿司匹林"),
    ],
)
def test_a_chinese_token_is_protected(line: str, kind: Kind, text: str) -> None:
    assert (kind, text) in kinds(line, "zh")


@pytest.mark.parametrize("line", ["go home", "his name is george", "the g force", "i am here"])
def test_ordinary_english_is_not_protected(line: str) -> None:
    assert not kinds(line, "en")


def test_a_short_unit_counts_only_after_a_number() -> None:
    assert ("unit", "g") not in kinds("the g tube", "en")
    assert ("unit", "g") in kinds("two g", "en")


def test_the_first_half_of_norepinephrine_is_no_negation() -> None:
    assert ("negation", "nor") not in kinds("start nor epinephrine", "en")
    assert ("negation", "nor") in kinds("no fever nor pain", "en")


def test_tokens_come_in_order_with_their_places() -> None:
    tokens = protected(["left", "arm", "five", "milligrams", "no", "pain"], "en")
    assert [token.first for token in tokens] == sorted(token.first for token in tokens)
    assert [(t.first, t.last) for t in tokens if t.kind == "unit"] == [(3, 3)]


def test_counting_sees_repeated_tokens() -> None:
    counts = counted(["no", "pain", "no", "fever"], "en")
    assert counts["negation", "no"] == 2


def test_drug_names_of_two_words_are_found_whole() -> None:
    tokens = protected(list("给予去甲肾上腺素"), "zh", small())
    assert [token.text for token in tokens if token.kind == "drug"] == ["去甲肾上腺素"]
