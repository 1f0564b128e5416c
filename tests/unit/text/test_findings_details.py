"""Complaints: onset, duration and severity, in both languages."""

import pytest

from app.domain.findings import Finding
from app.domain.transcript import Language
from app.text.correction import overlay
from app.text.findings import findings
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def complaints(understander: Understander, line: str, language: Language) -> list[Finding]:
    written, corrections = overlay(said(line, language), understander.resources.lexicon)
    read = line_of(written, corrections, understander.warm(language))
    return [one for one in findings(read) if one.kind == "symptom"]


def details(finding: Finding) -> dict[str, tuple[str, str]]:
    return {part.name: (part.number, part.unit) for part in finding.parts}


@pytest.mark.parametrize(
    ("line", "language", "wanted"),
    [
        (
            "severe chest pain for three days",
            "en",
            {"severity": ("severe", ""), "duration": ("3", "d")},
        ),
        ("chest pain that started 2 hours ago", "en", {"onset": ("that started 2 hours ago", "")}),
        ("two day history of cough", "en", {"duration": ("2", "d")}),
        ("headache since yesterday", "en", {"onset": ("since yesterday", "")}),
        ("the headache is mild", "en", {"severity": ("mild", "")}),
        ("cough", "en", {}),
        ("no chest pain for three days", "en", {}),
        ("胸痛3小时", "zh", {"duration": ("3", "h")}),
        ("3天前出现咳嗽", "zh", {"onset": ("3天前", "")}),
        ("剧烈头痛", "zh", {"severity": ("severe", "")}),
        ("昨晚开始腹痛", "zh", {"onset": ("昨晚", "")}),
    ],
)
def test_a_complaint_has_what_was_said_of_it(
    line: str, language: Language, wanted: dict[str, tuple[str, str]], understander: Understander
) -> None:
    (finding,) = complaints(understander, line, language)
    assert details(finding) == wanted


def test_each_complaint_keeps_its_own(understander: Understander) -> None:
    first, second = complaints(understander, "chest pain for 3 days and cough for 2 weeks", "en")
    assert details(first) == {"duration": ("3", "d")}
    assert details(second) == {"duration": ("2", "wk")}


def test_a_detail_cites_its_own_words(understander: Understander) -> None:
    (finding,) = complaints(understander, "severe chest pain for three days", "en")
    assert [(part.name, part.first, part.last) for part in finding.parts] == [
        ("duration", 4, 5),
        ("severity", 0, 0),
    ]
    assert (finding.first, finding.last) == (1, 2)


def test_the_next_sentence_is_not_searched(understander: Understander) -> None:
    (finding,) = complaints(understander, "Chest pain. Married for 20 years.", "en")
    assert details(finding) == {}
