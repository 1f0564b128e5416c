"""What is said between the window, the recording process and the speech process.

Everything here crosses a pipe as plain data (see services.messages). Seconds run from the
recording's start and include what was not recorded: a pause or a lost device leaves a gap, never
a cut.
"""

from dataclasses import dataclass, field
from typing import Literal

from app.domain.audio import SpeechRegion
from app.domain.findings import Alert, AlertLevel, AlertSource, Assertion, Severity
from app.domain.reading import Compare, Compared, Heed, Understand, Understood
from app.domain.transcript import HeardRegion, Language, Turn, Word

CaptureState = Literal["idle", "armed", "recording", "paused"]
GapReason = Literal["pause", "device_lost", "suspended", "overrun", "disk", "capture_restarted"]
TroubleKind = Literal[
    "device_lost",  # no sound arrives
    "silent",  # the device delivers nothing but zeros
    "clipping",  # too loud: peaks are cut off
    "wrong_device",  # not the microphone that was chosen, or no microphone at all
    "disk_low",
    "disk_full",
    "disk_error",
    "database",  # it cannot be written; the recording itself goes on
    "clock_jump",
    "suspended",
    "overrun",
    "alerts_off",  # the keyword spotter does not run, or words are not read
    "capture_lost",  # the recording process does not answer
    "speech_lost",  # the speech process does not answer; recording goes on
    "behind",  # text is far behind the sound
]

# --- commands to the recording process


@dataclass(frozen=True, slots=True)
class Arm:
    """Open the microphone and show its level. preroll_s > 0 keeps that much in memory only."""

    device: str = ""
    preroll_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Disarm:
    """Close the microphone; whatever pre-roll there was is forgotten."""


@dataclass(frozen=True, slots=True)
class Start:
    """Begin `recording`, or go on with it when it was cut off before.

    key: of one that is gone on with, hexadecimal; who begins one makes its key.
    """

    recording: str
    encounter: str | None = None
    device: str = ""
    preroll_s: float = 0.0
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pause:
    """Record nothing until Resume; the time between is a gap."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Record again."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the recording; what the device still holds is kept."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Put a named mark at this moment of the recording (`name`: a code, never patient text)."""

    name: str


@dataclass(frozen=True, slots=True)
class Quit:
    """End the process; one that is recording refuses."""


CaptureCommand = Arm | Disarm | Start | Pause | Resume | Stop | Mark | Quit

# --- events of the recording process


@dataclass(frozen=True, slots=True)
class Status:
    """Where capture stands; sent to whoever connects, and at every change of state."""

    state: CaptureState
    recording: str = ""
    audio_s: float = 0.0
    device: str = ""
    rate_hz: int = 0
    channels: int = 0
    preroll_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of the latest tenth of a second, dB full scale (-120 is digital silence)."""

    audio_s: float
    rms_dbfs: float
    peak_dbfs: float


@dataclass(frozen=True, slots=True)
class KeywordHeard:
    """The spotter heard a keyword. number: 0, 1, ... within the recording."""

    recording: str
    number: int
    keyword: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was recorded between two moments."""

    start_s: float
    end_s: float
    reason: GapReason


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something the user must know now: one clear sentence that says what to do."""

    kind: TroubleKind
    sentence: str
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TroubleOver:
    """What was said of `kind` no longer holds."""

    kind: TroubleKind
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RoomLeft:
    """How many seconds of sound the disk of the recordings still takes. low: room is to be made."""

    room_s: float
    low: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """The recording is whole on disk. sha256: of its samples as 16-bit PCM, gaps as silence."""

    recording: str
    duration_s: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A command could not be done; `exit_code` as the command-line contract has it."""

    command: str
    sentence: str
    exit_code: int = 1


CaptureEvent = (
    Status | Level | KeywordHeard | Gap | Trouble | TroubleOver | RoomLeft | Stopped | Refused
)

# --- commands to the speech process


