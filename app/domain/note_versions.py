"""Versions of a note: what each holds, and the exact bytes that are hashed and signed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from app.domain.note import Note, NoteSection, NoteSentence, NoteStatus, SentenceSource
from app.domain.transcript import Language, Role

VersionKind = Literal["draft", "signed", "amendment", "addendum"]
SCHEMA: Final = "erscribe.note/1"
UNPLACED: Final = ""
"""The key of the place for sentences that fit no section."""


@dataclass(frozen=True, slots=True)
class VersionSentence:
    """A sentence under a number that it keeps in every version and no other ever gets.

    source: `typed` for what a person typed; with utterances, it was dictated and then reworded.
    """

    number: int
    text: str
    utterances: tuple[str, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0
    source: SentenceSource = "typed"


@dataclass(frozen=True, slots=True)
class VersionSection:
    """A section by key, with its LOINC code."""

    key: str
    code: str
    sentences: tuple[VersionSentence, ...]


@dataclass(frozen=True, slots=True)
class SpeakerLabel:
    """Who a person says spoke an utterance, in place of what the diarizer said."""

    utterance: str
    speaker: str
    role: Role


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A doubt or value that a person settled. subject: as in app.domain.note_doubts."""

    subject: str
    value: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteBody:
    """What a version says. numbers: the highest sentence number given so far."""

    template: str
    sections: tuple[VersionSection, ...] = ()
    unplaced: tuple[VersionSentence, ...] = ()
    numbers: int = 0
    labels: tuple[SpeakerLabel, ...] = ()
    arrival_at: datetime | None = None
    rescue_ended_at: datetime | None = None

    def places(self) -> Iterator[tuple[str, tuple[VersionSentence, ...]]]:
        """Each section's key with its sentences, then those that fit none under UNPLACED."""
        for section in self.sections:
            yield section.key, section.sentences
        yield UNPLACED, self.unplaced

    def sentences(self) -> Iterator[VersionSentence]:
        """In reading order."""
        for _, sentences in self.places():
            yield from sentences


