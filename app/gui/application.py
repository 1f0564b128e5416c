"""Starts Qt."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.domain.access import SANDBOX_ACTOR
from app.gui.bridge import JobQueue
from app.gui.main_window import MainWindow
from app.services.review import NoteReview
from app.services.transcription import Transcription


def run(transcription: Callable[[], Transcription], review: NoteReview) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    window = MainWindow(JobQueue(transcription, SANDBOX_ACTOR), review)
    window.show()
    return application.exec()
