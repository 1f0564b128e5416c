"""Signed notes to a FHIR R4 server: SAFETY 1.7's table of HTTP answers.

A message is a transaction of PUTs under ids that never change, so doing it twice has the effect of
once. A server that takes no transactions (405 or 501, or issue code `not-supported` with a 4xx) is
sent the same entries one by one, in their order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from app.domain.outgoing import Outcome
from app.export.peers import NotDeliveredError
from app.export.ways.fhir_answers import REASONS, Entry, answered, entries, issue_codes, same
from app.export.ways.http import FHIR_JSON, Answer, Server, Talk, is_done

_BUSY: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
_THERE: Final = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NO_TRANSACTIONS: Final = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
_SENT: Final = {"Content-Type": FHIR_JSON, "Prefer": "return=minimal"}


@dataclass(frozen=True, slots=True)
class FhirServer:
    """The way to one FHIR server."""

    server: Server

    def deliver(
        self,
        message: str,  # noqa: ARG002 - the payload's ids make it one message
        payload: bytes,
        committed: Callable[[str], None],  # noqa: ARG002 - HTTP has one answer
    ) -> Outcome:
        """See `Way`. payload: a transaction Bundle of PUTs as JSON."""
        try:
            sent = entries(payload)
        except ValueError:
            return Outcome(
                "rejected", "", "this message is no FHIR transaction; export the note again"
            )
        try:
            return _Delivery(self.server, self.server.talk(), sent).outcome(payload)
        except NotDeliveredError as error:
            return Outcome("retry", "", str(error))


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One try. Raises NotDeliveredError for trouble on the way."""

    server: Server
    talk: Talk
    sent: list[Entry]

    def outcome(self, payload: bytes) -> Outcome:
        answer = self.talk.ask("POST", self.server.base or "/", payload, _SENT)
        if _takes_no_transactions(answer):
            return self._one_by_one()
        if not answer.ok:
            return self._judged(answer.status, issue_codes(answer.body), answer.wait_s, self.sent)
        try:
            parts = answered(answer.body, len(self.sent))
        except ValueError:
            return self._looked_up(answer)
        failed = [part for part in parts if not is_done(part[0])]
        if not failed:
            return self._stored(answer.status)
        # what is tried again counts before what is refused: another try may mend both
        status, codes = max(failed, key=lambda part: (_is_passing(part[0]), part[0] not in _THERE))
        return self._judged(status, codes, answer.wait_s, self.sent)

    def _one_by_one(self) -> Outcome:
        status = 0
        for entry in self.sent:
            answer = self.talk.ask("PUT", self._path(entry), bytes(entry.resource), _SENT)
            status = answer.status
            if answer.ok:
                continue
            codes = issue_codes(answer.body)
            outcome = self._judged(status, codes, answer.wait_s, [entry])
            if outcome.state != "acked":
                return outcome
        return self._stored(status)

    def _looked_up(self, answer: Answer) -> Outcome:
        """After a "done" that names no entries: what counts is whether they are there."""
        if self._there(self.sent) == "same":
            return self._stored(answer.status)
        return Outcome(
            "retry",
            str(answer.status),
            f"{self.server.peer} answered something that is no answer to a FHIR transaction; "
            "check emr_fhir",
            wait_s=answer.wait_s,
        )

    def _judged(
        self, status: int, codes: list[str], wait_s: float, concerned: list[Entry]
    ) -> Outcome:
        """What a status that is not "done" comes to."""
        if _is_passing(status):
            return Outcome(
                "retry",
                str(status),
                f"{self.server.peer} is busy or in trouble (HTTP {status})",
                wait_s=wait_s,
            )
        if status in _THERE:
            return self._compared(status, concerned)
        return Outcome("rejected", str(status), self._refusal(status, codes))

    def _compared(self, status: int, concerned: list[Entry]) -> Outcome:
        """409 and 412 may mean that an earlier try was stored after all."""
        peer = self.server.peer
        there = self._there(concerned)
        if there == "same":
            return Outcome("acked", str(status), f"{peer} has the document already")
        if there == "missing":  # two at once were in each other's way, and neither was stored
            return Outcome(
                "retry",
                str(status),
                f"{peer} reports a conflict (HTTP {status}), and has not stored the document",
                limited=True,
            )
        return Outcome(
            "rejected",
            str(status),
            f"{peer} has something else under the document's number (HTTP {status}); ask who runs "
            "it to compare the two",
        )

    def _there(self, concerned: list[Entry]) -> str:
        """`same`, `missing` or `different`: what the server has under the entries' addresses."""
        found = "same"
        for entry in concerned:
            answer = self.talk.ask("GET", self._path(entry))
            if answer.status in _GONE:
                return "missing"
            if _is_passing(answer.status):
                raise NotDeliveredError(
                    f"{self.server.peer} is busy or in trouble (HTTP {answer.status})"
                )
            if answer.status != HTTPStatus.OK or not same(bytes(entry.resource), answer.body):
                found = "different"
        return found

    def _refusal(self, status: int, codes: list[str]) -> str:
        peer = self.server.peer
        known = _REFUSALS.get(status)
        if known is not None and "not-supported" not in codes:
            return known.format(peer=peer, status=status)
        if status < HTTPStatus.BAD_REQUEST:
            return (
                f"{peer} points elsewhere (HTTP {status}), which is not followed; put the final "
                "address into emr_fhir"
            )
        if not codes:
            return f"{peer} refused the document and did not say why (HTTP {status})"
        named = ", ".join((str(status), *codes))
        reason = REASONS[codes[0]]
        return f"{peer} refused the document: {reason} (HTTP {named})"

    def _stored(self, status: int) -> Outcome:
        return Outcome("acked", str(status), f"{self.server.peer} stored the document")

    def _path(self, entry: Entry) -> str:
        return f"{self.server.base}/{entry.request.url}"


_REFUSALS: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "{peer} does not accept our token (HTTP {status}); renew what "
    "emr_fhir_token names",
    HTTPStatus.FORBIDDEN: "{peer} does not let this token store documents (HTTP {status}); ask who "
    "runs it for the right, or change emr_fhir_token",
    HTTPStatus.NOT_FOUND: "{peer} has no FHIR server at this address (HTTP {status}); check "
    "emr_fhir",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the document is too large for {peer} (HTTP {status}); "
    "ask who runs it to take larger ones",
}


def _takes_no_transactions(answer: Answer) -> bool:
    if answer.status in _NO_TRANSACTIONS:
        return True
    refused = HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and "not-supported" in issue_codes(answer.body)


def _is_passing(status: int) -> bool:
    """Whether another try may go better."""
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY
