"""Medicines in no list: found by shape, and asked about."""

import pytest

from app.domain.findings import Finding
from app.domain.transcript import Language
from app.text.drug_shapes import UNLISTED
from app.text.findings import findings
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def unlisted(understander: Understander, line: str, language: Language = "en") -> list[Finding]:
    read = line_of(said(line, language), (), understander.warm(language))
    return [one for one in findings(read) if one.concept == UNLISTED]


@pytest.mark.parametrize(
    ("line", "language", "name"),
    [
        ("started on flurbizolol yesterday", "en", "flurbizolol"),
        ("she takes Xyvanta 20 mg daily", "en", "Xyvanta"),
        ("give 5 mg of xyvanta", "en", "xyvanta"),
        ("lisinopril, Xyvanta and aspirin", "en", "Xyvanta"),
        ("服用瑞替普利10毫克", "zh", "瑞替普利"),
    ],
)
def test_what_looks_like_a_medicine_is_asked_about(
    line: str, language: Language, name: str, understander: Understander
) -> None:
    (finding,) = unlisted(understander, line, language)
    meant = "uncertain" if language == "en" else "present"
    assert (finding.kind, finding.text, finding.assertion) == ("medication", name, meant)
    assert finding.query is not None
    assert name in finding.query


def test_a_negation_stays_one(understander: Understander) -> None:
    (finding,) = unlisted(understander, "she denies taking flurbizolol")
    assert finding.assertion == "negated"


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("seen in April with high cholesterol in the reservoir", "en"),
        ("he walked 20 miles a day", "en"),
        ("urine positive for opiates and benzodiazepines", "en"),
        ("aspirin and then he fell", "en"),
        ("患者今日上午就诊", "zh"),
    ],
)
def test_ordinary_words_are_no_medicines(
    line: str, language: Language, understander: Understander
) -> None:
    assert unlisted(understander, line, language) == []
