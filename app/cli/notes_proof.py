"""The credential, given again for what a person answers for."""

import argparse
import sys

from app import bootstrap
from app.cli.acting import acting, password_from, typed
from app.domain.access import Actor
from app.domain.errors import CodeNeededError


def proved(arguments: argparse.Namespace) -> tuple[Actor, str]:
    """Who acts, having proved it just now, and the password, which opens the signing key.

    The sandbox's user has none; what is refused to them says so. Raises AccessError, SignInError.
    """
    actor = acting(arguments)
    if actor.role == "sandbox":
        return actor, ""
    secret = password_from(arguments.password_from, "Password again, to confirm: ")
    desk = bootstrap.sign_in()
    try:
        return desk.prove(actor, secret), secret
    except CodeNeededError:
        if not sys.stdin.isatty():
            raise
        return desk.prove(actor, secret, typed("Code of your second factor: ")), secret
