"""Which terms are weighed: near in sound to doubted words, never more than so many."""

import pytest

from app.domain.transcript import Language, Word
from app.paths import RESOURCES
from app.text.lexicon import Lexicon
from app.text.nearby import MOST, nearby


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(RESOURCES / "lexicon")


def words(line: str, probability: float = 0.9) -> list[Word]:
    texts = line.split() if line.isascii() else list(line)
    return [Word(text, at, at + 0.5, probability) for at, text in enumerate(texts)]


def test_a_word_that_is_none_brings_the_terms_that_sound_like_it(lexicon: Lexicon) -> None:
    found = nearby(words("start omioderone now"), "en", lexicon)
    assert ("amiodarone",) in [one.words for one in found]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_words_of_the_language_that_are_sure_bring_none(lexicon: Lexicon) -> None:
    assert nearby(words("start the infusion now"), "en", lexicon) == ()
    assert nearby(words("患者胸痛"), "zh", lexicon) == ()


def test_several_words_may_be_one_term(lexicon: Lexicon) -> None:
    found = nearby(words("give hydroxy zene now", 0.3), "en", lexicon)
    spans = {(one.first, one.last) for one in found if one.words == ("hydroxyzine",)}
    assert (1, 2) in spans


@pytest.mark.parametrize(("line", "language"), [("ami odarone " * 40, "en"), ("胺典酮" * 40, "zh")])
def test_never_more_than_asked_for(line: str, language: Language, lexicon: Lexicon) -> None:
    assert len(nearby(words(line, 0.1), language, lexicon)) <= MOST
    assert len(nearby(words(line, 0.1), language, lexicon, 3)) == 3


def test_short_names_and_what_was_heard_already_are_left_out(lexicon: Lexicon) -> None:
    for line, language, least in (
        ("wound paint heroin morfine", "en", 6),
        ("耳通夜下洗西胃", "zh", 3),
    ):
        found = nearby(words(line, 0.1), language, lexicon)  # type: ignore[arg-type]
        assert all(len("".join(one.words)) >= least for one in found)
    assert ("amiodarone",) not in [
        one.words
        for one in nearby(words("amiodarone", 0.1), "en", lexicon)
        if one.first == one.last
    ]
