"""A keyword notice as an HL7 v2.5.1 message over MLLP.

The message is ORU^R01, an unsolicited observation: what any interface engine routes without being
taught. MDM^T02 would need a patient, a visit and a document (PID, PV1 and TXA are required in it),
and a notice has none of the three. In ORU^R01 the whole PATIENT group is optional, so there is no
PID at all: nothing could be filed into a wrong chart, and nothing of a patient can leave. One OBX
holds the keyword as a code with its English and Chinese name; the sentence stands in an NTE below.
No Z segments.

Acknowledgement in original mode (MSH-15 and MSH-16 empty): AA or CA is delivered. AE, CE, AR, CR
are refusals; after an error (E) another try with the same MSH-10 may go better, after a reject (R)
never. An answer to somebody else's message (MSA-2) is passed over.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.domain.addresses import Peer
from app.export.notices import KeywordNotice
from app.export.peers import (
    MOST_BYTES,
    TALK_S,
    Connect,
    NotDeliveredError,
    TooMuchError,
    Trust,
    connect,
    line,
    safe,
    system_trust,
)

BEGIN: Final = b"\x0b"
END: Final = b"\x1c\x0d"
LONGEST_CONTROL_ID: Final = 20
"""HL7 v2.5.1, 2.14.9.10: MSH-10 has at most 20 characters."""

_CODES: Final = "99ERS"  # table 0396: 99 and three letters is a local code system
_ESCAPES: Final = str.maketrans(
    {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
)
_LEAST_MSA: Final = 3


@dataclass(frozen=True, slots=True)
class Mllp:
    """One message, one answer, over a connection of its own."""

    receiver: Peer
    open_line: Connect = connect
    trust: Trust = system_trust
    talk_s: float = TALK_S
    channel: Literal["mllp"] = "mllp"

    def send(self, notice: KeywordNotice) -> str:
        """Deliver, and give a sentence that says so. Raises NotDeliveredError."""
        frame = BEGIN + message(notice).encode() + END
        with (
            line(self.receiver, self.open_line, self.talk_s) as raw,
            safe(raw, self.receiver, self.trust) as way,
        ):
            way.sendall(frame)
            code = _answer(way, control_id(notice), self.receiver)
        if code in {"AA", "CA"}:
            return f"{self.receiver} took the message ({code})"
        raise NotDeliveredError(
            f"{self.receiver} refused the message ({code})", again=code in {"AE", "CE"}
        )


def message(notice: KeywordNotice) -> str:
    """The segments, each ended by a carriage return."""
    at = _time(notice.at)
    code = _components(
        notice.keyword, notice.name_en, _CODES, notice.keyword, notice.name_zh, _CODES
    )
    what = _components("keyword-notice", "Keyword heard, not an alarm and no diagnosis", _CODES)
    mode = "T" if notice.test else "P"
    kind, charset = "ORU^R01^ORU_R01", "UNICODE UTF-8"
    site = _escaped(notice.site)
    segments = (
        f"MSH|^~\\&|ERSCRIBE|{site}|||{at}||{kind}|{control_id(notice)}|{mode}|2.5.1||||||{charset}",
        f"OBR|1||{_components(notice.id, 'ERSCRIBE')}|{what}|||{at}{'|' * 15}{at}|||F",
        f"OBX|1|CWE|{what}||{code}||||||F|||{at}",
        f"NTE|1|L|{_escaped(notice.text.strip(), breaks=True)}",
    )
    return "".join(f"{segment}\r" for segment in segments)


def control_id(notice: KeywordNotice) -> str:
    """MSH-10: the same on every try, so that a receiver may know a message again."""
    return notice.id.replace("-", "")[:LONGEST_CONTROL_ID]


def _time(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S%z}"


def _components(*parts: str) -> str:
    return "^".join(_escaped(part) for part in parts)


def _escaped(text: str, *, breaks: bool = False) -> str:
    """Text as field content: delimiters escaped, no control characters that could end a frame."""
    lines = text.split("\n") if breaks else [text]
    plain = ("".join(sign for sign in one if sign.isprintable()) for one in lines)
    return "\\.br\\".join(one.translate(_ESCAPES) for one in plain)


def _answer(way: socket.socket, asked: str, peer: Peer) -> str:
    """MSA-1 of the answer to message `asked`. Raises NotDeliveredError, OSError or EOFError."""
    for frame in _frames(way):
        for segment in frame.decode("utf-8", "replace").replace("\n", "\r").split("\r"):
            fields = [field.strip() for field in segment.split(segment[3:4] or "|")]
            if fields[0] != "MSA":
                continue
            if len(fields) < _LEAST_MSA or fields[1] not in {"AA", "AE", "AR", "CA", "CE", "CR"}:
                raise NotDeliveredError(f"{peer} answered something that is no HL7 answer")
            if fields[2] == asked:
                return fields[1]
    raise EOFError


def _frames(way: socket.socket) -> Iterator[bytes]:
    """What the peer sends between 0x0B and 0x1C; whatever lies between frames is passed over."""
    waiting, total = b"", 0
    while piece := way.recv(8192):
        total += len(piece)
        if total > MOST_BYTES:
            raise TooMuchError
        waiting += piece
        while BEGIN in waiting and END[:1] in waiting.partition(BEGIN)[2]:
            frame, _, waiting = waiting.partition(BEGIN)[2].partition(END[:1])
            yield frame
