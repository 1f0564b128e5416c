"""What a shift in the real window is played with: the store, the window, and who follows a script.

A script is a generator of what is waited for; what it does between runs beside the event loop.
"""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from sqlalchemy import text

from app import bootstrap, paths
from app.gui.entrance import Entrance
from app.gui.gate import Gate
from app.gui.main_window import MainWindow
from app.services.unlocking import passphrase
from app.store.database import Database
from app.store.key_keeping import wrapped
from app.store.key_protectors import Cost, PassphraseProtector
from app.store.keys import KeyFile, StoreKeys, new_master, write_key_file
from tests.people_desk import PASSWORD, add

PHRASE = "PASSPHRASE_OF_THE_SHIFT"
SOUND = paths.RESOURCES / "samples" / "en_short.flac"
PATIENCE_S = 240.0
STIRS_S = 20.0
LOOK_MS = 50
LOOKS = 3
Script = Iterator[Callable[[], object]]
Found = TypeVar("Found", bound=QWidget)


def make_store() -> None:
    """A clinical store with a physician and a nurse who can sign in, and no encounter."""
    os.environ[PHRASE] = "words of the machine"
    Path(os.environ["ERSCRIBE_CONFIG"]).write_text(
        f'key_passphrase = "env:{PHRASE}"\n'
        f'microphone = "{os.environ["MICROPHONE"]}"\n'
        f'window_language = "{os.environ["SPOKEN"]}"\n',
        "utf-8",
    )
    folder, keys = paths.clinical_dir(), StoreKeys(new_master())
    by = PassphraseProtector(lambda: passphrase(f"env:{PHRASE}"), Cost(64, 1, 1))
    write_key_file(folder, KeyFile.of(keys, "clinical", wrapped(keys, (by,))))
    database = Database.open(paths.database_file(folder), keys=keys, profile="clinical")
    add(database, "house")
    add(database, "chapel", "nurse")


def play_sound() -> "subprocess.Popen[bytes] | None":
    """Where the microphone is a sound server's; a microphone that is a file speaks by itself."""
    if os.environ["MICROPHONE"].startswith("file:"):
        return None
    return subprocess.Popen(["paplay", "-d", os.environ["SINK"], str(SOUND)])


class Day:
    """The window, and what a user does in it.

    why: what a condition found that does not hold yet.
    """

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.step = 0
        self.why = ""

    @property
    def window(self) -> MainWindow:
        (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        return found

    @property
    def entrance(self) -> Entrance:
        found = self.window._entrance
        assert found is not None
        return found

    @property
    def gate(self) -> Gate:
        return self.entrance.gate

    def find(self, kind: type[Found]) -> Found | None:
        """The one of its kind that is in the window; None before it is made."""
        found = self.window.findChildren(kind)
        return found[0] if found else None

    def the(self, kind: type[Found]) -> Found:
        found = self.find(kind)
        assert found is not None, f"there is no {kind.__name__}"
        return found

    def button(self, words: str, inside: QWidget | None = None) -> QAbstractButton | None:
        """The first button in view that says so."""
        found = (inside or self.window).findChildren(QAbstractButton)
        return next((one for one in found if one.text() == words and one.isVisible()), None)

    def click(self, words: str, inside: QWidget | None = None) -> Script:
        """Press a button as soon as it is there."""
        yield lambda: self.button(words, inside)
        button = self.button(words, inside)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def sign_in(self, login: str) -> Script:
        form = self.gate.form
        if login:
            form.login.setFocus()
            QTest.keyClicks(form.login, login)
        QTest.keyClicks(form.password, PASSWORD)
        QTest.keyClick(form.password, Qt.Key.Key_Return)
        yield lambda: not self.gate.isVisible()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """A key as it is pressed, wherever the focus is."""
        where = QApplication.focusWidget() or self.window
        QTest.keyClick(where, key, modifier or Qt.KeyboardModifier.NoModifier)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with bootstrap.database().transaction() as transaction:
            return [tuple(row) for row in transaction.execute(text(query), values)]

    def logged(self, code: str) -> int:
        """How often the audit log says that this was done."""
        ((found,),) = self.rows(
            "SELECT count(*) FROM audit_log WHERE code = :code AND outcome = 0", code=code
        )
        return int(found)

    def held(self, what: str) -> Script:
        """Say that a step held, with a picture of it once the window has come to rest."""
        looks = iter(range(LOOKS))
        yield lambda: next(looks, None) is None
        self.tell(what)

    def tell(self, what: str) -> None:
        self.step += 1
        name = f"{self.step:02}_{what.replace(' ', '_')}.png"
        self.window.grab().save(str(self.pictures / name))
        sys.stdout.write(f"{what}\n")
        sys.stdout.flush()


def follow(script: Script, day: Day) -> None:
    """Go through a script beside the event loop; the program ends with 3 where it does not hold."""
    waiting = next(script)
    end_s = time.monotonic() + PATIENCE_S
    stirred_s = time.monotonic()

    def fail(why: str) -> None:
        day.tell("FAILED")
        sys.stderr.write(f"{why}\n")
        sys.stderr.flush()
        os._exit(3)

    def step() -> None:
        nonlocal waiting, end_s, stirred_s
        if time.monotonic() > stirred_s + STIRS_S:  # who waits is there: the screen stays open
            stirred_s = time.monotonic()
            QTest.keyClick(day.window, Qt.Key.Key_Shift)
        try:
            if waiting():
                waiting = next(script, lambda: False)
                end_s = time.monotonic() + PATIENCE_S
                day.why = ""
        except Exception as error:  # noqa: BLE001 - a script that breaks must not wait for ever
            fail(f"{_raised(error)}: {type(error).__name__}: {error}")
        if time.monotonic() > end_s:
            fail(f"waited in vain in line {_line(script)}: {day.why}")
        QTimer.singleShot(LOOK_MS, step)

    QTimer.singleShot(0, step)


def _raised(error: Exception) -> str:
    """Where, in the files of the script; the script itself is over by then."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = (one for one in frames if "integration" in one.filename)
    return ", ".join(f"{Path(one.filename).name} line {one.lineno}" for one in ours)


def _line(script: Any) -> int:
    """The line of the innermost generator but `Day`'s own."""
    line = 0
    while script is not None and script.gi_frame is not None:
        if script.gi_frame.f_code.co_filename != __file__:
            line = script.gi_frame.f_lineno
        script = getattr(script, "gi_yieldfrom", None)
    return line
