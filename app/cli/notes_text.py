"""A note's history, doubts and proof, readable on a terminal."""

import dataclasses
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from app.cli.render import show_result
from app.domain.note_doubts import Doubt
from app.domain.note_history import Piece
from app.domain.note_proof import EditProof, NoteProof, SentenceProof, UtteranceProof
from app.export.note_copy import history_lines, marked, minute, signature_lines, times
from app.export.transcript_json import as_dict
from app.export.transcripts import clock
from app.services.review import NoteView

PIECE_STYLES = {"kept": "", "struck": "strike red", "added": "underline green"}
LINK_MARKS = {True: "ok     ", None: "gone   ", False: "BROKEN "}


def show_view(out: Console, view: NoteView, *, with_history: bool) -> None:
    """A note as `show` prints it: its evidence, where it stands, who signed."""
    numbers = [one.number for one in view.version.body.sentences()]
    show_result(out, view.result, numbers)
    out.print()
    out.print(f"Version {view.version.version} of {len(view.versions)}: {view.state.words}")
    out.print(f"Author {view.name(view.owner_id)}")
    if view.offered_to:
        out.print(f"Offered to {view.name(view.offered_to)}: erscribe notes handover --take")
    for line in times(view.version, datetime.now(UTC)):
        out.print(line)
    for added in view.addenda:
        out.print(
            f"Addendum, {view.name(added.author_id)}, {minute(added.created_at)}", style="bold"
        )
        for one in added.body.sentences():
            out.print(Text(f"{one.number:>3}. {one.text}"))
    for line in signature_lines(view.signatures, view.versions, view.name):
        out.print(Text(line))
    _said(out, view)
    if with_history:
        show_history(out, view)


def show_history(out: Console, view: NoteView) -> None:
    """Each change by whom and when; struck through on a terminal, in signs elsewhere."""
    out.print()
    first = view.versions[0]
    out.print(f"History: version 1, {view.name(first.author_id)}, {minute(first.created_at)}")
    if not out.is_terminal:
        for line in history_lines(view.steps, view.name):
            out.print(Text(line))
        return
    for step in view.steps:
        head, *rest = history_lines([dataclasses.replace(step, changes=())], view.name)
        out.print(Text(head))
        for one in step.changes:
            out.print(Text(f"  {one.number}. {one.what}: ").append_text(struck(one.pieces)))
        for line in rest:
            out.print(Text(line))


def struck(pieces: Iterable[Piece]) -> Text:
    """Words as they were and are, struck through and underlined."""
    line = Text()
    for piece in pieces:
        line.append(piece.text, PIECE_STYLES[piece.mark])
    return line


def view_json(view: NoteView) -> str:
    """The JSON of `transcribe`, and beside it what happened to the note."""
    plain = {
        **as_dict(view.result),
        "version": view.version.version,
        "state": view.state.words,
        "author": view.owner_id,
        "sentence_numbers": [one.number for one in view.version.body.sentences()],
        "addenda": [dataclasses.asdict(one.body) for one in view.addenda],
        "signatures": [dataclasses.asdict(one) for one in view.signatures],
        "confirmed": [dataclasses.asdict(one) for one in view.confirmed],
        "suggestions": [dataclasses.asdict(one) for one in view.suggestions],
        "history": [dataclasses.asdict(one) for one in view.steps],
        "names": view.names,
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, default=_time) + "\n"


def show_doubts(out: Console, doubts: Iterable[Doubt]) -> None:
    """What to look at before signing, each under the name it is settled by; the red alerts that
    nobody acknowledged once more, in a sentence."""
    found = tuple(doubts)
    for one in found:
        where = f"[{clock(one.start_s)}] " if one.end_s else ""
        words = " ".join(filter(None, (_spoken(one.keyword), one.words)))
        out.print(Text(f"{one.subject:<14}{where}{words}: {one.says}"))
    alerts = [one for one in found if one.kind == "alert"]
    if alerts:
        named = ", ".join(f"{_spoken(one.keyword)} at {clock(one.start_s)}" for one in alerts)
        out.print(
            Text(
                f"Keywords heard that nobody acknowledged: {named}; acknowledge each: erscribe "
                f"notes confirm NOTE {alerts[0].subject}"
            )
        )


def show_proof(out: Console, proof: NoteProof) -> None:
    """The whole chain, from each sentence to its sound."""
    out.print(f"Note {proof.note_id}, version {proof.version}: {proof.state}", style="bold")
    for link in proof.links:
        out.print(Text(f"{LINK_MARKS[link.holds]}{link.name}: {link.says}"))
    out.print(f"recording {proof.recording_id} sha256 {proof.recording_sha256}")
    for part, model in proof.models:
        out.print(f"model {part}: {model.name} sha256 {model.sha256}")
    for name, value in proof.settings:
        out.print(Text(f"setting {name}: {value}"))
    for sentence in proof.sentences:
        _sentence(out, sentence)


def proof_json(proof: NoteProof) -> str:
    plain = {
        "schema": "erscribe.proof/1",
        "verified": not proof.broken,
        "broken": list(proof.broken),
        **dataclasses.asdict(proof),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, default=_time) + "\n"


def write(text: str) -> None:
    sys.stdout.write(text + "\n")


def _spoken(keyword: str) -> str:
    return keyword.replace("_", " ")


def _time(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _said(out: Console, view: NoteView) -> None:
    for said in view.confirmed:
        who = f"{view.name(said.by)}, {minute(said.at)}"
        out.print(Text(f"Confirmed {said.subject}: {said.value}  ({who})"))
    for one in view.suggestions:
        if one.accepted is None:
            line = f"Suggestion {one.number} of {view.name(one.made_by)}: {one.kind} {one.target}: "
            out.print(Text(f"{line}{one.before} -> {one.after}"))


def _sentence(out: Console, one: SentenceProof) -> None:
    out.print()
    text = one.text or "(withheld from view)"
    out.print(Text(f"{one.number}. {text}  [{one.section}; {one.source}]", "bold"))
    for edit in one.edits:
        out.print(Text(f"   {_edit(edit)}"))
    for said in one.utterances:
        for line in _utterance(said):
            out.print(Text(f"   {line}"))


def _edit(edit: EditProof) -> str:
    reason = f" ({edit.reason})" if edit.reason else ""
    who = f"{edit.what} by {edit.by}, {minute(edit.at)}{reason}"
    return f"version {edit.version}, {who}: {marked(edit.pieces)}"


def _utterance(said: UtteranceProof) -> Iterable[str]:
    least = min((word.probability for word in said.heard), default=0.0)
    label = f", said to be {said.label}" if said.label else ""
    overlap = ", over another voice" if said.overlap else ""
    span = f"{clock(said.start_s)}-{clock(said.end_s)}"
    yield f"{said.id} [{span}] {said.speaker} ({said.role}){label}{overlap}"
    heard = " ".join(f"{word.text}({word.probability:.2f})" for word in said.heard)
    yield f"  heard: {heard}; least sure {least:.2f}"
    yield f"  written: {said.written}"
    for one in said.corrections:
        yield f"  correction {one.state}: {one.heard} -> {one.text} by {one.rule}"
    first, last = said.sound.samples
    sound = f"sha256 {said.sound.sha256}" if said.sound.sha256 else "the sound is not here"
    yield f"  samples {first}-{last} at 16 kHz: {sound}"
