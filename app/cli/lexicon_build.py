"""`erscribe lexicon build`: progress on stderr, the report on stdout."""

import argparse
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app import bootstrap, paths
from app.cli.acting import acting
from app.services import lexicon_builds as builds
from app.services.installing import permit_install

_TENTHS = 10


def run(arguments: argparse.Namespace) -> int:
    """Raises VocabularyError, ResourceError, AccessError."""
    actor = acting(arguments)
    wanted = replace(
        builds.types_of(arguments.semantic_types),
        languages=arguments.languages,
        sources=arguments.sources,
    )
    out = arguments.out
    into = out.absolute().parent if out else paths.lexicons_dir()
    name = out.name if out else arguments.name
    job = builds.prepare(arguments.paths, arguments.told, into, wanted, name)
    if out is None:
        permit_install(bootstrap.database(), actor, f"lexicon {job.name}")
    report = builds.Report()
    try:
        with _stopped_by_signals(), _shown() as progress:
            manifest = builds.build(job, report, progress)
    except BaseException:
        _write_report(report)
        raise
    concepts, names = sum(manifest.entries.values()), sum(manifest.names.values())
    sys.stdout.write(
        f"{manifest.name}: {concepts} concepts, {names} names, version {manifest.version[:12]}\n"
    )
    _write_report(report)
    sys.stdout.write("licences:\n")
    for source in manifest.sources:
        sys.stdout.write(f"  {builds.licence_of(source)}\n")
    sys.stdout.write(_use(bootstrap.load_settings().lexicon, manifest.name, out is not None))
    return 0


def _write_report(report: builds.Report) -> None:
    """Counts by source and reason; of what is broken the first places, never the rows."""
    for source in sorted({*report.entries, *report.names}):
        concepts, names = report.entries[source], report.names[source]
        sys.stdout.write(f"  {source}: {concepts} concepts, {names} names\n")
    _write_counts("left out", report.left_out)
    _write_counts("rejected", report.rejected)
    for one in report.first:
        sys.stdout.write(f"  {one.file}, line {one.line}: {one.reason}\n")


def _write_counts(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        sys.stdout.write(f"{title}: {sum(counts.values())} rows\n")
    for reason, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        sys.stdout.write(f"  {count:>10}  {reason}\n")


def _use(setting: str, name: str, elsewhere: bool) -> str:
    if elsewhere:
        return "It is not put to use; the setting 'lexicon' may name its folder.\n"
    if setting in {"auto", name}:
        return f"It is used from the next start on (setting lexicon = {setting}).\n"
    return f"The setting lexicon = {setting} keeps it from being used.\n"


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Whoever ends this process gently ends it as Ctrl-C does: nothing is left lying about."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _shown() -> Iterator[builds.Progress]:
    """A bar on a terminal; else one line a tenth."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (
        TextColumn("[bold]{task.description}"), BarColumn(), TaskProgressColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("reading", total=1.0)
        yield lambda stage, share: bars.update(task, description=stage, completed=share)


class _Lines:
    """Readable in a log, with no control codes."""

    def __init__(self) -> None:
        self._said = ("", -1)

    def __call__(self, stage: str, share: float) -> None:
        now = (stage, int(share * _TENTHS))
        if now != self._said:
            self._said = now
            sys.stderr.write(f"[{share:4.0%}] {stage}\n")
