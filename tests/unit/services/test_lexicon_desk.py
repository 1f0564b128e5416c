"""The lexicon as it is asked by people."""

from functools import cache
from pathlib import Path

import pytest

from app.paths import RESOURCES
from app.services.lexicon_desk import LexiconDesk
from app.text.lexicon import Lexicon


@cache
def lexicon(folder: Path = RESOURCES / "lexicon") -> Lexicon:
    return Lexicon.load(folder)


@pytest.fixture(scope="module")
def desk() -> LexiconDesk:
    return LexiconDesk(lexicon)


def test_it_says_how_much_it_knows(desk: LexiconDesk) -> None:
    info = desk.info()
    assert sum(count for _, _, count in info.counts) == info.entries
    assert info.counts[0][1] == "drug"
    assert info.names > info.entries
    assert (len(info.version), info.lookalikes > 100) == (64, True)


def test_a_name_is_found_as_it_is_written(desk: LexiconDesk) -> None:
    found = desk.look_up("  Amoxicillin ")
    assert found.concept is not None
    assert (found.concept.id, found.exact, found.rivals) == ("drug.amoxicillin", True, ())


def test_a_misheard_term_is_found_by_its_sound_with_its_rivals(desk: LexiconDesk) -> None:
    found = desk.look_up("hydroxy scene")
    assert found.concept is not None
    assert (found.name, found.exact) == ("hydroxyzine", False)
    assert found.rivals[0][1] == pytest.approx(found.score - found.margin)


def test_chinese_is_known_by_its_script_traditional_too(desk: LexiconDesk) -> None:
    assert desk.look_up("阿莫西陵").name == "阿莫西林"
    assert desk.look_up("高血鴨病").language == "zh"
    assert desk.look_up("高血鴨病").name == "高血压病"


@pytest.mark.parametrize("term", ["", "   ", "qqqqqq wwwwww"])
def test_nothing_near_is_nothing(desk: LexiconDesk, term: str) -> None:
    assert desk.look_up(term).concept is None


def test_a_sentence_shows_what_would_be_changed_and_by_which_rule(desk: LexiconDesk) -> None:
    tested = desk.test("give hydroxy scene twenty five milligrams")
    assert tested.written == "Give hydroxyzine 25 mg."
    assert [(one.heard, one.text, one.kind) for one in tested.corrections] == [
        ("hydroxy scene", "hydroxyzine", "term"),
        ("twenty five milligrams", "25 mg", "number"),
    ]
    assert desk.test("患者有高血鸭病史").written == "患者有高血压病史。"
    assert desk.test(" ").corrections == ()
