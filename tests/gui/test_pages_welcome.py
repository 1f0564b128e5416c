"""The set-up: what is found is told, the microphone is tried, and nothing ever blocks."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import DeviceError
from app.domain.trial import READ_ALOUD, Listener, Matched, Sample, Tried
from app.gui.pages.welcome_page import DONE, STEPS, WelcomePage
from app.services.machine import Machine
from app.settings import Settings
from tests.gui.scenes_pages import GPU, LARGE, MACHINE
from tests.gui.scenes_pages_welcome import FAINT, SAMPLE, TRIED
from tests.set_up_bench import MICROPHONE, MODEL, SELF_TEST, SUMMARY, Bench, FakeTrial
from tests.window_walk import left_in


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def lines(page: WelcomePage) -> list[str]:
    return [one.text for one in page.summary.lines]


@pytest.mark.parametrize(
    ("machine", "microphones", "tone", "said"),
    [
        (GPU, ("Desk",), "grey", "large models keep up"),
        (MACHINE, ("Desk",), "amber", "Without a GPU everything works"),
        (GPU, (), "red", "No microphone was found"),
    ],
)
def test_hardware_is_told_with_what_it_means(
    qtbot: QtBot, bench: Bench, machine: Machine, microphones: tuple[str, ...], tone: str, said: str
) -> None:
    bench.machine, bench.microphones = machine, microphones
    page = bench.open(qtbot)
    assert said in page.machine.notice.text
    assert page.machine.notice.tone == tone
    assert machine.processor in page.machine.found.text()


def test_no_sound_system_is_said_and_stops_nothing(qtbot: QtBot, bench: Bench) -> None:
    bench.no_sound = "no sound system was found; see: erscribe doctor"
    page = bench.open(qtbot)
    assert "no sound system" in page.notice.text
    assert page.go_on.isEnabled()


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("only one", "not for clinical use"),
        ("best for GPU", "this machine's GPU runs it"),
        ("no GPU", "would fall behind what is said"),
        ("by settings", "The settings name it."),
        ("", "The self-test shows how well."),
    ],
)
def test_a_model_is_recommended_with_the_reason(
    qtbot: QtBot, bench: Bench, why: str, said: str
) -> None:
    bench.models = (replace(LARGE, why=why),)  # type: ignore[arg-type]
    page = bench.open(qtbot, MODEL)
    assert said in page.model.notice.text
    asked: list[str] = []
    page.page_asked.connect(asked.append)
    page.model.more.click()
    assert asked == ["models"]


def test_a_sentence_is_read_and_its_words_are_counted(qtbot: QtBot, bench: Bench) -> None:
    bench.trial.waits = True
    page = bench.open(qtbot, MICROPHONE)
    step = page.microphone
    assert step.sentence.text() == READ_ALOUD["en"]
    step.button.click()
    qtbot.waitUntil(lambda: step.button.text() == "I have &read it")
    qtbot.waitUntil(lambda: step.meter.text == "-20 dB")
    assert "Read now" in step.doing.text()
    assert not page.go_on.isEnabled()
    assert page.skip.isEnabled()
    step.button.click()
    qtbot.waitUntil(lambda: step.told() is not None)
    assert step.words.text() == f"Heard: {TRIED.heard}"
    assert step.heard.text == "11 of 12 words were heard."
    assert step.sound.text == "The level is good (loudest: -9 dB)."
    assert bench.trial.tried == [("", "en")]
    assert page.go_on.isEnabled()


def test_the_chinese_sentence_and_another_microphone_are_chosen(qtbot: QtBot, bench: Bench) -> None:
    bench.trial.outcome = FAINT
    page = bench.open(qtbot, MICROPHONE)
    step = page.microphone
    step.language.setCurrentIndex(1)
    step.device.setCurrentIndex(step.device.findData("SpeechMike"))
    assert step.sentence.text() == READ_ALOUD["zh"]
    step.button.click()
    qtbot.waitUntil(lambda: step.told() is not None)
    assert bench.trial.tried == [("SpeechMike", "zh")]
    assert "faint" in step.sound.text
    assert step.troubles.text.startswith("The microphone that was chosen is not there")
    assert "That is few" in step.heard.text
    assert step.told() is not None
    assert step.told()[0] == "amber"  # type: ignore[index]


@pytest.mark.parametrize(
    ("sound", "heard", "tone", "said"),
    [("silent", "", "red", "Nothing was heard"), ("clipping", "x", "amber", "too loud")],
)
def test_silence_and_cut_off_sound_are_told(
    qtbot: QtBot, bench: Bench, sound: str, heard: str, tone: str, said: str
) -> None:
    bench.trial.outcome = replace(TRIED, sound=sound, heard=heard, matched=Matched(0, 12))  # type: ignore[arg-type]
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    qtbot.waitUntil(lambda: page.microphone.told() is not None)
    assert (page.microphone.sound.tone, said in page.microphone.sound.text) == (tone, True)


def test_a_microphone_that_does_not_open_is_said_and_can_be_tried_again(
    qtbot: QtBot, bench: Bench
) -> None:
    bench.trial.outcome = DeviceError("no microphone was found; plug one in")
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    qtbot.waitUntil(lambda: page.microphone.sound.tone == "red")
    assert "plug one in" in page.microphone.sound.text
    assert page.microphone.button.isEnabled()
    bench.trial.outcome = TRIED
    page.microphone.button.click()
    qtbot.waitUntil(lambda: page.microphone.told() is not None)


def test_the_microphone_is_kept_in_the_settings(qtbot: QtBot, bench: Bench) -> None:
    page = bench.open(qtbot, MICROPHONE)
    changes: list[Settings] = []
    page.changed.connect(changes.append)
    assert not page.microphone.keep.isEnabled()
    page.microphone.device.setCurrentIndex(page.microphone.device.findData("Built-in Audio"))
    page.microphone.keep.click()
    qtbot.waitUntil(lambda: bool(changes))
    assert bench.settings().microphone == "Built-in Audio"
    assert "next start" in page.notice.text
    assert not page.microphone.keep.isEnabled()


def test_the_microphone_of_the_settings_is_the_one_that_is_chosen(
    qtbot: QtBot, bench: Bench
) -> None:
    (bench.folder / "s.toml").write_text('microphone = "Built-in"\n', encoding="utf-8")
    page = bench.open(qtbot, MICROPHONE)
    assert page.microphone.chosen == "Built-in Audio"


@pytest.mark.parametrize(
    ("outcome", "tone", "said"),
    [
        (SAMPLE, "grey", "21 s of sound were recognised in 3.4 s by recognizer-embedded."),
        (replace(SAMPLE, hear_s=40.0), "amber", "falls behind"),
        (replace(SAMPLE, matched=Matched(3, 40)), "red", "erscribe models verify"),
    ],
)
def test_the_self_test_says_time_and_whether_the_text_is_right(
    qtbot: QtBot, bench: Bench, outcome: Tried, tone: str, said: str
) -> None:
    bench.trial.outcome = outcome
    page = bench.open(qtbot, SELF_TEST)
    page.self_test.button.click()
    qtbot.waitUntil(lambda: page.self_test.told() is not None)
    found, text = cast(tuple[str, str], page.self_test.told())
    assert (found, said in text) == (tone, True)
    assert not page.self_test.bar.isVisible()
    assert bench.trial.tried == [("en_short.flac", "en")]


def test_nothing_is_tried_while_something_is_recorded(qtbot: QtBot, bench: Bench) -> None:
    bench.recording = True
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    assert "being recorded" in page.microphone.sound.text
    page.turn_to(SELF_TEST)
    page.self_test.button.click()
    assert "being recorded" in page.self_test.text.text
    assert bench.trial.tried == []


def begin_reading(qtbot: QtBot, bench: Bench) -> WelcomePage:
    bench.trial.waits = True
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    qtbot.waitUntil(lambda: "Read now" in page.microphone.doing.text())
    return page


@pytest.mark.parametrize(
    "leave",
    [
        lambda page: page.give_way(),
        lambda page: page.turn_to(SELF_TEST),
        lambda page: page.hide(),
        lambda page: page.forget(),
    ],
)
def test_the_microphone_is_let_go_at_once(
    qtbot: QtBot, bench: Bench, leave: Callable[[WelcomePage], None]
) -> None:
    page = begin_reading(qtbot, bench)
    leave(page)
    qtbot.waitUntil(lambda: bench.trial.left == [True])
    assert page.microphone.doing.text() == ""
    assert page.microphone.told() is None


def test_what_was_loaded_is_let_go_when_the_page_is_left(qtbot: QtBot, bench: Bench) -> None:
    page = bench.open(qtbot, SELF_TEST)
    page.self_test.button.click()
    qtbot.waitUntil(lambda: page.self_test.told() is not None)
    page.hide()
    qtbot.waitUntil(lambda: bench.trial.closed == 1)
    page.show()
    page.self_test.button.click()
    qtbot.waitUntil(lambda: len(bench.trial.tried) == 2)


def test_steps_are_skipped_or_left_and_taken_up_where_they_were(qtbot: QtBot, bench: Bench) -> None:
    page = bench.open(qtbot)
    ended: list[bool] = []
    page.finished.connect(lambda: ended.append(True))
    page.go_on.click()
    page.go_on.click()
    assert (page.at, bench.kept) == (MICROPHONE, "microphone")
    page.skip.click()
    assert page.at == SELF_TEST
    page.later.click()
    assert (ended, bench.kept) == ([True], "self_test")
    again = bench.open(qtbot, STEPS.index(bench.kept))
    assert again.trail[SELF_TEST].text().startswith("▸")
    again.skip.click()
    assert again.at == SUMMARY
    assert lines(again)[2:] == ["Microphone: not done yet", "Self-test: not done yet"]
    assert "erscribe users init" in again.summary.next.text()
    again.go_on.click()
    assert bench.kept == DONE


def test_a_page_that_was_left_opens_at_its_step(qtbot: QtBot, bench: Bench) -> None:
    bench.kept = "model"
    shown = bench.open(qtbot, MODEL)
    assert shown.at == MODEL


def test_the_summary_tells_what_each_step_found(qtbot: QtBot, bench: Bench) -> None:
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    qtbot.waitUntil(lambda: page.microphone.told() is not None)
    page.turn_to(SUMMARY)
    assert lines(page)[2].startswith("Microphone: The level is good")
    assert [one.tone for one in page.summary.lines] == ["amber", "amber", "grey", "amber"]
    assert page.trail[MICROPHONE].text().startswith("✓")


def test_nothing_heard_stays_when_its_user_leaves(qtbot: QtBot, bench: Bench) -> None:
    bench.trial.outcome = replace(TRIED, heard="canary sang")
    page = bench.open(qtbot, MICROPHONE)
    page.microphone.button.click()
    qtbot.waitUntil(lambda: "canary" in page.microphone.words.text())
    page.turn_to(SUMMARY)
    page.forget()
    assert left_in(page, "canary") == []


def test_the_window_stays_free_while_the_models_load(qtbot: QtBot, bench: Bench) -> None:
    held = threading.Event()

    class Slow(FakeTrial):
        def sample(self, sample: Sample, listener: Listener, left: Event) -> Tried:
            listener.step("loading")
            held.wait(5)
            return SAMPLE

    bench.trial = Slow()
    page = bench.open(qtbot, SELF_TEST)
    page.self_test.button.click()
    qtbot.waitUntil(lambda: "loaded" in page.self_test.doing.text())
    page.turn_to(MICROPHONE)
    assert page.at == MICROPHONE
    held.set()
    assert page.self_test.told() is None


def test_the_keyboard_alone_goes_through(qtbot: QtBot, bench: Bench) -> None:
    page = bench.open(qtbot)
    page.activateWindow()
    for button in (page.go_on, page.back, page.skip, page.later):
        assert "&" in button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    page.go_on.setFocus()
    QTest.keyClick(page.go_on, Qt.Key.Key_Space)
    assert page.at == MODEL
    assert page.accessibleName() == "Set-up, step 2 of 5: Model"
