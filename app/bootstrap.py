"""The only place that builds things: settings in, services out.

Speech is imported inside functions, the one deferred import of the house: the window and the text
verbs must not wait for torch.
"""

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
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
from app.services.alerting import ListedSeverities
from app.services.announcing import Announcing
from app.services.dictation import Dictation
from app.services.file_speech import Files, FilesHere
from app.services.filing import DictationStore, Filing
from app.services.final_speech import InProcessSpeech, SpeechDesk
from app.services.finishing import Finishing
from app.services.known import known_of
from app.services.listening import Line, Listening
from app.services.ports import Capture, Progress, Speech
from app.services.recovery import Recovery
from app.services.review import NoteReview
from app.services.stages import FinalReading, FinalSpeech
from app.services.transcription import Transcription
from app.services.vetoes import pairs_of
from app.settings import Settings, levels, load
from app.speech import making
from app.speech.environment import go_offline
from app.store.audit_anchor import anchors
from app.store.database import Database
from app.store.key_protectors import Protector
from app.store.keys import StoreKeys
from app.store.recording_keys import RecordingKeys
from app.store.recordings import RecordingReader, reader_with

if TYPE_CHECKING:
    from app.audio.microphone import Input
    from app.domain.site_terms import SiteTerms
    from app.services.code_records import CodeRecords
    from app.services.note_desk import NoteDesk
    from app.services.notices import Notifier
    from app.services.outbox_desk import OutboxDesk
    from app.services.reception import Reception
    from app.services.sign_in import SignIn
    from app.speech.process import SpeechParts
    from app.text.lexicon.loading import Lexicon
    from app.text.understanding import Understander

REPLAYS = "replays"  # where `listen` records to; nothing in it outlives its replay

ShowMessage = Callable[[str, str], bool]


def load_settings() -> Settings:
    """The user's settings, and what is fixed for this machine. Raises SettingsError."""
    return load(paths.config_file(), paths.policy_file())


@cache
def lexicon() -> "Lexicon":
    """The embedded one and, as the settings say, one that was built here. Raises ResourceError,
    SettingsError."""
    from app.text.lexicon.loading import Lexicon  # noqa: PLC0415 - the window opens before
    from app.text.lexicon.opening import with_built  # noqa: PLC0415

    embedded = Lexicon.load(paths.RESOURCES / "lexicon")
    return with_built(embedded, load_settings().lexicon, paths.lexicons_dir())


def lexicon_here() -> "Lexicon":
    """The same with the terms of the site in force, as far as its store can be asked."""
    terms = site_terms()
    return _with_terms(terms) if terms else lexicon()


@lru_cache(maxsize=1)
def _with_terms(terms: "SiteTerms") -> "Lexicon":
    return lexicon().joined(terms=terms)


def site_terms() -> "SiteTerms":
    """Terms that two people of the site agreed on; none where there is no store yet.

    They are no secret of a patient, so nobody signs in for them. Raises StoreError.
    """
    from app.services.known import terms_of  # noqa: PLC0415 - as above

    here = load_settings().store_url or paths.database_file().is_file()
    return terms_of(database()) if here else ()


@cache
def understander() -> "Understander":
    """Lexicon, keywords, context rules and note template. Raises ResourceError."""
    from app.text.understanding import Understander  # noqa: PLC0415 - not in the window's process

    return Understander.load(paths.RESOURCES, lexicon())


@cache
def _reading() -> FinalReading:
    from app.services.final_reading import InProcessReading  # noqa: PLC0415 - as above

    return InProcessReading(understander)


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


def code_records() -> "CodeRecords":
    """The logs of resuscitations."""
    from app.services.code_records import CodeRecords  # noqa: PLC0415 - as above

    return CodeRecords(database())


def note_desk() -> "NoteDesk":
    """Everything that is done with notes: read, edit, sign, prove."""
    from app.services.note_desk import open_note_desk  # noqa: PLC0415 - as above
    from app.services.outgoing import site_of  # noqa: PLC0415
    from app.services.signature_keys import PasswordKeys  # noqa: PLC0415
    from app.store.note_evidence import RecordedSound  # noqa: PLC0415

    return open_note_desk(
        database(),
        PasswordKeys(),
        lexicon,  # asked for inside the note's transaction, where no other one may begin
        RecordedSound(paths.recordings_dir(), sound_keys().seal),
        outbox().outgoing,
        lambda: site_of(load_settings()),
    )


@cache
def outbox() -> "OutboxDesk":
    """Notes on their way to the EMR."""
    from app.services.outbox_desk import open_outbox  # noqa: PLC0415 - as above

    return open_outbox(database, load_settings, platform.node())


