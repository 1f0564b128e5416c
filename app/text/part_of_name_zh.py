"""Whether Chinese characters that sound like a name may be a part of a longer one nobody knows."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from app.text.drug_shapes import Shapes, shapes_of
from app.text.lexicon import Lexicon, Match

AMOUNT_WITHIN = 4
_FORM_WITHIN = 8
_RARE = 11.0


def goes_on(
    texts: Sequence[str],
    first: int,
    last: int,
    new: AbstractSet[int],
    numbers: AbstractSet[int],
) -> bool:
    """True when what an amount follows goes on behind a span, or before it.

    兰士 before 灵十四毫克 is not 兰释, nor 兰美舒 before 利四十毫克. numbers: where
    some begin.
    """
    shapes = shapes_of("zh")
    leads = shapes.opened | shapes.edges
    before = first - 1 in new and texts[first - 1] not in leads
    end, most = last + 1, last + 1 + AMOUNT_WITHIN
    while end < min(most, len(texts)) and end not in numbers and texts[end] not in leads:
        end += 1
    return end in numbers and (before or _longer(texts[last + 1 : end], shapes))


def joined_on(texts: Sequence[str], first: int, match: Match, lexicon: Lexicon) -> bool:
    """True when a character that makes no word stands before what it may belong to.

    卟 before 啉病 is not 淋病, nor is 升 before 糖舒胶囊 胆舒胶囊: drugs have many names, and of
    others the rare character counts, before one that would change.
    """
    before, text = texts[first - 1], match.name
    if match.entry.kind == "drug":
        return True
    return texts[first] != text[:1] and lexicon.chinese.word_cost(before) >= _RARE


def _longer(rest: Sequence[str], shapes: Shapes) -> bool:
    """Whether characters behind a name go on with it; a dosage form does not."""
    text = "".join(rest)
    return bool(text) and (shapes.forms is None or shapes.forms.match(text) is None)


def in_a_medicine(texts: Sequence[str], first: int, last: int, match: Match) -> bool:
    """True when a dosage form behind shows a longer name, of which this would alter a part.

    益肝 in 益肝健骨片 is not 乙肝, nor is it before 颗粒: only a medicine comes in a form.
    """
    forms = shapes_of("zh").forms
    line = "".join(text if len(text) == 1 else "." for text in texts[: last + 1 + _FORM_WITHIN])
    found = forms.search(line, first) if forms is not None else None
    if found is None or not line[first : found.start() + 1].isalpha():
        return False
    if found.start() <= last:
        return found.group() not in match.name
    return found.start() > last + 1 or match.entry.kind != "drug"
