"""The window: it is shown first; what takes seconds to load is loaded behind it."""

# most imports in here wait until the window is shown
# ruff: noqa: PLC0415

import argparse
import os
import platform
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.cli import window_panels
from app.cli.opening import preroll_s
from app.domain.access import SANDBOX_ACTOR
from app.domain.audit import Verified
from app.domain.live import Arm
from app.gui import application, collecting
from app.gui.audit_faults import AuditFaults
from app.gui.bridge import LiveParts
from app.gui.jobs import JobQueue
from app.gui.outgoing_watch import OutgoingWatch
from app.gui.people_parts import PeopleParts
from app.gui.shell import appearance
from app.gui.shell.panels import WindowParts
from app.gui.shell.state import welcome_step
from app.services.one_window import OneWindow
from app.services.scripts import traditional
from app.services.soon import Soon
from app.settings import Settings, load

if TYPE_CHECKING:
    from app.gui.buttons import ButtonParts
    from app.services.dictation import Dictation
    from app.services.export_status import OutgoingDesk
    from app.services.file_intake import FileIntake
    from app.services.file_speech import FilesElsewhere
    from app.services.final_speech import SpeechDesk
    from app.services.ports import Capture
    from app.services.recovery import Recovery
    from app.services.review import NoteReview
    from app.services.transcription import Transcription

BACKUP_LOOK_S = 60.0
LOOK_AFTER_S = 3.0

ShowMessage = Callable[[str, str], bool]


def run(arguments: argparse.Namespace, place: OneWindow | None) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code. place: held while it is
    open."""
    collecting.wait_for_loading()
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "yes")  # 45 MiB: only characters are read here
    settings = load(paths.config_file(), paths.policy_file())
    with Watches(settings) as watches:
        return application.run(
            lambda show: _parts(settings, show, watches),
            settings,
            paths.RESOURCES / "translations",
            place,
            hidden=arguments.start_hidden,
            files=tuple(arguments.open or ()),
            tell=_tell_time if arguments.tell_times else None,
        )


def _tell_time(what: str) -> None:
    sys.stdout.write(f"{what} {time.process_time():.3f}\n")
    sys.stdout.flush()


class Watches:
    """What looks after the store while the window is open; begun once there is a dictation."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running = ExitStack()
        self._lock = threading.Lock()
        self._over = False
        self.faults: AuditFaults | None = None

    def __enter__(self) -> "Watches":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
        self._running.close()

    def begin(self) -> None:
        """From a thread that may wait."""
        from app import bootstrap
        from app.services.audit_log import AuditLog
        from app.services.audit_watch import AuditWatch

        watch = AuditWatch(AuditLog(bootstrap.database), self._tell)
        with self._lock:
            if not self._over:
                self._running.enter_context(watch)
                self._running.enter_context(_backups(self._settings))
                if paths.clinical_dir().is_dir():
                    self._running.enter_context(bootstrap.outbox().sender)
                self._running.enter_context(_admissions(self._settings))
        window_panels.warm()
        collecting.all_loaded()

    def _tell(self, found: Verified) -> None:
        if self.faults is not None:
            self.faults.tell(found)
        if found.fault is not None:
            sys.stderr.write(
                f"The audit log has a FAULT at row {found.fault.seq}: {found.fault.what}\n"
            )


def _parts(settings: Settings, show: ShowMessage, watches: Watches) -> WindowParts:
    """Nothing waits here, nor opens the database."""
    clinical = paths.clinical_dir().is_dir()
    watches.faults = AuditFaults()
    return WindowParts(
        _jobs(settings),
        _review,
        _live(settings, show, watches, clinical),
        _people() if clinical else None,
        window_panels.panels(),
        intake=_intake,
        language=_keep_language,
        use_settings=appearance.apply,
        buttons=lambda: _buttons(settings),
        first=not welcome_step(),
        faults=watches.faults,
        outgoing=OutgoingWatch(_outgoing) if clinical else None,
    )


