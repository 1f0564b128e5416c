"""The compiled index as it is used: mapped read-only, one per process, shared by its threads."""

from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from app.domain.transcript import Language
from app.text.lexicon.compiled.building import FILE
from app.text.lexicon.compiled.container import Container
from app.text.lexicon.compiled.records import id_hash, name_hash, unpacked
from app.text.lexicon.index import ChineseIndex, EnglishIndex, Match, index_for
from app.text.lexicon.records import Entry
from app.text.tokens import plain


class CompiledIndex:
    """Names of any number, found exactly and by sound and spelling.

    version: hex sha256 over all entries in their order, so equal versions look up alike.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._arrays = container.arrays
        self.version: str = container.facts["version"]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the index of a folder. Raises ResourceError."""
        return cls(Container.open(folder / FILE))

    def verify(self) -> None:
        """Read everything once. Raises ResourceError when a byte is not as it was written."""
        self._container.verify()

    def __len__(self) -> int:
        """How many names it holds."""
        return int(self._container.facts["names"])

    def entry(self, language: Language, key: str) -> Entry | None:
        """The concept with this id."""
        for found in self._with_hash("id", id_hash(language, key)):
            if found.id == key and found.language == language:
                return found
        return None

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        """The concepts with exactly this name, ignoring case."""
        wanted = plain(name)
        return tuple(
            entry
            for entry in self._with_hash("name", name_hash(language, name))
            if entry.language == language and wanted in map(plain, entry.names)
        )

    def lookup(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> Match | None:
        """The best-sounding name for plain words said in a row, or None; `close` is faster."""
        return self._indices[language].lookup(words, close=close)

    @cached_property
    def _indices(self) -> dict[Language, EnglishIndex | ChineseIndex]:
        entries = [self._entry(number) for number in range(self._container.facts["entries"])]
        return {"en": index_for("en", entries), "zh": index_for("zh", entries)}

    def _entry(self, number: int) -> Entry:
        ends = self._arrays["record_ends"]
        first, last = int(ends[number]), int(ends[number + 1])
        return unpacked(self._arrays["records"][first:last].tobytes())

    def _with_hash(self, kind: str, value: int) -> list[Entry]:
        hashes = self._arrays[f"{kind}_hashes"]
        first = int(np.searchsorted(hashes, np.uint64(value)))
        last = int(np.searchsorted(hashes, np.uint64(value), "right"))
        owners = dict.fromkeys(self._arrays[f"{kind}_owners"][first:last].tolist())
        return [self._entry(number) for number in owners]
