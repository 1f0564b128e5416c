"""Who may listen, what they hear, and what the audit log says of it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlalchemy import select

from app.audio.files import FileReader, digest
from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import (
    AccessError,
    DecodeError,
    DeviceError,
    GlassNeededError,
    IntegrityError,
    NotFoundError,
    SandboxError,
    SoundNotKeptError,
    StoreError,
)
from app.domain.peaks import Peaks
from app.domain.playing import PlayEvent, Stretch
from app.services.filing import Filing
from app.services.playback import DAMAGED, Playback
from app.services.ports import Playable
from app.store import retention
from app.store.database import Database
from app.store.live import LiveRecording, add_recording
from app.store.recording_key_rows import kept_key
from app.store.recording_keys import FOLDER, RecordingKeys, new_seal
from app.store.sounds import SoundShelf
from app.store.tables_audit import AuditLogRow
from tests.adopted_keys import adopt_and_forget
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.recording_desk import Desk
from tests.ward import (
    AUDITOR,
    AUTHOR,
    BEGAN,
    COLLEAGUE,
    ENCOUNTER,
    GRANTED,
    KEYS,
    NURSE,
    OTHER_NURSE,
    STRANGER,
)

SOUND = "c" * 32
FILE = "d" * 32
SECONDS = 10


@dataclass
class FakePlayer:
    """Keeps what it is asked to play."""

    played: list[tuple[Playable, Stretch, float]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    position_s: float = 0.0

    def listen(self, on_event: Callable[[PlayEvent], None]) -> None:
        self.calls.append("listen")

    def play(self, sound: Playable, stretch: Stretch, speed: float = 1.0) -> None:
        self.played.append((sound, stretch, speed))

    def set_speed(self, speed: float) -> None:
        self.calls.append(f"speed {speed}")

    def stop(self) -> None:
        self.calls.append("stop")

    def outputs(self) -> tuple[str, ...]:
        return ("Headset",)

    def choose(self, output: str) -> None:
        self.calls.append(f"choose {output}")

    def close(self) -> None:
        self.calls.append("close")


@dataclass
class Room:
    """A ward with one sealed recording of ten seconds, and one note made from a file."""

    ward: NoteWard
    player: FakePlayer
    playback: Playback

    @property
    def folder(self) -> Path:
        return self.ward.database.folder / "recordings" / SOUND

    def log(self) -> list[tuple[str, str, int, dict[str, object]]]:
        """User, object, outcome and detail of each row about listening."""
        with self.ward.database.transaction() as transaction:
            rows = transaction.scalars(
                select(AuditLogRow).where(AuditLogRow.code == "AUD-PLAY").order_by(AuditLogRow.seq)
            )
            return [
                (one.user_id, one.object_id, one.outcome, json.loads(one.detail_json))
                for one in rows
            ]


def said() -> np.ndarray:
    """A second of each loudness, from silence to nearly full scale."""
    level = np.repeat(np.arange(SECONDS) * 3_000, SAMPLE_RATE_HZ)
    signs = np.where(np.arange(len(level)) % 40 < 20, 1, -1)
    return (level * signs).astype(np.int16)


def keep(ward: NoteWard, recording: str, note: str, sha256: str) -> None:
    job = finished_job()
    job = replace(
        job,
        recording=replace(job.recording, id=recording, duration_s=float(SECONDS), sha256=sha256),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=replace(job.understanding, note=replace(job.understanding.note, id=note)),
    )
    Filing(ward.database).save(AUTHOR, job)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    ward = note_ward(tmp_path)
    store = ward.database.folder
    (store / FOLDER).mkdir()
    (store / FOLDER / "store.public").write_text(KEYS.recording_public.hex())
    seal, keep_key = new_seal(store, SOUND)
    keep_key()
    desk = Desk(store / "recordings")
    writer = desk.begin(recording=SOUND, seal=seal)
    desk.record(writer, said())
    keep(ward, SOUND, "nsound", writer.finish().sha256)
    adopt_and_forget(ward.database, store, SOUND, BEGAN)
    keys = RecordingKeys(lambda: store, lambda: KEYS, partial(kept_key, ward.database))
    player = FakePlayer()
    shelf = SoundShelf(store / "recordings", keys)
    return Room(ward, player, Playback(lambda: ward.database, shelf, player, FileReader(), digest))


@pytest.fixture
def file(room: Room, tmp_path: Path) -> Path:
    """A file from which a note was made."""
    path = tmp_path / "visit.wav"
    soundfile.write(path, said(), SAMPLE_RATE_HZ)
    keep(room.ward, FILE, "nfile", digest(path))
    return path


def test_who_recorded_hears_every_sample_and_the_log_says_so_once(room: Room) -> None:
    opened = room.playback.open(AUTHOR, SOUND)
    assert (opened.duration_s, opened.damage, opened.gaps) == (10.0, "", ())
    room.playback.play(opened, Stretch(2.0, 4.0), 1.5)
    room.playback.play(opened, Stretch(5.0, 6.0))
    sound, stretch, speed = room.player.played[0]
    assert (stretch, speed) == (Stretch(2.0, 4.0), 1.5)
    assert np.array_equal(sound.read(0, sound.available), said())
    assert room.log() == [(AUTHOR.id, SOUND, 0, {"from_s": "0.00"})]


@pytest.mark.parametrize("actor", [NURSE, GRANTED], ids=lambda one: str(one.id))
def test_an_assigned_nurse_and_who_broke_the_glass_may_listen(room: Room, actor: Actor) -> None:
    assert room.playback.open(actor, SOUND).duration_s == 10.0
    assert [(user, outcome) for user, _, outcome, _ in room.log()] == [(actor.id, 0)]


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (COLLEAGUE, GlassNeededError),
        (STRANGER, GlassNeededError),
        (OTHER_NURSE, AccessError),
        (AUDITOR, AccessError),
    ],
    ids=lambda one: getattr(one, "id", ""),
)
def test_others_hear_nothing_and_the_log_says_that_they_tried(
    room: Room, actor: Actor, error: type[StoreError]
) -> None:
    with pytest.raises(error):
        room.playback.open(actor, SOUND)
    assert [(user, outcome) for user, _, outcome, _ in room.log()] == [(actor.id, 8)]


def test_a_stretch_that_is_opened_alone_is_silent_around_it(room: Room) -> None:
    opened = room.playback.open(AUTHOR, SOUND, 3.0, 5.0)
    heard = opened.sound.read(0, 1 << 20)
    assert np.array_equal(heard[48_000:], said()[48_000:80_000])
    assert not heard[:48_000].any()
    assert not opened.sound.read(0, 100).any()
    assert room.log()[0][3] == {"from_s": "3.00", "to_s": "5.00"}


def test_the_waveform_is_that_of_the_sound(room: Room) -> None:
    opened = room.playback.open(AUTHOR, SOUND)
    peaks = Peaks(opened.duration_s)
    for part in room.playback.peaks(opened):
        peaks.take(part)
    at_s, low, high = peaks.columns(0.0, 10.0, 10)
    assert at_s == pytest.approx(np.arange(10) + 0.5, abs=0.01)
    assert high == pytest.approx(np.arange(10) * 3_000 / 32_768, abs=1e-4)
    assert low == pytest.approx(-np.arange(10) * 3_000 / 32_768, abs=1e-4)


def test_nothing_is_played_into_a_microphone_that_records(room: Room) -> None:
    opened = room.playback.open(AUTHOR, SOUND)
    room.playback.recording(True)
    assert room.player.calls == ["stop"], "what was playing ends"
    with pytest.raises(DeviceError, match="microphone would hear"):
        room.playback.play(opened, Stretch(0.0, 1.0))
    room.playback.recording(False)
    room.playback.play(opened, Stretch(0.0, 1.0))
    assert len(room.player.played) == 1


def test_erased_sound_is_said_to_be_erased(room: Room) -> None:
    with room.ward.database.transaction() as transaction:
        retention.erase(transaction, room.ward.database.folder, SOUND, AUTHOR.id, BEGAN)
    with pytest.raises(NotFoundError, match="was erased; only what was written"):
        room.playback.open(AUTHOR, SOUND)
    assert [(user, outcome) for user, _, outcome, _ in room.log()] == [(AUTHOR.id, 4)]


def test_who_may_not_listen_is_not_told_what_became_of_the_sound(room: Room) -> None:
    with room.ward.database.transaction() as transaction:
        retention.erase(transaction, room.ward.database.folder, SOUND, AUTHOR.id, BEGAN)
    with pytest.raises(GlassNeededError):
        room.playback.open(COLLEAGUE, SOUND)


def test_sound_that_lies_on_another_computer_is_said_to_be_there(room: Room) -> None:
    with room.ward.database.transaction() as transaction:
        began = LiveRecording(SOUND, ENCOUNTER, BEGAN, AUTHOR.id, "clinical")
        add_recording(transaction, began)
    shutil.rmtree(room.folder)
    with pytest.raises(NotFoundError, match="not on this computer"):
        room.playback.open(AUTHOR, SOUND)


def test_a_recording_that_has_no_note_yet_can_be_heard(room: Room) -> None:
    other = "e" * 32
    with room.ward.database.transaction() as transaction:
        add_recording(transaction, LiveRecording(other, ENCOUNTER, BEGAN, NURSE.id, "clinical"))
    writer = Desk(room.folder.parent).begin(recording=other)
    writer.write(said()[:32_000])
    writer.tick()
    writer.finish()
    assert room.playback.open(NURSE, other).duration_s == 2.0
    with pytest.raises(AccessError):
        room.playback.open(OTHER_NURSE, other)


def test_damage_is_silent_and_told_in_one_sentence(room: Room) -> None:
    path = room.folder / "00000000.seg"
    data = bytearray(path.read_bytes())
    data[100_000:110_000] = bytes(10_000)
    path.write_bytes(data)
    opened = room.playback.open(AUTHOR, SOUND)
    assert opened.damage == DAMAGED
    assert opened.duration_s == 10.0
    assert np.array_equal(opened.sound.read(0, 16_000), said()[:16_000])


def test_sound_of_which_nothing_is_left_is_an_error(room: Room) -> None:
    for path in room.folder.glob("*.seg"):
        path.write_bytes(b"")
    (room.folder / "index.json").unlink(missing_ok=True)
    with pytest.raises(IntegrityError, match="nothing of this recording"):
        room.playback.open(AUTHOR, SOUND)


def test_a_recording_nobody_knows_is_not_found(room: Room) -> None:
    with pytest.raises(NotFoundError, match="no such recording"):
        room.playback.open(AUTHOR, "e" * 32)


def test_a_sandbox_hears_what_it_recorded(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "sandbox" / "erscribe.sqlite3")
    with database.transaction() as transaction:
        add_recording(transaction, LiveRecording(SOUND, None, BEGAN, SANDBOX_ACTOR.id))
    writer = Desk(database.folder / "recordings").begin(recording=SOUND)
    writer.write(said()[:32_000])
    writer.finish()
    keys = RecordingKeys(lambda: database.folder, lambda: database.keys)
    shelf = SoundShelf(database.folder / "recordings", keys)
    playback = Playback(lambda: database, shelf, FakePlayer(), FileReader(), digest)
    assert playback.open(SANDBOX_ACTOR, SOUND).duration_s == 2.0
    with pytest.raises(SandboxError):
        playback.open(AUTHOR, SOUND)


def test_the_sound_of_a_file_is_heard_once_the_very_file_is_chosen(
    room: Room, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(SoundNotKeptError, match="choose the file"):
        room.playback.open(AUTHOR, FILE)
    other = tmp_path / "other.wav"
    other.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(DecodeError, match="not the file"):
        room.playback.open_file(AUTHOR, FILE, other)
    opened = room.playback.open_file(AUTHOR, FILE, file)
    assert opened.duration_s == 10.0
    assert np.array_equal(opened.sound.read(16_000, 48_000), said()[16_000:48_000])
    assert [outcome for _, _, outcome, _ in room.log()] == [4, 0]


def test_a_file_is_no_way_around_the_rights(room: Room, file: Path) -> None:
    with pytest.raises(GlassNeededError):
        room.playback.open_file(COLLEAGUE, FILE, file)


def test_the_player_is_told_speed_output_and_the_end(room: Room) -> None:
    room.playback.listen(lambda _: None)
    room.playback.set_speed(0.5)
    room.playback.choose("Headset")
    room.playback.stop()
    room.playback.close()
    assert room.player.calls == ["listen", "speed 0.5", "choose Headset", "stop", "close"]
    assert room.playback.outputs() == ("Headset",)
    assert room.playback.position_s == 0.0
