"""Who works here: names that are words, so that no rule ever makes a medical term of them.

Names are personal data: nothing of them is counted but how many there are, and none is a target
of corrections, since two people may sound alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.text.lexicon.records import Entry
from app.text.lexicon.sources.plain_table import language_of
from app.text.lexicon.sources.reading import Reading
from app.text.lexicon.sources.table import needed, records
from app.text.tokens import plain
from app.text.writing import simplified

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "name": (
        "staff", "staff name", "full name", "employee", "employee name", "姓名", "员工姓名",
        "医生姓名",
    ),
    "first": ("first name", "given name", "名"),
    "last": ("last name", "surname", "family name", "姓"),
}  # fmt: skip
LONGEST: Final = 60


def read(path: Path, reading: Reading) -> Iterator[Entry]:
    """Gives no entries; the names are in the reading's `staff`. Raises VocabularyError."""
    layout = needed(path, COLUMNS, ())
    for line, row in records(path, layout, reading):
        whole = row.get("name", "") or " ".join(
            filter(None, (row.get("first", ""), row.get("last", "")))
        )
        if not whole or len(whole) > LONGEST:
            reading.report.reject(path, line, "no name")
            continue
        reading.report.names["STAFF"] += 1
        language = language_of(whole)
        if language == "zh":
            reading.staff["zh"].add("".join(map(simplified, whole.replace(" ", ""))))
        else:
            reading.staff["en"].update(filter(None, map(plain, whole.split())))
    yield from ()
