"""Sound and words of one keyword become one alert, whichever comes first."""

from collections.abc import Callable, Iterable
from itertools import accumulate, combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.findings import REPEAT_S, Alert, AlertLevel, Severity
from app.domain.live import KeywordHeard, LiveAlert
from app.services.alerting import NEAR_S, AlertFusion, ListedSeverities, fused, sound_level
from tests.understood import SEVERITIES

Step = Callable[[AlertFusion], tuple[LiveAlert, ...]]


def severity(keyword: str) -> Severity:
    return "low" if keyword == "cough" else "high"


def sound(start_s: float, keyword: str = "no_pulse", number: int | None = None) -> KeywordHeard:
    told = round(start_s * 1000) if number is None else number
    return KeywordHeard("r1", told, keyword, start_s, start_s + 0.8, 0.9)


def text(
    start_s: float,
    level: AlertLevel = "red",
    keyword: str = "no_pulse",
    **changed: Any,
) -> Alert:
    assertion = "negated" if level == "grey" else "present"
    values: dict[str, Any] = {
        "keyword": keyword,
        "source": "text",
        "start_s": start_s,
        "end_s": start_s + 0.7,
        "heard": "no pulse",
        "severity": "high",
        "assertion": assertion,
        "level": level,
        "interrupts": level != "grey",
    }
    return Alert(**{**values, **changed})


def fusion() -> AlertFusion:
    return AlertFusion(severity)


def after(*found: KeywordHeard | Alert) -> AlertFusion:
    made = fusion()
    for one in found:
        tell(made, one)
    return made


def tell(made: AlertFusion, one: KeywordHeard | Alert) -> tuple[LiveAlert, ...]:
    return made.heard(one) if isinstance(one, KeywordHeard) else made.said([one])


def test_a_sound_alone_is_amber_and_says_no_words() -> None:
    (alert,) = fusion().heard(sound(5.0))
    assert alert == LiveAlert(
        0, "no_pulse", "audio", "amber", "high", "uncertain", 5.0, 5.8, "", ""
    )
    assert alert.interrupts


def test_words_alone_have_their_own_level() -> None:
    (alert,) = fusion().said([text(5.0, "red")])
    assert (alert.source, alert.level, alert.heard) == ("text", "red", "no pulse")


def test_words_after_the_sound_make_the_same_alert_of_both() -> None:
    made = after(sound(5.0))
    (alert,) = made.said([text(4.6, "red")])
    assert (alert.number, alert.source, alert.level) == (0, "both", "red")
    assert (alert.start_s, alert.end_s) == (4.6, 5.8)  # the clip holds either
    assert made.alerts == (alert,)


def test_a_sure_denial_calms_what_only_sounded_so() -> None:
    made = after(sound(5.0))
    (alert,) = made.said([text(5.0, "grey")])
    assert (alert.number, alert.source, alert.level) == (0, "both", "grey")
    assert alert.assertion == "negated"
    assert not alert.interrupts


def test_a_doubted_denial_leaves_it_amber() -> None:
    made = after(sound(5.0))
    (alert,) = made.said([text(5.0, "amber", assertion="negated")])
    assert (alert.source, alert.level) == ("both", "amber")


def test_an_acknowledged_sound_is_not_turned_down_afterwards() -> None:
    made = after(sound(5.0))
    made.acknowledge(0, "u7")
    (alert,) = made.said([text(5.0, "grey")])
    assert (alert.level, alert.acknowledged_by, alert.interrupts) == ("amber", "u7", False)


def test_an_acknowledgement_stays_when_words_make_it_red() -> None:
    made = after(sound(5.0))
    assert made.acknowledge(0, "u7") == made.alerts[0]
    made.said([text(5.0, "red")])
    (alert,) = made.alerts
    assert (alert.level, alert.acknowledged_by) == ("red", "u7")


def test_only_the_first_acknowledgement_counts() -> None:
    made = after(sound(5.0))
    assert made.acknowledge(0, "u7") is not None
    assert made.acknowledge(0, "u8") is None
    assert made.acknowledge(4, "u8") is None
    assert made.alerts[0].acknowledged_by == "u7"


def test_later_words_of_the_same_place_neither_remove_nor_calm_a_red_alert() -> None:
    made = after(text(5.0, "red"))
    assert made.said([text(5.0, "grey")]) == ()
    assert made.said([]) == ()
    assert made.alerts[0].level == "red"