def transcription(
    settings: Settings,
    store: Callable[[], Database] = database,
    files: Files | None = None,
) -> Transcription:
    """The main job. files: who hears them; else this process, which checks and loads weights with
    the first recording that needs them."""
    return Transcription(
        files=files or files_here(settings),
        store=lambda: Filing(store()),
        script=settings.chinese_script,
        settings=_settings_kept(settings),
        unwanted=lambda actor: pairs_of(store(), actor),
        known=lambda encounter: known_of(store(), encounter),
    )


def files_here(settings: Settings) -> FilesHere:
    """The models of this process, for files."""
    from app.audio.files import FileReader, digest  # noqa: PLC0415 - loads PyAV

    recognizer = cache(lambda: making.recognizer(settings, lexicon))
    diarizer = cache(lambda: making.diarizer(settings))
    parts = making.detector, recognizer, diarizer, _reading(), making.speaker_models
    return FilesHere(FileReader(), digest, *parts)


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
    final = _finishing(settings, shared, shared)
    heard = by or capture()
    return Dictation(heard, lambda: shared, store, final, actor, announcing=announcing)


def recovery(settings: Settings, desk: SpeechDesk | None = None) -> Recovery:
    """Unfinished recordings. desk: who does their final stages; else this very process."""
    final = _finishing(settings, desk or _in_process(settings), desk or _reading())
    return Recovery(paths.recordings_dir(), DictationStore(database), final)


def _finishing(settings: Settings, speech: FinalSpeech, reading: FinalReading) -> Finishing:
    return Finishing(
        speech,
        reading,
        DictationStore(database),
        paths.recordings_dir(),
        settings.chinese_script,
        _settings_kept(settings),
        sound_keys().seal,
        lambda actor: pairs_of(database(), actor),
        _severities(),
        lambda encounter: known_of(database(), encounter),
    )


@cache
def _severities() -> ListedSeverities:
    return ListedSeverities(paths.RESOURCES / "keywords")


def _settings_kept(settings: Settings) -> dict[str, str]:
    """What the outcome of a job depends on beside its models; kept with its result."""
    return {
        "erscribe": __version__,
        "languages": settings.languages,
        "chinese_script": settings.chinese_script,
        "device": settings.device,
        "compute_type": settings.compute_type,
        "weigh_terms": str(settings.weigh_terms).lower(),
        "rescore": str(settings.rescore).lower(),
        "note_template": settings.note_template,
        "longest_region_s": str(making.LONGEST_REGION_S),
    }


def _in_process(settings: Settings) -> InProcessSpeech:
    def audio(recording: str) -> AudioChunk:
        seal = sound_keys().seal(recording)
        reader = RecordingReader(paths.recordings_dir(), recording, seal)
        reader.poll(final=True)
        return reader.chunk()

    return InProcessSpeech(
        making.detector,
        cache(lambda: making.recognizer(settings, lexicon)),
        cache(lambda: making.diarizer(settings)),
        audio,
        making.speaker_models,
    )


@contextmanager
def listening(emit: Callable[[Line], None]) -> Iterator[Listening]:
    """The live path for a file, in a folder of its own that is deleted when it is over."""
    folder = paths.data_dir() / REPLAYS / uuid4().hex
    try:
        yield Listening(capture(folder), speech(folder), _severities(), emit)
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
    from app.audio.files import FileReader, digest  # noqa: PLC0415 - loads PyAV
    from app.services.live_reading import LiveReading  # noqa: PLC0415 - loads spaCy
    from app.speech.process import SpeechParts  # noqa: PLC0415

    recognizer = cache(lambda: making.recognizer(settings, lexicon))

    def load() -> dict[str, ModelUsed]:
        making.detector()
        heard = {"recognizer": recognizer().model, **recognizer().helpers}
        heard |= making.speaker_models()
        return heard | _read_resources()

    def file(path: str, progress: Progress) -> tuple[AudioChunk, str]:
        return FileReader().read(Path(path), progress), digest(Path(path))

    return SpeechParts(
        load,
        making.follower(recognizer),
        partial(reader_with, paths.recordings_dir()),
        file,
        making.detector,
        recognizer,
        cache(lambda: making.diarizer(settings)),
        _reading(),
        lambda heed: LiveReading(understander(), settings.chinese_script, heed).read,
    )


def _read_resources() -> dict[str, ModelUsed]:
    """All that live text is read with, ready for its first word. Raises ResourceError."""
    for language in ("en", "zh"):
        understander().warm(language)
    return _reading().models(lambda _: None)


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
