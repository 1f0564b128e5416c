"""What a receiver says of a message: MSA, and ERR where something was wrong (v2.5.1, 2.15)."""

import re
from dataclasses import dataclass
from typing import Final

CODES: Final = frozenset({"AA", "AE", "AR", "CA", "CE", "CR"})
"""Table 0008."""
CONDITIONS: Final = frozenset(
    ("0", "100", "101", "102", "103", "200", "201", "202", "203", "204", "205", "206", "207")
)
"""Table 0357."""
_ERRORS: Final = frozenset({"E", "F", ""})
"""Table 0516 of ERR-4: errors, and fatal ones of later versions; not W and I."""
_LEAST_MSA: Final = 3
_LINES: Final = re.compile(r"[\r\n]+")


class NoAnswerError(Exception):
    """The other side said something that claims to be an answer and is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """code: of table 0008. to: MSH-10 of the message it answers. conditions: codes of table 0357
    for errors. id: its own MSH-10. wants: MSH-15, when it wants to be acknowledged itself."""

    code: str
    to: str
    conditions: tuple[str, ...] = ()
    id: str = ""
    wants: str = ""


def read(frame: bytes) -> Answer | None:
    """The answer that a frame holds; None for another message. Raises NoAnswerError."""
    segments = [one for one in _LINES.split(frame.decode("utf-8", "replace")) if one]
    fields = {one[:3]: _fields(one) for one in reversed(segments)}
    if "MSA" not in fields:
        return None
    code, to = (fields["MSA"] + [""] * _LEAST_MSA)[1:_LEAST_MSA]
    if len(fields["MSA"]) < _LEAST_MSA or code not in CODES:
        raise NoAnswerError
    header = ["", *fields.get("MSH", [])] + [""] * 16  # MSH-1 is the bar itself
    signs = header[2] or "^~\\&"
    found = [_condition(_fields(one), signs) for one in segments if one.startswith("ERR")]
    errors = [code for code, severity in found if severity in _ERRORS] or [one for one, _ in found]
    if not errors and len(fields["MSA"]) > 6:  # noqa: PLR2004 - MSA-6, before v2.5
        errors = [_first(fields["MSA"][6], signs)]
    known = tuple(one for one in errors if one in CONDITIONS)
    return Answer(code, to, known, header[10], header[15])


def _fields(segment: str) -> list[str]:
    return [field.strip() for field in segment.split(segment[3:4] or "|")]


def _condition(fields: list[str], signs: str) -> tuple[str, str]:
    """ERR-3 and ERR-4; where ERR-3 is empty, the code in ERR-1 (ELD-4) as before v2.5."""
    padded = [*fields, "", "", "", ""]
    if padded[3]:
        return _first(padded[3], signs), padded[4]
    old = [*padded[1].partition("~")[0].split(signs[0]), "", "", ""]
    return old[3].partition(signs[3:4] or "&")[0].strip(), padded[4]


def _first(field: str, signs: str) -> str:
    return field.partition("~")[0].partition(signs[0])[0].strip()
