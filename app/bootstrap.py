"""The only place that builds things: settings in, services out.

Speech is imported inside functions, the one deferred import of the house: the window and the text
verbs must not wait for torch.
"""

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING
from uuid import uuid4

from app import __version__, paths
from app.audio.files import FileReader, digest
from app.domain.audio import AudioChunk
from app.domain.errors import ModelError
from app.domain.live import Notice
from app.domain.result import ModelUsed
from app.services.announcing import Announcing
from app.services.credentials import common_passwords
from app.services.dictation import Dictation
from app.services.directory import DirectoryPlace, LdapDirectory, service_password
from app.services.filing import DictationStore, Filing
from app.services.final_speech import InProcessSpeech, SpeechDesk
from app.services.finishing import Finishing
from app.services.listening import Line, Listening
from app.services.people import People
from app.services.ports import Capture, Diarizer, Speech, SpeechDetector
from app.services.recovery import Recovery
from app.services.review import NoteReview
from app.services.sign_in import SignIn
from app.services.stages import FinalSpeech
from app.services.transcription import Transcription
from app.settings import Settings, levels, load
from app.speech import weights
from app.speech.environment import go_offline
from app.store.database import Database
from app.store.recordings import RecordingReader
from app.text.understanding import Understander

if TYPE_CHECKING:
    from app.audio.microphone import Input
    from app.gui.bridge import LiveParts
    from app.services.notices import Notifier
    from app.speech.process import SpeechParts
    from app.speech.recognizer import WhisperRecognizer
    from app.speech.voice import VoiceProbability

EMBEDDED_RECOGNIZER = "recognizer-embedded"
EMBEDDED_SEGMENTATION = "segmentation-embedded"
EMBEDDED_SPEAKERS = "speaker-embedded"
LONGEST_REGION_S = 14.0  # the embedded recogniser was trained on no longer clips
PREROLL_S = 2.0
REPLAYS = "replays"  # where `listen` records to; nothing in it outlives its replay

ShowMessage = Callable[[str, str], bool]


def load_settings() -> Settings:
    """The user's settings. Raises SettingsError."""
    return load(paths.config_file())


@cache
def understander() -> Understander:
    """Lexicon, keywords, context rules and note template. Raises ResourceError."""
    return Understander.load(paths.RESOURCES)


@cache
def database() -> Database:
    """The user's database, made or migrated on first use. Raises StoreError."""
    return Database.open(paths.database_file())


@cache
def sign_in() -> SignIn:
    """Who signs users in at this workstation."""
    settings = load_settings()
    return SignIn(
        database,
        platform.node(),
        directory=_directory(settings) if settings.ldap_url else None,
        blocked=common_passwords(paths.RESOURCES),
    )


def accounts() -> People:
    """User accounts, for the security administrator."""
    return People(database)


def _directory(settings: Settings) -> LdapDirectory:
    return LdapDirectory(
        DirectoryPlace(
            settings.ldap_url,
            settings.ldap_user_template,
            settings.ldap_base,
            settings.ldap_filter,
            settings.ldap_bind,
            partial(service_password, settings.ldap_bind_password),
            settings.ldap_ca_file or None,
        )
    )


def review() -> NoteReview:
    return NoteReview(database())


def transcription(settings: Settings) -> Transcription:
    """The main job. Weights are checked and loaded by its first recording that needs them."""
    return Transcription(
        reader=FileReader(),
        digest=digest,
        detector=_detector,
        recognizer=cache(lambda: _recognizer(settings)),
        diarizer=cache(lambda: diarizer(settings)),
        understander=understander,
        store=lambda: Filing(database()),
        script=settings.chinese_script,
        settings=_settings_kept(settings),
    )


def window() -> int:
    """Open the window and stay until it is closed; gives Qt's exit code."""
    from app.gui import application  # noqa: PLC0415 - no verb may load Qt

    settings = load_settings()
    return application.run(
        cache(lambda: transcription(settings)), review(), partial(_live, settings)
    )


