"""What is typed about a patient in three seconds is told apart."""

import pytest

from app.domain.intake_words import Told, age_parts, read_age, told


@pytest.mark.parametrize(
    ("who", "more", "meant"),
    [
        ("Bed 4", "M 54", Told(place="Bed 4", sex="M", age="54y")),
        ("bay3", "54F", Told(place="bay3", sex="F", age="54y")),
        ("Smith, June", "54 y female", Told(name="Smith, June", sex="F", age="54y")),
        ("Hall", "M", Told(name="Hall", sex="M")),
        ("Hallway 2", "m54", Told(place="Hallway 2", sex="M", age="54y")),
        ("R2", "8 mo", Told(place="R2", age="8mo")),
        ("12A", "#V-123", Told(place="12A", encounter="V-123")),
        ("  Trauma   1 ", "MRN 0012345", Told(place="Trauma 1", patient="0012345")),
        ("3床", "女 8个月", Told(place="3床", sex="F", age="8mo")),
        ("加12床", "男,20天", Told(place="加12床", sex="M", age="20d")),
        ("抢救室", "４５岁男", Told(place="抢救室", sex="M", age="45y")),
        ("王秀英", "女54岁", Told(name="王秀英", sex="F", age="54y")),
        ("欧阳娜娜", "住院号 ZY20261129", Told(name="欧阳娜娜", patient="ZY20261129")),
        ("", "", Told()),
    ],
)
def test_two_fields_are_told_apart(who: str, more: str, meant: Told) -> None:
    found = told(who, more)
    assert found == meant
    assert found.unread == ""


@pytest.mark.parametrize(
    ("more", "unread"),
    [("unclear", "unclear"), ("8m", "8m"), ("999y", "999y"), ("M 8m", "8m"), ("#", "#")],
)
def test_what_cannot_be_told_apart_is_given_back(more: str, unread: str) -> None:
    found = told("Bed 4", more)
    assert found.unread == unread
    assert found.age == ""


def test_eight_m_may_be_months_or_a_man_but_fifty_four_m_is_a_man() -> None:
    assert told("Bed 4", "54m") == Told(place="Bed 4", sex="M", age="54y")
    assert told("Bed 4", "8mo m") == Told(place="Bed 4", sex="M", age="8mo")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("54", "54y"), ("3 w", "3w"), ("20天", "20d"), ("", ""), ("old", None), ("131", None)],
)
def test_an_age_alone_is_read_the_same_way(typed: str, kept: str | None) -> None:
    assert read_age(typed) == kept


def test_a_kept_age_has_a_number_and_a_unit() -> None:
    assert age_parts("54y") == (54, "y")
    assert age_parts("8mo") == (8, "mo")
    assert age_parts("") == (0, "")
