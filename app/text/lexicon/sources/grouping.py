"""Rows of one concept brought together on disk, where a file is not sorted by concept.

Rows are dealt into piles by their key; then one pile at a time is held: 1/128 of the whole.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO
from zlib import crc32

PILES: Final = 128
_MANY: Final = 2_000
"""Rows of one key; further ones are no vocabulary's, and are dropped."""


def grouped(
    rows: Iterable[tuple[str, tuple[str, ...]]], folder: Path
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Each key once with all its cells, in no order. folder: an empty or missing one.

    Neither keys nor cells may hold tabs or line ends.
    """
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        piles: dict[int, TextIO] = {}
        for key, cells in rows:
            number = crc32(key.encode()) % PILES
            if number not in piles:
                opened = (folder / f"{number:03}").open("w", encoding="utf-8")
                piles[number] = stack.enter_context(opened)
            piles[number].write("\t".join((key, *cells)) + "\n")
    for pile in sorted(folder.iterdir()):
        yield from _pile(pile)
        pile.unlink()
    folder.rmdir()


def _pile(pile: Path) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    with pile.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            key, *cells = line[:-1].split("\t")
            known = found.setdefault(key, [])
            if len(known) < _MANY:
                known.append(tuple(cells))
    yield from found.items()
