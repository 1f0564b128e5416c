"""Whether what was heard lies between two drugs, by their letters and, in Chinese, by sound."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from app.text.lexicon.open_names import LOOKUP_ONLY
from app.text.lexicon.phonetics_zh import bare_syllables
from app.text.lexicon.records import RARE, Entry
from app.text.lexicon.slips import (
    differing,
    drawn_to,
    in_one_piece,
    only_lost,
    singular,
    slip,
    sounds_near,
    sounds_rather,
)
from app.text.tokens import is_han, letters, plain

_BETWEEN: Final = 0.12
_BETWEEN_FAR: Final = 0.15
_BETWEEN_ZH: Final = 0.125
_BETWEEN_APART: Final = -0.01
"""Words that a name was put apart into are real ones, chosen by their sound: only a drug that is
more like them even by its letters is a rival (hydroxy scene is hydroxyzine, not hydroxydione)."""
_OPEN_LESS: Final = 0.005
_LEAST_ALIKE: Final = 0.6
"""Less like than this, a drug is no rival: everything is as like as that to some drug."""
_REAL_WORD: Final = "word."
_LONG_WORD: Final = 6
_SLIPS: Final = 2
"""A drug that is seldom spoken of may have been said where no more letters of it are wrong."""
_BEGUN: Final = 8
"""So many letters of a name are heard as it though its end was swallowed: pantopraz."""
_SHORT_ZH: Final = 2
_AFFIX: Final = 2
"""So many letters in a row that were heard and are not in the name may make it another drug."""

Drawn = Callable[[str, str, str], bool]
"""Of what was heard, a name and another drug: whether the latter may have been said."""


class Drugs:
    """The drugs of one language, ours and those of the open lists, and real words that sound alike.

    A word that is further from a name than a slip may be a drug that no list has.
    """

    def __init__(
        self, ours: Iterable[Entry], open_ones: Iterable[Entry] = (), traps: Iterable[str] = ()
    ) -> None:
        self._owners: dict[str, set[str]] = {}
        self._with_word: dict[str, list[str]] = {}
        self._add(ours)
        self._ours = frozenset(self._owners)
        more = tuple(open_ones)
        often = [one for one in more if RARE not in one.flags]
        self._add(one for one in often if LOOKUP_ONLY not in one.flags)
        written = frozenset(self._owners)
        self._add(one for one in often if LOOKUP_ONLY in one.flags)
        unwritten = self._owners.keys() - written
        for word in map(letters, traps):
            self._owners.setdefault(word, {_REAL_WORD})
        known = frozenset(self._owners)
        self._add(one for one in more if RARE in one.flags)
        self._rare = self._owners.keys() - known
        self._seldom = unwritten | self._rare
        self._letters = list(self._owners)
        self._sounds = [bare_syllables(name) if is_han(name) else [] for name in self._letters]

    def _add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.kind == "drug":
                for name in entry.names:
                    self._owners.setdefault(letters(name), set()).add(entry.id)
                    for word in name.split() if " " in name else ():
                        if len(word) >= _LONG_WORD:
                            self._with_word.setdefault(plain(word), []).append(plain(name))

    def between(
        self, heard: str, text: str, named: Sequence[Entry], *, apart: bool = False
    ) -> bool:
        """True when another drug than `text` is about as like `heard`, or may have been said.

        apart: a name was heard as several words, which is no drug that somebody else knows.
        """
        own = {entry.id for entry in named if entry.kind == "drug"}
        if is_han(text):
            said, name = letters(heard), letters(text)
            if own:
                return self._between_zh(own, said, name)
            return self._a_drug_zh(said, name) if any(e.kind == "lab" for e in named) else False
        if not own:
            return False
        if apart:
            return self._between_apart(own, heard, text)
        return self._between_en(own, heard, text)

    def _between_en(self, own: AbstractSet[str], heard: str, text: str) -> bool:
        name, whole = letters(text), letters(heard)
        said = singular(whole, text)
        other = differing(heard, text) if " " in text else (said, name)
        if not slip(*other):
            return (" " in text and len(other[0]) < _BEGUN) or self._beyond_a_slip(own, said, name)
        if whole != said and self._as_near(own, whole, OSA.distance(said, name)):
            return True
        return _longer(said, name) or self._rivalled(
            own, said, name, self._letters, _BETWEEN, drawn_to
        )

    def _beyond_a_slip(self, own: AbstractSet[str], said: str, name: str) -> bool:
        """As `between`, where more is wrong than one letter: all but the end was heard, or here
        and there something else in a name that still sounds so."""
        if name.startswith(said) and len(said) >= _BEGUN:
            return any(
                rival.startswith(said) and own.isdisjoint(owners)
                for rival, owners in self._owners.items()
            ) or self._rivalled(own, said, name, self._letters, _BETWEEN, drawn_to)
        if in_one_piece(said, name) or not sounds_near(said, name):
            return True
        return self._rivalled(own, said, name, self._letters, _BETWEEN_FAR)

    def _as_near(self, own: AbstractSet[str], said: str, wrong: int) -> bool:
        """Whether another drug has no more letters wrong."""
        found = process.extract(
            said, self._letters, scorer=OSA.distance, score_cutoff=wrong, limit=None
        )
        return any(own.isdisjoint(self._owners[rival]) for rival, _, _ in found)

    def _between_apart(self, own: AbstractSet[str], heard: str, text: str) -> bool:
        """A drug that is more like all the words, or about as like and has a long one of them:
        orgaum phosphate may be sodium phosphate."""
        if self._rivalled(own, letters(heard), letters(text), self._letters, _BETWEEN_APART):
            return True
        said, alike = plain(heard), Levenshtein.normalized_similarity
        least = alike(said, plain(text)) - _BETWEEN
        return any(
            own.isdisjoint(self._owners[letters(rival)]) and alike(said, rival) >= least
            for word in said.split()
            for rival in self._with_word.get(word, ())
        )

    def _between_zh(self, own: AbstractSet[str], said: str, name: str) -> bool:
        """异平酚 is as like 异丙酚 by sound as by its characters; what sounds just as a name is
        that name, unless another sounds so too or goes on with it: 妥珠单抗 is in 曲妥珠单抗. One
        that is not ours is rarely said, and its sound alone is not enough."""
        said_zh, name_zh = bare_syllables(said), bare_syllables(name)
        if said_zh == name_zh and name in self._ours:
            return any(
                own.isdisjoint(self._owners[rival]) and (sounds == said_zh or said in rival)
                for rival, sounds in zip(self._letters, self._sounds, strict=True)
            )
        return self._rivalled(own, said, name, self._letters, _BETWEEN_ZH) or self._rivalled(
            own, said_zh, name_zh, self._sounds, _BETWEEN_ZH
        )

    def _a_drug_zh(self, said: str, name: str) -> bool:
        """Whether what is called no drug may be one: 脂肪敏 is as like 脂肪乳 as 脂肪酶."""
        long = len(said) > _SHORT_ZH
        return long and self._as_near(frozenset(), said, OSA.distance(said, name))

    def _rivalled(
        self,
        own: AbstractSet[str],
        said: Sequence[str],
        name: Sequence[str],
        every: Sequence[Sequence[str]],
        bound: float,
        drawn: Drawn | None = None,
    ) -> bool:
        """Whether a drug not of `own` is about as like what was said, or one that is seldom spoken
        of as like and a slip away; every: as _letters; drawn: which of those count.

        Where letters were only lost, nothing speaks for a name that nobody here writes and that is
        further: hydocodone is not endocodone.
        """
        alike = Levenshtein.normalized_similarity(said, name)
        near = min(OSA.distance(said, name), _SLIPS)
        seldom = self._seldom if drawn and only_lost(said, name) else self._rare
        found = process.extract(
            said,
            every,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=min(max(alike - bound, _LEAST_ALIKE), 1.0),
            limit=None,
        )
        rivals = ((self._letters[at], score) for _, score, at in found)
        return any(
            own.isdisjoint(self._owners[rival])
            and (rival in self._ours or score >= alike - bound - _OPEN_LESS)
            and (rival not in seldom or OSA.distance(said, rival) <= near)
            and (drawn is None or self._drawn(drawn, "".join(said), "".join(name), rival))
            for rival, score in rivals
        )

    def _drawn(self, drawn: Drawn, said: str, name: str, rival: str) -> bool:
        """Whether a rival counts; a drug seldom spoken of has to be nearer where what was heard
        sounds like the name and not like it."""
        rare = rival in self._rare and sounds_rather(said, name, rival)
        nearer = OSA.distance(said, rival) < OSA.distance(said, name)
        return drawn(said, name, rival) and (nearer or not rare)


def _longer(heard: str, name: str) -> bool:
    """True when all of a name was heard and a part more: methoxyamphetamine."""
    codes = Levenshtein.opcodes(heard, name)
    return any(
        code.tag == "delete" and code.src_end - code.src_start >= _AFFIX
        for code in codes
        if all(one.tag in ("equal", "delete") for one in codes)
    )
