"""Utterances for tests: a line as heard words with times, probabilities and roles."""

from collections.abc import Mapping

from app.domain.transcript import Flag, Language, Role, Utterance, Word
from app.text.tokens import tokenize

WORD_S = 0.4


def said(
    line: str,
    language: Language = "en",
    *,
    key: str = "u1",
    start_s: float = 0.0,
    doubts: Mapping[int, float] | None = None,
    flags: tuple[Flag, ...] = (),
    role: Role = "unknown",
    speaker: str = "S1",
) -> Utterance:
    """An utterance of this line, a word every WORD_S; doubts: probabilities by word."""
    doubts = doubts or {}
    words = tuple(
        Word(
            word.text,
            start_s + at * WORD_S,
            start_s + (at + 1) * WORD_S,
            doubts.get(at, 0.95),
        )
        for at, word in enumerate(tokenize(line))
    )
    return Utterance(key, speaker, language, words, role, text=line, flags=flags)
