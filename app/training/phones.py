"""One phone inventory for every synthesiser and both languages.

English phones carry ARPAbet names. Mandarin keeps its initials and finals, without tones: the
tone is an attribute of its own. Every engine's own symbols are folded into this list, so that
the encoder sees one target however a clip was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SILENCE = 0
PADDING = 1
NO_WORD = -1

_ENGLISH = (
    "aa", "ae", "ah", "ao", "aw", "ax", "ay", "b", "ch", "d", "dh", "eh", "er", "ey", "f", "g",
    "hh", "ih", "iy", "jh", "k", "l", "m", "n", "ng", "ow", "oy", "p", "r", "s", "sh", "t", "th",
    "uh", "uw", "v", "w", "y", "z", "zh",
)  # fmt: skip
_INITIALS = (
    "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r",
    "z", "c", "s",
)  # fmt: skip
_FINALS = (
    "a", "o", "e", "i", "u", "v", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er",
    "ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan",
    "un", "uang", "ueng", "ve", "ih", "iz",
)  # fmt: skip
PHONES: tuple[str, ...] = (
    "sil",
    "pad",
    *_ENGLISH,
    *(f"i_{name}" for name in _INITIALS),
    *(f"f_{name}" for name in _FINALS),
)
INDEX = {name: index for index, name in enumerate(PHONES)}

# espeak-ng's mnemonics, with the share of the phone's time that each part takes
_RHOTIC = {
    "A@": ("aa", "r"), "O@": ("ao", "r"), "o@": ("ao", "r"), "e@": ("eh", "r"),
    "i@": ("ih", "r"), "i@3": ("ih", "r"), "U@": ("uh", "r"), "aI@": ("ay", "er"),
    "aI3": ("ay", "er"), "@L": ("ax", "l"),
}  # fmt: skip
_NON_RHOTIC = {
    "A@": ("aa",), "O@": ("ao",), "o@": ("ao",), "e@": ("eh", "ax"), "i@": ("ih", "ax"),
    "i@3": ("ih", "ax"), "U@": ("uh", "ax"), "aI@": ("ay", "ax"), "aI3": ("ay", "ax"),
    "@L": ("ax", "l"),
}  # fmt: skip
_ESPEAK = {
    "A:": "aa", "A": "aa", "A~": "aa", "a": "ae", "aa": "ae", "a#": "ax", "V": "ah", "@": "ax",
    "@-": "ax", "3": "er", "3:": "er", "VR": "er", "IR": "er", "E": "eh", "E2": "eh", "I": "ih",
    "I2": "ih", "I#": "ih", "i": "iy", "i:": "iy", "u:": "uw", "u": "uw", "U": "uh", "O:": "ao",
    "O": "ao", "O2": "ao", "oU": "ow", "eI": "ey", "aI": "ay", "aI2": "ay", "aU": "aw",
    "OI": "oy", "n": "n", "n-": "n", "m": "m", "m-": "m", "N": "ng", "p": "p", "b": "b",
    "t": "t", "t#": "t", "t2": "t", "t[": "th", "d": "d", "k": "k", "g": "g", "f": "f",
    "v": "v", "T": "th", "D": "dh", "D#": "dh", "s": "s", "z": "z", "z#": "z", "S": "sh",
    "Z": "zh", "tS": "ch", "dZ": "jh", "h": "hh", "x": "k", "l": "l", "l/": "l", "l#": "l",
    "r": "r", "r-": "r", "r/": "r", "w": "w", "w#": "w", "j": "y", "e": "eh", "o": "ow",
    "C": "hh", "Q": "ao", "I3": "ih", "u#": "uw", "U2": "uh", "L": "l",
}  # fmt: skip
_RADIO = {"pau": "sil", "h#": "sil", "brth": "sil", "el": "l", "em": "m", "en": "n", "axr": "er",
          "ix": "ih", "dx": "t", "nx": "n", "hv": "hh", "ux": "uw"}  # fmt: skip
_RHOTIC_ACCENTS = frozenset({"en-us", "gmw/en-US-nyc", "gmw/en-GB-scotland"})
_SILENT_MARKS = frozenset({"_", "_:", "_::", "_!", "_^"})


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of a clip: seconds from the clip's start, its tone (0: none) and its word."""

    start_s: float
    end_s: float
    label: int
    tone: int = 0
    word: int = NO_WORD


