"""`erscribe capture-process`: builds the recording process and runs it to its end."""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Final

from app import paths
from app.audio.files import FileReader
from app.audio.microphone import Microphone
from app.audio.replay import Replay, is_replay
from app.audio.source import AudioSource
from app.capture.awake import Awake, inhibitor
from app.capture.clock import Clock
from app.capture.disk import Disk
from app.capture.ear import Ear, SourceOf
from app.capture.engine import Engine
from app.capture.hub import Hub
from app.capture.inbox import Joined, Terminate
from app.capture.keeping import Keeping
from app.capture.launch import ADDRESS
from app.capture.listening import Listening
from app.capture.lock import recording_lock
from app.capture.room import RoomWatch
from app.capture.spotting import NewSpotter, Spotting
from app.domain.errors import StoreError
from app.domain.live import Arm, CaptureCommand, CaptureEvent
from app.services.pipe import Door
from app.store.recording_room import room_left

LOCK: Final = "capture.lock"
KEYWORDS: Final = "keywords-embedded"
LINGER_S: Final = 5.0
"""How long a process that records nothing waits for somebody to come back."""
_FIRST_CLIENT_S: Final = 60.0  # the window that started it may still be loading
_LOOP_S: Final = 0.05  # without sound or commands; each of these rings the bell
_DRAIN_S: Final = 1.0


def run(data: Path | None = None, source_of: SourceOf | None = None, arm: Arm | None = None) -> int:
    """Serve until told to quit, or idle and alone.

    data: the folder for recordings and address, when it is not the user's. source_of: what sound
    comes from, when it is neither a microphone nor a file. arm: the microphone to open before
    anybody comes. Raises DeviceError for a second instance, StoreError when the data folder cannot
    be used.
    """
    folder = paths.run_dir(data)
    with ExitStack() as held:
        try:
            held.enter_context(recording_lock(folder / LOCK))
            door = Door(CaptureCommand)
            door.address.write(folder / ADDRESS)
        except OSError as error:
            raise StoreError(
                f"the data folder cannot be used ({error.strerror}): {folder.parent}; see "
                "whether this user may write there and whether the disk is full"
            ) from error
        keeping = Keeping(paths.recordings_dir(data), data or paths.store_dir())
        keeping.warm_up()
        _serve(door, folder / ADDRESS, keeping, source_of or sources(), arm)
    return 0


def sources() -> SourceOf:
    """Device strings to sources: `file:`, `file-fast:`, anything else is a microphone."""
    microphone = Microphone()

    def source_of(device: str) -> AudioSource:
        return Replay(FileReader()) if is_replay(device) else microphone

    return source_of


def load_keywords() -> NewSpotter:
    """The embedded spotter. Raises ModelError."""
    # here and not above: recording is armed before any model is looked at
    spotter = import_module("app.speech.keyword_spotter")
    weights = import_module("app.speech.weights")
    model = spotter.load_keywords(weights.verified(KEYWORDS))
    make: NewSpotter = lambda: spotter.KeywordSpotter(model)  # noqa: E731
    return make


def _serve(
    door: Door, address_file: Path, keeping: Keeping, source_of: SourceOf, arm: Arm | None
) -> None:
    clock = Clock()
    awake = Awake(inhibitor())

    def tell(event: CaptureEvent, droppable: bool) -> None:
        hub.tell(event, droppable=droppable)
        awake.see(event)

    engine = Engine(clock, tell)
    hub = Hub(
        door,
        lambda client: engine.post(Joined(client, hub.add)),
        lambda client, command: engine.post(command, client),
    )
    ear = Ear(source_of, clock, engine.bell, engine.post)
    disk = Disk(keeping, engine.troubles.relay, engine.post, clock)
    spotting = Spotting(load_keywords, engine.heard)
    room = RoomWatch(lambda: room_left(keeping.root), lambda event: tell(event, True))
    engine.connect(Listening(ear, clock, engine.troubles, engine), disk, spotting)
    for part in (ear, disk, hub, awake, room):
        part.start()
    if arm is not None:
        engine.post(arm)
    try:
        with _signals(lambda: engine.post(Terminate())):
            gc.freeze()  # what was loaded stays; the collector need not look at it again
            _loop(engine, hub, clock)
    finally:
        with suppress(OSError):
            address_file.unlink()
        disk.stop()
        room.stop()
        awake.stop()
        hub.close(_DRAIN_S)
        ear.stop()
        spotting.stop()


def _loop(engine: Engine, hub: Hub, clock: Clock) -> None:
    leave_s = clock.now() + _FIRST_CLIENT_S
    while not engine.ended:
        engine.bell.wait(_LOOP_S)
        engine.step()
        if engine.busy or not hub.empty:
            leave_s = clock.now() + LINGER_S
        elif clock.now() > leave_s:
            return


@contextmanager
def _signals(terminate: Callable[[], None]) -> Iterator[None]:
    """End in order when the system or a terminal asks for it."""

    def asked(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        terminate()

    before = {one: signal.signal(one, asked) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
