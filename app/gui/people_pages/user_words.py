"""What the users' page says: roles, states, what can be done and what comes of it."""

from typing import Literal

from app.gui.look import begun
from app.gui.people_pages.times import clock_time, moment
from app.gui.words import term, tr
from app.services.people import Listed
from app.services.user_acts import UserAct

Act = UserAct | Literal["add"]


def role_name(role: str) -> str:
    known = {
        "secadmin": tr("Security administrator"),
        "sysadmin": tr("System administrator"),
        "emr_compliance": tr("Records and compliance"),
        "export_service": tr("Export service"),
    }
    return known.get(role) or begun(term(role))


def user_cells(one: Listed) -> list[str]:
    user = one.user
    return [
        user.login,
        user.name,
        role_name(user.role),
        user.department,
        _trainee(one),
        tr("directory") if user.source == "directory" else tr("here"),
        tr("✓ on") if user.second_factor else tr("off"),
        state_text(one),
    ]


def _trainee(one: Listed) -> str:
    if not one.user.trainee:
        return ""
    return tr("trainee of {name}").format(name=one.supervisor or "?")


def state_text(one: Listed) -> str:
    """What holds a user up, the gravest first."""
    user = one.user
    if user.disabled_at is not None:
        return tr("✕ disabled since {at}").format(at=moment(user.disabled_at))
    if one.locked_until is not None:
        return tr("! locked until {at}").format(at=clock_time(one.locked_until))
    return tr("must change the password") if user.must_change else tr("✓ can sign in")


def act_names() -> dict[UserAct, str]:
    """What the buttons say."""
    return {
        "role": tr("Change &role…"),
        "password": tr("Reset &password…"),
        "unlock": tr("Unloc&k…"),
        "disable": tr("&Disable…"),
        "enable": tr("&Enable…"),
        "supervisor": tr("Super&visor…"),
        "factor": tr("Second &factor…"),
        "factor_off": tr("Second factor o&ff…"),
    }


def consequence(act: Act, one: Listed | None) -> str:
    """What comes of an act, in one sentence."""
    name = one.user.name if one else ""
    said = {
        "add": tr(
            "The new user gets a temporary password, shown once here, and must change it at the "
            "first sign-in."
        ),
        "role": tr("{name} is signed out everywhere and has the new role from the next sign-in."),
        "password": tr(
            "The password of {name} counts no more; a temporary one is shown once here, and they "
            "must change it at the next sign-in."
        ),
        "unlock": tr("The wrong tries of {name} are forgotten; they may try again at once."),
        "disable": tr(
            "{name} is signed out everywhere and cannot sign in any more; what they wrote and "
            "signed stays theirs."
        ),
        "enable": tr("{name} can sign in again, with the password they had."),
        "supervisor": tr(
            "With a supervisor {name} is a trainee, and what they sign waits for the supervisor's "
            "signature; with nobody they are no trainee."
        ),
        "factor": tr(
            "{name} is asked for a one-time code at every sign-in; an authenticator that was "
            "enrolled before counts no more."
        ),
        "factor_off": tr("The password alone lets {name} in from now on."),
    }
    return said[act].format(name=name)


def done_text(act: Act, name: str) -> str:
    said = {
        "add": tr("{name} was added."),
        "role": tr("{name} has the new role."),
        "password": tr("{name} has a temporary password."),
        "unlock": tr("{name} may try again."),
        "disable": tr("{name} is disabled."),
        "enable": tr("{name} can sign in again."),
        "supervisor": tr("The supervisor of {name} is registered."),
        "factor": tr("{name} has a new second factor."),
        "factor_off": tr("{name} has no second factor any more."),
    }
    return said[act].format(name=name)


def go_text(act: Act) -> str:
    """What the button of a form says."""
    said = {
        "add": tr("Add the user"),
        "role": tr("Change the role"),
        "password": tr("Reset the password"),
        "unlock": tr("Unlock"),
        "disable": tr("Disable the account"),
        "enable": tr("Enable the account"),
        "supervisor": tr("Register"),
        "factor": tr("Make a new second factor"),
        "factor_off": tr("Turn the second factor off"),
    }
    return said[act]
