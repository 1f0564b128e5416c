"""`erscribe demo`: `transcribe` and `notes show` on the bundled encounters, nothing else."""

import argparse
import sys
import time

from app import bootstrap
from app.cli.progress import queue_progress
from app.cli.render import console, show_result
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import ResourceError
from app.paths import RESOURCES, database_file
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
    transcription = bootstrap.transcription(bootstrap.load_settings())
    review = bootstrap.review()
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
        out.print(f"  saved in {database_file()}; see it again with: erscribe notes show {note.id}")
    sys.stdout.flush()
    return 0
