"""Lines and tokens, and the heard words behind them."""

import pytest

from app.domain.findings import Correction
from app.text.reading import flat, read, spellings, split
from tests.utterances import said


def texts(line: str) -> list[str]:
    return [token for token, _, _ in split(line)]


def correction(first: int, last: int, text: str) -> Correction:
    return Correction("u1", first, last, "", text, "term", "", 1.0, 1.0, "r", "applied")


@pytest.mark.parametrize(
    ("line", "tokens"),
    [
        ("V-fib, no pulse.", ["v", "fib", ",", "no", "pulse", "."]),
        ("120/80 at 14:22", ["120", "/", "80", "at", "14:22"]),
        ("36.8 mg/kg", ["36.8", "mg", "/", "kg"]),
        ("h/o MI, s/p PCI", ["h/o", "mi", ",", "s/p", "pci"]),
        ("Pt. is ill. He can’t", ["pt", "is", "ill", ".", "he", "can't"]),
        ("?PE or stroke?", ["¿", "pe", "or", "stroke", "?"]),
        ("pain - worse", ["pain", ",", "worse"]),
        ("室颤VF，无脉搏", ["室", "颤", "vf", "，", "无", "脉", "搏"]),
    ],
)
def test_a_line_is_cut_into_words_numbers_characters_and_marks(
    line: str, tokens: list[str]
) -> None:
    assert texts(line) == tokens


def test_tokens_know_the_heard_words_behind_a_correction() -> None:
    utterance = said("blood pressure one twenty over eighty now")
    reading = read(utterance.words, [correction(2, 5, "120/80")], "en")
    assert reading.text == "blood pressure 120/80 now"
    assert [(token.text, token.first, token.last) for token in reading.tokens[2:]] == [
        ("120", 2, 5),
        ("/", 2, 5),
        ("80", 2, 5),
        ("now", 6, 6),
    ]
    assert reading.heard(0, 3) == (0, 5)


def test_overlapping_corrections_leave_the_first() -> None:
    utterance = said("cardiac a rest now")
    reading = read(
        utterance.words, [correction(0, 2, "cardiac arrest"), correction(2, 3, "resting")], "en"
    )
    assert reading.text == "cardiac arrest now"


def test_chinese_is_joined_without_spaces_except_between_letters() -> None:
    utterance = said("监护 V F 除颤", "zh")
    assert read(utterance.words, [], "zh").text == "监护V F除颤"


def test_traditional_characters_read_as_simplified() -> None:
    assert read(said("無脈搏", "zh").words, [], "zh").text == "无脉搏"


def test_characters_lead_back_to_tokens() -> None:
    reading = read(said("heart rate 110 today").words, [], "en")
    start = reading.text.index("110")
    assert reading.tokens_at(start, start + 3) == (2, 3)
    assert reading.written(0, 2) == "heart rate"


def test_a_phrase_is_found_spelled_out_and_without_its_apostrophe() -> None:
    assert spellings("VF") == {("vf",), ("v", "f")}
    assert spellings("can't") == {("can't",), ("cant",)}
    assert spellings("...") == {(".", ".", ".")}


def test_flat_phrases_lie_where_their_words_do() -> None:
    assert flat("Heart rate", "en") in flat("The heart rate, please", "en")
    assert flat("rate", "en") not in flat("rated", "en")
    assert flat("心率", "zh") in flat("现在心率快", "zh")
