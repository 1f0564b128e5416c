"""The medical vocabulary: its records, how they sound, and fuzzy look-up by sound."""

from app.text.lexicon.index import Match
from app.text.lexicon.loading import Lexicon
from app.text.lexicon.records import Entry

__all__ = ["Entry", "Lexicon", "Match"]
