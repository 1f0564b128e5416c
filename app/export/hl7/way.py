"""Signed notes to an HL7 v2 receiver over MLLP, one try at a time (v2.5.1, 2.9; SAFETY 1.8).

Proof of delivery is that the receiving application has filed the note. That the message arrived
(CA) is told at once and is not enough. Whatever is unclear ends the connection, and the next try
sends the same bytes under the same MSH-10 over a new one.
"""

import logging
import secrets
import socket
import ssl
import time as clock
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final

from app.domain.addresses import Peer, peer
from app.domain.outgoing import Outcome
from app.export.hl7.answers import Answer, NoAnswerError, read
from app.export.hl7.frames import Frames, send
from app.export.hl7.text import escaped, time
from app.export.peers import Connect, NotDeliveredError, Trust, connect, system_trust, trouble
from app.export.trust import context
from app.settings import Settings

ANSWER_S: Final = 30.0
"""Longest wait for an answer (SAFETY 1.8): for the first one, and for the application's."""
WHOLE_S: Final = 55.0
"""Longest time one try may take; Way.deliver has a minute."""
KEPT_S: Final = 60.0
"""A connection that was quiet for longer is not used again: a firewall may have dropped it."""

_CONNECT_S: Final = 10.0
_AGAIN: Final = frozenset({"206", "207", ""})
"""Conditions of table 0357 that another try may settle: locked, broken inside, or none named."""
_THERE: Final = "205"
_WHY: Final = {
    "": "it does not say why",
    "0": "it does not say why",
    "100": "it takes segments in another order",
    "101": "it asks for a field that is empty",
    "102": "it expects another type of data in a field",
    "103": "it does not know a code that is used",
    "200": "it does not take this kind of message; see emr_hl7_form",
    "201": "it does not take this event; see emr_hl7_form",
    "202": "it does not take messages of this mode, production or test",
    "203": "it does not take HL7 version 2.5.1",
    "204": "it does not know the patient, the visit or the earlier document",
    "205": "it has one of this number already",
    "206": "the record is locked there",
    "207": "it had trouble of its own",
}
"""By code of table 0357."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Hl7Way:
    """One receiver. enhanced: it commits first and files later; else it answers once.

    The connection is kept between messages, until a receiver shows that it cannot cope with that:
    some take what they have heard before for new, and answer it again. Times are seconds.
    """

    receiver: Peer
    enhanced: bool = True
    open_line: Connect = connect
    trust: Trust = system_trust
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S
    _line: "_Line | None" = field(default=None, init=False)
    _each_anew: bool = field(default=False, init=False)

    def deliver(self, message: str, payload: bytes, committed: Callable[[str], None]) -> Outcome:
        """Try once; see app.domain.outgoing.Way. message: MSH-10 of the payload."""
        until = clock.monotonic() + self.whole_s
        kept = self._kept()
        try:
            return self._try(message, payload, committed, until)
        except _LostError as lost:
            if not (kept and lost.closed):
                return lost.outcome
        try:
            return self._try(message, payload, committed, until)  # it had gone while nobody spoke
        except _LostError as lost:
            return lost.outcome

    def close(self) -> None:
        """Hang up; the next message opens a connection of its own."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.way.close()

    def _kept(self) -> bool:
        """Whether the connection of the last message can be used; else there is none any more."""
        if self._line is not None and not self._line.is_quiet():
            self.close()
        return self._line is not None

    def _try(
        self, message: str, payload: bytes, committed: Callable[[str], None], until: float
    ) -> Outcome:
        """Raises _LostError when the connection came to nothing."""
        done = False
        received: list[str] = []

        def tell(code: str) -> None:
            if not received:
                received.append(code)
                committed(code)

        try:
            self._line = self._line or self._opened(until)
            outcome = self._exchange(self._line, message, payload, tell, until)
            done = not self._each_anew
        except (NotDeliveredError, NoAnswerError, OSError, EOFError) as error:
            raise self._lost(error, received) from error
        else:
            return outcome
        finally:
            if not done:
                self.close()

    def _lost(self, error: Exception, received: list[str]) -> "_LostError":
        if received:
            return _LostError(
                Outcome(
                    "retry",
                    received[0],
                    f"{self.receiver} received the note but has not said that it filed it",
                )
            )
        if isinstance(error, NoAnswerError):
            return _LostError(
                Outcome("retry", "", f"{self.receiver} answered something that is no HL7 answer")
            )
        if not isinstance(error, NotDeliveredError):
            told = trouble(error, self.receiver, self.answer_s)
            closed = isinstance(error, ConnectionError | EOFError | ssl.SSLEOFError)
            return _LostError(Outcome("retry", "", str(told)), closed=closed)
        return _LostError(Outcome("retry", "", str(error)))

    def _opened(self, until: float) -> "_Line":
        """Raises NotDeliveredError."""
        left_s = max(0.1, min(_CONNECT_S, until - clock.monotonic()))
        trust = self.trust() if self.receiver.tls else None  # before anybody is called
        try:
            raw = self.open_line(self.receiver.host, self.receiver.port, left_s)
            try:
                raw.settimeout(left_s)
                way = raw
                if trust is not None:
                    way = trust.wrap_socket(raw, server_hostname=self.receiver.host)
                return _Line(way, Frames(way))
            except BaseException:
                raw.close()
                raise
        except (OSError, ValueError) as error:  # ValueError: a host that cannot be one
            raise trouble(error, self.receiver, round(left_s, 1)) from error

    def _exchange(
        self,
        line: "_Line",
        message: str,
        payload: bytes,
        committed: Callable[[str], None],
        until: float,
    ) -> Outcome:
        """Send, and read until it is clear what became of it. Raises what sockets raise."""
        used = line.begin()
        wait_until = min(until, clock.monotonic() + self.answer_s)
        try:
            send(line.way, payload, wait_until)
        except (ConnectionError, ssl.SSLEOFError):
            line.hear_why()
            raise
        answer = line.answer(message, wait_until)
        while self.enhanced and answer.code == "CA":
            committed("CA")
            wait_until = min(until, clock.monotonic() + self.answer_s)
            answer = line.answer(message, wait_until)
        line.acknowledge(answer, wait_until)
        self._each_anew = self._each_anew or (used and line.strays > 0)
        return self._outcome(answer)

    def _outcome(self, answer: Answer) -> Outcome:
        """SAFETY 1.8, the table of acknowledgements."""
        kind = answer.code[1]
        if kind == "A":
            return Outcome("acked", answer.code, self._filed(answer.code))
        hard = next((one for one in answer.conditions if one not in {*_AGAIN, _THERE, "0"}), "")
        condition = hard or next(iter(answer.conditions), "")
        code = condition or answer.code
        if kind == "R" or hard:
            return Outcome(
                "rejected",
                code,
                f"{self.receiver} refused the note ({code}): {_WHY[condition]}; "
                "ask who runs it, then send it again",
            )
        if _THERE in answer.conditions:
            return Outcome("acked", _THERE, f"{self.receiver} has the note already ({_THERE})")
        return Outcome(
            "retry",
            code,
            f"{self.receiver} could not file the note ({code}): {_WHY[condition]}",
            limited=True,
        )

    def _filed(self, code: str) -> str:
        """Where a note went unencrypted, that stays on record with it (SAFETY 1.7)."""
        if self.receiver.tls or self.receiver.is_loopback:
            return f"{self.receiver} filed the note ({code})"
        return f"{self.receiver} filed the note ({code}); it went there without encryption"


