"""What can be done with a user who is looked at, and who is meant by what was typed."""

from collections.abc import Iterable
from typing import Literal

from app.domain.access import Actor
from app.services.people import Listed
from app.services.sign_in import folded

UserAct = Literal[
    "role", "password", "unlock", "disable", "enable", "supervisor", "factor", "factor_off"
]


def acts_for(actor: Actor, one: Listed) -> frozenset[UserAct]:
    """Those that would not be refused. Nobody changes their own role or disables themselves."""
    user, own = one.user, one.user.id == actor.id
    possible: dict[UserAct, bool] = {
        "role": not own,
        "password": user.source == "local",
        "unlock": one.locked_until is not None,
        "disable": user.disabled_at is None and not own,
        "enable": user.disabled_at is not None,
        "supervisor": user.role == "physician",
        "factor": True,
        "factor_off": user.second_factor,
    }
    return frozenset(act for act, may in possible.items() if may)


def matching(users: Iterable[Listed], text: str) -> tuple[Listed, ...]:
    """Those whose login, name or department holds every word."""
    words = folded(text).split()
    return tuple(
        one
        for one in users
        if all(
            word in folded(f"{one.user.login} {one.user.name} {one.user.department}")
            for word in words
        )
    )


def supervisors(users: Iterable[Listed], trainee: str = "") -> tuple[Listed, ...]:
    """Who may supervise somebody: a physician who is no trainee. trainee: the id of whom."""
    return tuple(
        one
        for one in users
        if one.user.role == "physician"
        and not one.user.trainee
        and one.user.disabled_at is None
        and one.user.id != trainee
    )
