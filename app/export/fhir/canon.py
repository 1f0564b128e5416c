"""The one spelling of our FHIR JSON, and how JSON of others is read.

Keys are sorted, nothing stands between tokens, texts are UTF-8 and numbers are written as they were
said: 36.80 stays 36.80, which FHIR asks for (R4 datatypes, decimal) and a float would lose.
"""

import json
import re
from decimal import Decimal
from typing import Any, Final

from app.domain.errors import ExportError

Resource = dict[str, Any]

MOST_BYTES: Final = 32 * 1024 * 1024
"""A note with an hour's transcript is under 1 MiB."""
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,18}", re.ASCII)
_LONGEST_INT: Final = 18


def spell(value: Any) -> str:
    """A JSON value in our spelling. Raises ValueError for what JSON or FHIR has not."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{spell(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(spell(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    raise ValueError("no value of ours")


def to_bytes(resource: Resource) -> bytes:
    return spell(resource).encode()


def parse(data: bytes) -> Resource:
    """A resource out of bytes, its decimals exact. Raises ExportError with one sentence."""
    if len(data) > MOST_BYTES:
        raise ExportError("this FHIR file is too long to be a note; export the note again")
    try:
        found = json.loads(
            data.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_decimal,
            object_pairs_hook=_once,
        )
        data_again = spell(found).encode()
    except (ValueError, RecursionError) as error:
        raise ExportError("this is no FHIR JSON; export the note again") from error
    if not isinstance(found, dict) or not data_again:
        raise ExportError("this is no FHIR JSON; export the note again")
    return found


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise ValueError("no text")  # noqa: TRY004 - all faults of a JSON are of one kind
    return json.dumps(text, ensure_ascii=False)


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError("a number that no note has")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INT:
        raise ValueError("a number that no note has")
    return int(text)


def _once(pairs: list[tuple[str, Any]]) -> Resource:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
