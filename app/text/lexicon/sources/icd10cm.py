"""ICD-10-CM as the authority publishes it: tabular list in XML, order file, or list of codes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.text.lexicon.records import Entry
from app.text.lexicon.sources.icd10cm_xml import is_tabular, read_tabular
from app.text.lexicon.sources.reading import Reading, entry_of
from app.text.lexicon.sources.sayable import UnsaidError, sayable

CODE = r"[A-Z][0-9][0-9A-Z](?:[0-9A-Z]{0,4})"
ORDER: Final = re.compile(rf"\d{{5}} ({CODE}) +([01]) (.{{60}}) ?(.*)")
LISTED: Final = re.compile(rf"({CODE}) +(\S.*)")
_DOTTED: Final = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")
_EPISODE: Final = re.compile(r", (?:initial|subsequent) encounter|, sequela$")


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Raises VocabularyError."""
    if "en" in reading.wanted.languages:
        found = _tabular(path, reading) if is_tabular(path) else _entries(path, reading)
        yield from reading.counted("ICD10CM", found)


def _tabular(path: Path, reading: Reading) -> Iterator[Entry]:
    for one in read_tabular(path, reading):
        if _DOTTED.fullmatch(one.code):
            yield from _entry(one.code.replace(".", ""), one.names, reading)
        else:
            reading.report.reject(path, one.line, "no code of ICD")


def _entries(path: Path, reading: Reading) -> Iterator[Entry]:
    for line, text in reading.lines(path):
        ordered = ORDER.fullmatch(text)
        listed = None if ordered else LISTED.fullmatch(text)
        if ordered:
            code, names = ordered[1], (ordered[4].strip() or ordered[3].strip(),)
        elif listed:
            code, names = listed[1], (listed[2].strip(),)
        else:
            if text.strip():
                reading.report.reject(path, line, "no row of ICD-10-CM")
            continue
        yield from _entry(code, names, reading)


def _entry(code: str, names: tuple[str, ...], reading: Reading) -> Iterator[Entry]:
    if _EPISODE.search(names[0]):
        reading.report.leave_out("an episode of care, not a diagnosis")
        return
    dotted = f"{code[:3]}.{code[3:]}" if len(code) > len("A00") else code
    said = list(_sayable(names, reading))
    if not said:
        return
    entry = entry_of(f"icd10cm.{dotted}", "en", said, "diagnosis", ("icd-10-cm", dotted))
    if entry is not None:
        yield entry


def _sayable(names: tuple[str, ...], reading: Reading) -> Iterator[str]:
    for name in names:
        try:
            yield sayable(name, "en")
        except UnsaidError as unsaid:
            reading.report.leave_out(str(unsaid))