def test_later_words_of_the_same_place_may_raise_the_level() -> None:
    made = after(text(5.0, "amber"))
    (alert,) = made.said([text(5.0, "red")])
    assert (alert.number, alert.level) == (0, "red")


@pytest.mark.parametrize("again", [sound(300.0), text(300.0, "red"), text(599.9, "amber")])
def test_a_keyword_said_again_within_ten_minutes_is_counted_silently(
    again: KeywordHeard | Alert,
) -> None:
    made = after(text(5.0, "red"))
    assert tell(made, again) == ()
    assert len(made.alerts) == 1
    assert made.mentions(0) == 2


def test_after_ten_minutes_it_is_a_new_alert() -> None:
    made = after(text(5.0, "red"))
    (alert,) = made.said([text(605.0, "red")])
    assert alert.number == 1
    assert (made.mentions(0), made.mentions(1)) == (1, 1)


def test_a_higher_level_within_ten_minutes_is_an_alert_of_its_own() -> None:
    made = after(text(5.0, "grey"), sound(100.0), text(200.0, "red"))
    assert [(one.number, one.level) for one in made.alerts] == [
        (0, "grey"),
        (1, "amber"),
        (2, "red"),
    ]


def test_another_keyword_is_another_alert() -> None:
    made = after(sound(5.0), sound(5.1, "apnea"), text(5.0, "red", "apnea"))
    assert [(one.keyword, one.source) for one in made.alerts] == [
        ("no_pulse", "audio"),
        ("apnea", "both"),
    ]


def test_words_too_far_from_the_sound_are_not_its_words() -> None:
    made = after(sound(5.0), text(8.9, "red"))
    assert [one.source for one in made.alerts] == ["audio", "text"]
    near = after(sound(5.0), text(8.7, "red"))
    assert [one.source for one in near.alerts] == ["both"]


def test_what_was_silent_behind_a_sound_comes_up_when_that_sound_is_calmed() -> None:
    made = after(sound(10.0), sound(20.0))
    assert len(made.alerts) == 1
    lowered, raised = made.said([text(10.0, "grey")])
    assert (lowered.number, lowered.level) == (0, "grey")
    assert (raised.number, raised.level, raised.start_s) == (1, "amber", 20.0)


def test_a_sound_told_twice_counts_once() -> None:
    made = fusion()
    made.heard(sound(5.0, number=3))
    assert made.heard(sound(5.0, number=3)) == ()
    assert made.mentions(0) == 1


def test_a_sound_of_low_severity_does_not_interrupt() -> None:
    (alert,) = fusion().heard(sound(5.0, "cough"))
    assert (alert.level, alert.interrupts) == ("grey", False)


def test_what_another_window_raised_goes_on_with_its_number_and_acknowledgement() -> None:
    before = after(sound(5.0), text(5.0, "red"), sound(50.0, "apnea"))
    before.acknowledge(0, "u7")
    made = fusion()
    assert made.restore(before.alerts) == before.alerts
    assert made.heard(sound(5.0)) == ()
    assert made.said([text(5.0, "red")]) == ()
    (alert,) = made.said([text(50.0, "red", "apnea")])
    assert (alert.number, alert.source) == (1, "both")
    (new,) = made.heard(sound(700.0))
    assert new.number == 2


def test_numbers_begin_where_they_are_told_to() -> None:
    (alert,) = AlertFusion(severity, first=1060).heard(sound(5.0))
    assert alert.number == 1060


LEVELS: tuple[AlertLevel, ...] = ("grey", "amber", "red")
MENTION = st.tuples(
    st.sampled_from(["no_pulse", "apnea"]),
    st.floats(-2.0, 2.0),
    st.sampled_from(["sound", *LEVELS, *(f"both {level}" for level in LEVELS)]),
)


def signals(at_s: float, mention: tuple[str, float, str]) -> list[KeywordHeard | Alert]:
    keyword, offset, kind = mention
    found: list[KeywordHeard | Alert] = []
    if kind == "sound" or kind.startswith("both"):
        found.append(sound(at_s, keyword))
    for level in LEVELS:
        if kind.endswith(level):
            found.append(text(at_s + offset, level, keyword))
    return found


