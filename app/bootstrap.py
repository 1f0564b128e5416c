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
from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.audio import AudioChunk
from app.domain.live import Notice
from app.domain.result import ModelUsed
from app.services import moving, unlocking
from app.services.announcing import Announcing
from app.services.dictation import Dictation
from app.services.filing import DictationStore, Filing
from app.services.final_speech import InProcessSpeech, SpeechDesk
from app.services.finishing import Finishing
from app.services.listening import Line, Listening
from app.services.model_shelf import choose_recognizer
from app.services.ports import Capture, Diarizer, Speech, SpeechDetector
from app.services.recovery import Recovery
from app.services.review import NoteReview
from app.services.stages import FinalSpeech
from app.services.transcription import Transcription
from app.services.vetoes import pairs_of
from app.settings import Device, Settings, levels, load
from app.speech import shelf, weights
from app.speech.environment import go_offline
from app.store.audit_anchor import anchors
from app.store.database import Database
from app.store.key_protectors import Protector
from app.store.keys import StoreKeys
from app.store.recording_keys import RecordingKeys
from app.store.recordings import RecordingReader, reader_with
from app.text.understanding import Understander

if TYPE_CHECKING:
    from app.audio.microphone import Input
    from app.services.note_desk import NoteDesk
    from app.services.notices import Notifier
    from app.services.reception import Reception
    from app.services.sign_in import SignIn
    from app.speech.process import SpeechParts
    from app.speech.recognizer import WhisperRecognizer
    from app.speech.voice import VoiceProbability

EMBEDDED_RECOGNIZER = "recognizer-embedded"
EMBEDDED_SEGMENTATION = "segmentation-embedded"
EMBEDDED_SPEAKERS = "speaker-embedded"
LONGEST_REGION_S = 14.0  # the embedded recogniser was trained on no longer clips
REPLAYS = "replays"  # where `listen` records to; nothing in it outlives its replay

ShowMessage = Callable[[str, str], bool]


def load_settings() -> Settings:
    """The user's settings, and what is fixed for this machine. Raises SettingsError."""
    return load(paths.config_file(), paths.policy_file())


@cache
def understander() -> Understander:
    """Lexicon, keywords, context rules and note template. Raises ResourceError."""
    return Understander.load(paths.RESOURCES)


@cache
def store_keys() -> StoreKeys:
    """The keys of the store in force. Raises StoreError."""
    return unlocking.keys_in_force(protectors)


def protectors() -> tuple[Protector, ...]:
    """What unlocks a clinical store on this machine."""
    return unlocking.protectors(load_settings().key_passphrase, unlocking.system_keystore)


@cache
def database() -> Database:
    """The user's database, made or migrated on first use. Raises StoreError."""
    opened = moving.open_store(store_place(), store_keys(), unlocking.profile_in_force())
    copy = load_settings().audit_anchor_dir
    anchors(opened.folder).also_in(Path(copy) if copy else None)
    return opened


def sandbox_database() -> Database:
    """The store of made-up encounters, whichever is in force. Raises StoreError."""
    made_up = unlocking.profile_in_force() == "sandbox"
    return database() if made_up else Database.open(paths.database_file(paths.data_dir()))


def store_place() -> moving.Place:
    """Where the settings say that the store is."""
    settings = load_settings()
    return moving.Place(settings.store_url, settings.store_password, paths.database_file())


def sound_keys(data: Path | None = None) -> RecordingKeys:
    """What opens recordings. data: of a replay's own folder, not of the store in force."""
    return unlocking.sound_keys(store_keys, database, data)


@cache
def reception() -> "Reception":
    """Everything that knows people: sign-in, accounts, care, claims."""
    from app.services.reception import open_reception  # noqa: PLC0415 - the window opens before

    return open_reception(database, load_settings(), platform.node(), paths.RESOURCES)


def sign_in() -> "SignIn":
    return reception().sign_in


def review() -> NoteReview:
    return NoteReview(database())


def note_desk() -> "NoteDesk":
    """Everything that is done with notes: read, edit, sign, prove."""
    from app.services.note_desk import open_note_desk  # noqa: PLC0415 - as above
    from app.services.signature_keys import PasswordKeys  # noqa: PLC0415
    from app.store.note_evidence import RecordedSound  # noqa: PLC0415

    return open_note_desk(
        database(),
        PasswordKeys(),
        lambda: understander().resources.lexicon,
        RecordedSound(paths.recordings_dir(), sound_keys().seal),
    )


