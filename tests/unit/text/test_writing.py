"""How heard words become a written line, and that nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Correction, CorrectionState
from app.domain.transcript import Word
from app.text.tokens import edges, joined, language_of, plain, tokenize
from app.text.writing import heard_line, simplified, written
from tests.lexicons import said


def correction(first: int, last: int, text: str, state: CorrectionState = "applied") -> Correction:
    return Correction("u1", first, last, "", text, "term", "c", 1.0, 1.0, "r", state)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("no chest pain", "No chest pain."),
        ("i feel dizzy and i'm cold", "I feel dizzy and I'm cold."),
        ("pH is low", "pH is low."),
        ("Chest pain.", "Chest pain."),
        ("does it hurt?", "Does it hurt?"),
        ("120/80", "120/80."),
    ],
)
def test_an_english_line_has_a_capital_and_a_full_stop(line: str, text: str) -> None:
    assert written(tokenize(line), (), "en") == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("患者胸痛", "患者胸痛。"),
        ("做CT检查", "做CT检查。"),
        ("做 CT 检查", "做 CT 检查。"),
        ("chest pain两天", "chest pain两天。"),
        ("您疼吗？", "您疼吗？"),
        ("胸痛，发热", "胸痛，发热。"),
    ],
)
def test_chinese_keeps_the_spaces_of_its_source(line: str, text: str) -> None:
    assert written(tokenize(line), (), "zh") == text


def test_nothing_heard_is_written_as_nothing() -> None:
    assert written((), (), "en") == ""
    assert written((), (), "zh") == ""


def test_an_applied_correction_replaces_its_span_and_keeps_its_punctuation() -> None:
    words = tokenize("give hydroxy scene, now")
    assert written(words, [correction(1, 2, "hydroxyzine")], "en") == "Give hydroxyzine, now."


@pytest.mark.parametrize("state", ["proposed", "undone", "rejected"])
def test_a_correction_in_any_other_state_is_left_out(state: CorrectionState) -> None:
    words = tokenize("give hydroxy scene now")
    line = written(words, [correction(1, 2, "hydroxyzine", state)], "en")
    assert line == "Give hydroxy scene now."


def test_the_script_is_fixed_on_request() -> None:
    words = tokenize("头发发黄")
    assert written(words, (), "zh", "traditional") == "頭髮發黃。"
    medicine = tokenize("在床上吃药为什么")
    assert written(medicine, (), "zh", "traditional") == "在床上吃藥為什麼。"
    assert written(tokenize("頭髮發黃"), (), "zh", "simplified") == "头发发黄。"


def test_english_is_never_converted() -> None:
    assert written(tokenize("call dr 李"), (), "en", "traditional") == "Call dr 李."


def test_a_traditional_character_is_looked_up_as_simplified() -> None:
    assert simplified("壓") == "压"
    assert simplified("A") == "A"


@given(st.lists(st.from_regex(r"[a-z]{1,8}[,.]?", fullmatch=True), min_size=1, max_size=8))
def test_leaving_out_corrections_gives_back_what_was_heard(texts: list[str]) -> None:
    words = tuple(Word(text, 0.0, 0.1, 0.5) for text in texts)
    undone = [correction(0, len(texts) - 1, "something else", "undone")]
    assert written(words, undone, "en") == written(words, (), "en")
    assert heard_line(words, "en") == " ".join(texts)


@given(st.text(alphabet="患者胸痛CT a1，。 %", min_size=1, max_size=24))
def test_tokenising_a_line_loses_only_repeated_spaces(line: str) -> None:
    words = tokenize(line)
    rebuilt = "".join(word.text for word in words)
    assert rebuilt.replace(" ", "") == "".join(line.split())


def test_words_are_split_by_language() -> None:
    assert [word.text for word in tokenize("Pain, 5 mg.")] == ["Pain,", "5", "mg."]
    assert [word.text for word in tokenize("做CT，5毫克")] == ["做", "CT，", "5", "毫", "克"]
    assert language_of(tokenize("做CT")) == "zh"
    assert language_of(tokenize("do CT")) == "en"


def test_plain_words_have_no_case_width_or_punctuation() -> None:
    assert plain("“Pain,”") == "pain"
    assert plain("ＣＴ") == "ct"
    assert plain("96%") == "96%"
    assert plain("...") == ""
    assert plain("patient’s") == "patient's"


def test_edges_are_the_punctuation_around_a_word() -> None:
    assert edges("(scene),") == ("(", "),")
    assert edges("scene") == ("", "")
    assert edges("...") == ("", "")


def test_letters_never_melt_into_one_word() -> None:
    assert joined(["chest", "pain", "两", "天"], "zh") == "chest pain两天"


def test_typed_words_carry_the_probability_they_are_given() -> None:
    assert {word.probability for word in said("give it", "en", 0.42).words} == {0.42}
