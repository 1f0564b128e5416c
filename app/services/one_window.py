"""One window per user and store: a second start talks to the first one instead.

The pipe is that of services.pipe: in a folder that only this user may enter, with a secret from a
file that only this user may read. An address that a crash left behind answers nobody, and is
replaced by who holds the lock.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.errors import AppError, StoreError
from app.services.pipe import Address, Door, Pipe, PipeClosedError, connect
from app.store.lock import taken, taken_file

ADDRESS: Final = "window.json"
LOCK: Final = "window.lock"
_PATIENCE_S: Final = 2.0  # for a peer to say what it wants
_ANSWER_S: Final = 10.0  # for a window that is busy opening
_STARTING_S: Final = 8.0  # for one that holds the lock and does not answer yet
_LOOK_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Show:
    """Bring the window to the front."""


@dataclass(frozen=True, slots=True)
class OpenFiles:
    """Transcribe these files, as whoever is signed in there."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Toggle:
    """Record, or stop recording."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Leave the final text for later."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the window did. refusal: a sentence that says why not, "" where it was done."""

    refusal: str = ""


Wish = Show | OpenFiles | Toggle | Cancel
_Answers = Answered | Show  # a union, as the pipe takes it
Handle = Callable[[Wish, Callable[[Answered], None]], None]
"""Given a wish, and who is told what became of it; from any thread."""


class NoWindowError(AppError):
    """No window of this user is open."""

    exit_code = 3


class OneWindow:
    """The place of the only window, as long as it is held."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self._folder, self._descriptor = folder, descriptor
        self._door = Door(Wish)
        self._handle: Handle | None = None
        self._closed = threading.Event()
        self._door.address.write(folder / ADDRESS)
        threading.Thread(target=self._serve, daemon=True, name="second starts").start()

    def handle(self, handle: Handle) -> None:
        """Who does what is wished from now on; what comes before waits."""
        self._handle = handle

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                pipe = self._door.accept()
            except PipeClosedError:
                return
            if pipe is not None:
                threading.Thread(
                    target=self._answer, args=(pipe,), daemon=True, name="second start"
                ).start()

    def _answer(self, pipe: Pipe) -> None:
        """One wish a visit; what is none is answered by hanging up."""
        done, answers = threading.Event(), [Answered("the window is busy; try again")]

        def tell(answer: Answered) -> None:
            answers.append(answer)
            done.set()

        try:
            wish = pipe.receive(_PATIENCE_S)
            if wish is not None:
                self._ask(wish, tell)
                done.wait(_ANSWER_S)
                pipe.send(answers[-1])
        except PipeClosedError:
            return
        finally:
            pipe.close(drain_s=1.0)

    def _ask(self, wish: Wish, tell: Callable[[Answered], None]) -> None:
        until = time.monotonic() + _ANSWER_S
        while self._handle is None and time.monotonic() < until and not self._closed.is_set():
            time.sleep(_LOOK_S)
        if self._handle is not None:
            self._handle(wish, tell)

    def close(self) -> None:
        self._closed.set()
        with suppress(OSError):
            (self._folder / ADDRESS).unlink(missing_ok=True)
        self._door.close()
        os.close(self._descriptor)


def take_place(folder: Path) -> OneWindow | None:
    """The place of the only window; None where another one holds it. folder: run_dir().

    Raises OSError when the folder cannot be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if not taken(descriptor):
        os.close(descriptor)
        return None
    return OneWindow(folder, descriptor)


def tell_window(folder: Path, wish: Wish) -> Answered | None:
    """Have the window that is open do something; None where none answers."""
    address = Address.read(folder / ADDRESS)
    if address is None:
        return None
    try:
        pipe = connect(address, _Answers)
        try:
            pipe.send(wish)
            answer = pipe.receive(_ANSWER_S + _PATIENCE_S)
        finally:
            pipe.close()
    except PipeClosedError:
        return None
    return answer if isinstance(answer, Answered) else None


def place_or_answer(folder: Path, wish: Wish) -> OneWindow | Answered:
    """The only window's place, or what the window said that has it.

    Raises NoWindowError when one holds the place and does not answer, OSError as take_place does.
    """
    until = time.monotonic() + _STARTING_S
    while time.monotonic() < until:
        answer = tell_window(folder, wish)
        if answer is not None:
            return answer
        place = take_place(folder)
        if place is not None:
            return place
        time.sleep(_LOOK_S)
    raise NoWindowError("ERScribe is open but does not answer; end it, then start it again")


@contextmanager
def kept_shut(folder: Path) -> Iterator[None]:
    """No window has the store open meanwhile, nor opens it. folder: run_dir() of that store.

    Raises StoreError where one has it open.
    """
    if not (folder / LOCK).exists():  # none ever had
        yield
        return
    with taken_file(folder / LOCK) as free:
        if not free:
            raise StoreError(
                f"ERScribe has the store in {folder.parent} open; close its window, then try again"
            )
        yield
