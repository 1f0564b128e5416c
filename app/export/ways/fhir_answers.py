"""What FHIR servers answer, read as far as we use it, and never what they wrote freely.

Of an OperationOutcome only codes of R4's value set issue-type are kept: its texts may quote the
patient (SAFETY 1.7, R4 OperationOutcome.issue.diagnostics).
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

REASONS: Final[Mapping[str, str]] = {
    "invalid": "its content is not valid there",
    "structure": "its structure is not valid there",
    "required": "something that is required there is missing",
    "value": "a value in it is not allowed there",
    "invariant": "it breaks a rule of that server",
    "code-invalid": "a code in it is not known there",
    "extension": "an extension in it is not known there",
    "security": "that server's rights forbid it",
    "login": "that server wants a sign-in",
    "unknown": "that server does not know who sends",
    "expired": "the sign-in there has expired",
    "forbidden": "that server's rights forbid it",
    "suppressed": "that server's rights forbid it",
    "processing": "that server could not work on it",
    "not-supported": "that server does not take this kind of document",
    "duplicate": "that server has it twice already",
    "multiple-matches": "it fits more than one record there",
    "not-found": "something it refers to is not there",
    "deleted": "something it refers to was deleted there",
    "too-long": "it is too long for that server",
    "too-costly": "it is too much work for that server",
    "business-rule": "a rule of that hospital forbids it",
    "conflict": "it conflicts with what is there",
    "incomplete": "only a part of it was done there",
    "transient": "that server has a passing trouble",
    "lock-error": "the record is locked there",
    "no-store": "that server has no room left",
    "exception": "that server has a fault",
    "timeout": "that server took too long for it",
    "throttled": "that server is asked too often",
}
"""R4's issue-type codes that are no mere information, in plain words."""

_STATUS: Final = re.compile(r"([1-5][0-9]{2})(?:\s.*)?", re.ASCII | re.DOTALL)
_VERSION: Final = re.compile(r"/_history/[^/]*$")


class Request(msgspec.Struct):
    """How an entry is to be stored."""

    method: str
    url: str


class Entry(msgspec.Struct):
    """One of a transaction; resource: the very bytes of its JSON."""

    resource: msgspec.Raw
    request: Request


class _Transaction(msgspec.Struct, rename="camel"):
    resource_type: str
    type: str
    entry: list[Entry]


class _Issue(msgspec.Struct):
    code: str = ""
    severity: str = ""


class _Outcome(msgspec.Struct, rename="camel"):
    resource_type: str
    issue: list[_Issue] = []


class _Response(msgspec.Struct):
    status: str
    outcome: msgspec.Raw = msgspec.Raw(b"null")


class _AnswerEntry(msgspec.Struct):
    response: _Response


class _Answer(msgspec.Struct, rename="camel"):
    resource_type: str
    type: str
    entry: list[_AnswerEntry] = []


def entries(payload: bytes) -> list[Entry]:
    """The entries of a transaction of PUTs (R4, http.html#transaction). Raises ValueError."""
    try:
        found = msgspec.json.decode(payload, type=_Transaction)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError from error
    whole = found.resource_type == "Bundle" and found.type == "transaction" and bool(found.entry)
    if not whole or any(one.request.method != "PUT" for one in found.entry):
        raise ValueError
    return found.entry


def answered(body: bytes, sent: int) -> list[tuple[int, list[str]]]:
    """Status and issue codes of each of the `sent` entries of a transaction-response.

    Raises ValueError when it is none, or answers more or fewer.
    """
    try:
        found = msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError from error
    if found.resource_type != "Bundle" or found.type not in {
        "transaction-response",
        "batch-response",
    }:
        raise ValueError
    if len(found.entry) != sent:
        raise ValueError
    return [
        (_status(one.response), issue_codes(bytes(one.response.outcome))) for one in found.entry
    ]


def issue_codes(body: bytes) -> list[str]:
    """The known issue codes of an OperationOutcome, each once, errors before warnings."""
    try:
        found = msgspec.json.decode(body, type=_Outcome)
    except (msgspec.MsgspecError, RecursionError):
        return []
    if found.resource_type != "OperationOutcome":
        return []
    errors = [one.code for one in found.issue if one.severity in {"fatal", "error"}]
    others = [one.code for one in found.issue]
    return list(dict.fromkeys(code for code in errors or others if code in REASONS))


def same(ours: bytes, theirs: bytes) -> bool:
    """Whether a server has what was sent, however it wrote it down.

    `meta` is the server's own; it may add a narrative where there was none, and write references
    and numbers in its own way (`urn:uuid:X` as `Patient/X`, 36.80 as 36.8).
    """
    try:
        sent, stored = _read(ours), _read(theirs)
    except (ValueError, RecursionError):
        return False
    if not isinstance(sent, dict) or not isinstance(stored, dict):
        return False
    own = {"meta"} if "text" in sent else {"meta", "text"}
    return bool(_plain(sent, own) == _plain(stored, own))


def _read(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal)


def _plain(resource: dict[str, Any], leave_out: set[str]) -> Any:
    return _told({key: value for key, value in resource.items() if key not in leave_out})


def _told(value: Any) -> Any:
    match value:
        case dict():
            return dict(_told_pairs(value))
        case list():
            return [_told(one) for one in value]
    return value


def _told_pairs(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        if key == "reference" and isinstance(one, str):
            yield key, _VERSION.sub("", one).rpartition("/")[2].rpartition(":")[2]
        else:
            yield key, _told(one)


def _status(response: _Response) -> int:
    found = _STATUS.fullmatch(response.status)
    if found is None:
        raise ValueError
    return int(found[1])
