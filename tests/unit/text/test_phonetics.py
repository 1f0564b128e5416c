"""What sounds alike has the same key; what sounds different has not."""

import pytest

from app.text.lexicon import phonetics_en as en
from app.text.lexicon import phonetics_zh as zh


def sound(text: str) -> str:
    return en.sound(en.fine_sound(tuple(text.split())))


def skeleton(text: str) -> str:
    return en.skeleton(en.voiceless(sound(text)))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("hydroxy scene", "hydroxyzine"),
        ("met opral all", "metoprolol"),
        ("seftriaxone", "ceftriaxone"),
        ("asset a min of in", "acetaminophen"),
        ("love a knocks", "lovenox"),
        ("numonia", "pneumonia"),
        ("nalock zone", "naloxone"),
        ("newmothorax", "pneumothorax"),
        ("sitalopram", "citalopram"),
        ("fenitoin", "phenytoin"),
        ("zyloric", "xyloric"),
        ("sudoephedrine", "pseudoephedrine"),
        ("dia rea", "diarrhea"),
    ],
)
def test_a_mishearing_sounds_like_what_was_said(heard: str, meant: str) -> None:
    assert sound(heard) == sound(meant)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("dobamine", "dopamine"), ("roc uronium", "rocuronium"), ("dilt eye a zem", "diltiazem")],
)
def test_voicing_and_vowels_do_not_change_the_blocking_key(heard: str, meant: str) -> None:
    assert skeleton(heard) == skeleton(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hydroxyzine", "hydralazine"),
        ("epinephrine", "ephedrine"),
        ("prednisone", "prednisolone"),
        ("morphine", "heparin"),
    ],
)
def test_different_drugs_sound_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_fine_sounds_keep_vowels_apart() -> None:
    assert en.word_sound("nistatin") != en.word_sound("nastatin")


def test_a_spelled_letter_sounds_as_its_name() -> None:
    assert en.word_sound("m") == "im"


@pytest.mark.parametrize("word", ["", "'", "x", "ph", "aaa", "e", "gh"])
def test_odd_words_have_some_sound_and_no_error(word: str) -> None:
    assert isinstance(en.word_sound(word), str)


def test_equal_characters_are_alike_in_full() -> None:
    assert zh.similarity("肌", "肌") == 1.0


@pytest.mark.parametrize(
    ("closer", "farther"),
    [
        (("肌", "机"), ("肌", "级")),
        (("肌", "级"), ("林", "灵")),
        (("林", "灵"), ("肌", "心")),
        (("平", "苹"), ("平", "贫")),
    ],
)
def test_tone_then_syllable_then_accent_decide(
    closer: tuple[str, str], farther: tuple[str, str]
) -> None:
    assert zh.similarity(*closer) > zh.similarity(*farther)


@pytest.mark.parametrize(
    ("one", "other"), [("林", "灵"), ("山", "伤"), ("资", "知"), ("那", "辣"), ("陈", "城")]
)
def test_regional_pairs_share_a_merged_syllable(one: str, other: str) -> None:
    assert zh.syllable(one).merged == zh.syllable(other).merged


def test_a_rare_reading_counts_for_less_than_the_usual_one() -> None:
    assert not zh.same_reading("癌", "炎")
    assert zh.similarity("癌", "炎") < zh.similarity("言", "炎")
