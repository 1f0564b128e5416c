"""What the store knows beside the words: the patient's age and sex, and the signed dose table."""

from pathlib import Path

import pytest

from app.domain.reading import Known
from app.services.known import age_years, known_of
from app.services.proposals import DOSE_RANGES
from app.store.facts import set_fact
from tests.ward import BEGAN, ENCOUNTER, open_ward


@pytest.mark.parametrize(
    ("typed", "years"),
    [("54", 54), ("63y", 63), ("8 mo", 8 / 12), ("3岁", 3), ("", None), ("about 50", None),
     ("50-60", None)],
)  # fmt: skip
def test_an_age_is_read_only_when_it_is_certain(typed: str, years: float | None) -> None:
    assert age_years(typed) == (None if years is None else pytest.approx(years))


def test_nothing_is_known_of_nobody_and_no_table_is_signed_in_at_first(tmp_path: Path) -> None:
    place = open_ward(tmp_path)
    assert known_of(place.database, "") == Known()
    with place.database.transaction() as transaction:
        set_fact(transaction, DOSE_RANGES, "abc")
    assert known_of(place.database, "no such").dose_ranges == "abc"


def test_the_day_an_encounter_began_is_known(tmp_path: Path) -> None:
    place = open_ward(tmp_path)
    assert known_of(place.database, ENCOUNTER).begun == BEGAN.date()
    assert known_of(place.database, "no such").begun is None
