"""The audit verbs."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options
from app.export.audit_csv import FIELDS

if TYPE_CHECKING:
    from app.cli.parser import Subparsers

_DAY = len("2026-11-22")


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    audit = verbs.add_parser("audit", help="who did what: look, give out, verify")
    parts = audit.add_subparsers(required=True, metavar="verify|show|export|report|prove")
    check = _part(parts, "verify", "find whatever somebody changed in the log", "verify")
    check.add_argument("--anchor", type=Path, metavar="FILE", help="a copy kept elsewhere")
    show = _part(parts, "show", "rows of a time span", "show")
    show.add_argument("--exports-only", action="store_true", help="what left the house")
    _add_period(show)
    export = _part(parts, "export", "rows of a time span, to give out", "export")
    export.add_argument("--format", choices=("csv", "jsonl", "ndjson", "bundle"), default="csv")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    export.add_argument("--sort", choices=FIELDS, default="seq", metavar="FIELD")
    export.add_argument("--desc", action="store_true", help="the largest first")
    _add_period(export)
    report = _part(parts, "report", "who saw a patient, when and why", "report")
    about = report.add_mutually_exclusive_group(required=True)
    about.add_argument("--patient", metavar="MRN")
    about.add_argument("--encounter", metavar="ID")
    report.add_argument("--json", action="store_true")
    _add_period(report)
    prove = _part(parts, "prove", "a short proof that a row is under a checkpoint", "prove")
    prove.add_argument("row", type=int, metavar="SEQ")


def _part(parts: "Subparsers", name: str, text: str, function: str) -> argparse.ArgumentParser:
    part = parts.add_parser(name, help=text)
    add_user_options(part)
    part.set_defaults(action=("app.cli.audit", function))
    return part


def _add_period(parser: argparse.ArgumentParser) -> None:
    """Local time; a day alone is the whole day."""
    parser.add_argument("--from", dest="since", type=_begin, metavar="DAY[THH:MM]")
    parser.add_argument("--to", dest="until", type=_end, metavar="DAY[THH:MM]")


def _begin(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-11-22, or 2026-11-22T08:30") from None


def _end(text: str) -> datetime:
    begin = _begin(text)
    return begin + timedelta(days=1) if len(text) == _DAY else begin