@given(st.lists(st.tuples(MENTION, st.floats(10.0, 700.0), st.booleans()), max_size=8))
def test_the_order_of_sound_and_words_does_not_change_the_alerts(
    said: list[tuple[tuple[str, float, str], float, bool]],
) -> None:
    times = list(accumulate(pause_s for _, pause_s, _ in said))
    # where the ten minutes of an alert end between a sound and its words, the first one decides,
    # since what was raised is never taken back
    assume(all(abs(b - a - REPEAT_S) > NEAR_S + 2.0 for a, b in combinations(times, 2)))
    one, other = fusion(), fusion()
    for at_s, (mention, _, swapped) in zip(times, said, strict=True):
        found = signals(at_s, mention)
        for signal in found:
            tell(one, signal)
        for signal in reversed(found) if swapped else found:
            tell(other, signal)
    assert sorted(map(key, one.alerts)) == sorted(map(key, other.alerts))


def key(alert: LiveAlert) -> tuple[Any, ...]:
    return (
        alert.keyword,
        alert.start_s,
        alert.end_s,
        alert.source,
        alert.level,
        alert.assertion,
        alert.heard,
    )


@given(st.lists(MENTION, max_size=6), st.data())
def test_an_alert_is_never_taken_back(
    said: list[tuple[str, float, str]], data: st.DataObject
) -> None:
    found = [one for at, mention in enumerate(said) for one in signals(4.0 * at, mention)]
    made, numbers = fusion(), set[int]()
    for one in data.draw(st.permutations(found)):
        numbers |= {alert.number for alert in tell(made, one)}
        assert {alert.number for alert in made.alerts} == numbers


def test_any_order_of_two_sounds_and_their_words_ends_in_one_red_alert() -> None:
    three: list[KeywordHeard | Alert] = [sound(5.0), sound(6.5), text(5.2, "red")]
    for order in permutations(three):
        assert [one.level for one in after(*order).alerts] == ["red"]


# --- the final alerts


def final(
    found: Iterable[Alert], heard: Iterable[KeywordHeard], mentions: Iterable[Alert] = ()
) -> list[tuple[str, str, str]]:
    alerts = fused(tuple(found), tuple(mentions), tuple(heard), severity)
    return [(one.keyword, one.source, one.level) for one in alerts]


def test_final_alerts_say_which_threethey_had() -> None:
    found = [text(5.0, "red"), text(50.0, "red", "apnea")]
    assert final(found, [sound(5.5), sound(90.0, "stroke")]) == [
        ("no_pulse", "both", "red"),
        ("apnea", "text", "red"),
        ("stroke", "audio", "amber"),
    ]


def test_a_final_sound_without_words_points_at_no_utterance() -> None:
    (alert,) = fused((), (), (sound(5.0),), severity)
    assert (alert.utterance, alert.heard, alert.assertion) == (None, "", "uncertain")
    assert alert.interrupts


def test_a_final_sound_whose_words_deny_it_raises_nothing_more() -> None:
    denied = text(5.0, "grey")
    assert final([denied], [sound(5.5)]) == [("no_pulse", "both", "grey")]
    assert final([denied], [sound(100.5)], [denied, text(100.0, "grey")]) == [
        ("no_pulse", "text", "grey")
    ]


def test_final_sounds_within_ten_minutes_are_one_alert_unless_the_level_rises() -> None:
    assert final([], [sound(5.0), sound(100.0)]) == [("no_pulse", "audio", "amber")]
    assert final([text(5.0, "red")], [sound(100.0)]) == [("no_pulse", "text", "red")]
    assert final([text(5.0, "grey")], [sound(100.0)]) == [
        ("no_pulse", "text", "grey"),
        ("no_pulse", "audio", "amber"),
    ]


# --- with the product's own words


def test_severity_comes_from_the_keyword_resources() -> None:
    of = SEVERITIES
    assert (of("cardiac_arrest"), of("seizure"), of("never_listed")) == ("high", "medium", "medium")
    assert sound_level("high") == "amber"


def test_without_its_file_every_keyword_is_a_severe_one(tmp_path: Path) -> None:
    assert ListedSeverities(tmp_path)("seizure") == "high"


def test_an_alert_says_why_its_words_are_read_so() -> None:
    made = after(sound(5.0), text(5.1, "grey", cue="no", cue_first=0, cue_last=0, doubted=True))
    (alert,) = made.alerts
    assert (alert.cue, alert.doubted) == ("no", True)
    again = fusion()
    assert again.restore(made.alerts)[0].cue == "no"
    assert again.said([text(5.1, "red")])[0].cue == ""
