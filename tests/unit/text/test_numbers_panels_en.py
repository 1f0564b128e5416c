"""English numbers told in a known order: panels, settings, one sign told again and again."""

import pytest

from app.text.numbers_values import spoken_numbers
from app.text.tokens import tokenize


def shown(line: str) -> list[tuple[str, str | None]]:
    values = spoken_numbers([word.text for word in tokenize(line)], "en").values
    return [(one.written, one.unit) for one in values]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("b m p is one thirty eight four point one one oh two twenty four eighteen point nine and"
         " one fifteen", ["138", "4.1", "102", "24", "18", "0.9", "115"]),
        ("c b c twelve point four fourteen forty two and two thirty six",
         ["12.4", "14", "42", "236"]),
        ("vent settings are a c eighteen four twenty five eight and fifty percent",
         ["18", "425", "8", "50 %"]),
        ("a b g on fifty percent is seven three one fifty two seventy eight twenty six",
         ["50 %", "7.31", "52", "78", "26"]),
        ("a b g's seven point four four thirty two sixty eight on three liters",
         ["7.44", "32", "68", "3 L"]),
        ("rabies series is day zero three seven and fourteen", ["0", "3", "7", "14"]),
        ("ph of seven twenty two pco2 fifty five", ["7.22", "55"]),
        ("sugars three ten two eighty two fifteen", ["310", "280", "215"]),
    ],
)  # fmt: skip
def test_rows_without_names(line: str, wanted: list[str]) -> None:
    assert [written for written, _ in shown(line)] == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("sats went ninety four ninety one eighty six so i bagged",
         [("94", "%"), ("91", "%"), ("86", "%")]),
        ("pulse one twelve twenty two ninety four",
         [("112", "/min"), ("22", "/min"), ("94", "%")]),
        ("still in v tach one eighty four with a pulse", [("184", "/min")]),
        ("bipap's on twelve over six her rate's down to twenty four",
         [("12/6", None), ("24", "/min")]),
        ("resps are sixteen no hang on i miscounted make that twenty two",
         [("16", "/min"), ("22", "/min")]),
        ("sats eighty eight percent on two liters ninety five on four",
         [("88 %", "%"), ("2 L", "L"), ("95", "%"), ("4", None)]),
        ("eighty six on room air came up to ninety four on two",
         [("86", "%"), ("94", "%"), ("2", None)]),
        ("hypoxic to eighty seven", [("87", "%")]),
        ("cooled him in the tub from one oh eight to one oh two",
         [("108", "[degF]"), ("102", "[degF]")]),
        ("rectal temp's thirty one seven and a rate of thirty eight",
         [("31.7", "Cel"), ("38", "/min")]),
        ("dimer came back at nine fifty", [("950", None)]),
        ("labs came back at nine fifty", [("9:50", None)]),
        ("page me at eight eight two if it drops", [("882", None)]),
        ("glasgow blatchford's eleven g i's coming in", [("11", None)]),
        ("cardene till he's under one eighty five", [("185", "mm[Hg]")]),
        ("insulin till he's under one eighty", [("180", None)]),
        ("cuff says sixty eight", [("68", "mm[Hg]")]),
        ("pain went from nine to five", [("9", None), ("5", None)]),
        ("sugar's two fifty or two fifteen", [("250", None), ("215", None)]),
        ("scheduled for the twenty third at nine", [("23rd", None), ("9", None)]),
        ("size three l m a", [("3", None)]),
        ("b h b five point six", [("5.6", None)]),
        ("bili of nineteen day three of life", [("19", None), ("3", None)]),
        ("l k w nine fifteen", [("9:15", None)]),
        ("a through and through nine mil to the thigh", []),
        ("pain's seven outta ten", [("7/10", None)]),
        ("did a complete one eighty after the narcan", []),
        ("that's cardiology one oh one", []),
        ("one minute he's talking", []),
        ("one minute of seizure", [("1 minute", "min")]),
        ("wreck on the four oh five south", []),
        ("seven oh at twenty two", [("7.0", None), ("22", None)]),
        ("see cards on monday the ninth", [("9th", None)]),
        ("badge number three three one", [("331", None)]),
        ("one by one centimeter", [("1x1 cm", "cm")]),
        ("the five p's of it", []),
        ("do two things at the same time", []),
        ("twelve lead's unchanged", []),
        ("on the i ninety five rollover", []),
        ("squad fifty one's out front", []),
        ("heart rate of one fifty two to one block", [("150", "/min"), ("2:1", None)]),
        ("neo at one fifty", [("150", None)]),
        ("came out at three fifteen or so", [("3:15", None)]),
        ("gestation thirty six and four by a scan", [("36+4", None)]),
        ("from area code six one four", [("614", None)]),
        ("tube him with an eight while you can", [("8", None)]),
        ("only one sitter tonight", [("1", None)]),
        ("three views of the wrist", [("3", None)]),
        ("a two view chest", []),
        ("three strikes with that vein", []),
        ("elevation in two three and a v f", []),
        ("zero beds", []),
    ],
)  # fmt: skip
def test_signs_and_settings(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    "line", ["lytes are one thirty", "sats eighty eight two liters", "pulse eighty eighteen"]
)
def test_too_little_of_a_row_is_none(line: str) -> None:
    assert len(shown(line)) <= 2


def test_a_drug_s_name_is_no_part_of_the_number_behind_it() -> None:
    (value,) = spoken_numbers(["d", "ten", "two", "fifty", "bolus"], "en").values
    assert (value.number, value.alike) == ("250", "215")


@pytest.mark.parametrize("line", ["fifteen", "fifteen d", "ten d ten", "two"])
def test_a_number_may_begin_a_line(line: str) -> None:
    assert spoken_numbers(line.split(), "en").values