@dataclass(frozen=True, slots=True)
class Origin:
    """What a note was made of; the same in all its versions. Hashes are hexadecimal."""

    result_sha256: str
    recording_id: str
    recording_sha256: str
    recorded_at: datetime
    encounter_id: str | None
    language: Language
    profile: str


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """One version as it is kept for ever.

    version: from 1. previous: the hash of the version before it, "" for the first. late: a
    resuscitation record that came too late. overridden: doubts that were open when it was signed,
    for which `reason` says why. confirmed: what was settled until then.
    """

    note_id: str
    version: int
    kind: VersionKind
    origin: Origin
    body: NoteBody
    author_id: str
    created_at: datetime
    previous: str = ""
    reason: str = ""
    late: bool = False
    needs_cosign: bool = False
    overridden: tuple[str, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()


def first_body(note: Note) -> NoteBody:
    """A note as it was composed, its sentences numbered from 1 in reading order."""
    number = 0
    sections = []
    for section in note.sections:
        sentences = _numbered(section.sentences, number)
        number += len(sentences)
        sections.append(VersionSection(section.key, section.code, sentences))
    unplaced = _numbered(note.unplaced, number)
    return NoteBody(note.template, tuple(sections), unplaced, number + len(unplaced))


def _numbered(sentences: tuple[NoteSentence, ...], after: int) -> tuple[VersionSentence, ...]:
    return tuple(
        VersionSentence(number, one.text, one.utterances, one.start_s, one.end_s, one.source)
        for number, one in enumerate(sentences, after + 1)
    )


def as_note(note_id: str, body: NoteBody, status: NoteStatus) -> Note:
    """A version's text as the note that is shown and exported."""
    return Note(
        note_id,
        body.template,
        tuple(NoteSection(one.key, one.code, _shown(one.sentences)) for one in body.sections),
        _shown(body.unplaced),
        status,
    )


def _shown(sentences: tuple[VersionSentence, ...]) -> tuple[NoteSentence, ...]:
    return tuple(
        NoteSentence(one.text, one.utterances, one.start_s, one.end_s, one.source)
        for one in sentences
    )


def content(version: NoteVersion) -> bytes:
    """The one spelling of a version, as RFC 8785 writes JSON; fractions and times are texts.

    Raises ValueError when a text is no valid Unicode.
    """
    origin, body = version.origin, version.body
    plain = {
        "schema": SCHEMA,
        "note": version.note_id,
        "version": version.version,
        "kind": version.kind,
        "author": version.author_id,
        "created_at": _time(version.created_at),
        "previous": version.previous,
        "reason": version.reason,
        "late": version.late,
        "needs_cosign": version.needs_cosign,
        "overridden": list(version.overridden),
        "confirmed": [[one.subject, one.value, one.by, _time(one.at)] for one in version.confirmed],
        "result": origin.result_sha256,
        "recording": [origin.recording_id, origin.recording_sha256],
        "recorded_at": _time(origin.recorded_at),
        "encounter": origin.encounter_id,
        "language": origin.language,
        "profile": origin.profile,
        **_plain_body(body),
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def of_content(data: bytes) -> NoteVersion:
    """The version that `content` spelled. Raises ValueError for any other bytes."""
    try:
        version = _version(json.loads(data))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a note's version") from error
    if content(version) != data:
        raise ValueError("not spelled as a note's version is")
    return version


def _plain_body(body: NoteBody) -> dict[str, Any]:
    return {
        "template": body.template,
        "sections": [[one.key, one.code, _plain(one.sentences)] for one in body.sections],
        "unplaced": _plain(body.unplaced),
        "numbers": body.numbers,
        "labels": [[one.utterance, one.speaker, one.role] for one in body.labels],
        "arrival_at": _maybe_time(body.arrival_at),
        "rescue_ended_at": _maybe_time(body.rescue_ended_at),
    }


def _plain(sentences: tuple[VersionSentence, ...]) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "text": one.text,
            "utterances": list(one.utterances),
            "start_s": repr(float(one.start_s)),
            "end_s": repr(float(one.end_s)),
            "source": one.source,
        }
        for one in sentences
    ]


def _version(plain: Mapping[str, Any]) -> NoteVersion:
    return NoteVersion(
        plain["note"],
        plain["version"],
        plain["kind"],
        _origin(plain),
        _body(plain),
        plain["author"],
        datetime.fromisoformat(plain["created_at"]),
        plain["previous"],
        plain["reason"],
        plain["late"],
        plain["needs_cosign"],
        tuple(plain["overridden"]),
        tuple(
            Confirmation(subject, value, by, datetime.fromisoformat(at))
            for subject, value, by, at in plain["confirmed"]
        ),
    )


def _origin(plain: Mapping[str, Any]) -> Origin:
    recording_id, recording_sha256 = plain["recording"]
    return Origin(
        plain["result"],
        recording_id,
        recording_sha256,
        datetime.fromisoformat(plain["recorded_at"]),
        plain["encounter"],
        plain["language"],
        plain["profile"],
    )


def _body(plain: Mapping[str, Any]) -> NoteBody:
    return NoteBody(
        plain["template"],
        tuple(
            VersionSection(key, code, _sentences(sentences))
            for key, code, sentences in plain["sections"]
        ),
        _sentences(plain["unplaced"]),
        plain["numbers"],
        tuple(SpeakerLabel(*label) for label in plain["labels"]),
        _of_time(plain["arrival_at"]),
        _of_time(plain["rescue_ended_at"]),
    )


def _sentences(plain: list[dict[str, Any]]) -> tuple[VersionSentence, ...]:
    return tuple(
        VersionSentence(
            one["number"],
            one["text"],
            tuple(one["utterances"]),
            float(one["start_s"]),
            float(one["end_s"]),
            one["source"],
        )
        for one in plain
    )


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _maybe_time(at: datetime | None) -> str | None:
    return None if at is None else _time(at)


def _of_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
