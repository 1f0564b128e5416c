"""Keyword alerts: what interrupts, how loudly, and how often."""

from collections.abc import Sequence

import pytest

from app.domain.findings import REPEAT_S, Alert, Correction, CorrectionState
from app.domain.transcript import Flag, Language, Utterance
from app.text.alerts import alerts
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def raised(
    understander: Understander,
    *utterances: Utterance,
    corrections: Sequence[Correction] = (),
) -> tuple[Alert, ...]:
    lines = [
        line_of(
            one,
            [item for item in corrections if item.utterance == one.id],
            understander.warm(one.language),
        )
        for one in utterances
    ]
    return alerts(lines)


def repair(first: int, last: int, text: str, state: CorrectionState = "proposed") -> Correction:
    return Correction("u1", first, last, "", text, "term", "c", 0.8, 0.1, "r", state)


def test_a_sure_severe_keyword_is_red_and_cites_its_words(understander: Understander) -> None:
    (alert,) = raised(understander, said("he is in cardiac arrest now", start_s=10.0))
    assert (alert.keyword, alert.level, alert.interrupts) == ("cardiac_arrest", "red", True)
    assert (alert.first, alert.last, alert.heard) == (3, 4, "cardiac arrest")
    assert (alert.start_s, alert.end_s) == pytest.approx((11.2, 12.0))
    assert alert.utterance == "u1"


def test_a_keyword_of_medium_severity_is_amber(understander: Understander) -> None:
    (alert,) = raised(understander, said("she is seizing"))
    assert (alert.severity, alert.level, alert.interrupts) == ("medium", "amber", True)


def test_an_uncertain_keyword_interrupts_softly(understander: Understander) -> None:
    (alert,) = raised(understander, said("concern for aortic dissection"))
    assert (alert.assertion, alert.level, alert.interrupts) == ("uncertain", "amber", True)


@pytest.mark.parametrize(
    ("line", "assertion"),
    [
        ("no cardiac arrest", "negated"),
        ("history of stroke", "historical"),
        ("father had a stroke", "family"),
        ("if he has a stroke", "hypothetical"),
        ("the crew said stroke", "quoted"),
    ],
)
def test_what_is_not_said_of_now_is_grey_and_silent(
    line: str, assertion: str, understander: Understander
) -> None:
    (alert,) = raised(understander, said(line))
    assert (alert.assertion, alert.level, alert.interrupts) == (assertion, "grey", False)


def test_a_doubted_keyword_is_amber(understander: Understander) -> None:
    (alert,) = raised(understander, said("cardiac arrest", doubts={1: 0.4}))
    assert (alert.level, alert.interrupts) == ("amber", True)


def test_a_flagged_keyword_is_amber(understander: Understander) -> None:
    flagged = said("cardiac arrest", flags=(Flag(0, 0, "no_speech"),))
    assert raised(understander, flagged)[0].level == "amber"


def test_a_doubted_no_interrupts(understander: Understander) -> None:
    (sure,) = raised(understander, said("no cardiac arrest"))
    (doubted,) = raised(understander, said("no cardiac arrest", doubts={0: 0.5}))
    assert not sure.interrupts
    assert (doubted.assertion, doubted.level, doubted.interrupts) == ("negated", "amber", True)


def test_a_known_mishearing_is_amber(understander: Understander) -> None:
    (alert,) = raised(understander, said("he is in cardiac a rest"))
    assert (alert.keyword, alert.level) == ("cardiac_arrest", "amber")


def test_a_repaired_keyword_alerts_with_its_heard_words(understander: Understander) -> None:
    heard = said("he has an a flex is now")
    (alert,) = raised(understander, heard, corrections=[repair(2, 5, "anaphylaxis", "applied")])
    assert (alert.keyword, alert.level) == ("anaphylaxis", "red")
    assert (alert.first, alert.last, alert.heard) == (2, 5, "an a flex is")


def test_a_proposed_repair_is_one_signal_only(understander: Understander) -> None:
    heard = said("he has an a flex is now")
    (alert,) = raised(understander, heard, corrections=[repair(2, 5, "anaphylaxis")])
    assert (alert.keyword, alert.level) == ("anaphylaxis", "amber")


