"""The verb for what a site sets, which one person proposes and another one approves."""

from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options

if TYPE_CHECKING:
    import argparse

    from app.cli.parser import Subparsers


def add(verbs: "Subparsers") -> None:
    """Declare it."""
    site = verbs.add_parser("site", help="what this site sets, and who approved it")
    parts = site.add_subparsers(
        required=True, metavar="show|set|terms|doses|proposals|approve|reject"
    )
    _part(parts, "show", "what is set now")
    change = _part(parts, "set", "propose a setting; another person approves it", "propose_facts")
    change.add_argument("facts", nargs="+", metavar="NAME=VALUE")
    _add_reason(change)
    terms = _part(parts, "terms", "propose terms for dictionary or alerts", "propose_terms")
    terms.add_argument("terms", nargs="+", metavar="TERM")
    terms.add_argument("--alerts", action="store_true", help="as keywords that raise an alert")
    _add_reason(terms)
    doses = _part(
        parts, "doses", "propose the dose table that a pharmacist checked", "propose_doses"
    )
    doses.add_argument("version", metavar="VERSION|off", help="as `erscribe site show` says it")
    doses.add_argument("--pharmacist", default="", metavar="NAME", help="who checked every row")
    _add_reason(doses)
    _part(parts, "proposals", "what waits for a decision")
    for name in ("approve", "reject"):
        decide = _part(parts, name, f"{name} a proposal of somebody else", "decide")
        decide.add_argument("proposal", metavar="ID")


def _part(
    parts: "Subparsers", name: str, text: str, function: str | None = None
) -> "argparse.ArgumentParser":
    part = parts.add_parser(name, help=text)
    add_user_options(part)
    part.set_defaults(action=("app.cli.site", function or name), part=name)
    return part


def _add_reason(parser: "argparse.ArgumentParser") -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why, for who decides")
