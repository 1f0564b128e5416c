import pytest

from app.bench.content import (
    Value,
    drugs,
    drugs_right,
    time_errors,
    values,
    values_right,
)
from app.bench.voices import Span
from app.domain.transcript import Language, Word
from app.paths import RESOURCES
from app.text.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(RESOURCES / "lexicon")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("blood pressure one twenty over eighty", "en", [Value("120/80", True)]),
        ("give point five milligrams", "en", [Value("0.5 mg", True)]),
        ("over ten minutes", "en", [Value("10 minutes", True)]),
        ("heart rate one forty and irregular", "en", [Value("140", False)]),
        ("no chest pain", "en", []),
        ("肾上腺素零点五毫克肌注", "zh", [Value("0.5毫克", True)]),
        ("血氧饱和度百分之八十九", "zh", [Value("89%", True)]),
        ("心率从五十二升到八十八", "zh", [Value("52", False), Value("88", False)]),
    ],
)
def test_values_are_written_as_the_product_writes_them(
    text: str, language: Language, expected: list[Value], lexicon: Lexicon
) -> None:
    assert list(values(text, language, lexicon)) == expected


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Give 0.5 mg IV.", 1),
        ("Give 0.5 mcg IV.", 0),
        ("Give 10.5 mg IV.", 0),
        ("Give 0.5 mg/kg IV.", 0),
        ("Give 5 mg IV.", 0),
    ],
)
def test_a_value_stands_only_with_all_its_digits_and_its_unit(written: str, right: int) -> None:
    assert values_right([Value("0.5 mg", True)], written) == right


def test_a_value_said_twice_must_stand_twice() -> None:
    twice = [Value("4 mg", True)] * 2
    assert values_right(twice, "4 mg now and 4 mg later") == 2
    assert values_right(twice, "4 mg now") == 1


def test_chinese_values_stand_between_hanzi() -> None:
    assert values_right([Value("78/40", True)], "血压降到78/40了。") == 1
    assert values_right([Value("300毫克", True)], "胺碘酮1300毫克。") == 0


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("start amiodarone three hundred milligrams", "en", ("amiodarone",)),
        ("calcium gluconate three grams", "en", ("calcium gluconate",)),
        ("aspirin and more aspirin", "en", ("aspirin", "aspirin")),
        ("去甲肾上腺素微泵维持", "zh", ("去甲肾上腺素",)),
        ("no chest pain", "en", ()),
    ],
)
def test_drug_names_are_found_longest_first(
    text: str, language: Language, expected: tuple[str, ...], lexicon: Lexicon
) -> None:
    assert drugs(text, language, lexicon) == expected


def test_a_drug_name_is_right_only_as_a_whole() -> None:
    assert drugs_right(["aspirin"], "Give aspirin, 300 mg.", "en") == 1
    assert drugs_right(["aspirin"], "Give aspirins.", "en") == 0
    assert drugs_right(["aspirin", "aspirin"], "aspirin", "en") == 1
    assert drugs_right(["肾上腺素"], "去甲肾上腺素", "zh") == 1
    assert drugs_right(["去甲肾上腺素", "肾上腺素"], "去甲肾上腺素", "zh") == 1


def test_times_are_compared_for_words_heard_right_only() -> None:
    said = [Span("no", 0.3, 0.5), Span("chest", 0.5, 0.9), Span("pain", 0.9, 1.4)]
    heard = [Word("no", 0.25, 0.5, 1.0), Word("test", 0.5, 0.9, 1.0), Word("pain", 1.0, 1.5, 1.0)]
    errors = time_errors(said, heard)
    assert errors == [pytest.approx((0.05, 0.0)), pytest.approx((0.1, 0.1))]
    assert time_errors(said, []) == []
