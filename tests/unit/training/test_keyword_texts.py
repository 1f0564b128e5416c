import tomllib
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.training.corpus_text import Author, Sentence, load_sources
from app.training.keyword_texts import (
    KeywordAuthor,
    Mention,
    frozen_sentences,
    load_phrases,
    split,
)

PHRASES = load_phrases()


def english(text: str) -> Sentence:
    return Sentence("en", tuple(text.split()))


def mandarin(text: str) -> Sentence:
    return Sentence("zh", tuple(text))


def author(seed: int = 5, banned: frozenset[str] = frozenset()) -> KeywordAuthor:
    return KeywordAuthor(PHRASES, Author(load_sources(None), seed), seed, banned)


def test_every_keyword_has_phrases_and_near_misses_in_both_languages() -> None:
    assert len(PHRASES.keywords) == 10
    for language in ("en", "zh"):
        assert {name for name, _ in PHRASES.said[language]} == set(PHRASES.keywords)
        assert len(PHRASES.near[language]) > 50


def test_keywords_are_called_as_the_text_alerts_call_them() -> None:
    for language in ("en", "zh"):
        table = tomllib.loads((RESOURCES / "keywords" / f"{language}.toml").read_text("utf8"))
        assert set(PHRASES.keywords) - set(table["alerts"]) == {"resuscitation_drug"}


def test_a_phrase_is_found_where_it_is_said() -> None:
    assert PHRASES.mentions(english("this is cardiac arrest now")) == (
        Mention("cardiac_arrest", 2, 3),
    )
    assert PHRASES.mentions(mandarin("病人心脏骤停了")) == (Mention("cardiac_arrest", 2, 5),)


def test_two_phrases_are_found_in_the_order_in_which_they_end() -> None:
    found = PHRASES.mentions(english("v fib give epinephrine"))
    assert [each.keyword for each in found] == ["ventricular_fibrillation", "resuscitation_drug"]


def test_mandarin_is_found_by_its_sound() -> None:
    assert PHRASES.mentions(mandarin("事颤"))[0].keyword == "ventricular_fibrillation"
    assert PHRASES.mentions(mandarin("食颤")) == ()


@pytest.mark.parametrize("text", ["no pulse oximeter here", "obstructive sleep apnea"])
def test_a_phrase_inside_a_near_miss_does_not_count(text: str) -> None:
    assert PHRASES.mentions(english(text)) == ()


def test_a_phrase_beside_a_near_miss_counts() -> None:
    found = PHRASES.mentions(english("sleep apnea now apnea"))
    assert found == (Mention("apnea", 3, 3),)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_positives_hold_a_phrase_and_near_misses_hold_none(language: str) -> None:
    made = author()
    for _ in range(150):
        assert PHRASES.mentions(made.positive(language))
        assert not PHRASES.mentions(made.near_miss(language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_keyword_comes_up(language: str) -> None:
    made = author()
    found = {m.keyword for _ in range(400) for m in PHRASES.mentions(made.positive(language))}
    assert found == set(PHRASES.keywords)


def test_near_misses_hold_parts_of_phrases_and_changed_phrases() -> None:
    made = author()
    texts = {made.near_miss("en").text for _ in range(1500)}
    assert "cardiac" in texts
    assert any("arrest" in text.split() for text in texts)
    known = {word for _, words in PHRASES.said["en"] for word in words}
    known |= {word for words in PHRASES.near["en"] for word in words}
    assert any(word[:6] in ("massiv", "ventri", "unresp", "epinep") and word not in known
               for text in texts for word in text.split())  # fmt: skip


def test_the_same_seed_gives_the_same_sentences() -> None:
    first, second = author(8), author(8)
    assert [first.positive("en") for _ in range(20)] == [second.positive("en") for _ in range(20)]
    assert author(9).near_miss("zh") != author(10).near_miss("zh")


def test_banned_sentences_are_never_made() -> None:
    banned = frozenset({"cardiac arrest", "no pulse", "apnea", "unresponsive"})
    free, bound = author(3), author(3, banned)
    assert banned & {free.positive("en").text for _ in range(400)}
    assert not banned & {bound.positive("en").text for _ in range(400)}


def test_frozen_sentences_are_the_last_columns(tmp_path: Path) -> None:
    (tmp_path / "near_en.tsv").write_text("id\ttext\nn1\tcardiac rest\n", encoding="utf8")
    assert "cardiac rest" in frozen_sentences(tmp_path)
    assert frozen_sentences(tmp_path / "absent") == frozenset()


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keywords.toml"
    path.write_text("[keywords.one]\nen = ['a']\n", encoding="utf8")
    with pytest.raises(ResourceError, match=r"keywords\.toml"):
        load_phrases(path)


def test_text_is_split_into_words_or_hanzi() -> None:
    assert split("en", "no pulse") == ("no", "pulse")
    assert split("zh", "无脉搏") == ("无", "脉", "搏")
