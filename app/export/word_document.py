"""The note and its transcript as a Word document."""

import io
from typing import TYPE_CHECKING

from app.domain.note import NoteSentence
from app.domain.result import JobResult
from app.export.transcripts import clock, speaker_label

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject

SECTION_TITLES = {
    "chief_complaint": "Chief complaint",
    "hpi": "History of present illness",
    "ros": "Review of systems",
    "pmh": "Past medical history",
    "meds": "Medications",
    "allergies": "Allergies",
    "social": "Social history",
    "family": "Family history",
    "vitals": "Vital signs",
    "exam": "Physical examination",
    "results": "Results",
    "procedures": "Procedures",
    "assessment": "Assessment",
    "plan": "Plan",
    "ed_course": "ED course",
    "prehospital": "Pre-hospital care",
    "primary_survey": "Primary survey",
    "risk_factors": "History and risk factors",
    "ecg": "ECG",
    "immunizations": "Immunizations",
    "observation_course": "Course of observation",
    "condition": "Condition and its changes",
    "measures": "Resuscitation measures",
    "outcome": "Outcome",
    "communication": "Told to the family, and consent",
    "participants": "Who took part",
    "disposition": "Disposition",
}


def section_title(key: str) -> str:
    """A section's English heading; unknown keys read as they are, without underscores."""
    return SECTION_TITLES.get(key, key.replace("_", " ").capitalize())


def to_docx(result: JobResult) -> bytes:
    """A .docx: note by section with times, alerts, then the speaker-tagged transcript."""
    from docx import Document  # noqa: PLC0415 - 8 MiB with lxml, and few notes leave like this

    document = Document()
    status = result.understanding.note.status
    said = "draft, unsigned" if status == "draft" else status
    document.add_heading(f"Emergency department note ({said})", level=1)
    if result.profile == "sandbox":
        document.add_paragraph("SANDBOX: demonstration profile, not a patient record.")
    _note(document, result)
    _alerts(document, result)
    document.add_heading("Transcript", level=2)
    for item in result.understanding.transcript.utterances:
        line = document.add_paragraph()
        line.add_run(f"[{clock(item.start_s)}] {speaker_label(item)}: ").bold = True
        line.add_run(item.text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _note(document: "DocumentObject", result: JobResult) -> None:
    for section in result.understanding.note.sections:
        if section.sentences:
            document.add_heading(section_title(section.key), level=2)
            for sentence in section.sentences:
                _sentence(document, sentence)
    if result.understanding.note.unplaced:
        document.add_heading("Not placed in a section", level=2)
        for sentence in result.understanding.note.unplaced:
            _sentence(document, sentence)


def _sentence(document: "DocumentObject", sentence: NoteSentence) -> None:
    line = document.add_paragraph(sentence.text + " ")
    evidence = f"[{clock(sentence.start_s)}, {' '.join(sentence.utterances)}]"
    line.add_run(evidence).italic = True


def _alerts(document: "DocumentObject", result: JobResult) -> None:
    alerts = result.understanding.alerts
    if alerts:
        document.add_heading("Keyword alerts", level=2)
    for alert in alerts:
        text = f"Keyword heard: {alert.heard}, {clock(alert.start_s)} ({alert.level}"
        cue = f', because of "{alert.cue}"' if alert.cue else ""
        document.add_paragraph(f"{text}, {alert.assertion}{cue})", style="List Bullet")
