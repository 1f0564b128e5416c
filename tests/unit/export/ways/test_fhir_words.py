"""What a FHIR server's issue codes are called, in both languages."""

import tomllib

from app.export.ways.fhir_answers import REASONS
from app.services.wording import Wording, read_wording
from tests.error_sentences import ROOT

CATALOGUE = ROOT / "resources" / "translations" / "sentences_zh.toml"


def test_each_reason_is_said_in_chinese_too() -> None:
    parts = tomllib.loads(CATALOGUE.read_text("utf-8"))["parts"]
    assert sorted(set(REASONS.values()) - set(parts)) == []


def test_a_refusal_is_said_in_chinese_with_its_reason() -> None:
    wording: Wording = read_wording(CATALOGUE)
    said = wording.say(
        "emr.test:443 refused the document: something that is required there is missing "
        "(HTTP 422, required)"
    )
    assert said == "emr.test:443 拒收文书：缺少对方要求的内容（HTTP 422, required）"
