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

from dataclasses import dataclass
from typing import Final, Literal

from app.domain.addresses import Peer
from app.export.hl7.answers import NoAnswerError, read
from app.export.hl7.frames import Frames, framed
from app.export.hl7.text import components, escaped, time
from app.export.notices import KeywordNotice
from app.export.peers import (
    TALK_S,
    Connect,
    NotDeliveredError,
    Trust,
    connect,
    line,
    safe,
    system_trust,
)

LONGEST_CONTROL_ID: Final = 20
"""HL7 v2.5.1, 2.14.9.10: MSH-10 has at most 20 characters."""

_CODES: Final = "99ERS"  # table 0396: 99 and three letters is a local code system


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
        frame = framed(message(notice).encode())
        with (
            line(self.receiver, self.open_line, self.talk_s) as raw,
            safe(raw, self.receiver, self.trust) as way,
        ):
            way.sendall(frame)
            code = _answer(Frames(way), control_id(notice), self.receiver)
        if code in {"AA", "CA"}:
            return f"{self.receiver} took the message ({code})"
        raise NotDeliveredError(
            f"{self.receiver} refused the message ({code})", again=code in {"AE", "CE"}
        )


def message(notice: KeywordNotice) -> str:
    """The segments, each ended by a carriage return."""
    at = time(notice.at)
    code = components(
        notice.keyword, notice.name_en, _CODES, notice.keyword, notice.name_zh, _CODES
    )
    what = components("keyword-notice", "Keyword heard, not an alarm and no diagnosis", _CODES)
    mode = "T" if notice.test else "P"
    kind, charset = "ORU^R01^ORU_R01", "UNICODE UTF-8"
    site = escaped(notice.site)
    segments = (
        f"MSH|^~\\&|ERSCRIBE|{site}|||{at}||{kind}|{control_id(notice)}|{mode}|2.5.1||||||{charset}",
        f"OBR|1||{components(notice.id, 'ERSCRIBE')}|{what}|||{at}{'|' * 15}{at}|||F",
        f"OBX|1|CWE|{what}||{code}||||||F|||{at}",
        f"NTE|1|L|{escaped(notice.text.strip(), breaks=True)}",
    )
    return "".join(f"{segment}\r" for segment in segments)


def control_id(notice: KeywordNotice) -> str:
    """MSH-10: the same on every try, so that a receiver may know a message again."""
    return notice.id.replace("-", "")[:LONGEST_CONTROL_ID]


def _answer(frames: Frames, asked: str, peer: Peer) -> str:
    """MSA-1 of the answer to message `asked`. Raises NotDeliveredError, OSError or EOFError."""
    for frame in frames:
        try:
            answer = read(frame)
        except NoAnswerError as error:
            raise NotDeliveredError(f"{peer} answered something that is no HL7 answer") from error
        if answer is not None and answer.to == asked:
            return answer.code
    raise EOFError
