"""What the note page is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access import Actor
from app.domain.errors import AppError

if TYPE_CHECKING:  # loaded when a note is first opened
    from app.services.export_status import Outbox
    from app.services.note_desk import NoteDesk

Prove = Callable[[str, str, Callable[[Actor], None], Callable[[AppError], None]], None]
"""Given password and code, and who is told that they were right, and that they were not."""


def _idle() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class NoteParts:
    """desk: asked behind, since it opens the database. prove: asks for the credential again; None
    in a sandbox, whose user has none. outbox: what sends notes to an EMR; None where no EMR is
    configured. recording: whether something is recorded, so that nothing may lie over the window.
    """

    desk: "Callable[[], NoteDesk]"
    prove: Prove | None = None
    outbox: "Callable[[], Outbox] | None" = None
    recording: Callable[[], bool] = _idle
