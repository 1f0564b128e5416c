"""What the review of a note is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded when a note is first gone through
    from app.services.note_desk import NoteDesk


@dataclass(frozen=True, slots=True)
class ReviewParts:
    """desk: asked behind, since it opens the database."""

    desk: "Callable[[], NoteDesk]"
