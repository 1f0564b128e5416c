"""A dictation that is still being put together: the window is there before it."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from app.domain.errors import AppError, InternalError
from app.domain.live import Arm, Refused, Start, Stop
from app.services.early_capture import EarlyCapture, NewRecording
from app.services.ports import Capture

if TYPE_CHECKING:  # it takes seconds to load; that is why this module is here
    from app.domain.access import Actor
    from app.domain.typed import TypedPiece
    from app.services.dictation import Dictation, DictationEvent
    from app.services.own_recording import Whose

Call = Callable[["Dictation"], object]


class Soon:
    """Takes what is asked of a Dictation; until that is there, all of it waits, in order.

    The microphone does not wait: it is opened, and one recording that needs nobody's permission is
    begun, without a dictation, which learns of it later. What is refused then is told as an event,
    since nobody waits for the answer any more.
    """

    def __init__(
        self,
        capture: Callable[[], Capture],
        make: "Callable[[Capture], Dictation]",
        arm: Arm,
        *,
        sandbox: bool,
    ) -> None:
        """capture: makes the way to the recording process; make: puts a dictation together over
        it; both on a thread of its own. sandbox: there are no users, whoever sits here records."""
        self._capture, self._make, self._arm, self._sandbox = capture, make, arm, sandbox
        self._early: EarlyCapture | None = None
        self._start: Start | None = None  # begun without a dictation
        self._lock = threading.Lock()
        self._waiting: list[Call] = []
        self._made: Dictation | None = None
        self._failed: AppError | None = None
        self._closed = False
        self._on_event: Callable[[DictationEvent], None] = lambda _: None

    @classmethod
    def dictation(
        cls,
        capture: Callable[[], Capture],
        make: "Callable[[Capture], Dictation]",
        arm: Arm,
        *,
        sandbox: bool,
    ) -> "Dictation":
        """One that stands in for the other everywhere."""
        return cast("Dictation", cls(capture, make, arm, sandbox=sandbox))

    def open(self, on_event: "Callable[[DictationEvent], None]") -> None:
        self._on_event = on_event
        threading.Thread(target=self._begin, daemon=True, name="dictation making").start()

    def _begin(self) -> None:
        try:
            made = self._make(self._reach())
        except AppError as error:
            self._give_up(error)
            return
        except Exception as error:  # noqa: BLE001 - top of the thread: a text may quote a patient
            self._give_up(InternalError(error))
            return
        with self._lock:
            if self._closed:
                made.close()
                return
        self._catch_up(made)  # so that it knows of what was begun before it hears that it runs
        made.open(self._on_event)

    def _reach(self) -> EarlyCapture:
        early = EarlyCapture(self._capture())
        early.open(self._on_event)
        early.send(self._arm)
        with self._lock:
            self._early = early
            if self._start is not None:
                early.begin(self._start)
        return early

    def _catch_up(self, made: "Dictation") -> None:
        """What is asked while earlier wishes are done still comes after them."""
        while True:
            with self._lock:
                waiting, self._waiting = self._waiting, []
                if not waiting:
                    self._made = made
                    return
            for call in waiting:
                self._attempt(made, call)

    def _attempt(self, made: "Dictation", call: Call) -> None:
        try:
            call(made)
        except AppError as error:
            self._on_event(Refused("Start", str(error), error.exit_code))

    def _give_up(self, error: AppError) -> None:
        with self._lock:
            self._failed = error
            self._waiting.clear()
        self._on_event(Refused("listen", str(error), error.exit_code))

    def _ask(self, call: Call) -> None:
        """Now, or when it is there. Raises what it raises."""
        with self._lock:
            if self._failed is not None:
                raise self._failed
            made = self._made
            if made is None:
                self._waiting.append(call)
                return
        call(made)

    # --- a Dictation

    def arm(self, device: str = "", preroll_s: float = 0.0) -> None:
        self._ask(lambda one: one.arm(device, preroll_s))

    def act_as(self, actor: "Actor | None") -> None:
        if self._failed is None:
            self._ask(lambda one: one.act_as(actor))

    @property
    def loaded(self) -> bool:
        return self._made is not None

    @property
    def whose(self) -> "Whose":
        return self._made.whose if self._made is not None else ""

    @property
    def encounter(self) -> str | None:
        return self._made.encounter if self._made is not None else None

    @property
    def typed(self) -> "tuple[TypedPiece, ...]":
        return self._made.typed if self._made is not None else ()

    def start(self, encounter: str | None = None, device: str = "", preroll_s: float = 0.0) -> str:
        if self._made is not None:
            return self._made.start(encounter, device, preroll_s)
        begun = None
        if self._sandbox and encounter is None:
            begun = self._begin_early(device, preroll_s)
        self._ask(lambda one: one.start(encounter, device, preroll_s, begun))
        return begun.recording if begun else ""

    def start_emergency(self, workstation: str, device: str = "", preroll_s: float = 0.0) -> str:
        if self._made is not None:
            return self._made.start_emergency(workstation, device, preroll_s)
        begun = self._begin_early(device, preroll_s)
        self._ask(lambda one: one.start_emergency(workstation, device, preroll_s, begun))
        return begun.recording if begun else ""

    def _begin_early(self, device: str, preroll_s: float) -> NewRecording | None:
        """None when one was begun already: the dictation then refuses another."""
        begun = NewRecording()
        with self._lock:
            if self._start is not None or self._failed is not None or self._made is not None:
                return None
            self._start = Start(begun.recording, None, device, preroll_s)
            if self._early is not None:
                self._early.begin(self._start)
        return begun

    def pause(self) -> None:
        self._ask(lambda one: one.pause())

    def resume(self) -> None:
        self._ask(lambda one: one.resume())

    def mark(self, name: str) -> None:
        self._ask(lambda one: one.mark(name))

    def keep_typed(self, pieces: "tuple[TypedPiece, ...]") -> None:
        self._ask(lambda one: one.keep_typed(pieces))

    def stop(self) -> None:
        if self._failed is not None and self._early is not None:
            self._early.send(Stop())  # what was begun early; its note is made by who finds it
            return
        self._ask(lambda one: one.stop())

    def cancel(self) -> None:
        self._ask(lambda one: one.cancel())

    def acknowledge(self, alert: int) -> None:
        self._ask(lambda one: one.acknowledge(alert))

    def close(self) -> None:
        with self._lock:
            self._closed, made = True, self._made
        if made is not None:
            made.close()
