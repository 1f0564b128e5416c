"""The way back: every document comes back whole, and nothing else is taken for one."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.documents import ClinicalDocument, DocumentAct
from app.domain.errors import ExportError
from app.domain.transcript import Language
from app.export.fhir.canon import MOST_BYTES, parse, spell, to_bytes
from app.export.fhir.checking import check
from app.export.fhir.document import assembled, bundle
from app.export.fhir.reading import read
from app.export.fhir.sending import message
from tests.documents import ACTS, LANGUAGES, SITE, documents, example

NOTES = 200
WRITTEN = bundle(example("zh"), SITE)


@given(documents())
@settings(max_examples=NOTES, deadline=None, suppress_health_check=list(HealthCheck))
def test_round_trip_is_byte_identical(document: ClinicalDocument) -> None:
    made = to_bytes(assembled(document, SITE))
    again, site = read(made)  # which checks it too
    assert site == SITE
    assert to_bytes(assembled(again, site)) == made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ACTS)
def test_the_document_comes_back_as_it_was(language: Language, act: DocumentAct) -> None:
    document = example(language, act)
    again, _ = read(bundle(document, SITE))
    if act == "error":
        document = replace(document, sections=(), confirmed=())
    assert replace(again, confirmed=()) == replace(document, confirmed=())
    for before, after in zip(document.confirmed, again.confirmed, strict=True):
        assert (after.number, after.value, after.by, after.at) == (
            before.number,
            before.value,
            before.by,
            before.at,
        )
        assert (after.section, after.finding.concept) == (before.section, before.finding.concept)


def test_key_order_and_spaces_of_others_do_not_matter() -> None:
    plain = parse(WRITTEN)
    other = json.dumps(dict(reversed(plain.items())), default=str, indent=2)
    other = other.replace('"36.80"', "36.80")  # how json writes a Decimal by default=str
    assert read(other.encode()) == read(WRITTEN)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b'{"a":"\xff"}',
    "a list": b"[]",
    "a number": b"1",
    "an empty object": b"{}",
    "a lone surrogate": b'{"resourceType":"\\ud800"}',
    "a key twice": b'{"resourceType":"Bundle","resourceType":"Bundle"}',
    "not a number": b'{"resourceType":NaN}',
    "a huge exponent": b'{"resourceType":"Bundle","total":1e999999999}',
    "a huge integer": b'{"resourceType":"Bundle","total":' + b"9" * 5000 + b"}",
    "too deep": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"resourceType":' * 50_000 + b"1" + b"}" * 50_000,
    "another resource": b'{"resourceType":"Patient"}',
    "a type that is no text": b'{"resourceType":["Bundle"],"type":"document"}',
    "an entry that is none": b'{"resourceType":"Bundle","type":"document","entry":7}',
    "no entries": b'{"resourceType":"Bundle","type":"document","entry":[]}',
    "too long": b" " * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(ExportError) as refused:
        read(data)
    assert 20 < len(str(refused.value)) < 160


def test_a_transaction_is_no_document_to_read() -> None:
    with pytest.raises(ExportError, match="is no document"):
        read(message(example("en"), SITE))


def changed(change: Any) -> bytes:
    whole = parse(WRITTEN)
    change(whole)
    return to_bytes(whole)


def resource(whole: Any, kind: str) -> Any:
    found = (one["resource"] for one in whole["entry"])
    return next(one for one in found if one["resourceType"] == kind)


FOREIGN = {
    "another title": lambda one: resource(one, "Composition").update(title="Letter"),
    "an id of its own": lambda one: resource(one, "Patient").update(
        identifier=[{**resource(one, "Patient")["identifier"][0], "value": "M-8"}]
    ),
    "more of a patient": lambda one: resource(one, "Patient").update(active=True),
    "another version": lambda one: resource(one, "Composition")["extension"][0].update(
        valueString="02"
    ),
    "no template": lambda one: resource(one, "Composition")["meta"]["tag"].pop(1),
    "a hash that is none": lambda one: resource(one, "Provenance")["entity"][0]["what"][
        "identifier"
    ].update(value="ni:///sha-256;!"),
    "a parent without version": lambda one: resource(one, "Provenance")["entity"][1].update(
        role="revision"
    ),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_what_erscribe_does_not_write_it_does_not_read(change: Any) -> None:
    with pytest.raises(ExportError, match="what ERScribe does not write"):
        read(changed(change))


def test_a_parent_whose_version_is_none_is_not_read() -> None:
    whole = parse(bundle(example("zh", "amendment"), SITE))
    parent = resource(whole, "Provenance")["entity"][-1]["what"]["identifier"]
    assert parent["value"] == "N-1.1"
    parent["value"] = "N-1.0"
    with pytest.raises(ExportError, match="what ERScribe does not write"):
        read(to_bytes(whole))


@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_a_byte_that_was_changed_is_refused_or_read_as_it_stands(place: int, byte: int) -> None:
    data = WRITTEN[:place] + bytes([byte]) + WRITTEN[place + 1 :]
    try:
        document, site = read(data)
    except ExportError:
        return
    assert to_bytes(assembled(document, site)) == to_bytes(parse(data))


@pytest.mark.parametrize("value", [None, 1.5, {1: "a"}, object()])
def test_only_what_json_of_ours_has_is_spelled(value: Any) -> None:
    with pytest.raises(ValueError, match="no "):
        spell(value)


def test_a_check_says_what_is_wrong_and_never_a_value() -> None:
    wrong = changed(lambda one: resource(one, "Patient").update(gender="secret"))
    with pytest.raises(ExportError, match=r"^the FHIR document cannot leave: Patient\.gender"):
        check(wrong)
    with pytest.raises(ExportError) as refused:
        read(changed(lambda one: resource(one, "Patient").update(odd="秘密")))
    assert "秘密" not in str(refused.value)
