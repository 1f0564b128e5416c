"""Proves a note: every link from a sentence to its sound, from each version to its signature and
to the audit log."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.access import Actor
from app.domain.audit import AuditRow, Verified
from app.domain.errors import IntegrityError, NotFoundError
from app.domain.note_history import Step, history
from app.domain.note_proof import (
    EditProof,
    Link,
    LinkName,
    NoteProof,
    SentenceProof,
    SoundProof,
    UtteranceProof,
)
from app.domain.note_state import NoteState
from app.domain.note_versions import NoteVersion, VersionSentence, content, sha256
from app.domain.result import JobResult
from app.domain.signatures import Signature
from app.domain.suggestions import speaker
from app.domain.transcript import Utterance
from app.services.access import Done
from app.services.note_acts import NoteNow, current, on_note, whole_id
from app.services.signature_keys import SignatureProvider
from app.services.signing import check_signatures
from app.store import notes
from app.store.audit_verify import verify
from app.store.database import Database
from app.store.note_evidence import RecordedSound, Sound, Span, audit_of, samples_of
from app.store.people import names_of
from app.store.results import load_result

SIGNED_CODES = {"signed": "NOTE-SIGN", "amendment": "NOTE-AMEND", "addendum": "NOTE-ADDEND"}


@dataclass
class _Found:
    """What the links gave so far."""

    log: Verified
    sound: Sound
    links: list[Link] = field(default_factory=list)
    result: JobResult | None = None
    versions: tuple[NoteVersion, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def link(self, name: LinkName, holds: bool | None, says: str) -> None:
        self.links.append(Link(name, holds, says))


class Proving:
    """Reads everything anew; nothing is believed because it was proved before."""

    def __init__(
        self,
        database: Database,
        providers: Sequence[SignatureProvider],
        recordings: RecordedSound,
    ) -> None:
        self._database = database
        self._providers = providers
        self._recordings = recordings

    def prove(self, actor: Actor, note: str, number: int | None = None) -> NoteProof:
        """The whole chain; number: only this sentence of it.

        What does not hold is in `broken` and raises nothing. Raises NotFoundError, AccessError.
        """
        # both outside of the act: they take long, and let others write meanwhile
        log = verify(self._database)
        sound = self._sound(note)

        def work(now: NoteNow) -> Done[NoteProof]:
            proof = self._prove(now, _Found(log, sound), number)
            return Done(proof, now.id, {"broken": len(proof.broken)}, proof.version)

        return on_note(self._database, actor, "note.prove", note, work)

    def _sound(self, note: str) -> Sound:
        """Of the note's recording; nothing of a note that is not there, or not as it was saved."""
        whole = whole_id(self._database, note)
        try:
            with self._database.transaction() as transaction:
                result = load_result(transaction, whole)
        except (NotFoundError, IntegrityError):
            return Sound()
        said = result.understanding.transcript.utterances
        return self._recordings.sound(result.recording.id, map(_span, said))

    def _prove(self, now: NoteNow, found: _Found, number: int | None) -> NoteProof:
        _result(now, found)
        _versions(now, found)
        self._signatures(now, found)
        if found.result is not None:
            holds, says = _sound_holds(found.sound, found.result.recording.sha256)
            found.link("recording", holds, says)
        _log(found)
        _rows(found, audit_of(now.transaction, now.id))
        sentences: tuple[SentenceProof, ...] = ()
        if found.result is not None and found.versions:
            sentences = _sentences(found, now.state, number)
        return NoteProof(
            now.id,
            found.versions[-1].version if found.versions else 0,
            now.state.words,
            tuple(found.links),
            found.result.recording.id if found.result else "",
            found.result.recording.sha256 if found.result else "",
            tuple(found.result.models.items()) if found.result else (),
            tuple(found.result.settings.items()) if found.result else (),
            sentences,
        )

    def _signatures(self, now: NoteNow, found: _Found) -> None:
        if not found.versions:
            return
        try:
            found.signatures = check_signatures(now.transaction, found.versions, self._providers)
        except IntegrityError as error:
            found.link("signatures", False, str(error))
            return
        signers = [one.claims.signer_id for one in found.signatures]
        names = names_of(now.transaction, signers)
        kinds = ", ".join(
            f"version {one.version} {one.claims.kind} by {names.get(signer, signer)} ({signer})"
            for one, signer in zip(found.signatures, signers, strict=True)
        )
        found.link("signatures", True if kinds else None, kinds or "not signed yet")


def _result(now: NoteNow, found: _Found) -> None:
    try:
        found.result = load_result(now.transaction, now.id)
    except IntegrityError:
        found.link("result", False, "what was recognised is not what was saved")
    else:
        found.link("result", True, "what was recognised is what was saved")


