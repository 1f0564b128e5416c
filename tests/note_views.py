"""Made-up notes for the note page: a draft with doubts, a signed one, a Chinese one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.access import Actor
from app.domain.audio import Recording
from app.domain.findings import Correction, CorrectionState, Finding, Part, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.note_edits import Edit, Move, Reword, Strike, Write, apply
from app.domain.note_history import history
from app.domain.note_state import NoteState
from app.domain.note_versions import (
    NoteVersion,
    Origin,
    VersionKind,
    as_note,
    content,
    first_body,
    sha256,
)
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.signatures import Claims, Signature
from app.domain.suggestions import OwnerChange, Suggestion
from app.domain.transcript import Language, Role, Transcript, Utterance, Word
from app.services.review import NoteView

DOCTOR = Actor("u-1", "Dr Alexandra Fitzgerald-Montgomery", "physician", "s-1", "er", "bay-3")
NURSE = Actor("u-2", "王秀英", "nurse", "s-2", "er", "bay-3")
CHIEF = Actor("u-3", "Dr Lin Mei 林梅", "physician", "s-3", "er", "bay-3")
NAMES = {one.id: one.name for one in (DOCTOR, NURSE, CHIEF)}
BEGAN = datetime(2026, 11, 29, 2, 14, tzinfo=UTC)
NOTE = "n4711c0ffee0"

Said = tuple[str, str, Role, str, str]
"""Section, speaker, role, what was heard, what is written."""

ENGLISH: tuple[Said, ...] = (
    (
        "chief_complaint",
        "S1",
        "physician",
        "fifty four year old man with crushing chest pain for two hours",
        "54 year old man with crushing chest pain for 2 hours.",
    ),
    (
        "hpi",
        "S2",
        "patient",
        "it started while i was carrying boxes and it goes down my left arm",
        "It started while I was carrying boxes and it goes down my left arm.",
    ),
    (
        "hpi",
        "S1",
        "physician",
        "he denies shortness of breath no fever no trauma",
        "He denies shortness of breath, no fever, no trauma.",
    ),
    (
        "meds",
        "S1",
        "physician",
        "he takes metopro lol fifty milligrams and a tore vastatin at night",
        "He takes metoprolol 50 mg and a tore vastatin at night.",
    ),
    ("allergies", "S2", "patient", "i am allergic to penicillin", "I am allergic to penicillin."),
    (
        "vitals",
        "S3",
        "nurse",
        "blood pressure one sixty over ninety five heart rate one ten",
        "Blood pressure 160/95, heart rate 110.",
    ),
    (
        "plan",
        "S1",
        "physician",
        "give hydroxy scene fifteen milligrams and get an e c g now",
        "Give hydroxyzine 15 mg and get an ECG now.",
    ),
    (
        "",
        "S4",
        "family",
        "can i move the car it is in front of the ambulance",
        "Can I move the car, it is in front of the ambulance?",
    ),
)
CHINESE: tuple[Said, ...] = (
    ("chief_complaint", "S1", "physician", "胸痛两小时", "胸痛2小时。"),
    (
        "hpi",
        "S2",
        "patient",
        "搬东西的时候突然疼起来左胳膊也麻出了一身冷汗",
        "搬东西的时候突然疼起来，左胳膊也麻，出了一身冷汗。",
    ),
    ("hpi", "S1", "physician", "否认呼吸困难否认发热", "否认呼吸困难，否认发热。"),
    ("meds", "S1", "physician", "平时吃美托罗尔四十七点五毫克", "平时吃美托洛尔47.5mg。"),
    ("vitals", "S3", "nurse", "血压幺六零九五心率一百一", "血压160/95，心率110。"),
    (
        "plan",
        "S1",
        "physician",
        "予阿斯匹林三百毫克嚼服急查心电图",
        "予阿司匹林300mg嚼服，急查心电图。",
    ),
)
_CODES = {"chief_complaint": "10154-3", "hpi": "10164-2", "meds": "10160-0", "plan": "18776-5"}
SECTIONS = (
    *("chief_complaint", "hpi", "ros", "pmh", "meds", "allergies", "social", "family", "vitals"),
    *("exam", "results", "procedures", "assessment", "plan", "ed_course"),
)


def english() -> JobResult:
    """With a proposed correction, two that were made, and a question."""
    corrections = (
        _correction("u4", (2, 3), "metopro lol", "metoprolol", "applied"),
        _correction("u4", (7, 9), "a tore vastatin", "atorvastatin", "proposed"),
        _correction("u7", (1, 2), "hydroxy scene", "hydroxyzine", "applied"),
    )
    asked = Finding(
        *("u7", 1, 4, "medication", "drug.hydroxyzine", "hydroxyzine 15 mg", "present"),
        value=Value("15", "mg"),
        parts=(Part("dose", "15", "mg", 3, 4),),
        query="15 mg or 50 mg?",
    )
    return _job(ENGLISH, "en", corrections, (asked,))


def chinese() -> JobResult:
    corrections = (
        _correction("u4", (3, 6), "美托罗尔", "美托洛尔", "applied"),
        _correction("u6", (1, 4), "阿斯匹林", "阿司匹林", "proposed"),
    )
    asked = Finding(
        *("u6", 1, 8, "medication", "drug.aspirin", "阿司匹林300mg", "present"),
        value=Value("300", "mg"),
        query="“三百”听得不清楚，请核对。",
    )
    return _job(CHINESE, "zh", corrections, (asked,))


def draft(result: JobResult | None = None, *, suggested: bool = True) -> NoteView:
    """A draft of DOCTOR with the suggestions of others."""
    result = result or english()
    found = first_body(result.understanding.note)
    first = NoteVersion(NOTE, 1, "draft", _origin(result), found, DOCTOR.id, BEGAN)
    view = _view(result, (first,), NoteState())
    return replace(view, suggestions=SUGGESTIONS) if suggested else view


SUGGESTIONS = (
    Suggestion(
        *(1, "reword", "6", "Blood pressure 160/95, heart rate 110."),
        *("Blood pressure 165/95, heart rate 110.", 1, "I measured it again", NURSE.id),
        BEGAN + timedelta(minutes=9),
    ),
    Suggestion(
        *(2, "write", "allergies", "", "Rash with penicillin in 2019.", 1, "", CHIEF.id),
        BEGAN + timedelta(minutes=11),
    ),
    Suggestion(
        *(3, "strike", "8", "Can I move the car, it is in front of the ambulance?", "", 1, ""),
        *(NURSE.id, BEGAN + timedelta(minutes=12), False, DOCTOR.id),
    ),
)


def grown(view: NoteView, edits: list[Edit], minutes: int, **changes: object) -> NoteView:
    """With one more version."""
    kind: VersionKind = changes.pop("kind", "draft")  # type: ignore[assignment]
    before = view.version
    body = apply(before.body, edits) if kind != "addendum" else before.body
    made = replace(
        before,
        version=view.versions[-1].version + 1,
        kind=kind,
        body=body,
        created_at=BEGAN + timedelta(minutes=minutes),
        previous=sha256(content(view.versions[-1])),
        **changes,  # type: ignore[arg-type]
    )
    return replace(view.grown(made), state=view.state)


def signed() -> NoteView:
    """Edited, signed, amended, and added to."""
    view = draft(suggested=False)
    view = grown(view, [Reword(3, "He denies dyspnea, fever and trauma.")], 6)
    view = grown(view, [Strike(8), Write("assessment", "Suspected acute coronary syndrome.")], 8)
    view = grown(view, [Move(5, "pmh")], 40, reason="it belongs there")
    view = grown(view, [], 45, kind="signed", reason="listened to the dose again")
    amended = grown(
        view, [Write("plan", "Cath lab at 03:10.")], 70, kind="amendment", reason="late"
    )
    added = replace(
        amended.version,
        version=7,
        kind="addendum",
        body=apply(
            replace(amended.version.body, sections=(), unplaced=()),
            [Write("", "Family was told at 04:00.")],
        ),
        created_at=BEGAN + timedelta(minutes=120),
        author_id=CHIEF.id,
    )
    versions = (*amended.versions, added)
    signatures = tuple(
        Signature(one.version, Claims(one.author_id, "legal", one.created_at), "k1", "")
        for one in versions
        if one.kind != "draft"
    )
    return replace(
        amended,
        versions=versions,
        steps=history(versions),
        state=NoteState("amended"),
        signatures=signatures,
        result=_saying(amended.result, amended.version),
    )


def _saying(result: JobResult, version: NoteVersion) -> JobResult:
    note = as_note(NOTE, version.body, "amended")
    return replace(result, understanding=replace(result.understanding, note=note))


def _view(result: JobResult, versions: tuple[NoteVersion, ...], state: NoteState) -> NoteView:
    owner = OwnerChange("first", DOCTOR.id, DOCTOR.id, BEGAN)
    return NoteView(
        *(result, versions[-1], state, versions, history(versions), (), (owner,), (), (), NAMES)
    )


def _origin(result: JobResult) -> Origin:
    recording = result.recording
    return Origin(
        *("a" * 64, recording.id, recording.sha256, BEGAN, "E-1001", result.language, "clinical")
    )


def _job(
    said: tuple[Said, ...],
    language: Language,
    corrections: tuple[Correction, ...],
    findings: tuple[Finding, ...],
) -> JobResult:
    utterances: list[Utterance] = []
    placed: dict[str, list[NoteSentence]] = {key: [] for key in SECTIONS}
    unplaced: list[NoteSentence] = []
    at_s = 2.0
    for number, (section, speaker, role, heard, text) in enumerate(said, 1):
        tokens = heard.split() if language == "en" else list(heard)
        words = tuple(
            Word(token, at_s + 0.4 * at, at_s + 0.4 * at + 0.35, 0.45 if at == 3 else 0.93)
            for at, token in enumerate(tokens)
        )
        key = f"u{number}"
        utterances.append(Utterance(key, speaker, language, words, role, text=text))
        sentence = NoteSentence(text, (key,), words[0].start_s, words[-1].end_s)
        (placed[section] if section else unplaced).append(sentence)
        at_s = words[-1].end_s + 1.5
    sections = tuple(NoteSection(key, _CODES.get(key, ""), tuple(placed[key])) for key in SECTIONS)
    note = Note(NOTE, "ed_default", sections, tuple(unplaced))
    understanding = Understanding(Transcript(tuple(utterances)), corrections, findings, (), note)
    recording = Recording("r" * 32, at_s, "f" * 64)
    models = {"recognizer": ModelUsed("embedded", "e" * 64)}
    return JobResult(recording, language, understanding, models, {}, "clinical", "E-1001")


def _correction(
    utterance: str, span: tuple[int, int], heard: str, text: str, state: CorrectionState
) -> Correction:
    return Correction(
        *(utterance, *span, heard, text, "term", "drug", 0.93, 0.2, "term.sound@3f2a"), state
    )