def hl7_way(settings: Settings) -> Hl7Way:
    """The way that the settings open: emr_hl7 and what belongs to it."""
    trust = partial(
        context,
        settings.emr_ca_file,
        settings.emr_certificate,
        settings.emr_certificate_key,
        settings.emr_key_passphrase,
    )
    return Hl7Way(peer(settings.emr_hl7), settings.emr_hl7_acks == "enhanced", trust=trust)


class _LostError(Exception):
    """The connection came to nothing. closed: the other side ended it."""

    def __init__(self, outcome: Outcome, *, closed: bool = False) -> None:
        super().__init__(outcome.sentence)
        self.outcome, self.closed = outcome, closed


@dataclass(slots=True)
class _Line:
    """An open connection. quiet_since: of time.monotonic(). strays: what came beside the answer."""

    way: socket.socket
    frames: Frames
    quiet_since: float = field(default_factory=clock.monotonic)
    used: bool = False
    strays: int = 0

    def is_quiet(self) -> bool:
        """Whether it is open and nobody said anything since the last answer."""
        if clock.monotonic() - self.quiet_since > KEPT_S:
            return False
        try:
            self.way.settimeout(0.0)
            self.way.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def begin(self) -> bool:
        """Forget what came after the last answer. Gives whether there was a message before."""
        used, self.used = self.used, True
        self.frames, self.strays = Frames(self.way), 0
        return used

    def answer(self, message: str, until: float) -> Answer:
        """The next answer to a message. Raises NoAnswerError, EOFError, OSError."""
        while (frame := self.frames.read(until)) is not None:
            answer = read(frame)
            if answer is not None and answer.to == message:
                self.quiet_since = clock.monotonic()
                return answer
            self.strays += 1
            _log.info("what was no answer to HL7 message %s was passed over", message)
        raise EOFError

    def acknowledge(self, answer: Answer, until: float) -> None:
        """Tell the application that its answer came, where it asks for that (2.9.3)."""
        if answer.code[0] != "A" or answer.wants not in {"AL", "SU"} or not answer.id:
            return
        header = f"MSH|^~\\&|ERSCRIBE||||{time(datetime.now(UTC))}||ACK|{secrets.token_hex(10)}"
        told = f"{header}|P|2.5.1||||||UNICODE UTF-8\rMSA|CA|{escaped(answer.id)}\r"
        with suppress(OSError):  # what became of the note is known already
            send(self.way, told.encode(), until)

    def hear_why(self) -> None:
        """After a failed send: a TLS alert that says why. Raises ssl.SSLError with it."""
        with suppress(TimeoutError, ConnectionError):
            self.way.settimeout(1.0)
            self.way.recv(1)
