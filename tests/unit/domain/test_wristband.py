"""Barcodes of wristbands, told apart from what somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.wristband import Scan, check_digit, read_scan

GSRN = "501234567890123457"


@pytest.mark.parametrize(
    ("digits", "check"),
    [("400638133393", "1"), ("629104150021", "3"), ("95201234567891234", "5")],
)
def test_the_check_digit_is_the_one_of_gs1(digits: str, check: str) -> None:
    """An EAN-13 on a pen, GS1's own example of a GTIN, a GSRN computed by hand."""
    assert check_digit(digits) == check


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 17), st.integers(1, 9))
def test_one_digit_misread_is_always_found(digits: str, place: int, by: int) -> None:
    whole = digits + check_digit(digits)
    wrong = str((int(whole[place]) + by) % 10)
    assert read_scan(f"8018{whole}") == Scan((whole,))
    assert read_scan(f"8018{whole[:place]}{wrong}{whole[place + 1 :]}") == "check_digit"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("MRN-77012", ("MRN-77012",)),
        ("2026112900015", ("2026112900015",)),
        ("２０２６１１２９", ("20261129",)),
        (f"8018{GSRN}", (GSRN,)),
        (f"]C18018{GSRN}", (GSRN,)),
        (f"]d28018{GSRN}", (GSRN,)),
        (f"\x1d8018{GSRN}8019123", (GSRN, "123")),
        (f"~8018{GSRN}~8019123~", (GSRN, "123")),
        (f"]C190MRN-7\x1d8018{GSRN}", ("MRN-7", GSRN)),
        (f"(8018){GSRN}(8019)0000000012(91)W-4", ("W-4", GSRN, "0000000012")),
        (f"(8018) {GSRN}", (GSRN,)),
    ],
)
def test_numbers_are_found(text: str, numbers: tuple[str, ...]) -> None:
    assert read_scan(text) == Scan(numbers)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("8018501234567890123456", "check_digit"),
        (f"8017{GSRN}", "staff"),
        ("]C10104006381333932", "check_digit"),
        ("]C10104006381333931", "not_a_patient"),
        ("]d2010400638133393", "unreadable"),
        (f"]C18018{GSRN[:9]}", "unreadable"),
        ("]C18019" + "1" * 11, "unreadable"),
        ("]C17777", "unreadable"),
        ("]C1", "unreadable"),
        ("|||", "unreadable"),
        ("x" * 600, "unreadable"),
        ("(8018)abc", "unreadable"),
        (f"(8018){GSRN}rest", "unreadable"),
    ],
)
def test_what_is_no_patients_says_why(text: str, fault: str) -> None:
    assert read_scan(text) == fault


@pytest.mark.parametrize(
    "text",
    ["Smith, June", "Bed 4", "R2", "张三", "M 54", "54y", "", "王秀英 1962", "Bed12"],
)
def test_words_are_no_scan(text: str) -> None:
    assert read_scan(text) is None


@pytest.mark.parametrize(
    ("text", "name", "born", "sex", "visit"),
    [
        ("MRN-7|Smith^June|19720304|F", "Smith June", "1972-03-04", "F", ""),
        ("ZY001|欧阳娜娜|1980-02-29|女|V-9", "欧阳娜娜", "1980-02-29", "F", "V-9"),
        ("ZY001|𠮷田|1962年01月02日|男", "𠮷田", "1962-01-02", "M", ""),
        ("MRN-7|X|19720231|", "X", "", "", ""),
        ("MRN-7|X|03/04/1972|1", "X", "", "M", ""),
        ("MRN-7|﨑山|1972|2", "﨑山", "1972", "F", ""),
    ],
)
def test_fields_between_bars(text: str, name: str, born: str, sex: str, visit: str) -> None:
    found = read_scan(text)
    assert isinstance(found, Scan)
    printed = found.printed
    assert printed is not None
    assert (printed.name, printed.birth_date, printed.sex) == (name, born, sex)
    assert (printed.visit, printed.source) == (visit, "wristband")
    assert found.numbers[-1] == printed.patient_number


@given(st.text(max_size=80))
def test_whatever_is_typed_is_told(text: str) -> None:
    found = read_scan(text)
    assert found is None or isinstance(found, str | Scan)
    if isinstance(found, Scan):
        assert all(found.numbers)
