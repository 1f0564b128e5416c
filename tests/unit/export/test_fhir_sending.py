"""What a FHIR server is sent: one transaction of PUTs, the same however often."""

import base64
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from app.domain.documents import ClinicalDocument, DocumentAct
from app.export.fhir.canon import parse, to_bytes
from app.export.fhir.document import bundle
from app.export.fhir.sending import message
from tests.documents import ACTS, SITE, example

Resource = dict[str, Any]
TRANSCRIPT = "Physician: 胸痛吗？\nPatient: yes. 𠮷😀"


def sent(document: ClinicalDocument) -> list[Resource]:
    return [one["resource"] for one in parse(message(document, SITE))["entry"]]


@pytest.mark.parametrize("act", ACTS)
def test_all_are_put_under_their_own_ids_and_a_resend_is_the_same(act: DocumentAct) -> None:
    document = replace(example("zh", act), transcript=TRANSCRIPT)
    made = message(document, SITE)
    assert made == message(document, SITE)
    whole = parse(made)
    assert (whole["resourceType"], whole["type"]) == ("Bundle", "transaction")
    for entry in whole["entry"]:
        one = entry["resource"]
        url = f"{one['resourceType']}/{one['id']}"
        assert entry["request"] == {"method": "PUT", "url": url}


def test_the_entry_of_a_document_leads_to_it_and_has_its_size_and_hash() -> None:
    whole, entry = sent(example("zh"))
    data = bundle(example("zh"), SITE)
    assert to_bytes(whole) == data
    attachment = entry["content"][0]["attachment"]
    assert attachment["url"] == f"Bundle/{whole['id']}"
    assert attachment["size"] == len(data)
    assert attachment["hash"] == base64.b64encode(hashlib.sha1(data).digest()).decode()  # noqa: S324
    assert entry["masterIdentifier"] == whole["identifier"]
    assert (entry["status"], entry["docStatus"]) == ("current", "final")
    assert entry["subject"]["identifier"]["value"] == "MRN-7"


def test_a_correction_supersedes_the_old_entry() -> None:
    _, old = sent(example("en"))
    _, new, superseded = sent(example("en", "amendment"))
    assert superseded["id"] == old["id"] != new["id"]
    assert (superseded["status"], new["status"]) == ("superseded", "current")
    assert new["docStatus"] == "amended"
    (relation,) = new["relatesTo"]
    assert relation["code"] == "replaces"
    assert relation["target"]["reference"] == f"DocumentReference/{old['id']}"
    assert relation["target"]["identifier"] == old["masterIdentifier"]


def test_an_addendum_leaves_the_first_document_alone() -> None:
    first = sent(example("en"))
    added = sent(example("en", "addendum"))
    assert {one["id"] for one in first}.isdisjoint(one["id"] for one in added)
    (relation,) = added[1]["relatesTo"]
    assert relation["code"] == "appends"
    assert relation["target"]["identifier"] == first[1]["masterIdentifier"]


def test_a_supervisors_signature_renews_the_same_entry() -> None:
    first, both = sent(example("en")), sent(example("en", "cosign"))
    assert [one["id"] for one in first] == [one["id"] for one in both]
    assert both[1]["authenticator"]["identifier"]["value"] == "D2"
    assert (both[1]["status"], both[1]["docStatus"]) == ("current", "final")


def test_an_error_takes_document_entry_and_transcript_back() -> None:
    first = sent(replace(example("en"), transcript=TRANSCRIPT))
    wrong = sent(replace(example("en", "error"), transcript=TRANSCRIPT))
    assert [one["id"] for one in first] == [one["id"] for one in wrong]
    assert [one.get("status") for one in wrong[1:]] == ["entered-in-error"] * 2
    assert "data" not in wrong[2]["content"][0]["attachment"]


def test_an_error_of_which_no_parent_is_told_retracts_itself() -> None:
    document = replace(example("en", "error"), parent=None)
    assert sent(document)[1]["id"] == sent(example("en"))[1]["id"]


def test_a_transcript_goes_as_a_document_of_its_own() -> None:
    document = replace(example("zh"), transcript=TRANSCRIPT)
    whole, _, spoken = sent(document)
    attachment = spoken["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]).decode() == TRANSCRIPT
    assert attachment["contentType"].startswith("text/plain")
    assert TRANSCRIPT.encode() not in to_bytes(whole)
    assert spoken["id"] == sent(replace(example("zh", "amendment"), transcript=TRANSCRIPT))[3]["id"]


def test_who_is_unknown_to_the_server_is_named_by_number_alone() -> None:
    for one in sent(example("en", "amendment"))[1:]:
        named = [one["subject"], one["custodian"], *one["context"]["encounter"]]
        assert all("reference" not in who and who["identifier"]["value"] for who in named)


def test_a_sandbox_document_is_a_test_in_all_its_parts() -> None:
    for one in sent(replace(example("en"), profile="sandbox")):
        assert [label["code"] for label in one["meta"]["security"]] == ["N", "HTEST"]
