"""Acknowledgements: HL7 v2, chapter 2.9, in original and in enhanced mode."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from app.export.hl7_in.header import Header
from app.export.hl7_in.refusals import ERRORS, RefusedError, Verdict

_LAST_WITH_OLD_ERR = "2.4"
_COMMIT = {"AA": "CA", "AE": "CE", "AR": "CR"}


def answers(
    header: Header, refusal: RefusedError | None, site: str, at: datetime
) -> tuple[bytes, ...]:
    """What is sent back for a message that is kept, or was refused; none where none is wanted.

    site: our MSH-4. at: aware. Where a sender asks for both, the commit comes first.
    """
    verdict: Verdict = refusal.verdict if refusal else "AA"
    if not (header.accept or header.acknowledge):
        return (_answer(header, verdict, refusal, site, at),)
    codes = []
    if _wanted(header.accept, verdict):
        codes.append(_COMMIT[verdict])
    if _wanted(header.acknowledge, verdict):
        codes.append(verdict)
    return tuple(_answer(header, code, refusal, site, at) for code in codes)


def _wanted(condition: str, verdict: Verdict) -> bool:
    """HL7 table 0155: always, never, on errors, on success."""
    return {"AL": True, "ER": verdict != "AA", "SU": verdict == "AA"}.get(condition, False)


def _answer(
    header: Header, code: str, refusal: RefusedError | None, site: str, at: datetime
) -> bytes:
    segments = "\r".join(_segments(header, code, refusal, site, at)) + "\r"
    return segments.encode(header.encoding, "replace")


def _segments(
    header: Header, code: str, refusal: RefusedError | None, site: str, at: datetime
) -> Iterator[str]:
    """In the sender's version and delimiters, so that what it wrote goes back as it was."""
    version = header.version or "2.5.1"
    sep, part = header.delimiters[0], header.delimiters[1]
    kind = f"ACK{part}{header.event}{part}ACK" if header.event else "ACK"
    fields = (
        "MSH",
        header.delimiters[1:],
        *("ERSCRIBE", _escaped(site, header), header.application, header.facility),
        *(f"{at:%Y%m%d%H%M%S%z}", "", kind, uuid4().hex[:20], header.processing or "P"),
        *(version, *("",) * 5, header.charset),
    )
    yield sep.join(fields)
    yield f"MSA{sep}{code}{sep}{header.control_id}"
    if refusal is not None:
        yield _error(refusal, header, version)


def _error(refusal: RefusedError, header: Header, version: str) -> str:
    """Since v2.5 the place and the code have fields of their own."""
    sep, part, inner = header.delimiters[0], header.delimiters[1], header.delimiters[4:] or "&"
    said = ERRORS[refusal.code]
    if version <= _LAST_WITH_OLD_ERR:
        places = [*refusal.where.split("^"), "", ""][:3]
        return f"ERR{sep}{part.join([*places, inner.join((refusal.code, said, 'HL70357'))])}"
    where, why = refusal.where.replace("^", part), _escaped(refusal.why, header)
    coded = part.join((refusal.code, said, "HL70357"))
    return f"ERR{sep}{sep}{where}{sep}{coded}{sep}E{sep * 4}{why}"


def _escaped(text: str, header: Header) -> str:
    escape = header.delimiters[3]
    signs = dict(zip(header.delimiters, "FSRET", strict=False))
    return "".join(f"{escape}{signs[sign]}{escape}" if sign in signs else sign for sign in text)