def _live(settings: Settings, show: ShowMessage) -> "LiveParts":
    from app.gui.bridge import LiveParts  # noqa: PLC0415 - as above

    desk = SpeechDesk(speech)
    return LiveParts(
        dictation(settings, show, desk),
        recovery(settings, desk),
        device=settings.microphone,
        preroll_s=PREROLL_S if settings.preroll else 0.0,
    )


def dictation(
    settings: Settings, show: ShowMessage | None = None, desk: SpeechDesk | None = None
) -> Dictation:
    """Recording with live words and alerts, over processes of its own.

    show: shows a desktop notification. desk: the speech process, when somebody else uses it too.
    """
    shared = desk or SpeechDesk(speech)
    store = DictationStore(database)
    announcing = Announcing(partial(notifier, settings, show), store)
    final = _finishing(settings, shared)
    return Dictation(capture(), lambda: shared, store, final, announcing=announcing)


def recovery(settings: Settings, speech: FinalSpeech | None = None) -> Recovery:
    """Unfinished recordings. speech: who does their final stages; else this very process."""
    final = _finishing(settings, speech or _in_process(settings))
    return Recovery(paths.recordings_dir(), DictationStore(database), final)


def _finishing(settings: Settings, speech: FinalSpeech) -> Finishing:
    return Finishing(
        speech,
        understander,
        DictationStore(database),
        paths.recordings_dir(),
        settings.chinese_script,
        _settings_kept(settings),
    )


def _settings_kept(settings: Settings) -> dict[str, str]:
    """What the outcome of a job depends on beside its models; kept with its result."""
    return {
        "erscribe": __version__,
        "languages": settings.languages,
        "chinese_script": settings.chinese_script,
        "device": settings.device,
        "compute_type": settings.compute_type,
        "note_template": settings.note_template,
        "longest_region_s": str(LONGEST_REGION_S),
    }


def _in_process(settings: Settings) -> InProcessSpeech:
    def audio(recording: str) -> AudioChunk:
        reader = RecordingReader(paths.recordings_dir(), recording)
        reader.poll(final=True)
        return reader.chunk()

    return InProcessSpeech(
        _detector, cache(lambda: _recognizer(settings)), cache(lambda: diarizer(settings)), audio
    )


@contextmanager
def listening(settings: Settings, emit: Callable[[Line], None]) -> Iterator[Listening]:
    """The live path for a file, in a folder of its own that is deleted when it is over."""
    folder = paths.data_dir() / REPLAYS / uuid4().hex
    try:
        yield Listening(
            capture(folder), speech(folder), understander(), settings.chinese_script, emit
        )
    finally:
        rmtree(folder, ignore_errors=True)


def capture(data: Path | None = None) -> Capture:
    """The recording process. data: its data folder, when it is not the user's."""
    from app.capture.client import CaptureClient  # noqa: PLC0415 - text verbs record nothing

    if data is None:
        return CaptureClient()
    command = paths.own_command("capture-process", data)
    return CaptureClient(paths.run_dir(data), command, paths.recordings_dir(data))


def microphones() -> "tuple[Input, ...]":
    """What can be recorded from. Raises DeviceError."""
    from app.audio.microphone import microphones as inputs  # noqa: PLC0415 - loads PortAudio

    return inputs()


def speech(data: Path | None = None) -> Speech:
    """The speech process. data: its data folder, when it is not the user's."""
    from app.speech.client import SpeechClient  # noqa: PLC0415 - as above

    return SpeechClient(paths.own_command("speech-process", data))


def speech_process(settings: Settings) -> "SpeechParts":
    """What the speech process is made of; weights are loaded when it is asked to."""
    go_offline()
    from app.speech.detector import DetectorOptions  # noqa: PLC0415 - loads onnxruntime
    from app.speech.process import SpeechParts  # noqa: PLC0415
    from app.speech.streaming import Follower, FollowOptions, Said  # noqa: PLC0415
    from app.speech.streaming_passes import WhisperEar  # noqa: PLC0415
    from app.speech.voice import VoiceStream  # noqa: PLC0415

    recognizer = cache(lambda: _recognizer(settings))

    def load() -> dict[str, ModelUsed]:
        _detector()
        used = {"recognizer": recognizer().model}
        for part, name in (
            ("segmentation", EMBEDDED_SEGMENTATION),
            ("embedding", EMBEDDED_SPEAKERS),
        ):
            used[part] = weights.verified(name).model
        return used

    def follower(
        tell: Callable[[Said], None], start_s: float, clock: Callable[[], float]
    ) -> Follower:
        ear, stream = WhisperEar(recognizer()), VoiceStream(_voice())
        return Follower(ear, stream, options, tell, start_s=start_s, clock=clock)

    options = FollowOptions(DetectorOptions(longest_s=LONGEST_REGION_S))
    return SpeechParts(
        load,
        follower,
        lambda recording: RecordingReader(paths.recordings_dir(), recording),
        _detector,
        recognizer,
        cache(lambda: diarizer(settings)),
    )


