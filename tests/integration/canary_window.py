"""A day in the real window over a real clinical store, with strings in it that must be found
nowhere afterwards: neither in a file nor in anything that others see of a window.

One window is signed in to, shows a note, is locked, unlocked, left and closed; in a second one a
recording runs and its words are shown when the process crashes.

Usage: canary_window.py, the strings on standard input, one a line; ERSCRIBE_DATA_DIR and
ERSCRIBE_CONFIG say where. Prints all that it saw of window titles, tray and notifications.
"""

import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app import bootstrap, paths
from app.cli import window as opening
from app.cli.hardening import harden
from app.domain.access import Actor
from app.domain.live import Follow, LiveWords
from app.gui import desktop
from app.gui.gate import Gate
from app.gui.main_window import MainWindow
from app.services.care import Care
from app.services.unlocking import passphrase
from app.store.care import Patient
from app.store.key_keeping import wrapped
from app.store.key_protectors import Cost, PassphraseProtector
from app.store.keys import KeyFile, write_key_file
from tests.fake_live import FakeSpeech
from tests.fakes import words
from tests.integration.canary_day import dictate
from tests.people_desk import add
from tests.ward import HERE, KEYS, open_ward, proved
from tests.window_walk import left_in

PHRASE = "PASSPHRASE_OF_THE_DAY"
NOTE = "n" + "7" * 12
COMMON = "kanari"  # how every one of the strings begins
LOGIN = "li"
PATIENCE_S = 120.0
LOOK_MS = 50
ENCOUNTER_FILE = paths.RESOURCES / "samples" / "en_encounter.flac"

Script = Iterator[Callable[[], object]]
seen: set[str] = set()


def saw(place: str, *texts: str) -> None:
    """Say once what others can read."""
    for text in texts:
        line = f"{place}: {text}"
        if text and line not in seen:
            seen.add(line)
            sys.stdout.write(f"{line}\n")


class SeenTray(QSystemTrayIcon):
    """A tray on a desktop that has one."""

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 - Qt's name
        return True

    def setToolTip(self, tip: str) -> None:  # noqa: N802 - Qt's name
        saw("tray", tip)

    def showMessage(self, title: str, text: str, *_: object) -> None:  # noqa: N802 - Qt's name
        saw("notification", title, text)


class Eyes(QObject):
    """Looks over the shoulder at every change of a title."""

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.WindowTitleChange, QEvent.Type.Show):
            look()
        return False


def look() -> None:
    saw("application", QGuiApplication.applicationName(), QGuiApplication.applicationDisplayName())
    for widget in QApplication.topLevelWidgets():
        saw("title", widget.windowTitle(), widget.windowIconText(), widget.windowFilePath())
        saw("window", widget.toolTip(), widget.accessibleName(), widget.objectName())
    for native in QGuiApplication.allWindows():
        saw("title", native.title(), native.filePath(), native.objectName())


def play(script: Script) -> None:
    """Go through a script, which gives what it waits for, beside the event loop."""
    end_s = time.monotonic() + PATIENCE_S
    waiting: Callable[[], object] | None = next(script)

    def step() -> None:
        nonlocal waiting
        look()
        if waiting is None:
            return
        if time.monotonic() > end_s:
            sys.stderr.write(f"waited in vain in line {script.gi_frame.f_lineno}\n")  # type: ignore[attr-defined]
            sys.stderr.flush()
            os._exit(3)
        if waiting():
            waiting = next(script, None)
        QTimer.singleShot(LOOK_MS, step)

    QTimer.singleShot(0, step)


def the_window() -> MainWindow:
    (window,) = (
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, MainWindow) and one.isVisible()
    )
    return window


def opened() -> bool:
    return any(
        isinstance(one, MainWindow) and one.isVisible() for one in QApplication.topLevelWidgets()
    )


def give(gate: Gate, login: str, password: str) -> None:
    gate.form.login.setText(login)
    gate.form.password.setText(password)
    QTest.keyClick(gate.form.password, Qt.Key.Key_Return)


