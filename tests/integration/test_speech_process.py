"""The speech process through its client: killed, hung, failing, and left alone."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import paths
from app.domain.audio import SpeechRegion
from app.domain.live import (
    Detect,
    Diarize,
    EndFollow,
    Follow,
    FollowEnded,
    Heard,
    Lag,
    LiveWords,
    Open,
    Opened,
    Ready,
    Recognize,
    Refused,
    Regions,
    SpeechEvent,
    Trouble,
    TroubleOver,
    Turns,
    Working,
)
from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.transcript import Transcript, Turn, Utterance
from app.services.pipe import Door
from app.speech.client import Patience, SpeechClient
from app.speech.streaming_address import address_line
from app.store.recordings import RecordingWriter
from tests.fake_streaming import silence, speech
from tests.fakes import words

CHILD = Path(__file__).with_name("speech_child.py")
WAIT_S = 60.0
RECORDING = "0123456789abcdef0123456789abcdef"


class Session:
    """A client, its process and everything that was told."""

    def __init__(self, mode: str, counter: Path, **patience: float) -> None:
        self.counter = counter
        self.told: list[Any] = []
        self._more = threading.Condition()
        command = [sys.executable, str(CHILD), mode, str(counter)]
        self.client = SpeechClient(command, Patience(**patience))
        self.client.listen(self._take)

    def _take(self, event: SpeechEvent) -> None:
        with self._more:
            self.told.append(event)
            self._more.notify_all()

    def until(self, true: Callable[[], Any]) -> Any:
        with self._more:
            assert self._more.wait_for(true, WAIT_S), [type(one).__name__ for one in self.told]
            return true()

    def first(self, kind: type, after: int = 0) -> Any:
        """The first event of a kind, waited for."""
        return self.until(
            lambda: next((one for one in self.told[after:] if isinstance(one, kind)), None)
        )

    @property
    def words(self) -> list[LiveWords]:
        return [one for one in self.told if isinstance(one, LiveWords)]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    open_ones: list[Session] = []

    def make(mode: str = "well", **patience: float) -> Session:
        open_ones.append(Session(mode, tmp_path / f"starts-{len(open_ones)}", **patience))
        return open_ones[-1]

    yield make
    for one in open_ones:
        one.client.close()


class Recording:
    """A recording that is being written."""

    def __init__(self, recording: str = RECORDING) -> None:
        self.writer = RecordingWriter.begin(
            paths.recordings_dir(),
            recording,
            device="test",
            rate_hz=16_000,
            channels=1,
            encounter=None,
            preroll_s=0.0,
            on_trouble=lambda _: None,
        )

    def write(self, *parts: "np.ndarray[Any, np.dtype[np.float32]]") -> None:
        self.writer.write((np.concatenate(parts) * 32767).astype(np.int16))
        time.sleep(0.3)
        self.writer.tick()


def texts(words: LiveWords) -> list[str]:
    return [word.text for word in words.words]


def test_words_come_while_a_recording_grows(session: Callable[..., Session]) -> None:
    recording = Recording()
    recording.write(speech(4))
    here = session()
    here.client.send(Follow(RECORDING))
    assert here.first(Ready).models == {"recognizer": ("fake", "f" * 64)}
    here.until(lambda: here.words and len(here.words[-1].words) >= 6)
    recording.write(silence(1), speech(2))
    here.until(lambda: any(one.ended for one in here.words))
    here.first(Lag)
    recording.writer.finish()
    here.client.send(EndFollow())
    assert here.first(FollowEnded).audio_s == pytest.approx(7.0)
    ended = [texts(one) for one in here.words if one.ended]
    assert ended == [[f"w{number}" for number in span] for span in (range(8), range(10, 14))]


def test_a_process_killed_while_following_comes_back_and_goes_on(
    session: Callable[..., Session],
) -> None:
    recording = Recording()
    recording.write(speech(2), silence(1))
    here = session()
    here.client.send(Follow(RECORDING))
    here.until(lambda: any(one.ended for one in here.words))
    for _ in range(8):
        recording.write(speech(0.5))
    here.until(lambda: here.words[-1].region == 1 and here.words[-1].confirmed)
    confirmed = texts(here.words[-1])[: here.words[-1].confirmed]
    count, began_s = len(here.told), time.monotonic()
    os.kill(here.client.pid or 0, signal.SIGKILL)
    assert here.first(Trouble, count).kind == "speech_lost"
    here.first(TroubleOver, count)
    assert time.monotonic() - began_s < 10
    recording.write(speech(1), silence(1))
    recording.writer.finish()
    here.client.send(EndFollow())
    here.first(FollowEnded)
    ended = {one.region: texts(one) for one in here.words if one.ended}
    assert list(ended) == sorted(ended)
    assert ended[1][: len(confirmed)] == confirmed
    said = [text for region in ended.values() for text in region]
    assert len(said) == len(set(said))
    assert set(said) >= {f"w{number}" for number in range(6, 14)}
    assert here.counter.stat().st_size == 2


def test_confirmed_words_stay_over_a_restart(session: Callable[..., Session]) -> None:
    recording = Recording()
    here = session()
    here.client.send(Follow(RECORDING))
    recording.write(speech(4))
    for _ in range(20):  # what was read at one look is confirmed by the next, of more sound
        here.first(LiveWords)
        if here.words[-1].confirmed:
            break
        recording.write(speech(0.5))
        time.sleep(0.5)
    assert here.words[-1].confirmed
    os.kill(here.client.pid or 0, signal.SIGKILL)
    here.first(TroubleOver)
    recording.write(speech(1), silence(1))
    recording.writer.finish()
    here.client.send(EndFollow())
    here.first(FollowEnded)
    confirmed: dict[int, list[str]] = {}
    for one in here.words:
        before, now = confirmed.get(one.region, []), texts(one)[: one.confirmed]
        assert now[: len(before)] == before
        confirmed[one.region] = now


def test_the_final_stages_answer_with_progress(session: Callable[..., Session]) -> None:
    recording = Recording()
    recording.write(speech(2))
    recording.writer.finish()
    here = session()
    here.client.send(Detect(RECORDING))
    regions = here.first(Regions).regions
    assert regions == (SpeechRegion(0.0, 2.0),)
    assert any(one.fraction == 0.9 for one in here.told if isinstance(one, Working))
    here.client.send(Recognize(RECORDING, regions))
    assert [word.text for word in here.first(Heard).heard[0].words] == ["w0", "w1", "w2", "w3"]
    here.client.send(Diarize(RECORDING, 1, 2))
    assert here.first(Turns).turns == (Turn("S1", 0.0, 2.0),)


def test_what_words_mean_is_asked_like_every_stage(session: Callable[..., Session]) -> None:
    here = session()
    said = Transcript((Utterance("u1", "S1", "en", words("no pain")),))
    here.client.send(Understand(said, "simplified", "n7", frozenset({("a", "b")})))
    found = here.first(Understood).understanding
    assert (found.transcript, found.note.id) == (said, "n7")
    here.client.send(Compare(said, found, "simplified"))
    assert here.first(Compared).differences == ()


def test_a_file_is_decoded_once_and_heard_stage_by_stage(session: Callable[..., Session]) -> None:
    here = session()
    here.client.send(Open("/talk.wav"))
    assert here.first(Opened) == Opened(1.0, "d" * 64)
    here.client.send(Detect("", file="/talk.wav"))
    assert here.first(Regions).regions == (SpeechRegion(0.0, 1.0),)
    here.client.send(Diarize("", file="/talk.wav"))
    assert here.first(Turns).turns == (Turn("S1", 0.0, 1.0),)


def test_a_new_process_opens_the_file_of_a_stage_again(session: Callable[..., Session]) -> None:
    here = session("die-once")
    here.client.send(Open("/talk.wav"))
    here.first(Opened)
    here.client.send(Recognize("", (SpeechRegion(0.0, 1.0),), file="/talk.wav"))
    assert [word.text for word in here.first(Heard).heard[0].words] == ["w0", "w1"]
    assert here.counter.stat().st_size == 2


def test_a_stage_is_begun_again_when_the_process_dies(session: Callable[..., Session]) -> None:
    Recording().writer.finish()
    here = session("die-once")
    here.client.send(Recognize(RECORDING, (SpeechRegion(0.0, 1.0),)))
    assert here.first(Heard).heard[0].language == "en"
    assert here.counter.stat().st_size == 2


def test_a_stage_that_kills_two_processes_is_refused(session: Callable[..., Session]) -> None:
    Recording().writer.finish()
    here = session("die")
    here.client.send(Recognize(RECORDING, (SpeechRegion(0.0, 1.0),)))
    refused = here.first(Refused)
    assert refused.command == "Recognize"
    assert "erscribe recover" in refused.sentence


def test_a_hung_process_is_killed_and_its_stage_done_by_the_next(
    session: Callable[..., Session],
) -> None:
    Recording().writer.finish()
    here = session("hang-once", silent_s=3.0)
    here.client.send(Recognize(RECORDING, (SpeechRegion(0.0, 1.0),)))
    here.first(Heard)
    assert here.first(Trouble).kind == "speech_lost"
    assert here.counter.stat().st_size == 2


def test_a_process_that_owes_nothing_may_be_silent(session: Callable[..., Session]) -> None:
    here = session(silent_s=1.0)
    here.first(Ready)
    time.sleep(2.5)
    assert [type(one) for one in here.told if not isinstance(one, Working)] == [Ready]


def test_models_that_cannot_be_loaded_refuse_every_command_and_start_no_second_process(
    session: Callable[..., Session],
) -> None:
    here = session("no-models", silent_s=2.0)
    assert here.first(Refused) == Refused(
        "Load", "recogniser is altered; run: erscribe models verify", 3
    )
    here.client.send(Detect(RECORDING))
    here.client.send(Follow(RECORDING))
    here.until(lambda: sum(isinstance(one, Refused) for one in here.told) == 3)
    assert {one.exit_code for one in here.told if isinstance(one, Refused)} == {3}
    time.sleep(3.0)
    assert here.counter.stat().st_size == 1


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [("raise", "internal error (KeyError)"), ("fail", "recognition failed; try again")],
)
def test_a_failure_is_told_without_what_a_patient_said_and_the_process_goes_on(
    session: Callable[..., Session], mode: str, sentence: str
) -> None:
    Recording().writer.finish()
    here = session(mode)
    here.client.send(Recognize(RECORDING, ()))
    assert here.first(Refused) == Refused("Recognize", sentence, 1)
    here.client.send(Detect(RECORDING))
    here.first(Regions)


def test_a_second_recording_is_followed_when_the_first_has_ended(
    session: Callable[..., Session],
) -> None:
    for recording, seconds in ((RECORDING, 1), ("f" * 32, 2)):
        Recording(recording).write(speech(seconds))
    here = session()
    for command in (Follow(RECORDING), Follow("f" * 32), EndFollow(), EndFollow()):
        here.client.send(command)
    here.until(lambda: sum(isinstance(one, FollowEnded) for one in here.told) == 2)
    assert [len(one.words) for one in here.words if one.ended] == [2, 4]
    assert {one.region for one in here.words} == {0}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_secret_is_in_no_argument_and_no_environment(
    session: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets: list[str] = []

    def remembered(understood: Any) -> Door:
        door = Door(understood)
        secrets.append(door.address.secret)
        return door

    monkeypatch.setattr("app.speech.client.Door", remembered)
    here = session()
    here.first(Ready)
    shown = b"".join(
        Path(f"/proc/{here.client.pid}/{name}").read_bytes() for name in ("cmdline", "environ")
    )
    assert len(secrets) == 1
    assert secrets[0].encode() not in shown


def test_a_closed_client_leaves_no_process(session: Callable[..., Session]) -> None:
    here = session()
    here.first(Ready)
    pid = here.client.pid
    here.client.close()
    assert pid is not None
    assert here.client.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_ends_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    door = Door(SpeechEvent)
    process = subprocess.Popen(
        [sys.executable, str(CHILD), "well", str(tmp_path / "starts")],
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    with ThreadPoolExecutor() as pool:
        met = pool.submit(door.accept)
        process.stdin.write(address_line(door.address))
        process.stdin.close()
        pipe = met.result(WAIT_S)
    assert pipe is not None
    pipe.close()
    assert process.wait(WAIT_S) == 0
    door.close()


def test_a_program_that_cannot_be_started_is_tried_again_until_the_client_is_closed(
    tmp_path: Path,
) -> None:
    told: list[SpeechEvent] = []
    client = SpeechClient([str(tmp_path / "missing")], Patience(first_s=0.05))
    client.listen(told.append)
    time.sleep(0.5)
    client.close()
    assert [type(one) for one in told] == [Trouble]


def test_a_program_that_never_calls_is_given_up_and_tried_again(tmp_path: Path) -> None:
    told: list[SpeechEvent] = []
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    client = SpeechClient(command, Patience(first_s=0.05, start_s=0.5))
    client.listen(told.append)
    until_s = time.monotonic() + WAIT_S
    while not told and time.monotonic() < until_s:
        time.sleep(0.05)
    client.close()
    assert [type(one) for one in told] == [Trouble]
