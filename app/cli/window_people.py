"""What knows the people of a clinical store, loaded when somebody signs in."""

# ruff: noqa: PLC0415 - the window opens before

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.claims import Claims
    from app.services.glass import Glass
    from app.services.reception import Reception
    from app.services.sign_in import SignIn
    from app.services.sitting import Sitting


def _reception() -> "Reception":
    from app import bootstrap

    return bootstrap.reception()


def sign_in() -> "SignIn":
    return _reception().sign_in


def sitting() -> "Sitting":
    return _reception().sitting()


def claims() -> "Claims":
    return _reception().claims


def glass() -> "Glass":
    return _reception().glass
