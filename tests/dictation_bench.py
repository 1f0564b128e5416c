"""A dictation over fakes, with files and a database of its own, that can be looked into."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor, Profile
from app.domain.live import (
    Follow,
    LiveAlert,
    Notice,
    Status,
)
from app.services.dictation import Dictation, DictationEvent
from app.services.filing import DictationStore
from app.services.final_speech import SpeechDesk
from app.services.finishing import Finishing
from app.services.permissions import ACTIONS
from app.store.database import Database
from tests import encrypted
from tests.fake_live import PATIENCE_S, FakeCapture, FakeSpeech
from tests.understood import SEVERITIES, understander

Event = TypeVar("Event")


class Told:
    """All events in order; `wait` gives the first of a kind, as soon as it is there."""

    def __init__(self) -> None:
        self.events: list[DictationEvent] = []
        self._change = threading.Condition()

    def __call__(self, event: DictationEvent) -> None:
        with self._change:
            self.events.append(event)
            self._change.notify_all()

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in list(self.events) if isinstance(event, kind)]

    def wait(self, kind: type[Event], wanted: Callable[[Event], bool] = lambda _: True) -> Event:
        def found() -> Event | None:
            return next((event for event in self.of(kind) if wanted(event)), None)

        with self._change:
            self._change.wait_for(lambda: found() is not None, PATIENCE_S)
        event = found()
        assert event is not None, f"no {kind.__name__} came"
        return event


class Announced:
    """Keeps what would be told outside of the window."""

    def __init__(self) -> None:
        self.recordings: list[str] = []
        self.alerts: list[LiveAlert] = []
        self.closed = False
        self.tell: Callable[[Notice], None] = lambda _: None

    def begin(self, tell: Callable[[Notice], None]) -> None:
        self.tell = tell

    def status(self, status: Status, actor: Actor) -> None:
        self.recordings.append(status.recording)

    def alert(self, alert: LiveAlert) -> None:
        self.alerts.append(alert)

    def close(self) -> None:
        self.closed = True


@dataclass
class Bench:
    """A dictation over fakes, with files and a database of its own."""

    root: Path
    database: Database
    capture: FakeCapture
    speech: FakeSpeech = field(default_factory=FakeSpeech)
    told: Told = field(default_factory=Told)
    announced: Announced = field(default_factory=Announced)
    patience_s: float = 60.0
    actor: Actor | None = SANDBOX_ACTOR

    def __post_init__(self) -> None:
        self.desk = SpeechDesk(lambda: self.speech)
        self.finishing = Finishing(
            self.desk, self.desk, self.store, self.root, "simplified", severity=SEVERITIES
        )
        self.dictation = Dictation(
            self.capture,
            lambda: self.desk,
            self.store,
            self.finishing,
            self.actor,
            announcing=self.announced,
            patience_s=self.patience_s,
        )

    @property
    def store(self) -> DictationStore:
        return DictationStore(lambda: self.database)

    def open(self) -> "Bench":
        self.dictation.open(self.told)
        self.capture.settle()
        return self

    def record(self, **how: Any) -> str:
        """A recording that has begun and is followed."""
        recording = self.dictation.start(**how)
        self.capture.settle()
        self.speech.wait_sent(Follow)
        return recording

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        assert self.dictation._rows.settle(PATIENCE_S)
        connection = encrypted.connect(self.database.path)
        found = connection.execute(query).fetchall()
        connection.close()
        return found

    def acts(self) -> list[str]:
        """What was done, by the names of services."""
        names = {act.code: name for name, act in ACTIONS.items()}
        return [names[code] for (code,) in self.rows("SELECT code FROM audit_log ORDER BY seq")]


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another program holds the database."""
    holder = encrypted.connect(database.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@pytest.fixture(autouse=True, scope="module")
def resources() -> None:
    """Loaded before the first test, not in the middle of it."""
    understander()


@pytest.fixture
def benches(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Makes benches, and closes their dictations afterwards."""
    made: list[Bench] = []

    def bench(wait_s: float = 10.0, profile: Profile = "sandbox", **parts: Any) -> Bench:
        root = tmp_path / "recordings"
        database = Database.open(tmp_path / "store.sqlite3", wait_s, profile=profile)
        parts.setdefault("capture", FakeCapture(root=root))
        made.append(Bench(root, database, **parts))
        return made[-1]

    yield bench
    for one in made:
        one.dictation.close()


@pytest.fixture
def bench(benches: Callable[..., Bench]) -> Bench:
    return benches().open()
