"""Events of a resuscitation out of what was said, EN and ZH: the open cases and single traps."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.bench.understanding_timeline import cases, outcome
from app.domain.code_spoken import SpokenEvent
from app.domain.errors import ResourceError
from app.domain.findings import Correction
from app.domain.transcript import Language, Transcript, Utterance
from app.paths import RESOURCES
from app.text.role_cases import scripts
from app.text.timeline import spoken_events
from app.text.timeline_data import cues_of, read_cues
from app.text.timeline_words import number
from app.text.tokens import is_han, tokenize

CASES = Path(__file__).parents[2] / "data" / "timeline"


def transcript(*lines: str, pause_s: float = 4.0) -> Transcript:
    """Utterances "S1: words", with quarter-second words."""
    made: list[Utterance] = []
    at_s = 0.0
    for index, line in enumerate(lines):
        speaker, _, text = line.partition(": ")
        words = tuple(
            replace(word, start_s=at_s + place * 0.25, end_s=at_s + place * 0.25 + 0.2)
            for place, word in enumerate(tokenize(text))
        )
        language: Language = "zh" if is_han(text) else "en"
        made.append(Utterance(f"u{index}", speaker, language, words, text=text))
        at_s = words[-1].end_s + pause_s
    return Transcript(tuple(made))


def told(*lines: str, pause_s: float = 4.0) -> list[str]:
    """Each event as "kind value" in order."""
    return list(map(_line, spoken_events(transcript(*lines, pause_s=pause_s))))


def _line(event: SpokenEvent) -> str:
    return f"{event.kind} {event.value}".strip()


@pytest.mark.parametrize("name", ["en_open", "zh_open", "en_own", "zh_own"])
def test_the_open_cases_keep_their_figures(name: str) -> None:
    found = [outcome(one) for one in cases(CASES / f"{name}.jsonl")]
    right = sum(len(one.right) for one in found)
    wrong = sum(len(one.missed) + len(one.false) for one in found)
    assert 2 * right / (2 * right + wrong) >= 0.97
    keyed = [pair for one in found for pair in one.right if pair[0].details]
    exact = sum(dict(wanted.details) == got.details for wanted, got in keyed)
    assert exact / len(keyed) >= 0.95
    late = [
        wanted for one in found for wanted, got in one.right if abs(got.at_s - wanted.at_s) > 2.0
    ]
    assert len(late) <= 1


@pytest.mark.parametrize(
    ("name", "right_at_least"),
    [
        *((f"en_{writer}", 0.93) for writer in "ghijk"),
        *((f"zh_{writer}", 0.94) for writer in "ghi"),
    ],
)
def test_the_writers_recordings_keep_their_figures(name: str, right_at_least: float) -> None:
    found = [outcome(one) for one in cases(CASES / f"{name}.txt")]
    right = sum(len(one.right) for one in found)
    missed, false = (sum(len(getattr(one, part)) for one in found) for part in ("missed", "false"))
    assert right / (right + missed) >= 0.88
    assert right / (right + false) >= right_at_least


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ordinary_talk_of_an_emergency_room_tells_of_next_to_nothing(language: Language) -> None:
    path = CASES.parent / "roles" / f"{language}_open.jsonl"
    spoken = [one.transcript for one in scripts(path)]
    acts = [one for talk in spoken for one in spoken_events(_timed(talk))]
    assert sum(len(one.utterances) for one in spoken) > 150
    assert len(acts) <= 5, [(one.kind, one.heard) for one in acts]


def _timed(talk: Transcript) -> Transcript:
    """Words a third of a second apart."""
    made, at = [], 0
    for one in talk.utterances:
        words = [
            replace(word, start_s=(at + place) / 3, end_s=(at + place) / 3 + 0.3)
            for place, word in enumerate(one.words)
        ]
        at += len(words) + 2
        made.append(replace(one, words=tuple(words)))
    return Transcript(tuple(made))


ORDERS_AND_TALK: Sequence[tuple[str, ...]] = (
    ("A: start cpr", "A: one of epi please", "B: drawing it up"),
    ("A: start cpr", "A: if he's still in VF we shock at 200"),
    ("A: start cpr", "B: That was the second shock.", "A: She got one dose of epi so far."),
    ("A: start cpr", "A: Is it VF?", "B: no shock advised"),
    ("A: start cpr", "B: The medics gave amiodarone and he came with an IO in."),
    ("A: start cpr", "A: don't stop compressions", "A: keep going"),
    ("A: start cpr", "A: check a pulse at two minutes"),
    ("A: start cpr", "A: charge to 200", "B: charged", "A: everybody clear"),
    ("A: 开始按压", "A: 肾上腺素一毫克静推", "B: 先抽好"),
    ("A: 开始按压", "A: 如果还是室颤就200焦再来一次"),
    ("A: 开始按压", "A: 是室颤吗？", "B: 不建议除颤"),
    ("A: 开始按压", "B: 院前推过一支肾上腺素，电了一次"),
    ("A: 开始按压", "A: 充电200焦", "B: 充好了", "A: 都离开"),
    ("A: 开始按压", "A: 一会儿停一下摸脉搏"),
)


@pytest.mark.parametrize("lines", ORDERS_AND_TALK)
def test_what_is_ordered_planned_asked_or_remembered_is_no_event(lines: tuple[str, ...]) -> None:
    assert told(*lines) == ["cpr_start"]


def test_a_report_has_what_it_lacks_from_the_order_it_answers() -> None:
    lines = ("A: start cpr", "A: epi one milligram iv", "B: epi's in")
    assert told(*lines)[1:] == ["drug epinephrine 1 mg iv"]
    assert told("A: 开始按压", "A: 胺碘酮三百毫克", "B: 推了")[1:] == ["drug amiodarone 300 mg"]


def test_a_unit_is_never_put_to_another_number_than_the_ordered_one() -> None:
    lines = ("A: start cpr", "A: amio three hundred milligrams", "B: amio 150 in")
    assert told(*lines)[1:] == ["drug amiodarone 150"]


def test_the_amount_of_a_flush_is_no_dose() -> None:
    lines = ("A: start cpr", "A: epi one milligram", "B: epi given with a twenty mil flush")
    assert told(*lines)[1:] == ["drug epinephrine 1 mg"]
    assert told("A: 开始按压", "A: 肾上腺素一毫克", "B: 推了，冲了二十毫升盐水")[1:] == [
        "drug epinephrine 1 mg"
    ]


def test_a_shock_that_did_not_fire_leaves_no_event() -> None:
    lines = ("A: start cpr", "A: charge to 150", "A: clear, shock", "B: it didn't fire")
    assert told(*lines)[1:] == []
    assert told("A: 开始按压", "A: 充电200", "A: 离开，放电", "B: 没放出去")[1:] == []


def test_a_confirmation_is_the_same_shock_and_gives_its_energy() -> None:
    lines = ("A: start cpr", "A: charge", "A: clear, shock", "B: shock delivered, 200")
    assert told(*lines)[1:] == ["shock 200 J"]


def test_the_last_word_of_a_charge_wins() -> None:
    lines = ("A: start cpr", "A: charge to 150, no, scratch that, 200", "A: clear. Shock.")
    assert told(*lines)[1:] == ["shock 200 J"]


def test_a_corrected_report_stays_one_event() -> None:
    lines = ("A: start cpr", "A: amio 300", "B: Amio's in. Sorry, I pushed lidocaine, a hundred.")
    assert told(*lines)[1:] == ["drug lidocaine 100"]
    chinese = ("A: 开始按压", "A: 胺碘酮三百", "B: 推了。哦不对，我拿的是利多卡因，一百毫克。")
    assert told(*chinese)[1:] == ["drug lidocaine 100 mg"]


def test_a_tachycardia_is_pulseless_when_that_is_said_after_it() -> None:
    assert told("A: V tach on the monitor.", "B: no pulse")[0] == "rhythm pulseless_vt"
    assert told("A: 室速了。", "B: 有脉，很清楚。")[0] == "rhythm ventricular_tachycardia"


def test_after_a_lost_pulse_all_begins_anew() -> None:
    said = told(
        "A: start cpr", "A: pause. Any pulse?", "B: Yes.", "B: It's gone again.", "A: CPR!",
        "A: hold", "B: I have a carotid pulse",
    )  # fmt: skip
    assert said == [
        "cpr_start", "cpr_stop", "pulse_check", "rosc", "pulse_check", "cpr_start", "cpr_stop",
        "rosc",
    ]  # fmt: skip


def test_what_a_patient_has_got_now_is_no_memory() -> None:
    assert told("A: he's got no pulse", "A: start cpr", "A: stop", "B: he's got a pulse") == [
        "pulse_check",
        "cpr_start",
        "cpr_stop",
        "rosc",
    ]


def test_a_pulse_before_cpr_is_no_return_of_circulation() -> None:
    assert told("A: check a pulse", "B: there's a pulse, strong") == ["pulse_check"]


def test_a_rhythm_that_is_corrected_at_once_is_one_look() -> None:
    lines = ("A: start cpr", "A: hold", "B: that's torsades no sorry that's v f")
    assert told(*lines)[2:] == ["rhythm ventricular_fibrillation"]


def test_a_rhythm_without_a_pulse_ends_the_circulation_that_was_back() -> None:
    lines = ("A: start cpr", "A: stop", "B: I have a pulse", "A: v fib", "A: back on the chest")
    assert told(*lines)[2:] == ["rosc", "rhythm ventricular_fibrillation", "cpr_start"]


def test_the_same_energy_is_that_of_the_last_shock() -> None:
    lines = ("A: start cpr", "A: charge to 200", "A: shock", "A: same energy", "A: shock")
    assert told(*lines)[1:] == ["shock 200 J", "shock 200 J"]


def test_who_says_yes_to_whether_somebody_compresses_has_begun() -> None:
    assert told("A: is somebody compressing", "B: yes") == ["cpr_start"]


def test_a_dose_said_after_its_order_is_of_it() -> None:
    lines = ("A: start cpr", "A: epi again please", "B: one milligram", "B: that's pushed")
    assert told(*lines)[1:] == ["drug epinephrine 1 mg"]


def test_a_number_keeps_its_s() -> None:
    lines = ("A: start cpr", "A: narcan four hundred", "B: four hundred's been given")
    assert told(*lines)[1:] == ["drug naloxone 400"]
    assert told("B: eighteen's in the left arm") == ["access iv"]


def test_the_strength_of_a_solution_is_no_dose() -> None:
    order = "A: zero point six mils of the one in ten thousand adrenaline through the umbilical"
    assert told("A: start cpr", order, "B: that's in")[1:] == ["drug epinephrine 0.6 mL iv"]
    order = "A: hundred and fifty mils of ten percent dextrose"
    assert told("A: start cpr", order, "B: that's in")[1:] == ["drug dextrose 150 mL"]


def test_what_begins_a_new_statement_ends_a_plan() -> None:
    assert told("A: i'll take the head i've got breaths going with the bag valve mask") == [
        "airway bag_mask"
    ]


def test_an_utterance_of_marks_alone_says_nothing() -> None:
    assert told("A: start cpr", "B: -", "B: ...") == ["cpr_start"]


def test_machines_order_nothing_but_their_shocks_count() -> None:
    lines = ("A: start cpr", "M: analyzing heart rhythm, do not touch the patient",
             "M: shock advised, charging, stand clear", "M: shock delivered, begin cpr",
             "B: back on the chest")  # fmt: skip
    assert told(*lines) == ["cpr_start", "shock", "cpr_start"]


def test_a_blown_line_and_a_tube_in_the_oesophagus_are_taken_back() -> None:
    assert told("A: I've got a line.", "A: No, it's blown.") == []
    assert told("A: tube's in", "A: it's in the oesophagus, pulling it") == []


def test_the_question_to_the_room_is_answered_by_yes() -> None:
    lines = ("A: start cpr", "A: one of epi, iv", "A: Is the epi in?", "B: It is.")
    assert told(*lines)[1:] == ["drug epinephrine 1 iv"]


def test_an_event_has_its_own_words_and_time() -> None:
    found = spoken_events(transcript("A: okay everybody please start c p r now"))
    assert [(one.first, one.last, one.heard, one.at_s) for one in found] == [
        (3, 6, "start c p r", 0.75)
    ]


def test_words_that_were_heard_unclearly_make_an_event_unsure() -> None:
    clear = transcript("A: start compressions")
    words = tuple(replace(word, probability=0.3) for word in clear.utterances[0].words)
    unclear = Transcript((replace(clear.utterances[0], words=words),))
    assert [one.certainty for one in spoken_events(clear)] == ["sure"]
    assert [one.certainty for one in spoken_events(unclear)] == ["unsure"]


def test_a_corrected_term_is_read_as_it_is_written() -> None:
    said = transcript("A: start cpr", "B: amy oh darone 300 is in")
    fixed = Correction(
        "u1", 0, 2, "amy oh darone", "amiodarone", "term", "x", 1.0, 1.0, "r", "applied"
    )
    assert [_line(one) for one in spoken_events(said)][1:] == []
    assert [_line(one) for one in spoken_events(said, [fixed])][1:] == ["drug amiodarone 300"]


def test_both_languages_can_be_spoken_in_one_room() -> None:
    assert told("A: 开始按压", "B: epi one milligram given iv") == [
        "cpr_start",
        "drug epinephrine 1 mg iv",
    ]


def test_another_dose_without_a_name_is_of_the_last_medicine() -> None:
    spoken = transcript(
        "A: atropine six hundred micrograms i v",
        "B: atropine's in",
        "A: another three hundred micrograms",
        "B: given",
        "A: another five hundred mils of saline",
        "B: that's up",
    )
    given = [dict(one.details) for one in spoken_events(spoken) if one.kind == "drug"]
    assert [(one["drug"], one["dose"]) for one in given] == [
        ("atropine", "600"),
        ("atropine", "300"),
    ]


def test_a_yes_after_a_new_command_is_no_pulse() -> None:
    asked = ("A: start cpr", "A: stop compressions", "A: any pulse")
    yes, pushed = (*asked, "B: yes"), (*asked, "A: back on the chest", "B: yes")
    assert "rosc" in [one.kind for one in spoken_events(transcript(*yes))]
    assert "rosc" not in [one.kind for one in spoken_events(transcript(*pushed))]


@pytest.mark.parametrize(
    ("text", "digits"),
    [("三百", "300"), ("零点一五", "0.15"), ("半", "0.5"), ("一百五", "150"), ("0.12", "0.12")],
)
def test_chinese_numbers_become_digits(text: str, digits: str) -> None:
    assert number(text) == digits


def test_damaged_cues_are_named(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    good = (RESOURCES / "timeline" / "en.toml").read_text(encoding="utf-8")
    for before, after, wanted in (
        ('language = "en"', 'language = "fr"', "language"),
        ("{artery}", "{arterie}", "names no list 'arterie'"),
        ("pulse check", "pulse (check", "is no pattern"),
        ('vetoes = ["unsure", "ask_mark"]', 'vetoes = ["unknown"]', "unknown veto"),
        ("[routes]", "[ways]", "'routes' must be a table"),
    ):
        path.write_text(good.replace(before, after, 1))
        with pytest.raises(ResourceError, match=wanted):
            read_cues(path)
    assert cues_of("en") is cues_of("en")
