"""Which words of an open text are medical terms, and which half of the bench each belongs to.

Names come from our lexicon and from open vocabularies that are not part of the product. Names that
share a concept are of the same half; the halves are frozen in tests/data/correction, as hashes, so
that no later lexicon moves a term from the half that is reported to the half that is tuned on.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from app.bench.scoring import comparable
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon import Lexicon
from app.text.tokens import is_han

Part = Literal["tuning", "reporting"]
_NOT_WORD: Final = re.compile(r"[^a-z0-9' ]+")
_SALT: Final = "erscribe.correction/1:"
_DIGITS: Final = 10  # of a hash: one chance in a thousand that any two of 50,000 names share one
_LONGEST: Final[dict[Language, int]] = {"en": 6, "zh": 10}
_SHORTEST: Final[dict[Language, int]] = {"en": 5, "zh": 2}
_SHORTEST_OPEN_ZH: Final = 3
"""Open lists hold ordinary words of two Hanzi (hospital, check); ours hold clinical ones only."""


@dataclass(frozen=True, slots=True)
class Span:
    """A medical term in a row of words or Hanzi: first included, end not."""

    first: int
    end: int
    name: str


def digest(text: str) -> str:
    """The hash by which a term or a document is split."""
    return hashlib.sha256((_SALT + text).encode()).hexdigest()[:_DIGITS]


def part_of_document(name: str) -> Part:
    """The half of a document, by its name or, where it has none, its text."""
    return "reporting" if int(digest("document:" + name)[-1], 16) % 2 else "tuning"


def units(text: str, language: Language) -> list[str]:
    """Comparable words of English, Hanzi of Chinese; letters said one by one stay apart."""
    if language == "zh":
        return list(comparable(text, language))
    return _NOT_WORD.sub(" ", text.lower()).split()


def joined(parts: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(parts)


class Terms:
    """Medical names of both languages and the half of each.

    reporting: hashes of the names that are kept for reporting; every other name is for tuning.
    drugs: English names of one word in the open drug list, whether or not the product knows them.
    """

    def __init__(
        self,
        groups: Iterable[tuple[Language, tuple[str, ...]]],
        reporting: frozenset[str],
        drugs: frozenset[str] = frozenset(),
    ) -> None:
        self.groups = tuple(groups)
        self.drugs = drugs
        self._reporting = reporting

    @classmethod
    def load(cls, lexicon: Lexicon, data: Path, split: Path) -> "Terms":
        """Names of the lexicon and of the vocabularies in `data`. Raises ResourceError."""
        try:
            reporting = frozenset(split.read_text(encoding="utf-8").split())
        except OSError as error:
            raise ResourceError(f"{split.name} is not there; install the tests again") from error
        vocab = data / "vocab"
        drugs = (_group(lexicon, "en", names, _SHORTEST["en"]) for names in _drugs(vocab))
        named = frozenset(
            name for found in drugs for _, names in found for name in names if name.isalpha()
        )
        return cls(all_groups(lexicon, vocab), reporting, named)

    @cached_property
    def names(self) -> dict[Language, frozenset[str]]:
        found: dict[Language, set[str]] = {"en": set(), "zh": set()}
        for language, names in self.groups:
            found[language].update(names)
        return {language: frozenset(names) for language, names in found.items()}

    @cached_property
    def _groups_of(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for at, (_, names) in enumerate(self.groups):
            for name in names:
                found[name].append(at)
        return found

    def same(self, name: str) -> frozenset[str]:
        """The name and every other name of its concepts."""
        groups = self._groups_of.get(name, ())
        return frozenset((name, *(one for at in groups for one in self.groups[at][1])))

    def part(self, name: str) -> Part:
        """The half of a comparable name."""
        return "reporting" if digest(name) in self._reporting else "tuning"

    def find(self, parts: Sequence[str], language: Language) -> list[Span]:
        """The terms in a row of comparable words or Hanzi, the longest where they overlap."""
        names, found, first = self.names[language], [], 0
        while first < len(parts):
            for end in range(min(len(parts), first + _LONGEST[language]), first, -1):
                name = joined(parts[first:end], language)
                if name in names:
                    found.append(Span(first, end, name))
                    first = end - 1
                    break
            first += 1
        return found


def all_groups(lexicon: Lexicon, vocab: Path) -> Iterator[tuple[Language, tuple[str, ...]]]:
    """The names of each concept, comparable and long enough to be told apart by sound."""
    yield from own_groups(lexicon)
    for names in (*_diseases(vocab), *_symptoms(vocab), *_drugs(vocab)):
        yield from _group(lexicon, "en", names, _SHORTEST["en"])
    for name in _column(vocab / "zh_THUOCL_medical.txt", 0, head=False):
        yield from _group(lexicon, "zh", (name,), _SHORTEST_OPEN_ZH)


def own_groups(lexicon: Lexicon) -> Iterator[tuple[Language, tuple[str, ...]]]:
    """Those of the lexicon alone."""
    for entry in lexicon.entries:
        if entry.kind != "abbreviation":
            yield from _group(lexicon, entry.language, entry.names, _SHORTEST[entry.language])


def _group(
    lexicon: Lexicon, language: Language, names: Iterable[str], shortest: int
) -> Iterator[tuple[Language, tuple[str, ...]]]:
    common = lexicon.english.common if language == "en" else frozenset()
    kept = []
    for name in names:
        if language == "zh" and not all(map(is_han, name)):
            continue
        plain = joined(units(name.replace("_", " "), language), language)
        if len(plain) >= shortest and plain not in common and not _spelled(name):
            kept.append(plain)
    if kept:
        yield language, tuple(dict.fromkeys(kept))


def _spelled(name: str) -> bool:
    """True for letters that are said one by one, which no rule of sound repairs."""
    return name.isascii() and (name == name.upper() or max(map(len, name.split())) == 1)


def _diseases(vocab: Path) -> Iterator[tuple[str, ...]]:
    concepts = defaultdict(list)
    for row in _rows(vocab / "en_do_term-names.tsv"):
        concepts[row[0]].append(row[1])
    yield from map(tuple, concepts.values())


def _symptoms(vocab: Path) -> Iterator[tuple[str, ...]]:
    for row in _rows(vocab / "en_mesh_symptoms.tsv"):
        if "," not in row[1]:
            yield (row[1],)


def _drugs(vocab: Path) -> Iterator[tuple[str, ...]]:
    for row in _rows(vocab / "en_redmed_drug_lexicon.tsv"):
        yield (row[1], *row[2].split(","))


def _column(path: Path, column: int, *, head: bool = True) -> Iterator[str]:
    for row in _rows(path, head=head):
        yield row[column]


def _rows(path: Path, *, head: bool = True) -> Iterator[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ResourceError(f"{path.name} is not there; name its folder with --data") from error
    for line in lines[int(head) :]:
        yield [cell.strip() for cell in line.split("\t")]


def drawn_split(
    groups: Iterable[tuple[Language, tuple[str, ...]]], used: frozenset[str]
) -> list[str]:
    """Hashes of the used names that fall into the reporting half.

    Names that any list calls one concept are joined first, and the concept is drawn as a whole.
    """
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for _, names in groups:
        for name in names:
            one, other = sorted((root(names[0]), root(name)))
            parents[other] = one
    return sorted(digest(name) for name in used if int(digest(root(name))[-1], 16) % 2)
