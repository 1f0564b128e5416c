"""Names that look like cues: an alert beside one is as loud as without it."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.domain.transcript import Language
from app.text.context import Cue, Glue, Judgement, Mark, MentionSpan
from app.text.context_data import Names
from app.text.context_features import Judged
from app.text.context_unknown import louder, unknown_characters, unknown_words, without
from app.text.understanding import Understander

FRAMES: dict[Language, tuple[str, ...]] = {
    "en": (
        "{} cardiac arrest",
        "Mrs {} cardiac arrest in bay 3",
        "patient {} is not breathing",
        "v fib on the monitor {}",
    ),
    "zh": ("{}心脏骤停", "三床{}室颤", "患者{}没有脉搏", "在抢救室呼吸停止，{}"),
}
SYLLABLES = [
    "ka",
    "wo",
    "cie",
    "kov",
    "szy",
    "lo",
    "mba",
    "ngu",
    "thi",
    "hua",
    "ros",
    "jag",
    "val",
    "unk",
]
SURNAMES = "王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁谢宋许韩冯邓曹彭萧田董袁潘蒋蔡余"
GIVEN = "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛霞梅宇浩轩梓涵怡墨雨泽俊熙琪晨曦燕福永莲翠"
NAMES = Names(
    family=frozenset("曾"),
    given=frozenset("若"),
    titles=frozenset({"医生", "老", "mrs"}),
    surnames=frozenset("曾顾"),
    kin=frozenset({"奶奶"}),
    staff=frozenset({"boss"}),
    statements=frozenset({"he"}),
)


def invented(language: Language, chance: np.random.Generator) -> str:
    if language == "en":
        return "".join(chance.choice(SYLLABLES, chance.integers(3, 6))).capitalize()
    first = chance.choice([*SURNAMES, "曾", "曾", "史"])
    return f"{first}{''.join(chance.choice([*GIVEN], chance.integers(1, 3)))}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_beside_any_name_a_red_alert_stays_red(
    understander: Understander, language: Language
) -> None:
    """One in three people called 曾 or 史 hid a cardiac arrest."""
    chance = np.random.default_rng(24)
    for _ in range(50):
        name = invented(language, chance)
        for frame in FRAMES[language]:
            text = frame.format(name)
            alerts = understander.understand_line(text, language)["alerts"]
            assert [one["level"] for one in alerts] == ["red"], text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "曾医生心脏骤停"),
        ("zh", "老曾心脏骤停"),
        ("zh", "心脏骤停史女士在三床"),
        ("zh", "顾若静心脏骤停"),
        ("zh", "三床王奶奶室颤"),
        ("zh", "刘大哥心跳停了马上按压"),
        ("en", "Mrs Prior cardiac arrest in bay 3"),
        ("en", "Mr Son cardiac arrest"),
        ("en", "sister cardiac arrest in bay three"),
        ("en", "mum he's not breathing"),
        ("en", "kanari9665b1d117b7 kanari5b48cc3136d8 cardiac arrest"),
    ],
)
def test_what_is_a_name_here_calms_nothing(
    understander: Understander, language: Language, text: str
) -> None:
    (alert,) = understander.understand_line(text, language)["alerts"]
    assert (alert["level"], alert["assertion"], alert["cue"]) == ("red", "present", ""), text


@pytest.mark.parametrize(
    ("language", "text", "assertion"),
    [
        ("zh", "患者曾心脏骤停", "historical"),
        ("zh", "既往有心脏骤停史", "historical"),
        ("zh", "若心脏骤停马上叫我", "hypothetical"),
        ("zh", "他奶奶心脏骤停走的", "family"),
        ("zh", "邻床王奶奶心脏骤停", "family"),
        ("en", "prior cardiac arrest", "historical"),
        ("en", "sister had a cardiac arrest last year", "family"),
        ("en", "her son had a cardiac arrest", "family"),
    ],
)
def test_the_same_words_as_cues_still_calm(
    understander: Understander, language: Language, text: str, assertion: str
) -> None:
    (alert,) = understander.understand_line(text, language)["alerts"]
    assert (alert["level"], alert["assertion"]) == ("grey", assertion), text


def said(tokens: str, mention: tuple[int, int], *marks: Mark) -> Judged:
    return Judged(tuple(tokens.split()), (MentionSpan(*mention),), marks, (Judgement("present"),))


ONCE = (Cue("historical", "pre", 8),)


def never(pairs: Sequence[tuple[str, ...]]) -> Sequence[bool]:
    return [False for _ in pairs]


def always(pairs: Sequence[tuple[str, ...]]) -> Sequence[bool]:
    return [True for _ in pairs]


def test_a_family_name_is_told_by_what_follows_it() -> None:
    line = said("曾 强 心 停", (2, 4), Mark(0, 1, ONCE))
    assert unknown_characters(line, NAMES, never) == {0, 1}
    assert unknown_characters(line, NAMES, always) == frozenset()
    titled = said("曾 医 生 心 停", (3, 5), Mark(0, 1, ONCE))
    assert unknown_characters(titled, NAMES, always) == {0, 1, 2}
    alone = said("曾 心 停", (1, 3), Mark(0, 1, ONCE))
    assert unknown_characters(alone, NAMES, never) == frozenset()


def test_a_given_name_needs_a_surname_before_it() -> None:
    assert unknown_characters(said("顾 若 静 心 停", (3, 5)), NAMES, never) == {0, 1, 2}
    assert unknown_characters(said("顾 若 心 停", (2, 4)), NAMES, never) == {0, 1}
    assert unknown_characters(said("论 若 静 心 停", (3, 5)), NAMES, never) == frozenset()
    assert unknown_characters(said("顾 若 静 心 停", (3, 5)), NAMES, always) == frozenset()


def test_a_relative_behind_a_surname_is_the_one_addressed() -> None:
    assert unknown_characters(said("顾 奶 奶 心 停", (3, 5)), NAMES, always) == {0, 1, 2}
    assert unknown_characters(said("他 奶 奶 心 停", (3, 5)), NAMES, always) == frozenset()
    assert unknown_characters(said("曾 奶 奶 心 停", (3, 5)), NAMES, always) == frozenset()
    assert unknown_characters(said("老 曾 心 停", (2, 4)), NAMES, always) == {0, 1}


def test_whoever_is_spoken_to_first_is_no_relative() -> None:
    cue = Mark(0, 1, (Cue("family", "pre", 6),))

    def lost(text: str, *marks: Mark) -> frozenset[int]:
        end = len(text.split())
        return unknown_words(said(text, (end - 1, end), *marks), NAMES, lambda _: True)

    assert lost("mum he arrests", cue) == {0}
    assert lost("mum arrests", cue) == frozenset()
    assert lost("boss arrests", cue) == {0}
    assert lost("boss then arrests", cue) == frozenset()
    assert lost("no he arrests", Mark(0, 1, (Cue("negated", "pre", 6),))) == frozenset()


def test_a_string_is_an_unknown_word_with_pieces_beside_it() -> None:
    def knows(word: str) -> bool:
        return word != "kv"

    assert unknown_words(said("bed kv 7 x arrest", (4, 5)), NAMES, knows) == {1, 2, 3}
    assert unknown_words(said("bed kv 7 arrest", (3, 4)), NAMES, knows) == frozenset()
    assert unknown_words(said("bed 3 7 x arrest", (4, 5)), NAMES, knows) == frozenset()
    assert unknown_words(said("mrs kv arrest", (2, 3), Mark(1, 2, ONCE)), NAMES, knows) == {1}


def test_a_line_without_words_is_judged_anew() -> None:
    glue = Glue(frozenset(), frozenset())
    line = said("x once y arrest no", (3, 4), Mark(1, 2, ONCE), Mark(4, 5))
    left, kept = without(line, frozenset({0}), glue)
    assert (left.tokens, kept) == (("once", "y", "arrest", "no"), (1, 2, 3, 4))
    assert left.found == (Judgement("historical", (0, 1)),)
    left, _ = without(line, frozenset({1}), glue)
    assert (left.mentions, left.marks) == ([MentionSpan(2, 3)], [Mark(3, 4)])
    assert left.found == (Judgement("present"),)


def test_the_louder_answer_counts_with_its_cue_where_it_stood() -> None:
    calm, doubt = Judgement("negated", (0, 1)), Judgement("uncertain", (1, 2))
    assert louder(calm, doubt, (2, 5)) == Judgement("uncertain", (5, 6))
    assert louder(doubt, calm, (2, 5)) == doubt
    assert louder(calm, Judgement("family"), (2, 5)) == calm
