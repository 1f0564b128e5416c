"""`erscribe recover`: recordings that never became a note, listed, finished or deleted."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app import bootstrap
from app.cli.acting import acting
from app.cli.progress import queue_progress
from app.cli.render import console, show_differences, show_result
from app.domain.access import Actor
from app.domain.errors import AppError, NotFoundError
from app.export.transcripts import clock
from app.services.recovery import Recovery, Waiting


def run(arguments: argparse.Namespace) -> int:
    """Finish all that wait, or the named ones; one failure stops no other."""
    actor = acting(arguments)
    return recover(bootstrap.recovery(bootstrap.load_settings()), arguments, actor)


def recover(recovery: Recovery, arguments: argparse.Namespace, actor: Actor) -> int:
    """arguments: recordings, list, discard. Raises NotFoundError, StoreError."""
    waiting = recovery.waiting()
    chosen = _chosen(waiting, arguments.recordings)
    if arguments.list:
        return _list(chosen)
    if arguments.discard:
        return _discard(recovery, actor, chosen, arguments.recordings)
    if not chosen:
        sys.stderr.write("no recording is unfinished\n")
        return 0
    return _finish(recovery, actor, chosen)


def _chosen(waiting: Sequence[Waiting], asked: Sequence[str]) -> tuple[Waiting, ...]:
    """Those whose id is, or alone begins with, what was typed; all when nothing was.

    Raises NotFoundError.
    """
    if not asked:
        return tuple(waiting)
    chosen = []
    for beginning in asked:
        found = [one for one in waiting if one.recording.startswith(beginning)]
        if len(found) != 1:
            how = "more than one recording begins" if found else "no unfinished recording begins"
            raise NotFoundError(f"{how} with '{beginning}'; list them: erscribe recover --list")
        chosen.append(found[0])
    return tuple(chosen)


def _list(waiting: Sequence[Waiting]) -> int:
    for one in waiting:
        when = one.started_at.astimezone().strftime("%Y-%m-%d %H:%M") if one.started_at else "?"
        sys.stdout.write(
            f"{one.recording}  {when}  {clock(one.duration_s)}  {one.encounter or '-'}  "
            f"{one.sentence}\n"
        )
    return 0


def _discard(
    recovery: Recovery, actor: Actor, chosen: Sequence[Waiting], asked: Sequence[str]
) -> int:
    if not asked:
        sys.stderr.write("erscribe: name the recordings to delete; nothing was deleted\n")
        return 2
    for one in chosen:
        recovery.discard(actor, one.recording)
        sys.stderr.write(f"deleted {one.recording}\n")
    return 0


def _finish(recovery: Recovery, actor: Actor, chosen: Sequence[Waiting]) -> int:
    code = 0
    out = console()
    with queue_progress(len(chosen)) as listener:
        for one in chosen:
            if not one.can_finish:
                sys.stderr.write(f"erscribe: {one.recording}: {one.sentence}\n")
                code = 1
                continue
            try:
                done = recovery.finish(actor, one.recording, listener)
            except AppError as error:
                sys.stderr.write(f"erscribe: {one.recording}: {error}\n")
                code = max(code, error.exit_code)
                continue
            out.rule(str(Path(one.recording)), characters="=")
            show_result(out, done.result)
            show_differences(out, done.differences)
    return code
