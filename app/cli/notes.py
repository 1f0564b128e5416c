"""`erscribe notes list|show`."""

import argparse
import json
import sys

from app import bootstrap
from app.cli.acting import acting
from app.cli.render import console, show_result
from app.export.transcript_json import to_json
from app.export.transcripts import clock


def list_notes(arguments: argparse.Namespace) -> int:
    """Every saved note, newest first."""
    actor = acting(arguments)
    notes = bootstrap.review().list_notes(actor)
    if arguments.json:
        rows = [
            {
                "id": note.id,
                "created_at": note.created_at.isoformat(),
                "language": note.language,
                "duration_s": round(note.duration_s, 3),
                "alerts": note.alerts,
                "status": note.status,
                "profile": note.profile,
            }
            for note in notes
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    if not notes:
        sys.stdout.write("No notes yet. Make one with: erscribe transcribe FILE\n")
    for note in notes:
        when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        sys.stdout.write(
            f"{note.id}  {when}  {note.language}  {clock(note.duration_s)}  "
            f"{note.alerts} alerts  {note.status}  [{note.profile}]\n"
        )
    return 0


def show(arguments: argparse.Namespace) -> int:
    """One note with its evidence, readable or as the JSON of `transcribe`."""
    actor = acting(arguments)
    result = bootstrap.review().show(actor, arguments.note)
    if arguments.json:
        sys.stdout.write(to_json(result))
    else:
        show_result(console(), result)
    return 0
