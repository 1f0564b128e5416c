"""The first segment of a message, read from bytes before anything else of it is believed."""

import re
from dataclasses import dataclass
from typing import Final

from app.export.hl7_in.refusals import refused

MOST_BYTES: Final = 256 * 1024
"""Of one message; an ADT message with a photograph's worth of insurance has a tenth of it."""
_MOST_HEADER: Final = 4096
_MOST_DELIMITERS: Final = 20_000
"""Each becomes an object of the parser, which takes about 1 kB."""
_LONGEST_ID: Final = 199
"""MSH-10 since v2.7; earlier versions have 20 characters."""

_CHARSETS: Final = {
    "": "utf-8",  # the standard says ASCII, of which UTF-8 is the same
    "ASCII": "utf-8",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "8859/1": "iso-8859-1",
    "8859-1": "iso-8859-1",
    "ISO-8859-1": "iso-8859-1",
    "ISO8859/1": "iso-8859-1",
    "GB 18030-2000": "gb18030",
    "GB18030-2000": "gb18030",
    "GB 18030": "gb18030",
    "GB18030": "gb18030",
    "GBK": "gb18030",  # a part of it
    "GB2312": "gb18030",
}
"""HL7 table 0211, and how senders spell it."""
_TRIED: Final = ("utf-8", "gb18030", "iso-8859-1")
_DELIMITERS: Final = re.compile(r"[!-/:-@\[-`{-~]{4,5}")


@dataclass(frozen=True, slots=True)
class Header:
    """MSH, field by field. control_id: MSH-10. accept, application: MSH-15 and 16, "" for the
    original mode. charset: MSH-18 as it was sent. encoding: what Python calls it."""

    delimiters: str = "|^~\\&"
    application: str = ""
    facility: str = ""
    said_at: str = ""
    kind: str = ""
    event: str = ""
    control_id: str = ""
    processing: str = ""
    version: str = ""
    accept: str = ""
    acknowledge: str = ""
    charset: str = ""
    encoding: str = "utf-8"


def read_header(frame: bytes) -> Header:
    """Raises RefusedError for what is no HL7 v2, is too big, or has an unknown character set."""
    first = re.split(rb"[\r\n]", frame.lstrip(b"\r\n ")[:_MOST_HEADER], maxsplit=1)[0]
    if not first.startswith(b"MSH"):
        raise refused("AR", "100", "MSH", "this is no HL7 v2 message")
    header = _decoded(first)
    if len(frame) > MOST_BYTES:
        raise refused("AR", "207", "MSH", "the message is too big", header)
    return header


def text_of(frame: bytes, header: Header) -> str:
    """The whole message. Raises RefusedError where bytes are none of its character set."""
    try:
        text = frame.decode(header.encoding)
    except UnicodeDecodeError as error:
        raise refused(
            "AE", "103", "MSH^1^18", "the text is not in this character set", header
        ) from error
    if sum(map(text.count, header.delimiters)) > _MOST_DELIMITERS:
        raise refused("AR", "207", "MSH", "the message has too many fields", header)
    return text


def _decoded(first: bytes) -> Header:
    """A byte of a Chinese character may look like a delimiter, so each encoding is tried until one
    finds its own name in MSH-18."""
    unknown: Header | None = None
    for encoding in _TRIED:
        try:
            header = _split(first.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
        named = _CHARSETS.get(_charset(header))
        if named == encoding:
            return header
        if named is None:
            unknown = unknown or header
    raise refused("AE", "103", "MSH^1^18", "the character set is not known here", unknown)


def _charset(header: Header) -> str:
    """Of several, the one that has more than ASCII."""
    several = [one.strip().upper() for one in header.charset.split(header.delimiters[2])]
    return next((one for one in several if one not in {"", "ASCII"}), several[0])


def _split(line: str, encoding: str) -> Header:
    sep = line[3:4]
    fields = [part.strip() for part in line.split(sep)] if sep else []
    fields += [""] * (20 - len(fields))
    delimiters = sep + (fields[1] or "^~\\&")[:4]
    if not _DELIMITERS.fullmatch(delimiters) or len(set(delimiters)) != len(delimiters):
        raise refused("AR", "100", "MSH^1^2", "the delimiters are not clear")
    kind, event, *_ = (*fields[8].split(delimiters[1]), "", "")
    return Header(
        delimiters=delimiters,
        application=_short(fields[2]),
        facility=_short(fields[3]),
        said_at=_short(fields[6]),
        kind=_short(kind),
        event=_short(event),
        control_id=_short(fields[9], _LONGEST_ID),
        processing=_short(fields[10].split(delimiters[1])[0]),
        version=_short(fields[11].split(delimiters[1])[0]),
        accept=_short(fields[14]),
        acknowledge=_short(fields[15]),
        charset=_short(fields[17]),
        encoding=encoding,
    )


def _short(text: str, most: int = 227) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:most]
