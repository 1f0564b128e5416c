"""One delivery to a FHIR server that says what a test wants."""

import json
from collections.abc import Callable
from typing import Any

from app.domain.outgoing import Outcome
from app.export.ways.fhir_server import FhirServer
from tests.fake_fhir import Asked, FakeFhir, Says, server
from tests.fake_peers import peer
from tests.transactions import transaction

PAYLOAD = transaction()
COUNT = len(json.loads(PAYLOAD)["entry"])
PRIVATE = "张三 P1 chest pain"
"""What a server may write of the patient; none of it may come back."""


def delivered(fhir: FakeFhir, payload: bytes = PAYLOAD, **how: Any) -> Outcome:
    with peer(fhir.talk) as line:
        outcome = FhirServer(server(line.connect, **how)).deliver("M1", payload, nothing)
    for word in PRIVATE.split():
        assert word not in outcome.sentence
    return outcome


def nothing(code: str) -> None:
    raise AssertionError(code)


def always(answer: Says) -> Callable[[Asked], Says]:
    return lambda _: answer


def first(answer: Says) -> Callable[[Asked], Says | None]:
    """Only the transaction itself is answered so."""
    return lambda asked: answer if asked.method == "POST" else None


def response(*statuses: str, outcome: Any = None) -> Says:
    answer = {"outcome": outcome} if outcome else {}
    entries = [{"response": {"status": one, **answer}} for one in statuses]
    return Says(200, {"resourceType": "Bundle", "type": "transaction-response", "entry": entries})
