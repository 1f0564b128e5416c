"""What a person reads on a terminal."""

import io
from dataclasses import replace

from rich.console import Console

from app.cli.render import show_result
from app.domain.result import JobResult
from app.domain.transcript import Transcript
from tests.fakes import finished_job


def shown(result: JobResult, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=120, force_terminal=colour, highlight=False)
    show_result(console, result)
    return out.getvalue()


def test_transcript_corrections_alerts_note_and_times_are_all_there() -> None:
    text = shown(finished_job())
    for wanted in (
        "[00:00] u1  S1 (physician): Give hydroxyzine 25 mg.",
        "[doubt: hydroxy: low_probability]",
        "hydroxy scene -> hydroxyzine",
        "Keyword heard: cardiac arrest [00:02, u1]",
        "Plan (LOINC 18776-5)",
        "Give hydroxyzine 25 mg.  [00:00-00:03 u1]",
        "Not placed in a section",
        "recognize     3.00 s",
    ):
        assert wanted in text


def test_a_sandbox_result_is_labelled_first_of_all() -> None:
    assert shown(finished_job()).startswith("SANDBOX PROFILE")


def test_there_is_colour_on_a_terminal_and_none_elsewhere() -> None:
    assert "\x1b[" in shown(finished_job(), colour=True)
    assert "\x1b[" not in shown(finished_job())


def test_an_alert_has_a_mark_besides_its_colour() -> None:
    assert "!!  RED" in shown(finished_job())


def test_a_recording_without_speech_says_so() -> None:
    job = finished_job()
    silent = replace(job, understanding=replace(job.understanding, transcript=Transcript(())))
    assert "No speech was found" in shown(silent)


def test_an_alert_says_why_it_is_read_so() -> None:
    result = finished_job()
    (alert,) = result.understanding.alerts
    denied = replace(alert, assertion="negated", level="grey", cue="no", doubted=True)
    found = replace(result.understanding, alerts=(denied,))
    text = shown(replace(result, understanding=found))
    assert 'cardiac_arrest; negated; because of "no"; not every word is sure' in text
    assert "because" not in shown(result)
