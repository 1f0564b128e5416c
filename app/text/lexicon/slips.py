"""Whether a word is the name of a drug but for a slip of the ear, the pen or the keyboard."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

from app.text.lexicon.phonetics_en import fine_sound, skeleton, sound, voiceless
from app.text.tokens import letters, plain

_SHORTEST, _SHORT, _LONG, _LONGEST = 6, 7, 9, 11
"""Letters of names: the shorter one is, the more drugs are as near to it."""
_MOST: Final = 2
_BEGINNING: Final = 4
_TWINS: Final = 0.76
"""So alike, two names are mixed by whoever hears either."""
_MOST_RIGHT: Final = 0.6
_VOWELS: Final = frozenset("aeiouy")
_ALIKE: Final = tuple(map(frozenset, ("bpfv", "dt", "cgkqx", "csxz", "lmnr", "gj")))
_KEYS: Final = frozenset(
    frozenset(row[at : at + 2])
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qaz", "wsx", "edc")
    for at in range(len(row) - 1)
)
"""Consonants that sound alike, and letters whose keys lie side by side."""
_VOICED: Final = frozenset(map(frozenset, ("bp", "dt", "fv", "gk", "mn", "sz")))
"""Consonants spoken in one place of the mouth, such as are misheard for each other."""

_Edit = tuple[str, int, int]
"""What an edit does, and where: in the name, in what was heard."""


def slip(heard: str, name: str) -> bool:
    """True when one letter of a name is wrong, or two where the consonants stay; two other vowels
    are a slip in a long name only.

    A long name may have lost its first letter. What may be another name that nobody here knows is
    no slip: see `_suspect`. Short names differ by one letter too often: sobril is not
    Sabril, nor neral Neoral, nor estiva Emtriva.
    """
    edits = [(one.tag, one.src_pos, one.dest_pos) for one in Levenshtein.editops(name, heard)]
    same = _sound(heard) == _sound(name)
    if len(name) <= _SHORTEST:
        return _slip_of_a_short_name(heard, name, edits, same=same)
    begun = heard[0] == name[0] or (len(name) >= _LONG and heard == name[1:])
    if not same and not (begun and all(not _other_kind(name, heard, *one) for one in edits)):
        return False
    if any(_suspect(name, heard, *one) for one in edits):
        return False
    wrong = OSA.distance(heard, name)
    vowels = sum(tag == "replace" and name[at] in _VOWELS for tag, at, _ in edits)
    if wrong > 1 and vowels > 1 and not same:
        return wrong == vowels == _MOST and len(name) >= _LONG
    added = all(tag == "insert" for tag, _, _ in edits)
    most = _MOST if _same_consonants(heard, name) else 0 if len(name) <= _SHORT and not added else 1
    return wrong <= most


def _slip_of_a_short_name(heard: str, name: str, edits: Sequence[_Edit], *, same: bool) -> bool:
    """A letter doubled, one that sounds the same or nearly so, one that is not heard, or a vowel
    more."""
    if once(heard) == once(name):
        return True
    if len(edits) != 1:
        return False
    tag, at, to = edits[0]
    if tag == "insert":
        return to > 0 and (heard[to] in _VOWELS or same)
    if tag != "replace":
        return False
    voiced = at > 0 and frozenset((name[at], heard[to])) in _VOICED
    return voiced or (same and not _other_kind(name, heard, tag, at, to))


def _same_consonants(heard: str, name: str) -> bool:
    one, other = ("".join(c for c in text if c not in _VOWELS) for text in (heard, name))
    return one == other or sound(_sound(heard)) == sound(_sound(name))


def _sound(name: str) -> str:
    return fine_sound((name,))


def _other_kind(name: str, heard: str, tag: str, at: int, to: int) -> bool:
    """True when one edit puts a vowel for a consonant or a consonant for a vowel, but for one of
    the next key in a long name."""
    if tag != "replace" or (name[at] in _VOWELS) == (heard[to] in _VOWELS):
        return False
    return len(name) < _LONG or frozenset((name[at], heard[to])) not in _KEYS


def _suspect(name: str, heard: str, tag: str, at: int, to: int) -> bool:
    """True when one edit looks like another name rather than a slip.

    It puts a consonant for one that neither sounds alike nor has the next key (repeplase is not
    reteplase), loses the last consonant, or begins anew (paproxetine).
    """
    if tag == "replace" and name[at] not in _VOWELS and len(name) < _LONGEST:
        both = frozenset((name[at], heard[to]))
        return both not in _KEYS and not any(map(both.issubset, _ALIKE))
    if tag == "delete":
        return at == len(name) - 1 and name[at] not in _VOWELS
    anew = tag == "insert" and heard[to] == heard[0] and heard[to] not in _VOWELS
    return anew and 0 < at < _BEGINNING and once(heard) != once(name)


def drawn_to(heard: str, name: str, rival: str) -> bool:
    """True when what was heard for a name may as well be a rival.

    It is as like that, or less by one letter and begins as one of both and ends as the other. A
    slip between, as in many a misspelling, is no sign of the rival: claritan is not claravis.
    """
    further = OSA.distance(heard, rival) - OSA.distance(heard, name)
    if further != 1:
        return further < 1
    twins = Levenshtein.normalized_similarity(name, rival) >= _TWINS
    return any(
        Prefix.similarity(heard, begun) + Postfix.similarity(heard, ended) >= len(heard)
        for begun, ended in ((name, rival), (rival, name))
        if twins or len(ended) == len(heard)
    )


def sounds_rather(heard: str, name: str, rival: str) -> bool:
    """True when what was heard sounds like a name, if only by its consonants, and a rival does not:
    ventilin is rather ventolin than pentilin."""
    fine = [_sound(one) for one in (heard, name, rival)]
    return any(one == its != other for one, its, other in (fine, map(sound, fine)))


def only_lost(heard: Sequence[str], name: Sequence[str]) -> bool:
    """True when all that was heard stands at the two ends of a name."""
    return Prefix.similarity(heard, name) + Postfix.similarity(heard, name) >= len(heard)


def differing(heard: str, text: str) -> tuple[str, str]:
    """The letters of those words of a name that were heard otherwise, heard and right."""
    said, named = heard.split(), text.replace("-", " ").split()
    if len(said) != len(named):
        return letters(heard), letters(text)
    other = [(one, its) for one, its in zip(said, named, strict=True) if plain(one) != plain(its)]
    return letters("".join(one for one, _ in other)), letters("".join(its for _, its in other))


def singular(heard: str, text: str) -> str:
    """What was heard without the s of a plural, where a name is nearer so: amohetamines."""
    one, name = heard.removesuffix("s"), letters(text)
    nearer = OSA.distance(one, name) < OSA.distance(heard, name)
    return one if nearer and not name.endswith("s") else heard


def sounds_near(heard: str, name: str) -> bool:
    """True when all but one of the consonants of a long name were heard, voiced or not."""
    one, other = (skeleton(voiceless(sound(_sound(text)))) for text in (heard, name))
    return len(name) > _SHORT and one[:1] == other[:1] and OSA.distance(one, other) <= 1


def in_one_piece(heard: str, name: str) -> bool:
    """True when most of a name was heard to the letter and the rest is other in one piece.

    So is another name that begins or ends alike (diphenhydramte); what is misheard is other here
    and there.
    """
    right = Prefix.similarity(heard, name) + Postfix.similarity(heard, name)
    return right >= _MOST_RIGHT * min(len(heard), len(name))


def once(name: str) -> str:
    """A name with no letter doubled."""
    return "".join(letter for letter, _ in groupby(name))
