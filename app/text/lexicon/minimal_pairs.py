"""Minimal pairs, found in a text by look-up instead of by trying hundreds of them one by one."""

from collections.abc import Iterable, Iterator

Pairs = tuple[tuple[str, str], ...]
AFFIXES: Pairs = (
    ("hyper-", "hypo-"), ("brady-", "tachy-"), ("-ectomy", "-otomy"), ("-ectomy", "-ostomy"),
    ("-otomy", "-ostomy"), ("inter-", "intra-"), ("supra-", "infra-"), ("pre-", "post-"),
    ("anti-", "ante-"), ("abduc-", "adduc-"), ("macro-", "micro-"), ("endo-", "exo-"),
    ("afferent", "efferent"), ("-emia", "-uria"), ("-pnea", "-phagia"), ("-phasia", "-phagia"),
    ("炎", "癌"),
)  # fmt: skip


class MinimalPairs:
    """Halves whose exchange inverts or moves the meaning: `hyper-` opens a word, `-uria` ends one,
    an English word stands for itself, and what is Chinese or has spaces lies anywhere in a text.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._partners: dict[str, set[str]] = {}
        for one, other in pairs:
            self._partners.setdefault(one, set()).add(other)
            self._partners.setdefault(other, set()).add(one)
        self._opening = _sizes(half for half in self._partners if half.endswith("-"))
        self._ending = _sizes(half for half in self._partners if half.startswith("-"))
        self._anywhere = {half for half in self._partners if not half.isascii() or " " in half}
        self._stretches = _sizes(self._anywhere)

    def exchanged(self, heard: str, text: str) -> bool:
        """True when one half of a pair was heard and the other would be written."""
        had = self._halves(heard)
        if not had:
            return False
        gets = self._halves(text)
        return any(
            other in gets and other not in had and half not in gets
            for half in had
            for other in self._partners[half]
        )

    def _halves(self, text: str) -> set[str]:
        found = {part for part in self._parts(text) if part in self._partners}
        for size in self._stretches:
            stretches = (text[at : at + size] for at in range(len(text) - size + 1))
            found.update(self._anywhere.intersection(stretches))
        return found

    def _parts(self, text: str) -> Iterator[str]:
        """All words, how they open and how they end."""
        for word in text.split():
            yield word
            yield from (f"{word[:size]}-" for size in self._opening)
            yield from (f"-{word[-size:]}" for size in self._ending)


def _sizes(halves: Iterable[str]) -> tuple[int, ...]:
    """Their lengths, hyphens apart."""
    return tuple(sorted({len(half.strip("-")) for half in halves}))
