"""How an English medical word sounds, as a compact string for blocking and comparing.

Made for what recognisers do to drug names: vowels are guessed, consonants mostly survive, word
breaks move. So vowels are reduced to three classes or to one, silent letters go, and the skeleton
merges voiced and unvoiced pairs. Greek spellings (ph, ps, pn, x, rh, ae) follow English reading.
"""

import re
from functools import lru_cache

VOWEL = "a"
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^(?:ps|x)", "s"),
        (r"^(?:pn|kn|gn|mn)", "n"),
        (r"^pt", "t"),
        (r"^wr", "r"),
        (r"gh(?=t|$)", ""),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"rh", "r"),
        (r"(?:tch|ch(?=ip|air|est|eck|ill|ild|ok))", "C"),
        (r"sch", "sk"),
        (r"ch", "k"),
        (r"sh|(?<=[a-z])[tsc]i(?=on|a[ln]|ous|en)", "S"),
        (r"s?th", "t"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy]|ae|oe)", "s"),
        (r"c?k|c|q(?:ue$|u?)", "k"),
        (r"x", "ks"),
        (r"dg(?=[ei])|g(?=[eiy])|j", "J"),
        (r"z", "s"),
        (r"wh", "w"),
        (r"(?<=[aeiou])[wy](?![aeiou])", ""),
        (r"e$", ""),
        (r"(?<=[aeiou])h|h(?![aeiouy])", ""),
        (r"[eiy][aeiouy]*", "i"),
        (r"a[aeiouy]*", "a"),
        (r"[ou][aeiouy]*", "o"),
        (r"(.)\1+", r"\1"),
    )
)
_LETTER_NAMES = {
    "a": "a", "b": "bi", "c": "si", "d": "di", "e": "i", "f": "if", "g": "Ji", "h": "aS", "i": "a",
    "j": "Ja", "k": "ka", "l": "il", "m": "im", "n": "in", "o": "o", "p": "pi", "q": "ko",
    "r": "ar", "s": "is", "t": "ti", "u": "o", "v": "vi", "w": "dobilo", "x": "iks", "y": "wi",
    "z": "si",
}  # fmt: skip
_VOICELESS = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "J": "S", "C": "S"})
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aio]+")


@lru_cache(maxsize=65536)
def word_sound(word: str) -> str:
    """The sound of one lower-case word, vowels in three classes; a letter sounds as its name."""
    if word in _LETTER_NAMES:
        return _LETTER_NAMES[word]
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


def fine_sound(words: tuple[str, ...]) -> str:
    """Words spoken in one breath, with vowel classes: doubled sounds at the seams are one."""
    return _REPEATED.sub(r"\1", "".join(word_sound(word) for word in words))


def sound(fine: str) -> str:
    """A fine sound with every run of vowels as one symbol."""
    return _VOWELS.sub(VOWEL, fine)


def voiceless(heard: str) -> str:
    """A sound with voiced consonants merged into their unvoiced partners."""
    return heard.translate(_VOICELESS)


def skeleton(voiceless_sound: str) -> str:
    """The consonants of a voiceless sound: the blocking key."""
    return _REPEATED.sub(r"\1", voiceless_sound.replace(VOWEL, ""))