def notifier(
    settings: Settings, show: ShowMessage | None, on_notice: Callable[[Notice], None]
) -> "Notifier":
    """Who is told of keyword alerts, as the settings say. Raises ResourceError."""
    from app.audio.chime import Chime  # noqa: PLC0415 - loads PortAudio
    from app.services.notices import Desktop, Notifier, keyword_names, outside  # noqa: PLC0415

    desktop = Desktop(
        show if settings.notify_desktop else None,
        Chime().play if settings.notify_sound else None,
    )
    here = (desktop,) if desktop.show or desktop.play else ()
    return Notifier(
        (*here, *outside(settings)),
        on_notice,
        names=keyword_names(paths.RESOURCES / "keywords"),
        levels=levels(settings.notify_levels),
        site=settings.notify_site,
    )


@cache
def _detector() -> SpeechDetector:
    from app.speech.detector import DetectorOptions, SileroDetector  # noqa: PLC0415

    return SileroDetector(_voice(), DetectorOptions(longest_s=LONGEST_REGION_S))


@cache
def _voice() -> "VoiceProbability":
    """Silero's network, checked and loaded once for detector and recogniser. Raises ModelError."""
    go_offline()
    from app.speech.voice import VoiceProbability  # noqa: PLC0415 - loads onnxruntime

    directory = weights.verified("detector").directory
    return VoiceProbability(next(directory.glob("silero_vad*.onnx")))


def _recognizer(settings: Settings) -> "WhisperRecognizer":
    go_offline()
    from app.speech.recognizer import WhisperRecognizer  # noqa: PLC0415 - loads CTranslate2

    directory, model = _recognizer_model(settings.recognizer)
    return WhisperRecognizer.open(
        directory,
        model,
        _voice(),
        device=settings.device,
        compute_type=settings.compute_type,
        languages=settings.languages,
    )


def _recognizer_model(choice: str) -> tuple[Path, ModelUsed]:
    """A directory as named, a model of the manifests, or the best of them for "auto"."""
    if Path(choice).is_dir():
        return Path(choice), weights.external(Path(choice))
    rows = [row for row in weights.list_models() if row.kind == "recognizer"]
    if choice == "auto":
        installed = [row for row in rows if row.root != paths.MODELS]
        best = max(installed, key=lambda row: row.size_bytes, default=None)
        choice = best.name if best and _has_cuda() else EMBEDDED_RECOGNIZER
    elif choice not in {row.name for row in rows}:
        known = ", ".join(row.name for row in rows)
        raise ModelError(
            f"'{choice}' is neither a directory nor an installed recogniser (known: {known})"
        )
    found = weights.verified(choice)
    return found.directory, found.model


def diarizer(settings: Settings) -> Diarizer:
    """The speaker models, checked and loaded. Raises ModelError."""
    go_offline()
    segmentation = weights.verified(EMBEDDED_SEGMENTATION)
    embedding = weights.verified(EMBEDDED_SPEAKERS)
    from app.speech.diarizer import PyannoteDiarizer  # noqa: PLC0415 - loads torch and pyannote

    device = "cuda" if settings.device != "cpu" and _has_cuda() else "cpu"
    return PyannoteDiarizer(
        segmentation.directory,
        embedding.directory,
        device=device,
        models={"segmentation": segmentation.model, "embedding": embedding.model},
    )


def _has_cuda() -> bool:
    from app.speech.devices import cuda_available  # noqa: PLC0415 - loads CTranslate2

    return cuda_available()
