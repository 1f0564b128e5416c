"""A note that is gone through: a made-up resuscitation, and services that keep what was asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

from app.domain.access import Actor
from app.domain.audio import Recording
from app.domain.errors import AppError
from app.domain.findings import (
    Alert,
    Correction,
    CorrectionKind,
    CorrectionState,
    Finding,
    Part,
    Value,
)
from app.domain.live import LiveAlert
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.note_doubts import Doubt, open_doubts
from app.domain.note_edits import Edit
from app.domain.note_state import NoteState
from app.domain.note_versions import (
    Confirmation,
    NoteBody,
    NoteVersion,
    Origin,
    SpeakerLabel,
    first_body,
)
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.suggestions import OwnerChange, Suggestion
from app.domain.transcript import Flag, Role, Transcript, Turn, Utterance
from app.services.note_desk import NoteDesk
from app.services.review import NoteView
from app.services.suggestions import Proposed
from app.text.writing import heard_line, written
from tests.utterances import said

NOTE = "n-review"
RECORDING = "a" * 32
LI = Actor("u-li", "Dr. Anna Li", "physician")
WU = Actor("u-wu", "Nurse Wu Jing", "nurse")
NAMES = {LI.id: LI.name, WU.id: WU.name}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TALK: tuple[tuple[str, Role, str], ...] = (
    ("S1", "physician", "fifty six year old man with crushing chest pain for two hours"),
    ("S2", "patient", "it goes to my left arm and i feel sick"),
    ("S3", "nurse", "blood pressure ninety over sixty heart rate one hundred ten"),
    ("S1", "physician", "give a spring three hundred milligrams and hydroxy scene twenty five"),
    ("S4", "family", "我爸对青霉素过敏，没有糖尿病"),
    ("S1", "physician", "no pulse he is in cardiac arrest start compressions now"),
    ("S3", "nurse", "epinephrine one milligram given at the first cycle"),
    ("S1", "physician", "thank you thank you thank you"),
)


def _correction(
    utterance: Utterance,
    place: tuple[int, int, str],
    kind: CorrectionKind = "term",
    state: CorrectionState = "applied",
) -> Correction:
    first, last, text = place
    heard = heard_line(utterance.words[first : last + 1], utterance.language)
    return Correction(
        utterance.id, first, last, heard, text, kind, f"drug.{text}", 0.93, 0.2, "sound/1", state
    )


def _spoken() -> tuple[list[Utterance], list[Correction]]:
    doubts = {2: {4: 0.41}, 3: {9: 0.38}, 6: {1: 0.3}}
    said_: list[Utterance] = []
    at_s = 2.0
    for number, (speaker, role, line) in enumerate(TALK):
        language = "en" if line.isascii() else "zh"
        one = said(
            line,
            language,  # type: ignore[arg-type]
            key=f"u{number + 1}",
            start_s=at_s,
            doubts=doubts.get(number, {}),
            role=role,
            speaker=speaker,
        )
        said_.append(replace(one, overlap=number == 6))
        at_s = one.end_s + 1.0
    said_[7] = replace(said_[7], flags=(Flag(0, 5, "loop"),))
    corrections = [
        _correction(said_[0], (0, 1, "56"), "number"),
        _correction(said_[2], (2, 4, "90/60"), "number"),
        _correction(said_[3], (1, 2, "aspirin")),
        _correction(said_[3], (3, 5, "300 mg"), "number"),
        _correction(said_[3], (7, 8, "hydroxyzine"), state="proposed"),
    ]
    for number, one in enumerate(said_):
        own = [item for item in corrections if item.utterance == one.id]
        said_[number] = replace(one, text=written(one.words, own, one.language))
    return said_, corrections


def _findings() -> tuple[Finding, ...]:
    pressure = (Part("systolic", "90", "mm[Hg]", 2, 2), Part("diastolic", "60", "mm[Hg]", 4, 4))
    return (
        Finding("u3", 0, 4, "vital", "vital.blood_pressure", "90/60", "present", parts=pressure),
        Finding(
            *("u3", 5, 9, "vital", "vital.heart_rate", "110", "present"),
            value=Value("110", "/min"),
            query='"one hundred ten" was heard unclearly; please check.',
        ),
        Finding(
            *("u4", 1, 5, "medication", "drug.aspirin", "aspirin 300 mg", "present"),
            value=Value("300", "mg"),
        ),
    )


def job() -> JobResult:
    """Eight utterances of four speakers, in both languages."""
    said_, corrections = _spoken()
    arrest = said_[5].words
    alert = Alert(
        "cardiac_arrest",
        "both",
        arrest[5].start_s,
        arrest[6].end_s,
        "cardiac arrest",
        severity="high",
        assertion="present",
        level="red",
        interrupts=True,
        utterance="u6",
        first=5,
        last=6,
    )
    pulseless = replace(alert, keyword="no_pulse", heard="no pulse", level="amber", first=0, last=1)
    sentences = tuple(
        NoteSentence(one.text, (one.id,), one.start_s, one.end_s) for one in said_ if one.text
    )
    note = Note(NOTE, "ed_default", (NoteSection("hpi", "10164-2", sentences[:5]),), sentences[5:])
    turns = tuple(Turn(one.speaker, one.start_s, one.end_s) for one in said_)
    return JobResult(
        Recording(RECORDING, 60.0, "b" * 64, "visit.wav"),
        "en",
        Understanding(
            Transcript(tuple(said_), turns),
            tuple(corrections),
            _findings(),
            (pulseless, alert),
            note,
        ),
        dict.fromkeys(("recognizer", "lexicon"), ModelUsed("fake", "f" * 64)),
    )


def version(result: JobResult, body: NoteBody, number: int = 1) -> NoteVersion:
    origin = Origin("c" * 64, RECORDING, "b" * 64, NOON, "E-1001", "en", "clinical")
    return NoteVersion(NOTE, number, "draft", origin, body, LI.id, NOON)


def view(
    result: JobResult | None = None,
    *,
    body: NoteBody | None = None,
    suggestions: tuple[Suggestion, ...] = (),
    confirmed: tuple[Confirmation, ...] = (),
    state: NoteState | None = None,
    raised: tuple[LiveAlert, ...] = (),
) -> NoteView:
    """A draft of Dr. Li as it is now."""
    result = result or job()
    first = version(result, first_body(result.understanding.note))
    versions = (first,) if body is None else (first, version(result, body, 2))
    return NoteView(
        result,
        versions[-1],
        state or NoteState(),
        versions,
        (),
        (),
        (OwnerChange("first", LI.id, LI.id, NOON),),
        suggestions,
        confirmed,
        NAMES,
        raised=raised,
    )


def suggested(number: int, kind: str, target: str, after: str, **more: object) -> Suggestion:
    """Of Nurse Wu."""
    before = {"speaker": "S1 physician"}.get(kind, "Thank you thank you thank you.")
    made = Suggestion(number, kind, target, before, after, 1, "", WU.id, NOON)  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


def numbers(one: Utterance) -> list[tuple[int, int]]:
    """Numbers and drugs are what no rule may change."""
    guarded = {
        "ninety",
        "sixty",
        "hundred",
        "ten",
        "five",
        "one",
        "epinephrine",
        "no",
        "a",
        "spring",
    }
    return [(n, n) for n, word in enumerate(one.words) if word.text in guarded]


@dataclass
class FakeDesk:
    """The parts of a NoteDesk that the panel asks; keeps what was asked. refusal: raised once."""

    shown: NoteView = field(default_factory=view)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    refusal: AppError | None = None

    @property
    def desk(self) -> NoteDesk:
        return cast(NoteDesk, self)

    life = suggestions = signing = property(lambda self: self)

    def doubts(self, actor: Actor, note: str) -> tuple[Doubt, ...]:
        self._called("doubts", actor.id)
        shown = self.shown
        settled = {one.subject for one in shown.confirmed}
        open_ = (shown.suggestions, shown.raised)
        return open_doubts(shown.result, shown.version.body, numbers, settled, *open_)

    def relabel(self, actor: Actor, note: str, labels: Iterable[SpeakerLabel]) -> NoteVersion:
        return self._called("relabel", *((one.utterance, one.speaker, one.role) for one in labels))

    def edit(self, actor: Actor, note: str, edits: Iterable[Edit], reason: str = "") -> NoteVersion:
        return self._called("edit", *edits)

    def suggest(self, actor: Actor, note: str, proposed: Proposed) -> int:
        self._called("suggest", proposed)
        return 1

    def resolve(self, actor: Actor, note: str, number: int, accept: bool) -> NoteVersion:
        return self._called("resolve", number, accept)

    def resolve_correction(self, actor: Actor, note: str, number: int, accept: bool) -> NoteVersion:
        return self._called("correction", number, accept)

    def confirm(self, actor: Actor, note: str, subject: str, value: str = "") -> Confirmation:
        self._called("confirm", subject, value)
        return Confirmation(subject, value, actor.id, NOON)

    def _called(self, *what: object) -> NoteVersion:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.calls.append(what)
        return self.shown.version