def first_window(canaries: list[str], password: str) -> Script:
    """Everything that a user does with a note, and that nothing of it is left when they go."""
    yield opened
    window = the_window()
    entrance = window._entrance
    assert entrance is not None
    gate, presence = entrance.gate, entrance.presence
    give(gate, canaries[12], canaries[13])  # nobody of this name, and no password of anybody
    yield gate.form.error.text
    give(gate, LOGIN, password)
    yield lambda: not gate.isVisible()
    window.notes.open_note(NOTE)
    yield lambda: left_in(window, canaries[0])
    saw("shown", "the note")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f"{canaries[0]} {canaries[14]}")
    presence.lock()
    yield gate.isVisible
    give(gate, "", password)
    yield lambda: not gate.isVisible()
    saw("unlocked", str(bool(clipboard.text())))
    presence.sign_out()
    yield gate.isVisible
    saw("left on the clipboard", clipboard.text())
    saw("left in the window", *left_in(window, COMMON))
    window.close()


def second_window(canaries: list[str], password: str, speech: list[FakeSpeech]) -> Script:
    """What is being said stands in the window when the process dies."""
    yield opened
    window = the_window()
    entrance = window._entrance
    assert entrance is not None
    gate = entrance.gate
    give(gate, LOGIN, password)
    yield lambda: not gate.isVisible()
    window._desk.panel.toggle()
    yield lambda: window._desk.panel.state == "recording"
    yield lambda: any(isinstance(one, Follow) for one in speech[-1].sent)
    for region, text in enumerate((f"{canaries[15]} {canaries[18]}", "he is in cardiac arrest")):
        said = words(text, 5.0 * region)  # apart: a chance string before a keyword may calm it
        speech[-1].say(LiveWords(region, "en", said, len(said), said[-1].end_s))
    yield lambda: left_in(window, canaries[15])
    yield lambda: any(line.startswith("notification") for line in seen)
    saw("shown", "what is said")
    QGuiApplication.clipboard().setText(canaries[16])
    sys.stdout.write("the day is over\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGSEGV)


def make_store(canaries: list[str], password: str) -> None:
    """A patient, and a note about them by a user who can sign in."""
    os.environ[PHRASE] = canaries[-1]
    settings = f'key_passphrase = "env:{PHRASE}"\nmicrophone = "file:{ENCOUNTER_FILE}"\n'
    Path(os.environ["ERSCRIBE_CONFIG"]).write_text(settings, "utf-8")
    folder = paths.clinical_dir()
    by = PassphraseProtector(lambda: passphrase(f"env:{PHRASE}"), Cost(64, 1, 1))
    write_key_file(folder, KeyFile.of(KEYS, "clinical", wrapped(KEYS, (by,))))
    database = open_ward(folder).database
    user = add(database, LOGIN, department=HERE, password=password)
    author = proved(Actor(user.id, user.name, "physician", "s-day", HERE, "bay-3"))
    Care(lambda: database).create(author, Patient(canaries[17], canaries[8], canaries[9]))
    dictate(database, author, folder, canaries, canaries[10], canaries[11])


def main() -> None:
    harden()
    canaries = sys.stdin.read().split("\n")
    password = canaries[7]
    make_store(canaries, password)
    speech: list[FakeSpeech] = []

    def following(_: Path | None = None) -> FakeSpeech:
        speech.append(FakeSpeech())
        return speech[-1]

    bootstrap.speech = following  # type: ignore[assignment]
    desktop.QSystemTrayIcon = SeenTray  # type: ignore[attr-defined]
    application, eyes = QApplication([]), Eyes()
    application.installEventFilter(eyes)
    for script in (first_window(canaries, password), second_window(canaries, password, speech)):
        play(script)
        opening.run(Namespace(start_hidden=False, open=None, tell_times=False), None)


if __name__ == "__main__":
    main()
