"""`erscribe recover`: recordings that never became a note, listed, finished or deleted."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app import bootstrap
from app.cli.acting import acting
from app.cli.progress import queue_progress
from app.cli.render import console, show_differences, show_result
from app.domain.access import Actor
from app.domain.claims import Urgency
from app.domain.errors import AppError, NotFoundError
from app.export.transcripts import clock
from app.services.claims import Claims, Unclaimed, from_folder
from app.services.recovery import Recovery, Waiting

_URGENT: Mapping[Urgency, str] = {
    "new": "",
    "remind": "; it waits for more than an hour",
    "escalate": "; IT WAITS FOR MORE THAN SIX HOURS",
}


def run(arguments: argparse.Namespace) -> int:
    """Finish all that wait, or the named ones; one failure stops no other."""
    actor = acting(arguments)
    recovery = bootstrap.recovery(bootstrap.load_settings())
    return recover(recovery, arguments, actor, bootstrap.reception().claims)


def recover(recovery: Recovery, arguments: argparse.Namespace, actor: Actor, claims: Claims) -> int:
    """arguments: recordings, list, claim, encounter, discard. Raises NotFoundError, StoreError."""
    waiting = recovery.offered(actor)
    chosen = _chosen(waiting, arguments.recordings)
    if arguments.list:
        return _list(chosen, claims.unclaimed(actor) if actor.role != "sandbox" else ())
    if arguments.discard:
        return _discard(recovery, actor, chosen, arguments.recordings)
    if arguments.claim:
        return _claim(recovery, claims, actor, chosen, arguments)
    if not arguments.recordings:
        chosen = tuple(one for one in chosen if not one.unclaimed)
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


def _list(waiting: Sequence[Waiting], unclaimed: Sequence[Unclaimed]) -> int:
    """Of what nobody has claimed: that it is there, since when, and where it was begun."""
    begun = {one.recording: one for one in unclaimed}
    for one in waiting:
        if one.unclaimed:
            _list_unclaimed(one, begun.get(one.recording))
            continue
        when = one.started_at.astimezone().strftime("%Y-%m-%d %H:%M") if one.started_at else "?"
        sys.stdout.write(
            f"{one.recording}  {when}  {clock(one.duration_s)}  {one.encounter or '-'}  "
            f"{one.sentence}\n"
        )
    return 0


def _list_unclaimed(one: Waiting, begun: Unclaimed | None) -> None:
    when = one.started_at.astimezone().strftime("%Y-%m-%d %H:%M") if one.started_at else "?"
    where = begun.workstation if begun and begun.workstation else "-"
    urgent = _URGENT[begun.urgency] if begun else ""
    sys.stdout.write(
        f"{one.recording}  {when}  {clock(one.duration_s)}  {where}  begun without sign-in, "
        f"nobody answers for it yet{urgent}\n"
    )


def _claim(
    recovery: Recovery,
    claims: Claims,
    actor: Actor,
    chosen: Sequence[Waiting],
    arguments: argparse.Namespace,
) -> int:
    """Make them the actor's, then finish them."""
    if not arguments.recordings:
        sys.stderr.write("erscribe: name the recordings to claim; nothing was claimed\n")
        return 2
    for one in chosen:
        found = None
        if not one.owner:
            found = from_folder(one.recording, one.started_at or datetime.now(UTC))
        claims.claim(actor, one.recording, arguments.encounter, found)
    return _finish(recovery, actor, chosen)


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
