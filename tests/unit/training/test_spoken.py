import pytest

from app.training.spoken import (
    decimal_words,
    english,
    hanzi_number,
    mandarin,
    number_words,
    pair_words,
    speller_case,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (40, "forty"),
        (325, "three hundred twenty five"),
        (1000, "one thousand"),
        (120_007, "one hundred twenty thousand seven"),
    ],
)
def test_integers_are_spelled_out(value: int, expected: str) -> None:
    assert " ".join(number_words(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(120, "one twenty"), (105, "one oh five"), (200, "two hundred"), (80, "eighty")],
)
def test_vital_signs_are_said_in_pairs(value: int, expected: str) -> None:
    assert " ".join(pair_words(value)) == expected


def test_decimals_are_read_digit_by_digit() -> None:
    assert decimal_words("2.05") == ["two", "point", "zero", "five"]
    assert decimal_words(".5") == ["point", "five"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("BP 120/80, afebrile", "b p one twenty over eighty afebrile"),
        ("Give .5 mg IV", "give point five milligrams iv"),
        ("WBC 11,000", "w b c eleven thousand"),
        ("SpO2 was 98%", "spo two was ninety eight percent"),
        ("Dr. Smith's pt", "doctor smith's patient"),
        ("1999999999", ""),
    ],
)
def test_written_english_becomes_what_is_said(written: str, said: str) -> None:
    assert " ".join(english(written)) == said


@pytest.mark.parametrize(
    ("value", "expected"),
    [(7, "七"), (10, "十"), (18, "十八"), (20, "二十"), (105, "一百零五"), (120, "一百二十"),
     (2008, "二千零八"), (1010, "一千零一十")],
)  # fmt: skip
def test_integers_are_said_in_chinese(value: int, expected: str) -> None:
    assert hanzi_number(value) == expected


def test_chinese_text_keeps_runs_of_hanzi_and_says_its_numbers() -> None:
    assert mandarin("体温38.5℃，BP正常") == ["体温三十八点五度", "正常"]


def test_only_single_letters_that_are_no_words_are_capitalised_for_a_synthesiser() -> None:
    words = ["a", "c", "t", "scan", "i", "v"]
    assert speller_case(words) == ["a", "C", "T", "scan", "i", "V"]
