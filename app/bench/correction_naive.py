"""What is easily done instead: the nearest name by letters, wherever it is alike enough.

No vocabulary, no sound, no guard: every stretch of words is compared with every name by
rapidfuzz and replaced above a threshold. It shows what the product's rules are worth.
"""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from app.bench.correction_score import Change, Corrector
from app.bench.correction_terms import joined, units
from app.domain.transcript import Language
from app.text.lexicon import Lexicon

THRESHOLD: Final = 85.0  # of rapidfuzz's ratio, in percent
_LONGEST: Final[dict[Language, int]] = {"en": 4, "zh": 8}
_SHORTEST: Final[dict[Language, int]] = {"en": 5, "zh": 2}


def naive(lexicon: Lexicon) -> Corrector:
    """The nearest name above THRESHOLD replaces any stretch that is no name; the likest first."""
    names: dict[Language, list[str]] = {
        language: sorted(
            {
                name
                for entry in lexicon.entries
                if entry.language == language
                for name in (joined(units(one, language), language) for one in entry.names)
                if len(name) >= _SHORTEST[language]
            }
        )
        for language in ("en", "zh")
    }

    def corrected(heard: Sequence[str], language: Language) -> list[Change]:
        places = [
            (first, end)
            for first in range(len(heard))
            for end in range(first + 1, min(len(heard), first + _LONGEST[language]) + 1)
        ]
        texts = [joined(heard[first:end], language) for first, end in places]
        if not texts:
            return []
        table = process.cdist(texts, names[language], scorer=fuzz.ratio, score_cutoff=THRESHOLD)
        best, nearest = table.max(1), table.argmax(1)
        ranked = sorted(range(len(places)), key=lambda at: (-best[at], places[at]))
        taken: set[int] = set()
        changes = []
        for at in ranked:
            first, end = places[at]
            if best[at] < THRESHOLD or not taken.isdisjoint(range(first, end)):
                continue
            taken |= set(range(first, end))
            name = names[language][nearest[at]]
            if name != texts[at]:
                changes.append(Change(first, end - 1, name, applied=True))
        return changes

    return corrected
