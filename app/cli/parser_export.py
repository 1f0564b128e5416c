"""The export verb."""

from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options

if TYPE_CHECKING:
    from app.cli.parser import Subparsers

FORMS = {
    "fhir": "FHIR R4 document",
    "hl7": "HL7 v2.5.1",
    "cda": "CDA",
    "pdf": "PDF",
    "docx": "Word",
}


def add(verbs: "Subparsers") -> None:
    """Declare it."""
    export = verbs.add_parser("export", help="signed notes to the EMR, and what became of them")
    what = export.add_mutually_exclusive_group(required=True)
    for form, words in FORMS.items():
        what.add_argument(f"--{form}", metavar="NOTE", help=f"a signed note as {words}")
    what.add_argument("--list", action="store_true", help="what waits, and what was refused")
    what.add_argument("--send", action="store_true", help="send now what waits")
    what.add_argument("--resend", metavar="ID", help="send once more what was refused")
    export.add_argument(
        "--to",
        metavar="URL|DIR|FILE",
        help="https://... of a FHIR server, tls://host:port of an HL7 receiver, or where the file "
        "goes (default: standard output)",
    )
    export.add_argument("--version", type=int, metavar="N", help="(default: the text as it stands)")
    export.add_argument("--all", action="store_true", help="(--list) what was filed, too")
    add_user_options(export)
    export.set_defaults(action=("app.cli.export", "run"))
