"""The Word document holds note, evidence and transcript."""

import io
from dataclasses import replace

from docx import Document

from app.export.word_document import section_title, to_docx
from tests.fakes import finished_job


def paragraphs(document: bytes) -> list[str]:
    return [item.text for item in Document(io.BytesIO(document)).paragraphs]


def test_sections_sentences_evidence_alerts_and_transcript_are_written() -> None:
    lines = paragraphs(to_docx(finished_job()))
    assert "Plan" in lines
    assert "Give hydroxyzine 25 mg. [00:00, u1]" in lines
    assert "Not placed in a section" in lines
    assert "Keyword heard: cardiac arrest, 00:02 (red, present)" in lines
    assert "[00:04] S2 (patient) [overlap]: 否认胸痛。" in lines


def test_empty_sections_have_no_heading() -> None:
    assert section_title("exam") not in paragraphs(to_docx(finished_job()))


def test_a_sandbox_result_says_so_and_a_clinical_one_does_not() -> None:
    job = finished_job()
    assert any(line.startswith("SANDBOX") for line in paragraphs(to_docx(job)))
    clinical = paragraphs(to_docx(replace(job, profile="clinical")))
    assert not any(line.startswith("SANDBOX") for line in clinical)


def test_an_unknown_section_key_becomes_a_readable_heading() -> None:
    assert section_title("social_work") == "Social work"
