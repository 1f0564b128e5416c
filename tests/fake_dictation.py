"""A dictation and a recovery that do as they are told and keep what they were asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event
from typing import cast

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import Level, LiveAlert, Status, Stopped
from app.gui.bridge import LiveParts
from app.services.dictation import Dictation, DictationEvent
from app.services.events import RecordingDone, StageProgress
from app.services.own_recording import Whose
from app.services.recovery import Recovery, Waiting
from tests.fakes import finished_job

DEVICE = "Desk microphone (USB)"


@dataclass
class FakeDictation:
    """Keeps every call by name; `says` sends an event to the window as a worker would."""

    calls: list[str] = field(default_factory=list)
    refusal: AppError | None = None
    on_event: Callable[[DictationEvent], None] = lambda _: None
    alerts: dict[int, LiveAlert] = field(default_factory=dict)
    whose: Whose = "own"
    encounter: str | None = None
    encounters: list[str | None] = field(default_factory=list)
    actors: list[Actor | None] = field(default_factory=list)
    armed: list[tuple[str, float]] = field(default_factory=list)
    started: int = 0
    loaded: bool = True

    def says(self, *events: DictationEvent) -> None:
        for event in events:
            if isinstance(event, LiveAlert):
                self.alerts[event.number] = event
            self.on_event(event)

    def open(self, on_event: Callable[[DictationEvent], None]) -> None:
        self._called("open")
        self.on_event = on_event

    def arm(self, device: str = "", preroll_s: float = 0.0) -> None:
        self.armed.append((device, preroll_s))
        self._called("arm")

    def act_as(self, actor: Actor | None) -> None:
        self.actors.append(actor)

    def start_emergency(self, workstation: str, device: str = "", preroll_s: float = 0.0) -> str:
        self._called(f"emergency at {workstation}")
        self.started += 1
        self.whose = "emergency"
        return f"r{self.started}"

    def start(self, encounter: str | None = None, device: str = "", preroll_s: float = 0.0) -> str:
        self._called("start")
        self.encounters.append(encounter)
        self.encounter = encounter or ""
        self.started += 1
        return f"r{self.started}"

    def pause(self) -> None:
        self._called("pause")

    def resume(self) -> None:
        self._called("resume")

    def stop(self) -> None:
        self._called("stop")

    def cancel(self) -> None:
        self._called("cancel")

    def mark(self, name: str) -> None:
        self._called(f"mark {name}")

    def acknowledge(self, alert: int) -> None:
        self._called(f"acknowledge {alert}")
        if alert in self.alerts:
            self.says(replace(self.alerts[alert], acknowledged_by="dr_li"))

    def close(self) -> None:
        self._called("close")

    def _called(self, name: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.calls.append(name)

    def records(self, recording: str = "r1", audio_s: float = 0.0) -> None:
        """Recording, with the microphone at a talking level."""
        self.says(Status("recording", recording, audio_s, DEVICE, 48_000, 2))
        self.says(Level(audio_s, -23.0, -9.0))

    def stops(self, recording: str = "r1", audio_s: float = 65.0) -> None:
        self.says(Stopped(recording, audio_s, "a" * 64), Status("armed", device=DEVICE))


@dataclass
class FakeRecovery:
    """Recordings that wait; keeps what was asked of them."""

    left: tuple[Waiting, ...] = ()
    asked_by: list[str] = field(default_factory=list)
    everybodys: bool = False
    calls: list[str] = field(default_factory=list)
    refusal: AppError | None = None

    def offered(self, actor: Actor) -> tuple[Waiting, ...]:
        self.asked_by.append(actor.id)
        return tuple(one for one in self.left if self.everybodys or one.owner in ("", actor.id))

    def finish(
        self,
        actor: Actor,
        recording: str,
        listener: Callable[[StageProgress], None],
        cancelled: Event,
    ) -> RecordingDone:
        self._called(f"finish {recording}")
        return RecordingDone(recording, finished_job())

    def discard(self, actor: Actor, recording: str) -> None:
        self._called(f"discard {recording}")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.refusal is not None:
            raise self.refusal


def live_parts(
    dictation: FakeDictation,
    recovery: FakeRecovery | None = None,
    chime: Callable[[], object] | None = None,
    preroll_s: float = 0.0,
) -> LiveParts:
    """The fakes as the window takes them."""
    return LiveParts(
        cast(Dictation, dictation),
        (lambda: cast(Recovery, recovery)) if recovery is not None else None,
        chime,
        preroll_s=preroll_s,
    )
