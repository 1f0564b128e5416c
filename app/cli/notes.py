"""`erscribe notes list|show|prove`, and what is done to drafts."""

import argparse
import json
import sys

from app import bootstrap
from app.cli.acting import acting
from app.cli.notes_proof import proved
from app.cli.notes_text import proof_json, show_doubts, show_proof, show_view, view_json, write
from app.cli.render import console
from app.domain.errors import IntegrityError, StoreError
from app.domain.note_edits import Edit, Move, Relabel, Reword, SetTimes, Strike, Write
from app.domain.suggestions import label_of
from app.export.transcripts import clock
from app.services.review import NoteSummary
from app.services.suggestions import Proposed


def list_notes(arguments: argparse.Namespace) -> int:
    """Every note the user may read, newest first."""
    actor = acting(arguments)
    notes = bootstrap.review().list_notes(actor)
    if arguments.json:
        rows = [_row(note) for note in notes]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    if not notes:
        sys.stdout.write("No notes yet. Make one with: erscribe transcribe FILE\n")
    for note in notes:
        when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        sys.stdout.write(
            f"{note.id}  {when}  {note.language}  {clock(note.duration_s)}  "
            f"{note.alerts} alerts  {note.state}  [{note.profile}]\n"
        )
    return 0


def show(arguments: argparse.Namespace) -> int:
    """One note with its evidence, readable or as the JSON of `transcribe`."""
    actor = acting(arguments)
    view = bootstrap.review().view(actor, arguments.note, arguments.version)
    if arguments.json:
        sys.stdout.write(view_json(view))
    else:
        show_view(console(), view, with_history=arguments.history)
    return 0


def prove(arguments: argparse.Namespace) -> int:
    """The whole chain; 4 and one line when something in it does not hold."""
    actor = acting(arguments)
    proof = bootstrap.note_desk().proving.prove(actor, arguments.note, arguments.sentence)
    if arguments.json:
        sys.stdout.write(proof_json(proof))
    else:
        show_proof(console(), proof)
    if proof.broken:
        raise IntegrityError(f"note {proof.note_id} is not proved: {'; '.join(proof.broken)}")
    return 0


def edit(arguments: argparse.Namespace) -> int:
    """A new version of a draft."""
    actor = acting(arguments)
    edits, life = edits_of(arguments), bootstrap.note_desk().life
    labels = [one.label for one in edits if isinstance(one, Relabel)]
    if len(labels) == len(edits):
        made = life.relabel(actor, arguments.note, labels)
    else:
        made = life.edit(actor, arguments.note, edits, arguments.reason)
    write(f"{made.note_id} is at version {made.version}")
    return 0


def suggest(arguments: argparse.Namespace) -> int:
    """A change that the draft's author decides about."""
    actor = acting(arguments)
    service = bootstrap.note_desk().suggestions
    number = service.suggest(actor, arguments.note, _proposed(arguments))
    write(f"suggestion {number}; its author decides: erscribe notes resolve NOTE {number}")
    return 0


def resolve(arguments: argparse.Namespace) -> int:
    """Accept or reject a suggestion, or a correction that was proposed."""
    actor = acting(arguments)
    kind, _, number = arguments.what.rpartition(":")
    if not number.isdecimal() or kind not in {"", "suggestion", "correction"}:
        raise StoreError("name a suggestion by its number, a correction as correction:N")
    service = bootstrap.note_desk().suggestions
    decide = service.resolve_correction if kind == "correction" else service.resolve
    made = decide(actor, arguments.note, int(number), arguments.accept)
    write(f"{made.note_id} is at version {made.version}")
    return 0


def confirm(arguments: argparse.Namespace) -> int:
    """Settle a doubt, or confirm a value."""
    actor = acting(arguments)
    service = bootstrap.note_desk().suggestions
    one = service.confirm(actor, arguments.note, arguments.subject, arguments.value)
    write(f"{one.subject} confirmed: {one.value}")
    return 0


def doubts(arguments: argparse.Namespace) -> int:
    """What to look at before signing."""
    actor = acting(arguments)
    found = bootstrap.note_desk().signing.doubts(actor, arguments.note)
    show_doubts(console(), found)
    if not found:
        write("nothing is in doubt")
    return 0


def handover(arguments: argparse.Namespace) -> int:
    """Offer a draft, or take over one that was offered; that asks for the password again."""
    if arguments.take:
        actor, _ = proved(arguments)
        bootstrap.note_desk().life.take(actor, arguments.note)
        write("the draft is yours now")
        return 0
    actor = acting(arguments)
    bootstrap.note_desk().life.offer(actor, arguments.note, arguments.to)
    write(f"offered to {arguments.to}, who takes it with: erscribe notes handover NOTE --take")
    return 0


def edits_of(arguments: argparse.Namespace) -> list[Edit]:
    """Raises StoreError when nothing is asked for."""
    text = arguments.text
    found: list[Edit] = []
    if arguments.sentence is not None:
        found.append(Reword(arguments.sentence, text))
    if arguments.strike is not None:
        found.append(Strike(arguments.strike))
    if arguments.add is not None:
        found.append(Write(arguments.add, text))
    if arguments.move is not None:
        found.append(Move(arguments.move, arguments.to))
    if arguments.speaker is not None:
        found.append(Relabel(label_of(*_speaker(arguments.speaker))))
    if arguments.arrived or arguments.rescue_ended:
        found.append(SetTimes(arguments.arrived, arguments.rescue_ended))
    if not found:
        raise StoreError("say what to change: --sentence N --text T, --strike N, --add SECTION ...")
    return found


def _proposed(arguments: argparse.Namespace) -> Proposed:
    if arguments.sentence is not None:
        return Proposed("reword", str(arguments.sentence), arguments.text, arguments.reason)
    if arguments.strike is not None:
        return Proposed("strike", str(arguments.strike), reason=arguments.reason)
    if arguments.add is not None:
        return Proposed("write", arguments.add, arguments.text, arguments.reason)
    utterance, speaker = _speaker(arguments.speaker)
    return Proposed("speaker", utterance, speaker, arguments.reason)


def _speaker(text: str) -> tuple[str, str]:
    utterance, _, speaker = text.partition("=")
    return utterance, speaker


def _row(note: NoteSummary) -> dict[str, object]:
    return {
        "id": note.id,
        "created_at": note.created_at.isoformat(),
        "language": note.language,
        "duration_s": round(note.duration_s, 3),
        "alerts": note.alerts,
        "status": note.status,
        "state": note.state,
        "profile": note.profile,
    }
