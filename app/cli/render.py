"""A finished job, readable on a terminal; plain text when there is none."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from app.domain.findings import Alert, Correction
from app.domain.live import LiveAlert
from app.domain.note import NoteSentence
from app.domain.reading import Difference
from app.domain.result import JobResult
from app.domain.transcript import Utterance
from app.export.transcripts import clock, speaker_label
from app.export.word_document import section_title

SPEAKER_STYLES = ("cyan", "green", "magenta", "yellow", "blue")
LEVEL_STYLES = {"red": "bold white on red", "amber": "bold black on yellow", "grey": "dim"}
LEVEL_MARKS = {"red": "!!", "amber": "! ", "grey": "· "}  # colour is never the only sign
PLAIN_WIDTH = 100


def console() -> Console:
    """A console on stdout: colour on a terminal, fixed width without one."""
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(file=sys.stdout, highlight=False, width=width, soft_wrap=not sys.stdout.isatty())


def show_result(out: Console, result: JobResult, numbers: Sequence[int] = ()) -> None:
    """Transcript, corrections, alerts, note with evidence, and time per stage.

    numbers: of the note's sentences in reading order; from 1 when none are given.
    """
    understanding = result.understanding
    if result.profile == "sandbox":
        out.print("SANDBOX PROFILE: demonstration only, not a patient record.", style="yellow")
    _heading(out, f"Transcript ({clock(result.recording.duration_s)}, {result.language})")
    if not understanding.transcript.utterances:
        out.print("No speech was found in this recording.")
    for item in understanding.transcript.utterances:
        _utterance(out, item)
    _heading(out, "Corrections (heard -> written)")
    for correction in understanding.corrections:
        _correction(out, correction)
    _heading(out, "Keyword alerts (not an alarm system)")
    for alert in understanding.alerts:
        _alert(out, alert)
    _note(out, result, numbers)
    _footer(out, result)


def show_differences(out: Console, differences: Sequence[Difference]) -> None:
    """Where the final text differs from the live one in a drug, number, negation or alert."""
    if not differences:
        return
    _heading(out, "Live text and final text differ here: listen again")
    for one in differences:
        line = Text(f"[{clock(one.start_s)}] {one.kind:<9}")
        line.append(f"live: {one.live or 'nothing'}  ->  final: ")
        line.append(one.final or "nothing", "bold")
        out.print(line)


def _heading(out: Console, title: str) -> None:
    out.print()
    out.print(title, style="bold underline")


def _utterance(out: Console, item: Utterance) -> None:
    number = sum(map(ord, item.speaker[1:]))
    line = Text(f"[{clock(item.start_s)}] {item.id:<4}")
    line.append(f"{speaker_label(item)}: ", SPEAKER_STYLES[number % len(SPEAKER_STYLES)])
    line.append(item.text)
    for flag in item.flags:
        words = " ".join(word.text for word in item.words[flag.first : flag.last + 1])
        line.append(f"  [doubt: {words}: {flag.reason}]", "dim")
    out.print(line)


def _correction(out: Console, item: Correction) -> None:
    line = Text(f"{item.utterance or '':<5}{item.heard} -> ")
    line.append(item.text, "bold" if item.state == "applied" else "")
    line.append(f"  {item.state}; {item.kind}; {item.rule}", "dim")
    if item.kind == "term":
        line.append(f"; score {item.score:.2f}, margin {item.margin:.2f}", "dim")
    out.print(line)


def _alert(out: Console, alert: Alert) -> None:
    line = Text(f"{LEVEL_MARKS[alert.level]} ")
    line.append(f" {alert.level.upper():<5} ", LEVEL_STYLES[alert.level])
    line.append(f" Keyword heard: {alert.heard} [{clock(alert.start_s)}, {alert.utterance}]")
    line.append(f"  {alert.keyword}; {alert.assertion}{because(alert)}", "dim")
    out.print(line)


def because(alert: Alert | LiveAlert) -> str:
    """Why an alert has its assertion and level, to be put behind them."""
    cue = f'; because of "{alert.cue}"' if alert.cue else ""
    return f"{cue}; not every word is sure" if alert.doubted else cue


def _note(out: Console, result: JobResult, numbers: Sequence[int]) -> None:
    note = result.understanding.note
    numbered = iter(numbers or range(1, 1 + sum(1 for _ in note.sentences())))
    _heading(out, f"Note {note.id} ({note.status})")
    for section in note.sections:
        if section.sentences:
            out.print(f"{section_title(section.key)} (LOINC {section.code})", style="bold")
            for sentence in section.sentences:
                _sentence(out, next(numbered), sentence)
    if note.unplaced:
        out.print("Not placed in a section", style="bold")
        for sentence in note.unplaced:
            _sentence(out, next(numbered), sentence)


def _sentence(out: Console, number: int, sentence: NoteSentence) -> None:
    line = Text(f"{number:>3}. {sentence.text}")
    span = f"{clock(sentence.start_s)}-{clock(sentence.end_s)}"
    evidence = f"{span} {' '.join(sentence.utterances)}" if sentence.utterances else ""
    typed = "typed" if sentence.source == "typed" else ""
    line.append(f"  [{' over '.join(filter(None, (typed, evidence)))}]", "dim")
    out.print(line)


def _footer(out: Console, result: JobResult) -> None:
    _heading(out, "Time per stage")
    for stage, seconds in result.timings_s.items():
        out.print(f"  {stage:<11}{seconds:7.2f} s")
    out.print(f"  {'total':<11}{sum(result.timings_s.values()):7.2f} s")
    for part, model in result.models.items():
        out.print(f"  {part}: {model.name} sha256 {model.sha256[:12]}", style="dim")
