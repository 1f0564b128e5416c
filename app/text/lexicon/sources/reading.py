"""What every reader of a source is given."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.transcript import Language
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.lines import UTF_8, Tick, lines
from app.text.lexicon.sources.report import Report
from app.text.lexicon.sources.semantic_types import DEFAULT

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the sources is taken. semantic_types: UMLS types, each with the kind it becomes.

    sources: abbreviations of source vocabularies in upper case (SNOMEDCT_US); empty takes all.
    """

    languages: tuple[Language, ...] = LANGUAGES
    semantic_types: Mapping[str, str] = field(default_factory=lambda: DEFAULT)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """scratch: a folder for what does not fit into memory; whoever made it deletes it.

    staff: names are put in there by language, never into the index.
    """

    scratch: Path
    report: Report = field(default_factory=Report)
    wanted: Wanted = field(default_factory=Wanted)
    tick: Tick = lambda _: None
    staff: Mapping[Language, set[str]] = field(
        default_factory=lambda: {code: set() for code in LANGUAGES}
    )

    def lines(self, path: Path, encoding: str = UTF_8) -> Iterator[tuple[int, str]]:
        """Raises VocabularyError."""
        return lines(path, self.report, self.tick, encoding)

    def counted(self, source: str, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries marked with their source, and counted."""
        mark = f"source={source}"
        for entry in entries:
            self.report.entries[source] += 1
            self.report.names[source] += len(entry.names)
            yield replace(entry, flags=entry.flags | {mark})


def entry_of(
    key: str,
    language: Language,
    names: Iterable[str],
    kind: str,
    code: tuple[str, str] = ("", ""),
    flags: frozenset[str] = frozenset(),
) -> Entry | None:
    """An entry of the first name and the others, each once; None without a name.

    "Aspirin" is written small where some source writes "aspirin": its capital is a headline's.
    """
    once: dict[str, str] = {}
    for name in names:
        first = once.setdefault(name.casefold(), name)
        if name.islower() and not first[1:].isupper():
            once[name.casefold()] = name
    found = tuple(once.values())
    if not found:
        return None
    return Entry(key, language, found[0], kind, found[1:], *code, flags=flags)
