"""Corrections that would alter a part of what was said whole: offered at most, never made."""

import pytest

from app.domain.transcript import Language, Utterance
from app.text.correction import overlay
from app.text.tokens import is_han, tokenize
from tests.lexicons import shipped


def applied(line: str) -> list[str]:
    language: Language = "zh" if is_han(line.replace(" ", "")) else "en"
    _, found = overlay(Utterance("", "", language, tokenize(line, 0.3)), shipped())
    return [one.text for one in found if one.kind == "term" and one.state == "applied"]


@pytest.mark.parametrize("line", ["兰士灵十四毫克", "帕坦罗默一毫升", "氨加伪麻零点五克"])
def test_the_first_half_of_an_unknown_name_is_no_other_name(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize("line", ["益肝健骨片", "益肝糖浆", "丝萸养血益肝颗粒"])
def test_a_part_of_a_name_before_its_dosage_form_stays(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("服用阿奇酶素片", "阿奇霉素"),
        ("服用氨绿地平片五毫克", "氨氯地平"),
        ("服用美托洛儿缓释片", "美托洛尔"),
        ("服用美托洛儿十毫克", "美托洛尔"),
    ],
)
def test_a_drug_before_its_form_or_its_dose_is_still_repaired(line: str, name: str) -> None:
    assert applied(line) == [name]


@pytest.mark.parametrize("line", ["give ninety min tformin", "give ninety min xiletine"])
def test_a_unit_that_only_the_number_before_it_shows_stays(line: str) -> None:
    _, found = overlay(Utterance("", "", "en", tokenize(line, 0.3)), shipped())
    assert not any(one.first <= 2 <= one.last for one in found if one.kind == "term")


def test_a_long_word_beside_a_strange_one_stays() -> None:
    assert applied("pulmonary artery lou gehvig's disease") == []


@pytest.mark.parametrize(
    "line",
    ["慢性间歇性卜啉病", "升糖舒胶囊", "头孢丙脒四十毫克", "甲硫咪唑一毫克", "康欣那一百五微克"],
)
def test_what_goes_on_with_an_unknown_name_is_no_other_name(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize("line", ["说的是鼻笋伤吗", "咽咽异物", "健脾益肝"])
def test_a_body_part_that_was_heard_stays(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize("line", ["nasea forty milligrams", "dermatate point five percent"])
def test_what_takes_an_amount_is_no_symptom(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize(
    "line", ["sobril ten milligrams", "zimetidine ten units", "palmitaxel ten grams", "niprite now"]
)
def test_what_may_be_another_drug_is_only_proposed(line: str) -> None:
    assert applied(line) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("she takes citolopram at home", "citalopram"),
        ("she takes dexamethasome at home", "dexamethasone"),
        ("she takes dexamethazone at home", "dexamethasone"),
    ],
)
def test_one_wrong_letter_of_a_drug_is_repaired_where_no_other_is_near(
    line: str, name: str
) -> None:
    assert applied(line) == [name]


def test_a_longer_name_goes_before_the_shorter_one_in_it() -> None:
    assert applied("写的是支齐管盐") == ["支气管炎"]
