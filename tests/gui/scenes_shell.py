"""The window's frame as pictures: several open, one recorded, files under way, what is asked."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.intake import Intake, LeftOut, Offered
from app.domain.job_line import JobLine, LinedJob
from app.domain.workplace import Opened, Workplace
from app.gui.shell.encounter_tabs import EncounterTabs
from app.gui.shell.intake_card import IntakeCard
from app.gui.shell.job_list import JobList
from app.gui.shell.whom import Whom

OPENED = (
    Opened("E-1", "Rivera-Castellanos, Maria del Carmen, bay 3"),
    Opened("E-2", "王小明，抢救室2床"),
    Opened("E-3", "Unknown man, about 60"),
)


def encounters() -> QWidget:
    place = Workplace(OPENED, "E-2", "E-1")
    page = QWidget()
    column = QVBoxLayout(page)
    tabs, whom = EncounterTabs(), Whom()
    tabs.show_place(place, alerts=2)
    whom.show_place(place)
    column.addWidget(whom)
    column.addWidget(tabs)
    return page


def files() -> QWidget:
    jobs = (
        LinedJob(1, "visit 1.wav", 10, "done", took_s=30.0, note="n1"),
        LinedJob(2, "就诊录音.m4a", 40, "running", "recognize", 0.4),
        LinedJob(3, "letter.wav", 5, "failed", sentence="letter.wav is not a recording"),
        LinedJob(4, "a very long name of a recording that goes on and on.flac", 20),
    )
    shown = JobList()
    shown.show_line(JobLine(jobs), 290.0)
    shown.more.setChecked(True)
    return shown


def question() -> QWidget:
    shown = IntakeCard()
    left = (LeftOut(Path("x.txt"), "not_sound"), LeftOut(Path("y.wav"), "waiting_already"))
    again = (Offered(Path("a.wav"), 1, "aa", "n1"),)
    shown.ask(Intake((Offered(Path("b.wav"), 1),), again, left, 1), OPENED[1].label)
    return shown


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "shell_encounters": encounters,
        "shell_files": files,
        "shell_question": question,
    }
