"""What speaks for a correction, as the guard and the ranking are told."""

from dataclasses import dataclass

from app.text.neighbours_zh import NOTHING, Beside


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a correction. known: the heard span consists of vocabulary words.

    score, margin and rivals come from the look-up; probability is the lowest of the span's; gain:
    how much likelier the words of a Chinese line become, as a difference of log probabilities;
    part: the span may be a part of a longer name that the lexicon does not know; dosed: an amount
    stands behind it, as behind a medicine, and the name is of nothing that is measured or given;
    lasting: that amount is a length of time, as behind an illness too;
    cut: only a cut of the line into words says that it is a part; beside: what the characters
    around say of it in Chinese.
    """

    score: float
    margin: float
    probability: float
    known: bool
    rivals: tuple[tuple[str, float], ...] = ()
    gain: float = 0.0
    part: bool = False
    dosed: bool = False
    lasting: bool = False
    cut: bool = False
    beside: Beside = NOTHING
