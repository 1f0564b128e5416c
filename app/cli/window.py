"""No verb: the window."""

import argparse
import platform
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from pathlib import Path

from app import bootstrap, paths
from app.domain.access import SANDBOX_ACTOR
from app.domain.audit import Verified
from app.gui import application
from app.gui.bridge import LiveParts
from app.gui.people_parts import PeopleParts
from app.services import unlocking
from app.services.audit_log import AuditLog
from app.services.audit_watch import AuditWatch
from app.services.final_speech import SpeechDesk
from app.services.periodic import Periodic
from app.services.upkeep import Backups
from app.settings import Settings

PREROLL_S = 2.0
BACKUP_LOOK_S = 60.0

ShowMessage = Callable[[str, str], bool]


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes its arguments
    """Open the window and stay until it is closed; gives Qt's exit code."""
    settings = bootstrap.load_settings()
    people = _people() if unlocking.profile_in_force() == "clinical" else None
    if people is None:
        bootstrap.review()  # what is wrong with the sandbox is said before the window opens
    jobs = cache(lambda: bootstrap.transcription(settings))
    with AuditWatch(AuditLog(bootstrap.database), _tell_fault), _backups(settings):
        return application.run(jobs, bootstrap.review, partial(_live, settings), people)


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
    return LiveParts(
        bootstrap.dictation(settings, show, desk, actor),
        bootstrap.recovery(settings, desk),
        device=settings.microphone,
        preroll_s=PREROLL_S if settings.preroll else 0.0,
    )
