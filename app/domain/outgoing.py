"""A document on its way out: the message that waits, and how far it came."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from app.domain.documents import DocumentAct

Destination = Literal["fhir", "hl7", "folder"]
"""Where messages go: a FHIR server, an HL7 v2 receiver, a folder that an EMR looks into."""
SendState = Literal["queued", "sending", "committed", "acked", "rejected", "retry"]
"""queued: nobody tried yet. sending: a try is under way, or was when the program ended. committed:
the receiver has it and has not said that it filed it. acked: filed. rejected: refused, and
not tried again by itself. retry: tried in vain, and tried again later."""
SETTLED: Final[frozenset[SendState]] = frozenset({"acked", "rejected"})


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes frozen when a document was made, sent to one destination under one id for ever.

    id: at most 20 letters and digits, unique (HL7 v2.5.1 MSH-10 has no more). number: their order.
    lane: what is sent in order; one patient's messages share one. sha256: of payload.
    """

    id: str
    number: int
    destination: Destination
    form: str
    act: DocumentAct
    note_id: str
    version: int
    lane: str
    payload: bytes
    sha256: str
    queued_at: datetime
    queued_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try came to. code: what the receiver said (`AA`, `201`, `207`) or "" when it said
    nothing. sentence: for people; it holds nothing of the note and nothing that the receiver wrote
    freely. limited: only a few such tries are made, then it counts as rejected. wait_s: the receiver
    asked not to be tried again before so many seconds; 0 where it did not."""

    state: Literal["acked", "rejected", "retry"]
    code: str
    sentence: str
    limited: bool = False
    wait_s: float = 0.0


class Way(Protocol):
    """One way out. It keeps no queue and repeats nothing: that is the sender's."""

    def deliver(self, message: str, payload: bytes, committed: Callable[[str], None]) -> Outcome:
        """Try once, within a minute. message: its id. committed: told the code when the receiver
        says that it has the message, before it says what became of it.

        Never raises for what the other side does; doing it twice has the effect of once.
        """
        ...
