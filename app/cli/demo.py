"""`erscribe demo`: `transcribe` and `notes show` on the bundled encounters, nothing else."""

import argparse
import sys
import time

from app import bootstrap
from app.cli.acting import clinical
from app.cli.progress import queue_progress
from app.cli.render import console, show_result
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.services.review import NoteReview
from app.services.transcription import Job

LANGUAGES = ("en", "zh")


def run(arguments: argparse.Namespace) -> int:
    """Transcribe the bundled encounters, read each note back from the database and print it."""
    out = console()
    chosen = (arguments.lang,) if arguments.lang else LANGUAGES
    samples = [RESOURCES / "samples" / f"{language}_encounter.flac" for language in chosen]
    missing = [sample.name for sample in samples if not sample.is_file()]
    if missing:
        raise ResourceError(f"bundled recording {missing[0]} is missing; install ERScribe again")
    database = bootstrap.sandbox_database()  # a clinical store never holds what is made up
    transcription = bootstrap.transcription(bootstrap.load_settings(), lambda: database)
    review = NoteReview(database)
    for sample in samples:
        started = time.perf_counter()
        with queue_progress(1) as listener:
            result = transcription.run(SANDBOX_ACTOR, Job(sample), listener)
        wall_s = time.perf_counter() - started
        note = result.understanding.note
        stored = review.show(SANDBOX_ACTOR, note.id)
        out.rule(f"{sample.name}", characters="=")
        show_result(out, stored)
        out.print(f"  wall time {wall_s:.1f} s, loading of models included")
        again = "" if clinical() else f"; see it again with: erscribe notes show {note.id}"
        out.print(f"  made up, and saved in {database.path}{again}")
    sys.stdout.flush()
    return 0
