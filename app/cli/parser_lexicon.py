"""The verbs of the dictionary: built, asked, tried, added to."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options

if TYPE_CHECKING:
    from app.cli.parser import Subparsers

KINDS = (
    "umls", "rxnorm", "snomed", "icd10cm", "icd10zh", "loinc", "formulary", "staff", "table",
)  # fmt: skip
_LANGUAGES = ("en", "zh")


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    lexicon = verbs.add_parser("lexicon", help="the dictionary that repairs terms")
    parts = lexicon.add_subparsers(
        required=True, metavar="correct|build|info|lookup|test|import|export"
    )
    correct = parts.add_parser("correct", help="one JSON object per line of standard input")
    correct.add_argument("--lang", choices=_LANGUAGES, default="en")
    _add_confidence(correct)
    correct.set_defaults(action=("app.cli.text", "correct"))
    _add_build(parts)
    info = parts.add_parser("info", help="versions, sources, licences and numbers of entries")
    info.set_defaults(action=("app.cli.lexicon", "info"))
    lookup = parts.add_parser("lookup", help="the entries nearest to a term")
    lookup.add_argument("term")
    lookup.add_argument("--lang", choices=_LANGUAGES, default="en")
    lookup.set_defaults(action=("app.cli.lexicon", "lookup"))
    test = parts.add_parser("test", help="what would be written for a sentence, or for a file")
    test.add_argument("sentence", nargs="*", help="words, as they might be heard")
    test.add_argument("--pairs", type=Path, metavar="FILE", help="heard<TAB>wanted a line; scored")
    test.add_argument("--lang", choices=_LANGUAGES, help="default: by the script of each line")
    _add_confidence(test)
    test.set_defaults(action=("app.cli.lexicon", "test"))
    _add_own(parts)


def _add_build(parts: "Subparsers") -> None:
    build = parts.add_parser("build", help="compile vocabularies that this site is licensed for")
    build.add_argument(
        "--from", dest="paths", nargs="+", type=Path, required=True, metavar="PATH",
        help="releases or tables; a folder is read whole",
    )  # fmt: skip
    build.add_argument("--as", dest="told", choices=KINDS, help="what they are (default: by look)")
    build.add_argument("--languages", type=_languages, default=_LANGUAGES, metavar="en,zh")
    build.add_argument(
        "--semantic-types", default="default", metavar="FILE|default", help="of UMLS, one a line"
    )
    build.add_argument("--sources", type=_names, default=frozenset(), metavar="SAB,...")
    build.add_argument("--name", default="", help="of the build (default: time and kinds)")
    build.add_argument("--out", type=Path, metavar="DIR", help="a new folder; not put to use")
    add_user_options(build)
    build.set_defaults(action=("app.cli.lexicon_build", "run"))


def _add_own(parts: "Subparsers") -> None:
    bring = parts.add_parser("import", help="terms and bans of this site, from a table")
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV or TSV; see: lexicon export")
    bring.add_argument("--dry-run", action="store_true", help="only say what would come of it")
    bring.add_argument("--reason", default="", metavar="TEXT", help="why, for who approves it")
    add_user_options(bring)
    bring.set_defaults(action=("app.cli.lexicon_own", "run_import"))
    export = parts.add_parser("export", help="terms and bans of this site, as a table")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    add_user_options(export)
    export.set_defaults(action=("app.cli.lexicon_own", "export"))


def _add_confidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--confidence", type=_fraction, default=0.3, metavar="P")


def _fraction(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("between 0 and 1")
    return number


def _languages(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not set(chosen) <= set(_LANGUAGES):
        raise argparse.ArgumentTypeError("en, zh or en,zh")
    return chosen


def _names(text: str) -> frozenset[str]:
    return frozenset(part.strip().upper() for part in text.split(",") if part.strip())
