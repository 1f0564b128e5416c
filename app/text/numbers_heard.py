"""Numbers that sound like other numbers, asked about when they were heard unclearly."""

import re

from app.text.line import Line, unsure
from app.text.tokens import plain

_ALIKE = {
    "thirteen": "thirty",
    "fourteen": "forty",
    "fifteen": "fifty",
    "sixteen": "sixty",
    "seventeen": "seventy",
    "eighteen": "eighty",
    "nineteen": "ninety",
}
_ALIKE |= {ty: teen for teen, ty in _ALIKE.items()}
_ALIKE_DIGITS = {str(teen): str((teen - 10) * 10) for teen in range(13, 20)}
_ALIKE_DIGITS |= {ty: teen for teen, ty in _ALIKE_DIGITS.items()}
_WORDS = {
    word: str(10 + at)
    for at, word in enumerate(
        ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 3
    )
}
_WORDS |= {_ALIKE[word]: _ALIKE_DIGITS[value] for word, value in list(_WORDS.items())}
_FOUR_OR_TEN = re.compile("[四十]")


def doubtful_number(line: Line, first: int, last: int, unit: str) -> str | None:
    """A question about the number in the heard words `first` to `last`, or None when it is clear.

    Only words that were heard unclearly (low probability or flagged) are asked about: fifteen and
    fifty by both readings, four and ten in Chinese, everything else in general.
    """
    if not unsure(line.utterance, first, last):
        return None
    words = [plain(word.text) for word in line.utterance.words[first : last + 1]]
    said = " ".join(words) if line.utterance.language == "en" else "".join(words)
    if line.utterance.language == "zh":
        alike = "（四还是十？）" if _FOUR_OR_TEN.search(said) else ""
        return f"“{said}”听得不清楚{alike}，请核对。"
    numbers = [word for word in words if word in _WORDS or word in _ALIKE_DIGITS]
    if len(numbers) == 1:
        value = _WORDS.get(numbers[0], numbers[0])
        return f"{value}{_spaced(unit)} or {_ALIKE_DIGITS[value]}{_spaced(unit)}?"
    return f'"{said}" was heard unclearly; please check.'


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""
