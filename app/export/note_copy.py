"""A note as it is shown with its history, and as it leaves the program: text, Word, signed JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from app.domain.note_history import Piece, Step
from app.domain.note_state import is_late, rescue_label, write_up_left
from app.domain.note_versions import NoteVersion, content
from app.domain.signatures import Signature, SigningKey
from app.domain.transcript import Language
from app.export.word_document import section_title

SCHEMA = "erscribe.signed-note/1"
NOT_RELIABLE = (
    "Made with a key of this program: it shows who signed what, and is no 可靠电子签名 without a "
    "certificate of an authority."
)
Name = Callable[[str], str]
"""A user's name for an id."""

_KINDS = {"signed": "Signed", "amendment": "Amended", "addendum": "Addendum", "draft": "Draft"}


def minute(at: datetime) -> str:
    """Local time to the minute, as records ask for it; kept to the microsecond."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def marked(pieces: Iterable[Piece]) -> str:
    """Words struck and added, for where there is no strike-through: [-struck-] {+added+}."""
    signs = {"kept": ("", ""), "struck": ("[-", "-]"), "added": ("{+", "+}")}
    return "".join(signs[one.mark][0] + one.text + signs[one.mark][1] for one in pieces)


def times(version: NoteVersion, now: datetime) -> Iterator[str]:
    """Arrival, record, and the six hours of a resuscitation, one line each."""
    body = version.body
    if body.arrival_at is not None:
        yield f"Arrived {minute(body.arrival_at)}"
    yield f"Recorded {minute(version.origin.recorded_at)}"
    if body.rescue_ended_at is None:
        return
    yield f"Resuscitation ended {minute(body.rescue_ended_at)}"
    if version.kind == "draft":
        yield _countdown(body.rescue_ended_at, now)
    label = late_label(version, version.origin.language)
    if label:
        yield label


def late_label(version: NoteVersion, language: Language) -> str:
    """How a resuscitation's record that was written up afterwards is marked; "" for others."""
    if version.kind == "draft":
        return ""
    return rescue_label(version.body.rescue_ended_at, version.created_at, language)


def signature_lines(
    signatures: Iterable[Signature], versions: Sequence[NoteVersion], name: Name
) -> Iterator[str]:
    """Who signed what, and when, to the minute."""
    kinds = {one.version: one.kind for one in versions}
    for one in signatures:
        who = f"{name(one.claims.signer_id)}, {minute(one.claims.signed_at)}"
        if one.claims.kind == "professional":
            yield f"Co-signed version {one.version}: {who}"
        else:
            yield f"{_KINDS[kinds[one.version]]} version {one.version}: {who}"


def history_lines(steps: Iterable[Step], name: Name) -> Iterator[str]:
    """Every change, by whom and when, with what was struck still legible."""
    for step in steps:
        late = "  late entry" if step.late else ""
        reason = f"  ({step.reason})" if step.reason else ""
        who = f"{name(step.by)}, {minute(step.at)}"
        yield f"Version {step.version}, {step.kind}: {who}{late}{reason}"
        for one in step.changes:
            where = f" -> {one.section or 'unplaced'}" if one.what in {"moved", "added"} else ""
            yield f"  {one.number}. {one.what}{where}: {marked(one.pieces)}"
        yield from _times_changed(step)
        for label in step.struck_labels:
            yield f"  speaker of {label.utterance}: [-{label.speaker} {label.role}-]"
        for label in step.added_labels:
            yield f"  speaker of {label.utterance}: {{+{label.speaker} {label.role}+}}"


def _times_changed(step: Step) -> Iterator[str]:
    for name, before, after in zip(
        ("arrived", "resuscitation ended"), step.times_before, step.times, strict=True
    ):
        if before != after and step.kind != "addendum":
            struck = (Piece("struck", minute(before)),) if before else ()
            added = (Piece("added", minute(after)),) if after else ()
            yield f"  {name}: {marked((*struck, *added))}"


def note_text(
    version: NoteVersion,
    addenda: Sequence[NoteVersion],
    signatures: Sequence[Signature],
    state: str,
    name: Name,
) -> str:
    """A note to read: times, sections, addenda, and who signed."""
    lines = [f"Emergency department note {version.note_id} ({state})"]
    if version.origin.profile == "sandbox":
        lines.append("SANDBOX PROFILE: demonstration only, not a patient record.")
    if version.origin.encounter_id:
        lines.append(f"Encounter {version.origin.encounter_id}")
    lines += times(version, version.created_at)
    for section in version.body.sections:
        if section.sentences:
            lines += ["", section_title(section.key)]
            lines += [one.text for one in section.sentences]
    if version.body.unplaced:
        lines += ["", "Not placed in a section", *(one.text for one in version.body.unplaced)]
    for added in addenda:
        lines += ["", f"Addendum, {name(added.author_id)}, {minute(added.created_at)}"]
        lines += [one.text for one in added.body.sentences()]
    lines += ["", *signature_lines(signatures, (version, *addenda), name), NOT_RELIABLE]
    return "\n".join(lines) + "\n"


def signed_json(
    versions: Sequence[NoteVersion],
    signatures: Sequence[Signature],
    keys: Mapping[str, SigningKey],
) -> str:
    """The signed versions with detached signatures and public keys: enough to check them anywhere.

    content: the text whose UTF-8 bytes are what was signed.
    """
    texts = {one.version: content(one).decode() for one in versions}
    plain = {
        "schema": SCHEMA,
        "note": versions[0].note_id,
        "notice": NOT_RELIABLE,
        "signatures": [
            {
                "version": one.version,
                "kind": one.claims.kind,
                "signer": one.claims.signer_id,
                "signed_at": one.claims.signed_at.isoformat(),
                "key": json.loads(keys[one.key_id].public),
                "jws": one.jws,
                "content": texts[one.version],
            }
            for one in signatures
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _countdown(ended_at: datetime, now: datetime) -> str:
    if is_late(ended_at, now):
        return "The six hours for its record are over: it will be marked as a late entry (补记)"
    minutes = int(write_up_left(ended_at, now) / timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60:02d} min left to sign its record"
