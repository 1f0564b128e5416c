"""The release gate of FHIR (SAFETY 1.1): four checks, single faults, and random documents."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.documents import ClinicalDocument, DocumentAct
from app.domain.transcript import Language
from app.export.fhir.document import bundle
from app.export.fhir.sending import message
from tests.documents import ACTS, LANGUAGES, SITE, documents, example
from tests.fhir_faults import FAULTS, SENDING_FAULTS, Fault, broken
from tests.fhir_gate import TOOLS, caught_by

NOTES = 200
CAUGHT: Mapping[str, int] = {"model": 35, "schema": 31, "invariants": 18, "ours": 102}
"""How many of the single faults in a document each check sees by itself."""


@cache
def written(language: Language, act: DocumentAct = "sign") -> bytes:
    return bundle(example(language, act), SITE)


@cache
def sent(language: Language) -> bytes:
    return message(example(language, "amendment"), SITE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_passes_all_four(language: Language, act: DocumentAct) -> None:
    assert caught_by(written(language, act)) == frozenset()
    assert caught_by(message(example(language, act), SITE)) == frozenset()


@cache
def catchers() -> tuple[frozenset[str], ...]:
    """By fault, who catches it in the English note."""
    return tuple(caught_by(broken(written("en"), fault)) for fault in FAULTS)


def test_every_single_fault_is_caught() -> None:
    assert len(FAULTS) >= 30
    assert [fault for fault, found in zip(FAULTS, catchers(), strict=True) if not found] == []


def test_every_single_fault_of_a_chinese_note_is_caught_too() -> None:
    tools = list(TOOLS.values())[::-1]
    notes = [(fault, broken(written("zh"), fault)) for fault in FAULTS]
    missed = [fault for fault, note in notes if all(accepts(note) for accepts in tools)]
    assert missed == []


def test_no_check_alone_is_enough() -> None:
    found = Counter(name for names in catchers() for name in names)
    assert found == CAUGHT
    assert max(found.values()) < len(FAULTS)


@pytest.mark.parametrize("fault", SENDING_FAULTS, ids=lambda one: f"{one.kind} {one.place}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_single_fault_of_what_is_sent_is_caught(language: Language, fault: Fault) -> None:
    assert caught_by(broken(sent(language), fault)) != frozenset()


@given(documents())
@settings(max_examples=NOTES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_random_note_is_refused(document: ClinicalDocument) -> None:
    made = bundle(document, SITE)
    assert [name for name, accepts in TOOLS.items() if not accepts(made)] == []