def is_silence(mark: str) -> bool:
    """Whether an espeak-ng mark stands for a pause."""
    return mark in _SILENT_MARKS


def is_rhotic(voice: str) -> bool:
    """Whether an espeak-ng English voice, such as `en-us+m1`, says the r of `hard`."""
    return voice.partition("+")[0] in _RHOTIC_ACCENTS


def english_parts(mark: str, rhotic: bool) -> tuple[int, ...] | None:
    """The labels of an espeak-ng English phone, () for a mark without sound, None if unknown."""
    if mark in (";", "_|", "?", "|", "||", "-", "_;_"):
        return ()
    if mark == "0":
        return (INDEX["aa" if rhotic else "ao"],)
    split = (_RHOTIC if rhotic else _NON_RHOTIC).get(mark)
    if split is not None:
        return tuple(INDEX[name] for name in split)
    name = _ESPEAK.get(mark) or _ESPEAK.get(mark.rstrip("0123456789#-/[~:"))
    return None if name is None else (INDEX[name],)


def radio_label(mark: str) -> int | None:
    """The label of a flite or festival (radio set) phone, None if unknown."""
    return INDEX.get(_RADIO.get(mark, mark))


def pinyin_parts(syllable: str) -> tuple[tuple[int, ...], int] | None:
    """(labels, tone) of a numbered pinyin syllable such as `zhong1`; None if it is not one."""
    body, tone = (syllable[:-1], int(syllable[-1])) if syllable[-1:].isdigit() else (syllable, 5)
    body = body.replace("ü", "v")
    initial = next((name for name in ("zh", "ch", "sh") if body.startswith(name)), "")
    if not initial and body[:1] in set(_INITIALS):
        initial = body[0]
    final = _final(initial, body[len(initial) :])
    if final is None:
        return None
    labels = (INDEX[f"f_{final}"],)
    return ((INDEX[f"i_{initial}"], *labels) if initial else labels), tone


def _final(initial: str, rest: str) -> str | None:
    """The final that a spelling stands for (`yan` is -ian, `xu` is x and -v)."""
    if not initial:
        rest = _spelled_out(rest)
    if rest == "i" and initial in ("zh", "ch", "sh", "r"):
        return "ih"
    if rest == "i" and initial in ("z", "c", "s"):
        return "iz"
    if initial in ("j", "q", "x", "y") and rest.startswith("u"):
        rest = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}.get(rest, rest)
    # the two rare front-rounded finals share a label with their back neighbours' spelling
    rest = {"van": "uan", "vn": "un", "ue": "ve", "uei": "ui", "iou": "iu", "uen": "un"}.get(
        rest, rest
    )
    return rest if f"f_{rest}" in INDEX else None


def _spelled_out(rest: str) -> str:
    """Zero-initial spellings without their y and w."""
    if rest.startswith("yu"):
        return {"yu": "v", "yue": "ve", "yuan": "uan", "yun": "un"}.get(rest, rest)
    if rest.startswith("y"):
        tail = rest[1:]
        return tail if tail.startswith("i") else {"ou": "iu", "o": "o"}.get(tail, "i" + tail)
    if rest.startswith("w"):
        tail = rest[1:]
        return tail if tail.startswith("u") else {"ei": "ui", "en": "un"}.get(tail, "u" + tail)
    return rest


def merge_pauses(phones: Sequence[Phone]) -> tuple[Phone, ...]:
    """Phones in order, without empty ones and with neighbouring pauses made one."""
    merged: list[Phone] = []
    for phone in phones:
        if phone.end_s <= phone.start_s:
            continue
        if merged and phone.label == SILENCE == merged[-1].label:
            merged[-1] = Phone(merged[-1].start_s, phone.end_s, SILENCE)
        else:
            merged.append(phone)
    return tuple(merged)
