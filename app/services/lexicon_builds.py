"""Builds a lexicon from vocabularies: whole, or not at all, and nothing in use is touched."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from app.domain.errors import AppError, VocabularyError
from app.store.lock import taken_file
from app.text.lexicon.builds import (
    MANIFEST,
    BuiltFile,
    BuiltSource,
    Manifest,
    joined_version,
    staff_file,
    staff_version,
)
from app.text.lexicon.compiled import CompiledIndex
from app.text.lexicon.compiled.building import build as compile_index
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.kinds import KINDS, Kind, Source, read_source, sources_in
from app.text.lexicon.sources.licences import LICENCES
from app.text.lexicon.sources.reading import Reading, Wanted
from app.text.lexicon.sources.report import Report
from app.text.lexicon.sources.semantic_types import DEFAULT, read_semantic_types

__all__ = [
    "KINDS", "Job", "Kind", "Progress", "Report", "Source", "Wanted", "build", "licence_of",
    "prepare", "types_of",
]  # fmt: skip

STAGING: Final = ".building-"
_LOCK: Final = ".lock"

Progress = Callable[[str, float], None]
"""Told what is done now ("reading", "compiling") and how much of it, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be built, where. folder: of all builds; name: of this one."""

    sources: tuple[Source, ...]
    folder: Path
    name: str
    wanted: Wanted

    @property
    def size_bytes(self) -> int:
        return sum(path.stat().st_size for source in self.sources for path in source.files)


def prepare(
    paths: Sequence[Path], told: Kind | None, into: Path, wanted: Wanted, name: str = ""
) -> Job:
    """Recognise the files, before anything is written. name: "" makes one of time and kinds.

    Raises VocabularyError.
    """
    sources = sources_in(paths, told)
    kinds = "-".join(dict.fromkeys(source.kind for source in sources))
    given = name or f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{kinds}"
    if given.startswith(".") or Path(given).name != given:
        raise VocabularyError(f"'{given}' is no name for a lexicon; use letters and digits")
    if (into / given).exists():
        raise VocabularyError(f"{into / given}: is there already; give another name")
    return Job(sources, into, given, wanted)


def types_of(given: str) -> Wanted:
    """What `--semantic-types` asks for. Raises VocabularyError, ResourceError."""
    return Wanted(
        semantic_types=DEFAULT if given == "default" else read_semantic_types(Path(given))
    )


def build(job: Job, report: Report, progress: Progress = lambda *_: None) -> Manifest:
    """Read, compile, and put in its place at the very end. report: filled on the way.

    Raises VocabularyError, ResourceError; AppError when another build runs or the disk is full.
    """
    with _staging(job.folder) as staging:
        (staging / "scratch").mkdir()
        reading = Reading(staging / "scratch", report, job.wanted, _ticking(job, progress))
        found = _read(job, reading)
        first = next(found, None)
        if first is None and not any(reading.staff.values()):
            raise VocabularyError(f"{_named(job)}: gave no name that could be used")
        entries = chain((first,) if first is not None else (), found)
        compile_index(entries, staging)
        progress("compiling", 1.0)
        shutil.rmtree(staging / "scratch")
        manifest = _kept(job, reading, staging)
        staging.rename(job.folder / job.name)
    progress("making look-ups fast", 1.0)
    CompiledIndex.open(job.folder / job.name).warm()  # not while somebody dictates
    return manifest


def licence_of(source: BuiltSource) -> str:
    """One line: kind, licence, what it obliges."""
    return f"{source.kind}: {source.licence}. {source.obliges}"


def _read(job: Job, reading: Reading) -> Iterator[Entry]:
    for source in job.sources:
        yield from read_source(source, reading)


def _kept(job: Job, reading: Reading, staging: Path) -> Manifest:
    """Write down what was built, so that it is whole."""
    report = reading.report
    staff = {code: frozenset(words) for code, words in reading.staff.items()}
    for code, words in staff.items():
        if words:
            _write(staff_file(staging, code), "\n".join(sorted(words)) + "\n")
    manifest = Manifest(
        job.name,
        joined_version(CompiledIndex.open(staging).version, staff_version(staff)),
        datetime.now(UTC),
        tuple(_source(source, report) for source in job.sources),
        job.wanted.languages,
        dict(report.entries),
        dict(report.names),
        dict(report.rejected),
        dict(report.left_out),
    )
    _write(staging / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)).decode())
    return manifest


def _source(source: Source, report: Report) -> BuiltSource:
    licence = LICENCES[source.kind]
    files = tuple(BuiltFile(one.name, report.files.get(str(one), "")) for one in source.files)
    return BuiltSource(source.kind, licence.name, licence.obliges, licence.passed_on, files)


def _ticking(job: Job, progress: Progress) -> Callable[[int], None]:
    total, done = max(job.size_bytes, 1), 0

    def tick(size: int) -> None:
        nonlocal done
        done += size
        progress("reading", min(done / total, 1.0))

    return tick


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder for one build; what builds that were killed left behind is swept out before."""
    try:
        with taken_file(folder / _LOCK) as held:
            if not held:
                raise AppError(f"{folder}: another build is running; wait for it, then try again")
            for left in folder.glob(f"{STAGING}*"):
                shutil.rmtree(left, ignore_errors=True)
            staging = folder / f"{STAGING}{uuid.uuid4().hex}"
            staging.mkdir(mode=0o700)
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise AppError(
            f"{folder}: cannot be written ({error.strerror}); nothing was built"
        ) from error


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _named(job: Job) -> str:
    return ", ".join(path.name for source in job.sources for path in source.files)