def _jobs(settings: Settings) -> JobQueue:
    @cache
    def files() -> "FilesElsewhere":
        from app import bootstrap
        from app.services.file_speech import FilesElsewhere
        from app.services.final_speech import SpeechDesk

        return FilesElsewhere(lambda: SpeechDesk(bootstrap.speech))

    @cache
    def transcription() -> "Transcription":
        from app import bootstrap

        return bootstrap.transcription(settings, files=files())

    return JobQueue(transcription, lambda: files().rest())


def _review() -> "NoteReview":
    from app import bootstrap

    return bootstrap.review()


def _intake() -> "FileIntake":
    from app import bootstrap
    from app.audio.files import digest
    from app.services.file_intake import FileIntake

    return FileIntake(bootstrap.database, digest)


def _outgoing() -> "OutgoingDesk":
    from app import bootstrap

    return bootstrap.outbox().status


def _buttons(settings: Settings) -> "ButtonParts":
    from app.cli import window_sound

    return window_sound.buttons(settings)


def _keep_language(language: str) -> None:
    from app.services import unlocking
    from app.services.preferences import Preferences

    keeper = Preferences(paths.config_file(), paths.policy_file(), unlocking.profile_in_force)
    keeper.change({"window_language": language})


def _backups(settings: Settings) -> AbstractContextManager[object]:
    """Backups nobody asked for, as the settings say; a server's own tools make its backups."""
    if not settings.backup_dir or settings.store_url:
        return ExitStack()
    from app import bootstrap
    from app.services.periodic import Periodic
    from app.services.upkeep import Backups

    desk = cache(lambda: Backups(bootstrap.database(), paths.recordings_dir()))
    to = Path(settings.backup_dir)
    return Periodic(lambda: desk().when_due(to), BACKUP_LOOK_S, "backups")


def _admissions(settings: Settings) -> AbstractContextManager[object]:
    """Messages of the hospital's system are taken, as the settings say; never in a sandbox."""
    if not (settings.emr_adt_listen and paths.clinical_dir().is_dir()):
        return ExitStack()
    from app import bootstrap
    from app.services.adt_listener import listener_of

    def tell(trouble: str) -> None:
        sys.stderr.write(f"erscribe: {trouble}\n")

    listener = listener_of(settings, bootstrap.database, tell)
    if listener is None:
        return ExitStack()
    bootstrap.reception().admissions.listens_by(lambda: listener.trouble)
    return listener


def _people() -> PeopleParts:
    """Nothing waits here: what opens the database is called once somebody signs in."""
    from app.cli import window_people

    return PeopleParts(
        window_people.sign_in,
        window_people.sitting,
        window_people.claims,
        window_people.glass,
        platform.node(),
    )


def _live(settings: Settings, show: ShowMessage, watches: Watches, clinical: bool) -> LiveParts:
    device, before_s = settings.microphone, preroll_s(settings)

    @cache
    def desk() -> "SpeechDesk":
        from app import bootstrap
        from app.services.final_speech import SpeechDesk

        return SpeechDesk(bootstrap.speech)

    def capture() -> "Capture":
        from app.capture.client import CaptureClient

        return CaptureClient(key_of=_key_of)

    def make(by: "Capture") -> "Dictation":
        from app import bootstrap

        actor = None if clinical else SANDBOX_ACTOR
        made = bootstrap.dictation(settings, show, desk(), actor, by)
        made.arm(device, before_s)  # it is open already, and shall be so whenever it starts anew
        later = threading.Timer(LOOK_AFTER_S, watches.begin)  # the microphone is opened before
        later.daemon = True
        later.start()
        if settings.chinese_script == "traditional":
            traditional("字")  # loads the tables here, so that no words have to wait for them
        return made

    def recovery() -> "Recovery":
        from app import bootstrap

        return bootstrap.recovery(settings, desk())

    soon = Soon.dictation(capture, make, Arm(device, before_s), sandbox=not clinical)
    return LiveParts(soon, recovery, device=device, preroll_s=before_s)


def _key_of(recording: str) -> str:
    from app import bootstrap

    return bootstrap.sound_keys().key(recording)
