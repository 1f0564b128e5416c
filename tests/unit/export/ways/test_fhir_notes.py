"""Real notes of every act on their way to a FHIR server, EN and ZH."""

import json

import pytest

from app.domain.documents import DocumentAct
from app.domain.transcript import Language
from app.export.fhir.sending import message
from tests.documents import ACTS, LANGUAGES, SITE, example
from tests.fake_fhir import FakeFhir, Says, refusing
from tests.fhir_delivery import delivered, first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ACTS)
def test_a_note_is_stored_whichever_way_the_server_takes_it(
    language: Language, act: DocumentAct
) -> None:
    payload = message(example(language, act), SITE)
    urls = {entry["request"]["url"] for entry in json.loads(payload)["entry"]}
    at_once, alone = FakeFhir(), FakeFhir(first(Says(405)))
    for fhir in (at_once, alone):
        assert delivered(fhir, payload).state == "acked"
        assert set(fhir.stored) == urls
    for url in urls:
        assert alone.stored[url] in payload  # the very bytes
        assert json.loads(at_once.stored[url]) == json.loads(alone.stored[url])

    alone.says = first(refusing(409, "conflict"))
    assert delivered(alone, payload).code == "409"  # it is there: acknowledged
    other = message(example("zh" if language == "en" else "en", act), SITE)
    assert delivered(alone, other).state == "rejected"
