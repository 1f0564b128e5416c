"""Why a likely Chinese name may still be another one, or be part of a longer word."""

from collections.abc import Sequence

from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_zh import MERGED, SHAPE, same_syllable, similarity
from app.text.lexicon.shapes_zh import look_alike

_SHORT = 4
_MOST_CHANGED = 0.6
_LEAST_RIGHT = 0.5
_SITES = frozenset(
    "头脑面眼睑鼻耳口唇舌齿牙咽喉颌颈肩肘腕指胸乳肺心肝胆胰脾胃肠肾腰腹脊骨髓髋膝踝足趾髁"
)
"""Characters of body parts: where one was heard it stays."""
_TONIC = frozenset("益健养补")


def doubt_zh(words: Sequence[str], text: str, lexicon: Lexicon, *, known: bool, clear: bool) -> str:
    """The guard's reason; "" when there is no doubt. known: what was heard is vocabulary; clear:
    the name is very likely, and so is each of its characters where it stands."""
    if _begins_a_name(words, lexicon):
        return "part-of-a-word"
    if _moved(words, text):
        return "confusable-candidates"
    weak = (
        _short_drug_unlike(words, text, lexicon)
        or (not clear and _mostly_other(words, text))
        or ((known or not clear) and _rarely_said(words, text, lexicon, known=known))
    )
    return "weak-evidence" if weak else ""


def _mostly_other(words: Sequence[str], text: str) -> bool:
    """True when most characters would change, and not all of them into what sounds the same."""
    pairs = [pair for pair in zip("".join(words), text, strict=False) if pair[0] != pair[1]]
    return len(pairs) > _MOST_CHANGED * len(text) and any(
        similarity(heard, meant) < MERGED for heard, meant in pairs
    )


def _begins_a_name(words: Sequence[str], lexicon: Lexicon) -> bool:
    """True when any name begins with what was heard: 血行播散型肺结核 with 血行."""
    return lexicon.chinese.begins_a_name("".join(words))


def _rarely_said(words: Sequence[str], text: str, lexicon: Lexicon, *, known: bool) -> bool:
    """True when what would be written is no name of the core and too little speaks for it.

    Such names are many and most are seldom said: 先天性疾病 is not 先天性肌病. What was heard in a
    changed character's place is part of no other name (深动脉 is in 股深动脉, so it is not 肾动脉)
    and, in a short name, does not only look like it (高氧血症 is not 高氨血症).
    """
    if not lexicon.more_names.named("zh", text):
        return False
    heard = "".join(words)
    changed = [at for at, pair in enumerate(zip(heard, text, strict=False)) if len({*pair}) > 1]
    if known or len(text) - len(changed) < _LEAST_RIGHT * len(text):
        return True
    if len(heard) != len(text):
        return False
    short = len(text) <= _SHORT
    return any(
        lexicon.chinese.in_a_name(_beside(heard, at))
        or (short and similarity(heard[at], text[at]) == SHAPE)
        for at in changed
    )


def _short_drug_unlike(words: Sequence[str], text: str, lexicon: Lexicon) -> bool:
    """True when a character of a short drug was heard as one that neither sounds nor looks like it:
    地岛素 may be another than 胰岛素."""
    pairs = zip(words, text, strict=False)
    short = len(text) < _SHORT and lexicon.names_drug("zh", text)
    return short and any(similarity(heard, meant) < SHAPE for heard, meant in pairs)


def _beside(heard: str, at: int) -> str:
    """A character with its neighbours, three in all where there are as many."""
    first = min(max(at - 1, 0), max(len(heard) - 3, 0))
    return heard[first : first + 3]


def _moved(words: Sequence[str], text: str) -> bool:
    """True when the character of a body part was heard and would go: 鼻损伤 is not 脾损伤.

    What sounds and looks alike is the same part: 黄胆 is 黄疸. Nor does 益肝, with which a Chinese
    medicine begins, become 乙肝.
    """
    heard = "".join(words)
    lost = [
        one
        for one, other in zip(heard, text, strict=False)
        if one in _SITES and not (same_syllable(one, other) and look_alike(one, other))
    ]
    sites = any(heard.count(site) != text.count(site) for site in lost)
    return sites or (heard[:1] in _TONIC and heard[:1] != text[:1])
