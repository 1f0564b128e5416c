"""No verb: the window."""

import argparse
import platform
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path

from app import bootstrap, paths
from app.audio.files import digest
from app.cli import window_panels
from app.cli.opening import preroll_s
from app.domain.access import SANDBOX_ACTOR
from app.domain.audit import Verified
from app.gui import application
from app.gui.bridge import LiveParts
from app.gui.jobs import JobQueue
from app.gui.people_parts import PeopleParts
from app.gui.shell.panels import WindowParts
from app.services import unlocking
from app.services.audit_log import AuditLog
from app.services.audit_watch import AuditWatch
from app.services.file_intake import FileIntake
from app.services.final_speech import SpeechDesk
from app.services.periodic import Periodic
from app.services.upkeep import Backups
from app.settings import Settings

BACKUP_LOOK_S = 60.0

ShowMessage = Callable[[str, str], bool]


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes its arguments
    """Open the window and stay until it is closed; gives Qt's exit code."""
    settings = bootstrap.load_settings()
    people = _people() if unlocking.profile_in_force() == "clinical" else None
    if people is None:
        bootstrap.review()  # what is wrong with the sandbox is said before the window opens
    with AuditWatch(AuditLog(bootstrap.database), _tell_fault), _backups(settings):
        return application.run(lambda show: _parts(settings, show, people))


def _parts(settings: Settings, show: ShowMessage, people: PeopleParts | None) -> WindowParts:
    return WindowParts(
        JobQueue(cache(lambda: bootstrap.transcription(settings))),
        bootstrap.review,
        _live(settings, show),
        people,
        window_panels.panels(),
        lambda: FileIntake(bootstrap.database, digest),
    )


def _tell_fault(found: Verified) -> None:
    if found.fault is not None:
        sys.stderr.write(
            f"The audit log has a FAULT at row {found.fault.seq}: {found.fault.what}\n"
        )


def _backups(settings: Settings) -> AbstractContextManager[object]:
    """Backups nobody asked for, as the settings say; a server's own tools make its backups."""
    if not settings.backup_dir or settings.store_url:
        return nullcontext()
    desk = cache(lambda: Backups(bootstrap.database(), paths.recordings_dir()))
    to = Path(settings.backup_dir)
    return Periodic(lambda: desk().when_due(to), BACKUP_LOOK_S, "backups")


def _people() -> PeopleParts:
    """Nothing waits here: what opens the database is called once somebody signs in."""
    return PeopleParts(
        bootstrap.sign_in,
        lambda: bootstrap.reception().sitting(),
        lambda: bootstrap.reception().claims,
        lambda: bootstrap.reception().glass,
        platform.node(),
    )


def _live(settings: Settings, show: ShowMessage) -> LiveParts:
    desk = SpeechDesk(bootstrap.speech)
    actor = SANDBOX_ACTOR if unlocking.profile_in_force() == "sandbox" else None
    device, before_s = settings.microphone, preroll_s(settings)
    dictation = bootstrap.dictation(settings, show, desk, actor)
    dictation.arm(device, before_s)  # it is open already, and shall be so whenever it starts anew
    return LiveParts(
        dictation, bootstrap.recovery(settings, desk), device=device, preroll_s=before_s
    )
