"""Starts Qt."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.gui.bridge import JobQueue, LiveParts
from app.gui.desktop import Desktop
from app.gui.main_window import MainWindow
from app.gui.people_parts import PeopleParts
from app.services.review import NoteReview
from app.services.transcription import Transcription

ShowMessage = Callable[[str, str], bool]
"""Shows a title and a text on the desktop, from any thread; False where that is impossible."""


def run(
    transcription: Callable[[], Transcription],
    review: Callable[[], NoteReview],
    live: Callable[[ShowMessage], LiveParts],
    people: PeopleParts | None = None,
) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    live: builds the live part, given how to show a desktop notification. It must not wait for
    models, devices or processes: the window opens after it. people: None for a sandbox.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    desktop = Desktop()
    jobs = JobQueue(transcription)
    window = MainWindow(jobs, review, live(desktop.show), desktop, people)
    window.show()
    return application.exec()
