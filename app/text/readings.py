"""Another reading of the same sound: whether it may stand where the first one stood."""

from collections.abc import Sequence

from app.domain.transcript import Language
from app.text.lexicon import Lexicon
from app.text.protected import counted, drugs
from app.text.tokens import joined, plain


def keeps(first: Sequence[str], other: Sequence[str], language: Language, lexicon: Lexicon) -> bool:
    """True when nothing protected differs: numbers, units, sides, negation and the like as often
    as before, every drug of the first reading still there, no half of a minimal pair exchanged.

    A drug may appear where none was heard; it may not take another's place.
    """
    was, now = [plain(word) for word in first], [plain(word) for word in other]
    if counted(was, language) != counted(now, language):
        return False
    named = [token.text for token in drugs(now, language, lexicon)]
    if any(token.text not in named for token in drugs(was, language, lexicon)):
        return False
    return not lexicon.exchanged(joined(was, language), joined(now, language))
