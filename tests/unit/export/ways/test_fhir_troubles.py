"""FHIR servers that are busy, dead, slow or hostile: tried again, in time, and nothing repeated."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.ways.fhir_answers import REASONS
from app.export.ways.fhir_server import FhirServer
from tests import fake_peers
from tests.fake_fhir import FakeFhir, Says, refusing, server
from tests.fake_peers import peer
from tests.fhir_delivery import COUNT, PAYLOAD, PRIVATE, always, delivered, first, nothing, response
from tests.transactions import transaction


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 507, 599])
def test_a_busy_or_troubled_server_is_tried_again(status: int) -> None:
    outcome = delivered(FakeFhir(always(refusing(status, "throttled", text=PRIVATE))))
    assert (outcome.state, outcome.code, outcome.wait_s) == ("retry", str(status), 0.0)


def _soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)


@pytest.mark.parametrize(
    ("asked", "least_s", "most_s"),
    [
        ("120", 120, 120),
        ("0", 0, 0),
        ("999999999", 3600, 3600),
        ("99999999999999999999", 0, 0),
        ("-5", 0, 0),
        ("soon", 0, 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("Wed, 21 Oct 9999 07:28:00 GMT", 3600, 3600),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", 0, 0),
        ("in 90 s", 30, 90),
    ],
)
def test_a_server_that_asks_for_patience_gets_it(asked: str, least_s: int, most_s: int) -> None:
    told = _soon() if asked == "in 90 s" else asked
    outcome = delivered(FakeFhir(always(refusing(503, "throttled", Retry_After=told))))
    assert outcome.state == "retry"
    assert least_s <= outcome.wait_s <= most_s


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (fake_peers.says_nothing, "did not answer within"),
        (fake_peers.drips, "did not answer within"),
        (fake_peers.leaves_at_once, "closed the connection"),
        (fake_peers.leaves_after_hearing, "closed the connection"),
        (fake_peers.talks_nonsense, "not HTTP"),
        (fake_peers.floods, "not HTTP"),
    ],
)
def test_a_dead_or_hostile_server_costs_little_time(talk: fake_peers.Talk, words: str) -> None:
    begun = time.monotonic()
    with peer(talk) as line:
        way = FhirServer(server(line.connect, talk_s=0.8))
        outcome = way.deliver("M1", PAYLOAD, nothing)
    assert (outcome.state, outcome.code) == ("retry", "")
    assert words in outcome.sentence
    assert time.monotonic() - begun < 5.0


def test_half_an_answer_is_tried_again() -> None:
    whole = response(*["201 Created"] * COUNT)
    half = Says(200, whole.bytes[:-20], {"Content-Length": str(len(whole.bytes))})
    outcome = delivered(FakeFhir(first(half)))
    assert (outcome.state, outcome.sentence) == (
        "retry",
        "localhost:8080 closed the connection before it answered",
    )


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    endless = Says(200, b"x" * (9 * 1024 * 1024))
    outcome = delivered(FakeFhir(first(endless)))
    assert outcome.state == "retry"
    assert "far more" in outcome.sentence


def test_who_closes_early_with_a_reason_is_heard() -> None:
    def refuses_unread(line: Any) -> None:
        line.recv(1024)
        line.sendall(b"HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n")
        line.close()

    with peer(refuses_unread) as line:
        payload = transaction(complaint="长" * 2_000_000)
        outcome = FhirServer(server(line.connect)).deliver("M1", payload, nothing)
    assert (outcome.state, outcome.code) == ("rejected", "413")


@settings(max_examples=30)
@given(st.integers(100, 999), st.sampled_from([*REASONS, "x"]), st.text(), st.binary(max_size=50))
def test_no_answer_is_more_than_an_outcome(status: int, code: str, text: str, body: bytes) -> None:
    """Whatever a server says, nothing is raised, and nothing that it wrote is repeated."""
    for answer in (refusing(status, code, text=f"{PRIVATE}{text}"), Says(status, body)):
        fhir = FakeFhir(always(answer))
        if 100 <= status < 200:
            continue  # not final: what follows is
        assert delivered(fhir).state in {"acked", "retry", "rejected"}
