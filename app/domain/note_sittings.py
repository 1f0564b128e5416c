"""A draft's many small versions, told as people worked: one step a sitting."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from app.domain.note_history import Step, history
from app.domain.note_versions import NoteVersion

BREAK: Final = timedelta(minutes=10)
"""So long a pause begins another sitting."""


def sittings(versions: Sequence[NoteVersion]) -> tuple[Step, ...]:
    """The history with the drafts of one person's sitting in one step; those that give a reason,
    and all that was signed, stand for themselves."""
    kept = [
        one
        for one, after in zip(versions, (*versions[1:], None), strict=True)
        if after is None or one is versions[0] or not _goes_on(one, after)
    ]
    return history(kept)


def _goes_on(one: NoteVersion, after: NoteVersion) -> bool:
    """Whether the next version is more of the same work."""
    return (
        one.kind == after.kind == "draft"
        and one.author_id == after.author_id
        and not one.reason
        and not after.reason
        and after.created_at - one.created_at <= BREAK
    )
