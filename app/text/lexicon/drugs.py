"""Whether what was heard lies between two drugs, by their letters and, in Chinese, by sound."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from app.text.lexicon.phonetics_en import fine_sound, skeleton, sound, voiceless
from app.text.lexicon.phonetics_zh import bare_syllables
from app.text.lexicon.records import Entry
from app.text.tokens import is_han, letters

_BETWEEN: Final = 0.125
_BETWEEN_FAR: Final = 0.15
_BETWEEN_APART: Final = -0.01
"""Words that a name was put apart into are real ones, chosen by their sound: only a drug that is
more like them even by its letters is a rival (hydroxy scene is hydroxyzine, not hydroxydione)."""
_OPEN_LESS: Final = 0.005
_LEAST_ALIKE: Final = 0.6
"""Less like than this, a drug is no rival: everything is as like as that to some drug."""
_REAL_WORD: Final = "word."
_SHORTEST, _SHORT = 6, 7
_TWO: Final = 2
_VOWELS: Final = frozenset("aeiouy")
_AFFIX: Final = 2
"""So many letters in a row that were heard and are not in the name may make it another drug."""


class Drugs:
    """The drugs of one language, ours and those of the open lists, and real words that sound alike.

    A word that is further from a name than a slip of the ear or the pen may be a drug that no list
    has.
    """

    def __init__(
        self, ours: Iterable[Entry], open_ones: Iterable[Entry] = (), traps: Iterable[str] = ()
    ) -> None:
        self._owners: dict[str, set[str]] = {}
        self._add(ours)
        self._ours = frozenset(self._owners)
        self._add(open_ones)
        for word in map(letters, traps):
            self._owners.setdefault(word, {_REAL_WORD})
        self._letters = list(self._owners)
        self._sounds = [bare_syllables(name) if is_han(name) else [] for name in self._letters]

    def _add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.kind == "drug":
                for name in map(letters, entry.names):
                    self._owners.setdefault(name, set()).add(entry.id)

    def between(
        self, heard: str, text: str, named: Sequence[Entry], *, apart: bool = False
    ) -> bool:
        """True when another drug than `text` is about as like `heard`, or may have been said.

        apart: a name was heard as several words, which is no drug that somebody else knows.
        """
        own = {entry.id for entry in named if entry.kind == "drug"}
        if not own:
            return False
        said, name = letters(heard), letters(text)
        bound = _BETWEEN_APART if apart else _BETWEEN
        if not (is_han(name) or apart):
            if _longer(said, name):
                return True
            if not slip(said, name):
                if not _sounds_near(said, name):
                    return True
                bound = _BETWEEN_FAR
        if self._rivalled(own, said, name, self._letters, bound):
            return True
        if not is_han(name):
            return False
        # 异平酚 is as like 异丙酚 by sound as by its characters
        said_zh, name_zh = bare_syllables(said), bare_syllables(name)
        return self._rivalled(own, said_zh, name_zh, self._sounds, bound)

    def _rivalled(
        self,
        own: AbstractSet[str],
        said: Sequence[str],
        name: Sequence[str],
        every: Sequence[Sequence[str]],
        bound: float,
    ) -> bool:
        """Whether a drug not of `own` is about as like what was said; every: as _letters."""
        alike = Levenshtein.normalized_similarity(said, name)
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
            for rival, score in rivals
        )


def _sound(name: str) -> str:
    return fine_sound((name,))


def slip(heard: str, name: str) -> bool:
    """True when one letter of a name was misheard, or two where the consonants stay.

    The first letter has to be right, and no vowel may stand for a consonant, unless both sound the
    same. Short names differ by one letter too often: sobril is not Sabril, nor neral Neoral, nor
    estiva Emtriva.
    """
    same = _sound(heard) == _sound(name)
    edits = Levenshtein.editops(name, heard).as_list()
    other_kind = any(_of_another_kind(name, heard, *edit) for edit in edits)
    if len(name) <= _SHORTEST:
        doubled = once(heard) == once(name)
        return doubled or (same and not other_kind and [tag for tag, _, _ in edits] == ["replace"])
    if not same and (heard[0] != name[0] or other_kind):
        return False
    consonants = sound(_sound(heard)) == sound(_sound(name))
    most = _TWO if consonants else 0 if len(name) <= _SHORT else 1
    return OSA.distance(heard, name) <= most


def _sounds_near(heard: str, name: str) -> bool:
    """True when all but one of the consonants of a long name were heard, voiced or not."""
    one, other = (skeleton(voiceless(sound(_sound(text)))) for text in (heard, name))
    return len(name) > _SHORT and one[:1] == other[:1] and OSA.distance(one, other) <= 1


def _of_another_kind(name: str, heard: str, tag: str, at: int, to: int) -> bool:
    """True when one edit puts a vowel for a consonant or a consonant for a vowel."""
    return tag == "replace" and (name[at] in _VOWELS) != (heard[to] in _VOWELS)


def once(name: str) -> str:
    """A name with no letter doubled."""
    return "".join(letter for letter, _ in groupby(name))


def _longer(heard: str, name: str) -> bool:
    """True when all of a name was heard and a part more: methoxyamphetamine."""
    codes = Levenshtein.opcodes(heard, name)
    return not is_han(name) and any(
        code.tag == "delete" and code.src_end - code.src_start >= _AFFIX
        for code in codes
        if all(one.tag in ("equal", "delete") for one in codes)
    )
