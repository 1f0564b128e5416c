"""Numbers that can be read in two ways are flagged, and those that only look like it are not."""

import pytest

from app.domain.transcript import Language, Utterance
from app.text.numbers_said import SpokenValue
from app.text.numbers_values import spoken_numbers
from app.text.queries import queries
from app.text.tokens import tokenize


def values(line: str, language: Language) -> tuple[SpokenValue, ...]:
    return spoken_numbers([word.text for word in tokenize(line)], language).values


@pytest.mark.parametrize(
    ("line", "language", "alike"),
    [
        ("we pushed six twelve and moved on", "en", "6, 12"),
        ("泼尼松六十五天", "zh", "60, 5 天"),
        ("胺碘酮一百五十分钟推完", "zh", "150, 10 分钟"),
        ("断断续续六七年", "zh", "6-7 年"),
        ("吃了七八年", "zh", "78 年"),
        ("八点二十五毫克推", "zh", "8.25 mg"),
    ],
)
def test_a_number_with_two_readings_says_the_other(
    line: str, language: Language, alike: str
) -> None:
    assert alike in [one.alike for one in values(line, language)]


@pytest.mark.parametrize(
    ("line", "language", "written"),
    [
        ("qtc five twelve", "en", ["512"]),
        ("shocked at one twenty", "en", ["120"]),
        ("fio two four", "en", ["4"]),
        ("病程六十五天", "zh", ["65 天"]),
        ("下午三点一百毫升", "zh", ["3:00", "100 mL"]),
        ("凝血酶原时间十八秒", "zh", ["18 秒"]),
        ("纠正胎龄三十八加二周", "zh", ["38+2 周"]),
        ("一九七八年", "zh", ["1978 年"]),
    ],
)
def test_a_number_with_one_reading_is_not_flagged(
    line: str, language: Language, written: list[str]
) -> None:
    found = values(line, language)
    assert [one.written for one in found] == written
    assert [one.alike for one in found] == [None] * len(found)


@pytest.mark.parametrize(
    ("line", "language", "written"),
    [
        ("c five six disc", "en", []),
        ("l four five level", "en", []),
        ("q waves in three and avf", "en", []),
        ("back in two ticks", "en", []),
        ("epi one in ten thousand ten mils", "en", ["1:10000", "10 mL"]),
        ("epi one in a thousand one milligram", "en", ["1:1000", "1 mg"]),
        ("one to ten thousand epi", "en", ["1:10000"]),
        ("she is five foot two", "en", ["5 ft 2 in"]),
        ("he is six feet one inch tall", "en", ["6 ft 1 in"]),
        ("height five eleven weight one ninety", "en", ["5 ft 11 in", "190"]),
        ("he is six one tall", "en", ["6 ft 1 in"]),
        ("seven eighths of an inch", "en", ["7/8"]),
        ("fell ten feet twenty minutes ago", "en", ["10 ft", "20 minutes"]),
        ("dilated six ninety percent effaced", "en", ["6", "90 %"]),
        ("二四六透析", "zh", []),
        ("一米七五八十公斤", "zh", ["1.75 m", "80 kg"]),
        ("一米七八十公斤", "zh", ["1.7 m", "80 kg"]),
        ("头孢三代两克", "zh", ["2 g"]),
        ("周一三五换药", "zh", []),
        ("最后一次用药", "zh", []),
        ("孕三十九周二天", "zh", ["39 周", "2 天"]),
        ("十二点五十克甘露醇", "zh", ["12:00", "50 g"]),
        ("两点四十走的", "zh", ["2:40"]),
        ("心率一百零五十五分钟后九十", "zh", ["105", "15 分钟", "90"]),
    ],
)
def test_numbers_end_where_the_next_begins(
    line: str, language: Language, written: list[str]
) -> None:
    assert [one.written for one in values(line, language)] == written


def test_two_readings_are_asked_about_however_well_they_were_heard() -> None:
    said = Utterance("u1", "S1", "zh", tokenize("泼尼松六十五天"))
    assert [one.text for one in queries(said)] == ["65 天，还是60, 5 天？"]
    said = Utterance("u1", "S1", "zh", tokenize("病程六十五天"))
    assert queries(said) == ()
