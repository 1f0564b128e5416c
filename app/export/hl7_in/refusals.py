"""Why a message was not taken, in the codes of the standard."""

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from app.export.hl7_in.header import Header

Verdict = Literal["AA", "AE", "AR"]
"""HL7 table 0008, original mode."""
ERRORS: Final = {
    "100": "Segment sequence error",
    "101": "Required field missing",
    "103": "Table value not found",
    "200": "Unsupported message type",
    "201": "Unsupported event code",
    "202": "Unsupported processing id",
    "203": "Unsupported version id",
    "204": "Unknown key identifier",
    "207": "Application internal error",
}
"""HL7 table 0357, as far as it is used here."""


class RefusedError(Exception):
    """verdict: AE where another try may go better once somebody mended something, AR where this
    message never will. where: `PID^1^3`. why: a sentence without anything of the message.

    header: None where not even that could be read.
    """

    def __init__(
        self,
        verdict: Literal["AE", "AR"],
        code: str,
        where: str,
        why: str,
        header: "Header | None" = None,
    ) -> None:
        super().__init__(why)
        self.verdict, self.code, self.where, self.why = verdict, code, where, why
        self.header = header


def refused(
    verdict: Literal["AE", "AR"], code: str, where: str, why: str, header: "Header | None" = None
) -> RefusedError:
    """To be raised. Its sentence goes to the sender, in the language of the standard."""
    return RefusedError(verdict, code, where, why, header)
