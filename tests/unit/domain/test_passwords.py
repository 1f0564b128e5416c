"""Two sites whose rules disagree: thirty passwords by the rules of each."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.passwords import RULES, expired, weakness
from app.paths import RESOURCES

BLOCKED = frozenset(
    (RESOURCES / "access" / "common_passwords.txt").read_text("utf-8").split(),
)
OWN = ("g.house", "Gregory House", "张三")
SHORT_15 = "it needs 15 characters or more"
SHORT_8 = "it needs 8 characters or more"
EASY = "it is too easy to guess"
LINE = "it is one line of at most 256 characters"
KINDS = "it needs 3 of: small letters, capitals, digits, other characters"

US = [  # password, with a second factor, what is wrong with it
    ("", False, SHORT_15),
    ("vicodin-at-noon", False, ""),
    ("vicodin-at-noo", False, SHORT_15),
    ("vicodin", True, SHORT_8),
    ("vicodin8", True, ""),
    ("plumberx", True, ""),
    ("seven plain words without any capital", False, ""),
    ("UPPER CASE ALONE IS FINE", False, ""),
    ("7205839164028573", False, ""),
    ("            tree", False, ""),
    ("早上好今天天气不错我们去看病人", False, ""),
    ("早上好今天天气不错我们去看病", False, SHORT_15),
    ("ｖｉｃｏｄｉｎ－ａｔ－ｎｏｏ", False, SHORT_15),  # full width letters are the same letters
    ("password", True, EASY),
    ("Password1!", True, EASY),
    ("P@ssw0rd", True, EASY),
    ("passwordpassword", False, EASY),
    ("hospitalhospitalhospital", False, EASY),
    ("emergencydepartment", False, EASY),
    ("correcthorsebatterystaple", False, EASY),
    ("aaaaaaaaaaaaaaa", False, EASY),
    ("abcabcabcabcabc", False, EASY),
    ("123456789012345", False, EASY),
    ("0987654321", True, EASY),
    ("qwertyuiopasdfgh", False, EASY),
    ("erscribe2026", True, EASY),
    ("gregory house 2026!", False, EASY),
    ("g.house.1234567", False, EASY),
    ("tab\tin it is no good", False, LINE),
    ("Nüchtern 7 Uhr, Röntgen 9 Uhr", False, ""),
    ("x7" * 129, False, LINE),
    ("long and fine " * 18, False, ""),
]

CN = [
    ("", True, SHORT_8),
    ("Ab3$efg", True, SHORT_8),
    ("Ab3$efgh", True, ""),
    ("Ab3defgh", True, ""),
    ("ab3$efgh", True, ""),
    ("AB3$EFGH", True, ""),
    ("Abc$efgh", True, ""),
    ("ab3defgh", True, KINDS),
    ("abcdefgh", True, KINDS),
    ("AB3DEFGH", True, KINDS),
    ("Abcdefgh", True, KINDS),
    ("72058391", True, KINDS),
    ("$%^&*()_", True, KINDS),
    ("7205$%^&", True, KINDS),
    ("seven plain words without any capital", True, KINDS),
    ("Seven plain words", True, ""),
    ("今天天气不错吗", True, SHORT_8),
    ("今天天气不错吧今天", True, KINDS),
    ("今天天气不错a1", True, ""),
    ("今天天气A1吧吧", True, ""),
    ("Password1!", True, EASY),
    ("P@ssw0rd", True, EASY),
    ("Admin123!", True, EASY),
    ("Abc123456", True, EASY),
    ("Woaini1314", True, EASY),
    ("Zhongguo#1", True, EASY),
    ("G.house1", True, EASY),
    ("Gregory2026", True, EASY),
    ("护士护士护士#1", True, KINDS),
    ("1qaz@WSX", True, EASY),
    ("Aa1!Aa1!", True, EASY),
    ("Ab3$efgh", False, ""),
]


@pytest.mark.parametrize(("password", "second", "wrong"), US)
def test_us_rules(password: str, second: bool, wrong: str) -> None:
    found = weakness(password, RULES["us"], second_factor=second, blocked=BLOCKED, own=OWN)
    assert found == wrong


@pytest.mark.parametrize(("password", "second", "wrong"), CN)
def test_cn_l3_rules(password: str, second: bool, wrong: str) -> None:
    found = weakness(password, RULES["cn-l3"], second_factor=second, blocked=BLOCKED, own=OWN)
    assert found == wrong


def test_each_site_has_its_thirty_cases() -> None:
    assert len(US) >= 30
    assert len(CN) >= 30


def test_no_password_gets_too_old_in_the_us_and_every_one_does_after_90_days_in_cn_l3() -> None:
    set_at = datetime(2026, 1, 1, tzinfo=UTC)
    later = set_at + timedelta(days=90)
    assert not expired(set_at, later + timedelta(days=3650), RULES["us"])
    assert not expired(set_at, later - timedelta(seconds=1), RULES["cn-l3"])
    assert expired(set_at, later, RULES["cn-l3"])


def test_only_level_three_asks_everybody_for_a_second_factor() -> None:
    assert RULES["cn-l3"].second_factor
    assert not RULES["us"].second_factor


def test_the_list_of_common_passwords_is_in_small_letters_and_of_some_size() -> None:
    assert len(BLOCKED) >= 200
    assert all(word == word.casefold() for word in BLOCKED)
