"""`erscribe transcribe FILE...`: each file through the whole job, in order."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app import bootstrap, paths
from app.cli.acting import acting
from app.cli.progress import queue_progress
from app.domain.errors import AppError, SettingsError
from app.domain.result import JobResult
from app.export.transcript_json import to_json
from app.export.transcripts import to_rttm, to_srt, to_txt, to_vtt
from app.export.word_document import to_docx
from app.services.transcription import Job
from app.settings import Settings
from app.text.templates import names


def _text(write: Callable[[JobResult], str]) -> Callable[[JobResult], bytes]:
    return lambda result: write(result).encode()


WRITERS: dict[str, Callable[[JobResult], bytes]] = {
    "json": _text(to_json),
    "txt": _text(to_txt),
    "srt": _text(to_srt),
    "vtt": _text(to_vtt),
    "rttm": _text(to_rttm),
    "docx": to_docx,
}


def run(arguments: argparse.Namespace) -> int:
    """Do each file; the exit code is the worst of theirs, and one failure stops no other."""
    actor = acting(arguments)
    settings = chosen_settings(arguments)
    transcription = bootstrap.transcription(settings)
    to_stdout = len(arguments.files) == 1 and len(arguments.format) == 1 and not arguments.out
    directory = None if to_stdout else writable_directory(arguments.out or Path())
    names = output_names(arguments.files)
    code = 0
    with queue_progress(len(arguments.files)) as listener:
        for path in arguments.files:
            job = Job(
                path,
                arguments.encounter,
                settings.min_speakers,
                settings.max_speakers,
                save=not arguments.no_save,
            )
            try:
                result = transcription.run(actor, job, listener)
                deliver(result, arguments.format, directory, names[path])
            except AppError as error:
                sys.stderr.write(f"erscribe: {error}\n")
                code = max(code, error.exit_code)
    return code


def chosen_settings(arguments: argparse.Namespace) -> Settings:
    """The saved settings with this call's options over them.

    Raises SettingsError when more speakers are asked at least than at most, and for a note
    template that is not there.
    """
    options = {
        "languages": arguments.lang,
        "recognizer": arguments.model,
        "device": arguments.device,
        "compute_type": arguments.compute_type,
        "min_speakers": arguments.min_speakers,
        "max_speakers": arguments.max_speakers,
        "note_template": arguments.template,
    }
    given = {key: value for key, value in options.items() if value is not None}
    settings = replace(bootstrap.load_settings(), **given)
    low, high = settings.min_speakers, settings.max_speakers
    if low is not None and high is not None and low > high:
        raise SettingsError(f"--min-speakers {low} is more than --max-speakers {high}")
    check_template(settings.note_template)
    return settings


def check_template(key: str) -> None:
    """Raises SettingsError, which names the templates that there are, for an unknown one."""
    known = names(paths.RESOURCES)
    if key not in known:
        listed = ", ".join(f"{one} ({title['en']})" for one, title in known.items())
        raise SettingsError(f"no note template '{key}'; there are: {listed}")


def output_names(files: list[Path]) -> dict[Path, str]:
    """Result names without extension: the file's stem, or its whole name where stems clash."""
    stems = Counter(path.stem for path in set(files))
    return {path: path.stem if stems[path.stem] == 1 else path.name for path in files}


def deliver(result: JobResult, formats: tuple[str, ...], directory: Path | None, name: str) -> None:
    """Write each format to its file, or the only one to stdout."""
    for kind in formats:
        document = WRITERS[kind](result)
        if directory is None:
            sys.stdout.buffer.write(document)
            continue
        target = directory / f"{name}.{kind}"
        try:
            target.write_bytes(document)
        except OSError as error:
            raise AppError(
                f"cannot write {target}: {error.strerror}; choose another --out"
            ) from error
        sys.stderr.write(f"wrote {target}\n")


def writable_directory(directory: Path) -> Path:
    """The directory, made if need be. Raises AppError before any work is done."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AppError(f"cannot use {directory}: {error.strerror}; choose another --out") from error
    return directory
