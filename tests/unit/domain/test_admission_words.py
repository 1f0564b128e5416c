"""What a search for a patient asks, and dates of which only a part is known."""

import pytest

from app.domain.admissions import PatientSearch, is_partial_date


@pytest.mark.parametrize("text", ["1962", "1962-01", "1962-01-02", "2024-02-29"])
def test_as_much_of_a_date_as_is_known_is_taken(text: str) -> None:
    assert is_partial_date(text)


@pytest.mark.parametrize(
    "text",
    ["", "62", "1962-13", "2023-02-29", "1962-1-2", "1962-01-02T00:00", "１９６２", "0000", "x"],
)
def test_what_is_no_part_of_a_date_is_not(text: str) -> None:
    assert not is_partial_date(text)


def test_a_search_of_blanks_asks_nothing() -> None:
    assert PatientSearch().empty
    assert PatientSearch(name=" \u3000").empty
    assert not PatientSearch(name="张").empty
