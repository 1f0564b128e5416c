"""Which pages of the window are offered to whom: those on which they may do something."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final, Literal

from app.domain.access import Actor, Role
from app.domain.permissions import Action, Relation, decide
from app.services.permissions import ACTIONS, permissions

PageKey = Literal["users", "audit", "approvals", "outgoing"]

_ACTS: Final[Mapping[PageKey, tuple[str, ...]]] = {
    "users": ("users.change",),
    "audit": ("audit.view",),
    "approvals": (
        "site.change.approve",
        "alerts.change.approve",
        "doses.change.approve",
        "lexicon.change.approve",
        "audio.erase.approve",
        "note.error.approve",
        "note.unarchive.approve",
    ),
    "outgoing": ("export.list",),
}
"""What is done on a page; one of them is enough to be offered it."""


def offered(page: str, role: Role) -> bool:
    """Whether a user of this role finds the page. The sandbox has nobody who answers for it."""
    return page in pages_of(role)


@cache
def pages_of(role: Role) -> frozenset[PageKey]:
    """Raises ResourceError when the rights cannot be read."""
    return frozenset(
        page for page, acts in _ACTS.items() if any(may(role, ACTIONS[act]) for act in acts)
    )


def may(role: Role, action: Action) -> bool:
    """Whether somebody of this role may do it at all, right after they gave their credential."""
    now = datetime.now(UTC)
    actor = Actor("", "", role, proved_at=now)
    return decide(action, permissions(), actor, Relation(scope="export rows"), now).allowed
