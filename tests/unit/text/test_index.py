"""Look-up by sound: the right name, its margin, and its speed."""

import time
from functools import cache

import pytest
from rapidfuzz.distance import Levenshtein

from app.text.lexicon import Entry
from app.text.lexicon import phonetics_en as en
from app.text.lexicon.index import ChineseIndex, EnglishIndex
from app.text.lexicon.loading import Lexicon
from tests.lexicons import shipped


def drug(term: str, *synonyms: str) -> Entry:
    language = "en" if term.isascii() else "zh"
    return Entry(f"drug.{term}", language, term, "drug", synonyms)  # type: ignore[arg-type]


ENGLISH = EnglishIndex(
    [
        drug("hydroxyzine"),
        drug("hydralazine"),
        drug("metoprolol", "Lopressor", "m t p"),
        drug("pantoprazole"),
        drug("norepinephrine"),
        drug("epinephrine", "adrenaline"),
        Entry("dx.mi", "en", "myocardial infarction", "diagnosis", ("MI",)),
    ]
)
CHINESE = ChineseIndex(
    [
        drug("阿司匹林"),
        drug("氨氯地平"),
        drug("美托洛尔"),
        drug("肾上腺素"),
        drug("去甲肾上腺素"),
        drug("B超"),
    ]
)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("hydroxy scene", "hydroxyzine"),
        ("met opral all", "metoprolol"),
        ("pantopraz", "pantoprazole"),
        ("nor epinefrin", "norepinephrine"),
        ("epinefrin", "epinephrine"),
        ("a drenaline", "adrenaline"),
        ("myo cardial infarktion", "myocardial infarction"),
        ("low pressor", "Lopressor"),
    ],
)
def test_the_name_that_was_said_is_found(heard: str, name: str) -> None:
    match = ENGLISH.lookup(heard.split())
    assert match is not None
    assert match.name == name
    assert match.score > 0.8


def test_equal_letters_score_one() -> None:
    match = ENGLISH.lookup(["met", "oprolol"])
    assert match is not None
    assert match.score == 1.0


def test_the_margin_is_the_distance_to_the_next_concept() -> None:
    match = ENGLISH.lookup(["hydroxyzeen"])
    assert match is not None
    assert 0 < match.margin < match.score
    rival, margin = match.rivals[0]
    assert (rival, margin) == ("hydralazine", match.margin)


def test_another_name_of_the_same_concept_is_no_rival() -> None:
    match = ENGLISH.lookup(["metoprolal"])
    assert match is not None
    assert "Lopressor" not in [name for name, _ in match.rivals]


def test_abbreviations_and_spelled_letters_are_not_matched_by_sound() -> None:
    assert ENGLISH.lookup(["emmy"]) is None
    assert ENGLISH.lookup(["em", "tee", "pee"]) is None


def test_what_sounds_like_nothing_gives_nothing() -> None:
    assert ENGLISH.lookup(["xylophone"]) is None
    assert ENGLISH.lookup([""]) is None


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("阿斯皮林", "阿司匹林"),
        ("氨绿地平", "氨氯地平"),
        ("美托洛儿", "美托洛尔"),
        ("肾上线素", "肾上腺素"),
    ],
)
def test_a_homophone_is_found(heard: str, name: str) -> None:
    match = CHINESE.lookup(heard)
    assert match is not None
    assert match.name == name


def test_a_name_of_another_length_is_not_offered() -> None:
    match = CHINESE.lookup("肾上线素")
    assert match is not None
    assert "去甲肾上腺素" not in [match.name, *(name for name, _ in match.rivals)]


def test_a_close_look_up_finds_only_close_names() -> None:
    assert CHINESE.lookup("氨绿地平", close=True) is not None
    assert CHINESE.lookup("啊罗地平", close=True) is None


@cache
def english_names() -> tuple[str, ...]:
    lexicon: Lexicon = shipped()
    names = [n for e in lexicon.entries if e.language == "en" for n in e.names]
    return tuple(n for n in names if n.isalpha() and n.islower() and len(n) >= 8)


def test_one_wrong_letter_still_finds_what_brute_force_finds() -> None:
    lexicon = shipped()
    names = english_names()
    agreed = 0
    sample = names[:: max(1, len(names) // 600)]  # few would leave it to chance
    for turn, name in enumerate(sample):
        place = 1 + turn % (len(name) - 1)
        heard = name[:place] + "aeioustrnl"[turn % 10] + name[place + 1 :]
        best = min(names, key=lambda other: Levenshtein.distance(heard, other))
        match = lexicon.lookup("en", (heard,))
        agreed += match is not None and match.name.casefold() in {best, name}
    assert agreed >= 0.96 * len(sample)


def test_every_english_name_finds_itself() -> None:
    lexicon = shipped()
    for name in english_names():
        match = lexicon.lookup("en", (name,))
        assert match is not None
        assert match.score == 1.0


def test_a_look_up_costs_far_less_than_a_millisecond_of_processor() -> None:
    lexicon = shipped()
    lexicon.lookup("en", ("aspirin",))
    heard = [tuple(en_words) for en_words in (["met", "opral"], ["pantopraz"], ["give", "him"])]
    begun = time.process_time()
    for _ in range(100):
        for words in heard:
            lexicon.lookup("en", words)
    assert (time.process_time() - begun) / 300 < 0.003


def test_the_skeleton_has_no_vowels() -> None:
    assert set(en.skeleton(en.voiceless("matapralal"))).isdisjoint("aeiou")