@dataclass(frozen=True, slots=True)
class Follow:
    """Write what is said in a recording while it grows, from `from_s` on."""

    recording: str
    from_s: float = 0.0
    paced: bool = True
    """False: the sound is all there; read it in steps as if it came, as fast as it goes."""
    key: str = field(default="", repr=False)
    """What the recording is sealed with, hexadecimal; "" for nothing. So below; the client that
    keeps the speech process adds it."""


@dataclass(frozen=True, slots=True)
class EndFollow:
    """No more sound will come: write the rest, then FollowEnded."""


@dataclass(frozen=True, slots=True)
class Open:
    """Decode a sound file, and hold it for the commands that name it."""

    file: str


@dataclass(frozen=True, slots=True)
class Detect:
    """Find the speech regions of a whole recording. file: of a sound file instead; so below."""

    recording: str
    key: str = field(default="", repr=False)
    file: str = ""


@dataclass(frozen=True, slots=True)
class Recognize:
    """Recognise the regions of a whole recording."""

    recording: str
    regions: tuple[SpeechRegion, ...]
    key: str = field(default="", repr=False)
    file: str = ""


@dataclass(frozen=True, slots=True)
class Diarize:
    """Say who speaks when in a whole recording."""

    recording: str
    min_speakers: int | None = None
    max_speakers: int | None = None
    key: str = field(default="", repr=False)
    file: str = ""


SpeechCommand = (
    Follow | Heed | EndFollow | Open | Detect | Recognize | Diarize | Understand | Compare | Quit
)

# --- events of the speech process


@dataclass(frozen=True, slots=True)
class Ready:
    """The models are loaded. models: name and sha256 by part."""

    models: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LiveWords:
    """One region as far as it is understood. The first `confirmed` words are never taken back.

    region: 0, 1, ... within the recording. audio_s: how far the sound had come when it was read.
    ended: the speaker paused; all words are confirmed and nothing follows in this region.
    doubtful: places of the words that may not be what was said, by the rules of the final text.
    alerts: what the confirmed words raise by themselves, read as the final ones are.
    """

    region: int
    language: Language
    words: tuple[Word, ...]
    confirmed: int
    audio_s: float
    ended: bool = False
    doubtful: tuple[int, ...] = ()
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class Lag:
    """How many seconds of sound are waiting to be read."""

    lag_s: float


@dataclass(frozen=True, slots=True)
class FollowEnded:
    """All that was recorded has been written."""

    audio_s: float


@dataclass(frozen=True, slots=True)
class Working:
    """How much of the command under way is done, 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A sound file is decoded. sha256: of the file's bytes."""

    duration_s: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Regions:
    regions: tuple[SpeechRegion, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    heard: tuple[HeardRegion, ...]


@dataclass(frozen=True, slots=True)
class Turns:
    turns: tuple[Turn, ...]


SpeechEvent = (
    Ready
    | LiveWords
    | Lag
    | FollowEnded
    | Working
    | Opened
    | Regions
    | Heard
    | Turns
    | Understood
    | Compared
    | Trouble
    | TroubleOver
    | Refused
)

# --- what the window (or the terminal) is told beside these


@dataclass(frozen=True, slots=True)
class LiveAlert:
    """A keyword alert while it happens; a later one of the same number replaces it.

    heard: the words, "" while only the sound was understood; cue, doubted: as of an Alert.
    """

    number: int
    keyword: str
    source: AlertSource
    level: AlertLevel
    severity: Severity
    assertion: Assertion
    start_s: float
    end_s: float
    heard: str = ""
    acknowledged_by: str = ""
    cue: str = ""
    doubted: bool = False

    @property
    def interrupts(self) -> bool:
        return self.level != "grey" and not self.acknowledged_by


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of telling somebody outside of an alert."""

    alert: int
    channel: Literal["desktop", "webhook", "smtp", "mllp"]
    delivered: bool
    sentence: str


LiveEvent = CaptureEvent | SpeechEvent | LiveAlert | Notice
