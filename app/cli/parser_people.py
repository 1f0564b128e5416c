"""The people verbs."""

import argparse
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options, place
from app.domain.encounters import CONSENTS, MERGE_REASONS
from app.domain.glass import REASONS

if TYPE_CHECKING:
    from app.cli.parser import Subparsers

ROLES = (
    "physician",
    "nurse",
    "auditor",
    "emr_compliance",
    "sysadmin",
    "secadmin",
    "export_service",
)
_MODULE = "app.cli.users"
_CARE = "app.cli.encounters"
_FUNCTIONS = {"list": "listing"}
_ARRIVALS = "app.cli.arrivals"
_CARE_VERBS = (
    "list|begin|show|identify|consent|merge|part|assign|glass|grants|arrivals|lookup|listen"
)


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    users = verbs.add_parser("users", help="who may sign in, and as what")
    parts = users.add_subparsers(
        required=True,
        metavar="init|whoami|password|add|list|role|disable|enable|unlock|totp|supervisor",
    )
    _add_first(parts)
    _add_own(parts)
    _add_accounts(parts)
    encounters = verbs.add_parser("encounters", help="who looks after which patient")
    care = encounters.add_subparsers(required=True, metavar=_CARE_VERBS)
    _add_care(care)
    _add_arrivals(care)


def _add_first(parts: "Subparsers") -> None:
    init = parts.add_parser("init", help="the first administrator, and a store for real encounters")
    init.add_argument("--login", required=True)
    init.add_argument("--name", required=True)
    init.add_argument("--site", choices=("us", "cn-l3"), default="us", help="whose rules hold")
    init.add_argument("--totp", action="store_true", help="with a second factor")
    init.add_argument("--password-from", type=place, metavar="env:VARIABLE|file:PATH")
    init.set_defaults(action=(_MODULE, "init"))


def _add_own(parts: "Subparsers") -> None:
    whoami = _verb(parts, "whoami", "who signs in with these options")
    whoami.set_defaults(action=(_MODULE, "whoami"))
    password = _verb(parts, "password", "change your own password, or reset a user's")
    password.add_argument("login", nargs="?", metavar="LOGIN", help="whose; default: your own")
    password.add_argument("--new-password-from", type=place, metavar="env:VARIABLE|file:PATH")
    password.set_defaults(action=(_MODULE, "password"))


def _add_accounts(parts: "Subparsers") -> None:
    new = _verb(parts, "add", "a new user, with a temporary password", "login")
    new.add_argument("--name", required=True)
    new.add_argument("--role", required=True, choices=ROLES)
    new.add_argument("--department", default="")
    new.add_argument("--supervisor", default="", metavar="LOGIN", help="makes a trainee")
    new.add_argument("--directory", action="store_true", help="the password is the directory's")
    new.add_argument("--totp", action="store_true", help="with a second factor")
    listing = _verb(parts, "list", "all users")
    listing.add_argument("--json", action="store_true")
    _verb(parts, "disable", "nobody signs in as this user until they are enabled", "login")
    _verb(parts, "enable", "who was disabled signs in again", "login")
    role = _verb(parts, "role", "another role, from the next sign-in on", "login")
    role.add_argument("role", choices=ROLES)
    _verb(parts, "unlock", "wrong tries so far no longer count", "login")
    totp = _verb(parts, "totp", "a new second factor", "login")
    totp.add_argument("--off", action="store_true", help="none any more")
    supervisor = _verb(parts, "supervisor", "who signs what a trainee signs", "login")
    supervisor.add_argument("supervisor", nargs="?", default="", help="nobody: no trainee any more")


def _add_care(parts: "Subparsers") -> None:
    listing = _verb(parts, "list", "those you may see", module=_CARE)
    listing.add_argument("--json", action="store_true")
    begin = _verb(parts, "begin", "a new one, which you look after", "encounter", module=_CARE)
    begin.add_argument("--patient", default="", metavar="ID")
    begin.add_argument("--name", default="")
    begin.add_argument("--department", default="", help="default: your own")
    _add_details(parts)
    assign = _verb(parts, "assign", "somebody looks after it too", "encounter", module=_CARE)
    assign.add_argument("login", metavar="LOGIN")
    assign.add_argument("--end", action="store_true", help="no longer")
    glass = _verb(
        parts, "glass", "read one that is not yours, for four hours", "encounter", module=_CARE
    )
    glass.add_argument("--reason", required=True, choices=REASONS)
    glass.add_argument("--why", metavar="TEXT", help="in your own words; default: asked for")
    grants = _verb(parts, "grants", "who broke the glass, when and why", module=_CARE)
    grants.add_argument("--days", type=int, default=7, metavar="N")


def _add_details(parts: "Subparsers") -> None:
    _verb(parts, "show", "whom one is about, what there is of it", "encounter", module=_CARE)
    identify = _verb(parts, "identify", "who a patient is, known by now", "encounter", module=_CARE)
    identify.add_argument("--patient", default="", metavar="ID")
    identify.add_argument("--name", default="")
    identify.add_argument("--born", default="", metavar="1962-01-02")
    identify.add_argument("--age", default="", metavar="AGE", help="54, 8mo, 3w, 20d")
    identify.add_argument("--sex", default="", choices=("M", "F"))
    identify.add_argument("--place", default="", help="a bed, a room")
    consent = _verb(parts, "consent", "what was said about recording", "encounter", module=_CARE)
    consent.add_argument("state", choices=CONSENTS)
    merge = _verb(parts, "merge", "one entered twice is shown as one", "encounter", module=_CARE)
    merge.add_argument("into", metavar="INTO", help="the one that is kept")
    merge.add_argument("--reason", default="twice", choices=MERGE_REASONS)
    _verb(parts, "part", "undo that", "encounter", module=_CARE)


def _add_arrivals(parts: "Subparsers") -> None:
    arrivals = _verb(parts, "arrivals", "who is here and was not begun", module=_ARRIVALS)
    lookup = _verb(parts, "lookup", "who is known to the hospital", module=_ARRIVALS)
    lookup.add_argument("words", nargs="+", metavar="WORDS", help="name, number, birth date, scan")
    lookup.add_argument("--begin", action="store_true", help="begin it, where it is one patient")
    for one in (arrivals, lookup):
        one.add_argument("--json", action="store_true")
    listen = _verb(parts, "listen", "take ADT messages until it is stopped", module=_ARRIVALS)
    listen.add_argument("--seconds", type=float, default=0.0, metavar="S", help="default: for ever")


def _verb(
    parts: "Subparsers", name: str, text: str, *positionals: str, module: str = _MODULE
) -> argparse.ArgumentParser:
    verb = parts.add_parser(name, help=text)
    for positional in positionals:
        verb.add_argument(positional, metavar=positional.upper())
    add_user_options(verb)
    verb.set_defaults(action=(module, _FUNCTIONS.get(name, name)))
    return verb