def test_a_repair_cannot_silence_what_was_heard(understander: Understander) -> None:
    heard = said("this is a stroke")
    (alert,) = raised(understander, heard, corrections=[repair(3, 3, "joke", "applied")])
    assert (alert.keyword, alert.level) == ("stroke", "red")


def test_repeats_within_ten_minutes_merge(understander: Understander) -> None:
    later = REPEAT_S - 1.0
    merged = raised(understander, said("no pulse"), said("no pulse", key="u2", start_s=later))
    assert [alert.utterance for alert in merged] == ["u1"]


def test_a_repeat_after_ten_minutes_alerts_again(understander: Understander) -> None:
    later = REPEAT_S + 1.0
    again = raised(understander, said("no pulse"), said("no pulse", key="u2", start_s=later))
    assert [alert.utterance for alert in again] == ["u1", "u2"]


def test_an_escalation_is_an_alert_of_its_own(understander: Understander) -> None:
    rising = raised(
        understander,
        said("no stroke"),
        said("possible stroke", key="u2", start_s=20.0),
        said("this is a stroke", key="u3", start_s=40.0),
        said("no stroke", key="u4", start_s=60.0),
    )
    assert [alert.level for alert in rising] == ["grey", "amber", "red"]


def test_different_keywords_do_not_merge(understander: Understander) -> None:
    both = raised(understander, said("no pulse and not breathing"))
    assert {alert.keyword for alert in both} == {"no_pulse", "apnea"}


@pytest.mark.parametrize(("line", "language"), [("the pulse is back", "en"), ("神志清楚", "zh")])
def test_the_opposite_of_a_keyword_raises_none(
    line: str, language: Language, understander: Understander
) -> None:
    assert raised(understander, said(line, language)) == ()


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("heat stroke after the marathon", "en"),
        ("a pea sized lump", "en"),
        ("he was arrested by police", "en"),
        ("the rash is not responding to prednisone", "en"),
        ("无呼吸困难", "zh"),
        ("抽风机坏了", "zh"),
        ("走一条直线", "zh"),
        ("昏迷评分十五分", "zh"),
    ],
)
def test_near_misses_raise_none(line: str, language: Language, understander: Understander) -> None:
    assert raised(understander, said(line, language)) == ()


def test_letters_among_letters_are_doubted(understander: Understander) -> None:
    (alert,) = raised(understander, said("he is in v f i v access failed"))
    assert (alert.keyword, alert.level) == ("ventricular_fibrillation", "amber")
    assert raised(understander, said("d v t prophylaxis")) == ()


def test_a_rejected_repair_changes_nothing(understander: Understander) -> None:
    heard = said("he has an a flex is now")
    assert raised(understander, heard, corrections=[repair(2, 5, "anaphylaxis", "rejected")]) == ()


@pytest.mark.parametrize(
    ("line", "language", "cue"),
    [
        ("his father had a stroke", "en", "father had"),
        ("we cannot rule out a stroke", "en", "cannot rule out"),
        ("he has a stroke", "en", ""),
        ("不能排除心梗", "zh", "不能排除"),
        ("突发心脏骤停", "zh", ""),
    ],
)
def test_an_alert_carries_the_words_that_decided_it(
    line: str, language: Language, cue: str, understander: Understander
) -> None:
    heard = line_of(said(line, language), (), understander.warm(language))
    (alert,) = alerts([heard])
    assert alert.cue == cue
    assert alert.doubted is False


def test_a_reason_says_where_its_cue_is_and_what_was_doubted(understander: Understander) -> None:
    heard = line_of(said("no cardiac arrest", doubts={0: 0.5}), (), understander.warm("en"))
    (alert,) = alerts([heard])
    assert (alert.cue, alert.cue_first, alert.cue_last, alert.doubted) == ("no", 0, 0, True)


def test_red_needs_every_word_to_be_certain(understander: Understander) -> None:
    for doubted in range(2):
        (alert,) = raised(understander, said("cardiac arrest", doubts={doubted: 0.59}))
        assert alert.level == "amber"
    assert raised(understander, said("cardiac arrest"))[0].level == "red"
