"""A signed note to a FHIR server: every row of SAFETY 1.7's table of answers."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from app.domain.outgoing import Outcome
from app.export.ways.fhir_server import FhirServer
from tests.fake_fhir import Asked, FakeFhir, Says, refusing, server
from tests.fake_peers import peer
from tests.fhir_delivery import COUNT, PAYLOAD, PRIVATE, always, delivered, first, nothing, response
from tests.transactions import transaction

# --- it is taken


@pytest.mark.parametrize("status", [200, 201])
def test_what_is_stored_is_acknowledged(status: int) -> None:
    fhir = FakeFhir(first(Says(status, response(*["201 Created"] * COUNT).body)))
    assert delivered(fhir) == Outcome("acked", str(status), "localhost:8080 stored the document")
    assert [one.path for one in fhir.asked] == ["/fhir"]


def test_the_very_bytes_travel_as_fhir_json() -> None:
    fhir = FakeFhir()
    assert delivered(fhir).state == "acked"
    asked = fhir.asked[0]
    assert asked.body == PAYLOAD
    assert asked.headers["Content-Type"] == "application/fhir+json"
    assert asked.headers["Prefer"] == "return=minimal"
    assert asked.headers["Accept-Encoding"] == "identity"
    assert "Authorization" not in asked.headers


def test_the_token_travels_in_a_header(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n", "ascii")
    fhir = FakeFhir()
    assert delivered(fhir, token=f"file:{tmp_path / 'token'}").state == "acked"
    assert fhir.asked[0].headers["Authorization"] == "Bearer s3cret"


def test_a_token_that_cannot_be_read_sendsnothing(tmp_path: Path) -> None:
    fhir = FakeFhir()
    outcome = delivered(fhir, token=f"file:{tmp_path / 'none'}")
    assert outcome.state == "retry"
    assert "emr_fhir_token" in outcome.sentence
    assert fhir.asked == []


def test_sent_again_it_is_stored_once() -> None:
    fhir = FakeFhir()
    for _ in range(3):
        assert delivered(fhir).state == "acked"
    assert len(fhir.stored) == COUNT
    assert len(fhir.writes) == 3 * COUNT


# --- 200, but


def test_an_entry_that_failed_is_a_failure() -> None:
    statuses = ["201 Created"] * (COUNT - 1)
    problem = refusing(422, "code-invalid", text=PRIVATE).body
    answer = response(*statuses, "422 Unprocessable", outcome=problem)
    outcome = delivered(FakeFhir(first(answer)))
    assert (outcome.state, outcome.code) == ("rejected", "422")
    assert "a code in it is not known there" in outcome.sentence


def test_an_entry_that_may_go_better_is_tried_again() -> None:
    answer = response(*["400 Bad"] * (COUNT - 1), "503 Later")
    outcome = delivered(FakeFhir(first(answer)))
    assert (outcome.state, outcome.code) == ("retry", "503")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "garbage",
        "[]",
        "null",
        b"\xff\xfe",
        "[" * 100_000,
        {"resourceType": "Patient"},
        {"resourceType": "Bundle", "type": "searchset", "entry": []},
        response("201 Created").body,
        response(*["201 Created"] * (COUNT + 1)).body,
        response(*["fine"] * COUNT).body,
        {"resourceType": "Bundle", "type": "transaction-response", "entry": [{}] * COUNT},
    ],
)
def test_a_yes_that_names_no_entries_is_believed_when_they_are_there(body: Any) -> None:
    without = delivered(FakeFhir(first(Says(200, body))))
    assert without.state == "retry"
    assert "no answer to a FHIR transaction" in without.sentence

    fhir = FakeFhir()
    delivered(fhir)
    fhir.says = first(Says(200, body))
    assert delivered(fhir).state == "acked"


# --- it may be there already


@pytest.mark.parametrize("status", [409, 412])
def test_what_is_there_with_the_same_content_is_acknowledged(status: int) -> None:
    fhir = FakeFhir()
    delivered(fhir)
    for path, kept in fhir.stored.items():
        found = json.loads(kept)
        found["meta"] = {"versionId": "7", "lastUpdated": "2026-11-22T06:03:22Z"}
        if found["resourceType"] != "Patient":
            found["subject"]["reference"] = f"https://emr/fhir/{found['subject']['reference']}"
        fhir.stored[path] = json.dumps(found).encode()  # and 36.80 has become 36.8
    fhir.says = first(refusing(status, "duplicate"))
    outcome = delivered(fhir)
    assert (outcome.state, outcome.code) == ("acked", str(status))


@pytest.mark.parametrize("status", [409, 412])
def test_what_is_there_with_another_content_is_rejected(status: int) -> None:
    fhir = FakeFhir()
    delivered(fhir, transaction(complaint="another"))
    fhir.says = first(refusing(status, "conflict", text=PRIVATE))
    outcome = delivered(fhir)
    assert (outcome.state, outcome.code) == ("rejected", str(status))
    assert "something else under the document's number" in outcome.sentence


def test_a_conflict_of_whichnothing_was_stored_is_tried_a_few_times() -> None:
    outcome = delivered(FakeFhir(first(refusing(409, "conflict"))))
    assert (outcome.state, outcome.limited) == ("retry", True)


def test_a_server_that_cannot_be_looked_into_now_is_asked_later() -> None:
    def says(asked: Asked) -> Says:
        return refusing(409, "conflict") if asked.method == "POST" else Says(503)

    outcome = delivered(FakeFhir(says))
    assert (outcome.state, outcome.limited) == ("retry", False)


# --- it is refused


@pytest.mark.parametrize("status", [400, 402, 404, 406, 410, 413, 415, 422, 451])
def test_other_4xx_are_rejected_in_our_own_words(status: int) -> None:
    outcome = delivered(FakeFhir(always(refusing(status, "required", "value", text=PRIVATE))))
    assert (outcome.state, outcome.code) == ("rejected", str(status))
    assert str(status) in outcome.sentence


def test_the_issue_codes_are_said_and_in_plain_words() -> None:
    outcome = delivered(FakeFhir(always(refusing(422, "required", "value", text=PRIVATE))))
    assert outcome.sentence == (
        "localhost:8080 refused the document: something that is required there is missing "
        "(HTTP 422, required, value)"
    )


def test_a_code_that_nobody_defined_is_not_repeated() -> None:
    outcome = delivered(FakeFhir(always(refusing(422, PRIVATE, "张三"))))
    assert outcome.sentence == (
        "localhost:8080 refused the document and did not say why (HTTP 422)"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "does not accept our token"),
        (403, "does not let this token store documents"),
        (404, "no FHIR server at this address (HTTP 404); check emr_fhir"),
        (413, "too large"),
    ],
)
def test_refusals_that_a_person_can_mend_say_how(status: int, words: str) -> None:
    outcome = delivered(FakeFhir(always(Says(status, f"<html>{PRIVATE}</html>"))))
    assert (outcome.state, outcome.code) == ("rejected", str(status))
    assert words in outcome.sentence


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    fhir = FakeFhir(always(Says(status, "", {"Location": "https://elsewhere.test/fhir"})))
    with peer(fhir.talk) as line:
        outcome = FhirServer(server(line.connect)).deliver("M1", PAYLOAD, nothing)
        assert line.asked == [("localhost", 8080)]
    assert outcome.state == "rejected"
    assert "points elsewhere" in outcome.sentence


# --- servers without transactions


@pytest.mark.parametrize(
    "answer",
    [
        Says(405),
        Says(501, "not here"),
        refusing(400, "not-supported"),
        refusing(404, "not-supported"),
        refusing(422, "processing", "not-supported"),
    ],
)
def test_a_server_without_transactions_gets_each_entry_alone(answer: Says) -> None:
    fhir = FakeFhir(first(answer))
    assert delivered(fhir).state == "acked"
    urls = [one["request"]["url"] for one in json.loads(PAYLOAD)["entry"]]
    assert [one.path for one in fhir.asked[1:]] == [f"/fhir/{one}" for one in urls]
    assert [one.method for one in fhir.asked[1:]] == ["PUT"] * COUNT
    assert b"36.80" in fhir.stored[urls[2]]  # to the digit
    assert delivered(fhir).state == "acked"
    assert len(fhir.stored) == COUNT


def test_an_entry_alone_that_fails_ends_the_try_there() -> None:
    def says(asked: Asked) -> Says | None:
        if asked.method == "POST":
            return Says(405)
        return Says(503) if "Observation" in asked.path else None

    fhir = FakeFhir(says)
    assert delivered(fhir).state == "retry"
    assert [path.partition("/")[0] for path in fhir.stored] == ["Patient", "Encounter"]
    fhir.says = first(Says(405))
    assert delivered(fhir).state == "acked"
    assert len(fhir.stored) == COUNT


def test_an_entry_alone_that_is_there_already_does_not_stop_the_others() -> None:
    fhir = FakeFhir(first(Says(405)))
    delivered(fhir)

    def says(asked: Asked) -> Says | None:
        if asked.method == "POST":
            return Says(405)
        return refusing(412, "conflict") if asked.method == "PUT" else None

    fhir.says = says
    assert delivered(fhir).state == "acked"


def test_a_server_that_stores_no_such_thing_says_so() -> None:
    outcome = delivered(FakeFhir(always(refusing(404, "not-supported"))))
    assert outcome.state == "rejected"
    assert "does not take this kind of document" in outcome.sentence


def test_all_entries_together_end_in_time() -> None:
    def says(asked: Asked) -> Says | None:
        if asked.method == "POST":
            return Says(405)
        time.sleep(0.4)
        return None

    begun = time.monotonic()
    outcome = delivered(FakeFhir(says), talk_s=1.0)
    assert outcome.state == "retry"
    assert time.monotonic() - begun < 3.0


# --- what is ours


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"{}",
        b"MSH|^~\\&|",
        b'{"resourceType": "Bundle", "type": "document", "entry": []}',
        b'{"resourceType": "Bundle", "type": "transaction", "entry": []}',
        PAYLOAD.replace(b'"PUT"', b'"DELETE"', 1),
    ],
)
def test_a_message_that_is_no_transaction_is_never_sent(payload: bytes) -> None:
    fhir = FakeFhir()
    outcome = delivered(fhir, payload)
    assert outcome.state == "rejected"
    assert fhir.asked == []


@pytest.mark.parametrize(
    ("address", "path"),
    [("http://localhost:8080", "/"), ("http://localhost:8080/a/b/", "/a/b")],
)
def test_the_base_may_stand_anywhere(address: str, path: str) -> None:
    fhir = FakeFhir(always(response(*["201 Created"] * COUNT)))
    assert delivered(fhir, address=address).state == "acked"
    assert fhir.asked[0].path == path