def _versions(now: NoteNow, found: _Found) -> None:
    try:
        versions = notes.versions(now.transaction, now.id)
    except IntegrityError as error:
        found.link("versions", False, str(error).partition(";")[0])
        return
    found.versions = versions
    first = versions[0]
    if found.result is not None and first != notes.first_version(
        now.transaction, now.id, found.result
    ):
        found.link("versions", False, "the first version is not what was recognised")
        return
    found.link("versions", True, f"{len(versions)} versions, each with the hash before it")


def _sound_holds(sound: Sound, saved: str) -> tuple[bool | None, str]:
    if sound.damaged:
        return False, f"the recording is damaged: {sound.says}"
    if not sound.sha256:
        return None, (
            f"{sound.says}; still proved: its hash {saved[:16]} stands in the result and in every "
            "version, so any copy of it can be compared"
        )
    if sound.index_sha256 != saved:
        return False, "the recording's index is not that of the recording the note was made from"
    if sound.sha256 != saved:
        return False, "the recording's sound is not what the note was made from"
    return True, f"the recording's sound is what the note was made from (sha256 {saved[:16]})"


def _log(found: _Found) -> None:
    log = found.log
    if log.fault is not None:
        found.link("audit chain", False, f"the audit log is broken: {log.fault.what}")
    else:
        found.link("audit chain", True, f"{log.rows} rows of the audit log are whole")


def _rows(found: _Found, rows: Sequence[AuditRow]) -> None:
    """Each version and signature must be in the log, with the hash and key that it has."""
    if not found.versions:
        return
    done = [row for row in rows if row.outcome == 0]
    for version in found.versions[1:]:
        if not any(_tells_of(row, version) for row in done):
            says = f"the audit log does not tell of version {version.version} as it is"
            found.link("audit rows", False, says)
            return
    told = {_detail(row).get("key") for row in done}
    for one in found.signatures:
        if one.key_id not in told:
            says = f"the audit log does not tell of the key that signed version {one.version}"
            found.link("audit rows", False, says)
            return
    made = [row for row in done if row.code == "NOTE-CREATE" and "sha256" in _detail(row)]
    if any(_detail(row)["sha256"] != sha256(content(found.versions[0])) for row in made):
        found.link("audit rows", False, "the audit log tells of another first version")
        return
    found.link("audit rows", True, f"{len(rows)} rows of the audit log tell of this note")


def _tells_of(row: AuditRow, version: NoteVersion) -> bool:
    return (
        row.version == version.version
        and row.user_id == version.author_id
        and _detail(row).get("sha256") == sha256(content(version))
        and row.code == SIGNED_CODES.get(version.kind, row.code)
    )


def _detail(row: AuditRow) -> Mapping[str, object]:
    try:
        found = json.loads(row.detail_json)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _sentences(found: _Found, state: NoteState, number: int | None) -> tuple[SentenceProof, ...]:
    steps = history(found.versions)
    addenda = [one for one in found.versions if one.kind == "addendum"]
    placed = [
        (section or ("addendum" if version.kind == "addendum" else "unplaced"), sentence)
        for version in (current(found.versions), *addenda)
        for section, sentences in version.body.places()
        for sentence in sentences
        if number is None or sentence.number == number
    ]
    if number is not None and not placed:
        raise NotFoundError(f"the note has no sentence {number}; see: erscribe notes show")
    return tuple(_sentence(found, state, steps, section, one) for section, one in placed)


def _sentence(
    found: _Found, state: NoteState, steps: Iterable[Step], section: str, one: VersionSentence
) -> SentenceProof:
    withheld = state.error == "approved"
    edits = tuple(
        EditProof(step.version, step.by, step.at, step.reason, change.what, change.pieces)
        for step in steps
        for change in step.changes
        if change.number == one.number
    )
    return SentenceProof(
        one.number,
        section,
        "" if withheld else one.text,
        one.source,
        () if withheld else tuple(_cited(found, one)),
        () if withheld else edits,
    )


def _cited(found: _Found, sentence: VersionSentence) -> Iterator[UtteranceProof]:
    """What a sentence came from; what a version that was tampered with cites may not be there."""
    if found.result is None:
        return
    said = {one.id: one for one in found.result.understanding.transcript.utterances}
    for id_ in sentence.utterances:
        if id_ in said:
            yield _utterance(found, found.result, said[id_])


def _utterance(found: _Found, result: JobResult, one: Utterance) -> UtteranceProof:
    span = _span(one)
    labels = {label.utterance: label for label in current(found.versions).body.labels}
    return UtteranceProof(
        one.id,
        one.speaker,
        one.role,
        speaker(labels[one.id]) if one.id in labels else "",
        one.overlap,
        one.language,
        *span,
        one.words,
        one.text,
        tuple(item for item in result.understanding.corrections if item.utterance == one.id),
        SoundProof(samples_of(span), found.sound.ranges.get(span, "")),
    )


def _span(one: Utterance) -> Span:
    return (one.start_s, one.end_s) if one.words else (0.0, 0.0)