def transcription(settings: Settings, store: Callable[[], Database] = database) -> Transcription:
    """The main job. Weights are checked and loaded by its first recording that needs them."""
    from app.audio.files import FileReader, digest  # noqa: PLC0415 - loads PyAV

    return Transcription(
        reader=FileReader(),
        digest=digest,
        detector=_detector,
        recognizer=cache(lambda: _recognizer(settings)),
        diarizer=cache(lambda: diarizer(settings)),
        understander=understander,
        store=lambda: Filing(store()),
        script=settings.chinese_script,
        settings=_settings_kept(settings),
        unwanted=lambda actor: pairs_of(store(), actor),
    )


def dictation(
    settings: Settings,
    show: ShowMessage | None = None,
    desk: SpeechDesk | None = None,
    actor: Actor | None = SANDBOX_ACTOR,
    by: Capture | None = None,
) -> Dictation:
    """Recording with live words and alerts, over processes of its own.

    show: shows a desktop notification. desk: the speech process, when somebody else uses it too.
    actor: who records; None until somebody signs in. by: the way to the recording process, where
    there is one already.
    """
    shared = desk or SpeechDesk(speech)
    store = DictationStore(database)
    announcing = Announcing(partial(notifier, settings, show), store)
    final = _finishing(settings, shared)
    heard = by or capture()
    return Dictation(heard, lambda: shared, store, final, actor, announcing=announcing)


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
        sound_keys().seal,
        lambda actor: pairs_of(database(), actor),
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
        seal = sound_keys().seal(recording)
        reader = RecordingReader(paths.recordings_dir(), recording, seal)
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
        return CaptureClient(key_of=sound_keys().key)
    command = paths.own_command("capture-process", data)
    root, key_of = paths.recordings_dir(data), sound_keys(data).key
    return CaptureClient(paths.run_dir(data), command, root, key_of=key_of)


def microphones() -> "tuple[Input, ...]":
    """What can be recorded from. Raises DeviceError."""
    from app.audio.microphone import microphones as inputs  # noqa: PLC0415 - loads PortAudio

    return inputs()


def speech(data: Path | None = None) -> Speech:
    """The speech process. data: its data folder, when it is not the user's."""
    from app.speech.client import SpeechClient  # noqa: PLC0415 - as above

    command = paths.own_command("speech-process", data)
    return SpeechClient(command, key_of=sound_keys(data).key)


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
        partial(reader_with, paths.recordings_dir()),
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

    directory, model = _recognizer_model(settings.recognizer, settings.device)
    return WhisperRecognizer.open(
        directory,
        model,
        _voice(),
        device=settings.device,
        compute_type=settings.compute_type,
        languages=settings.languages,
    )


def _recognizer_model(choice: str, device: Device) -> tuple[Path, ModelUsed]:
    """A directory as named, a model of the manifests, or the best of them for "auto"."""
    if Path(choice).is_dir():
        return Path(choice), weights.external(Path(choice))
    rows = shelf.candidates(weights.list_models(), paths.MODELS)
    choice = choose_recognizer(choice, rows, partial(gpu_wanted, device)).name
    found = weights.verified(choice)
    return found.directory, found.model


def diarizer(settings: Settings) -> Diarizer:
    """The speaker models, checked and loaded. Raises ModelError."""
    go_offline()
    segmentation = weights.verified(EMBEDDED_SEGMENTATION)
    embedding = weights.verified(EMBEDDED_SPEAKERS)
    from app.speech.diarizer import PyannoteDiarizer  # noqa: PLC0415 - loads torch and pyannote

    device = "cuda" if gpu_wanted(settings.device) else "cpu"
    return PyannoteDiarizer(
        segmentation.directory,
        embedding.directory,
        device=device,
        models={"segmentation": segmentation.model, "embedding": embedding.model},
    )


def gpu_wanted(device: Device) -> bool:
    """Whether models compute on a GPU, by the settings and by what is here."""
    return device != "cpu" and _has_cuda()


def _has_cuda() -> bool:
    from app.speech.devices import cuda_available  # noqa: PLC0415 - loads CTranslate2

    return cuda_available()
