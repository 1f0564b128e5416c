"""English number words that stay in words: of compounds and sayings, or with two readings."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_words_en import DIGITS

_COMPOUNDED = 12
_PLURALS = frozenset(
    {"hundreds", "thousands", "millions", "ones", "twos", "threes", "fours", "fives", "sixes",
     "sevens", "eights", "nines", "tens", "teens", "twenties", "thirties", "forties", "fifties",
     "hundredths", "thousandths", "sixties", "seventies", "eighties", "nineties"}
)  # fmt: skip
"""Behind a number they tell roughly, or of more than one reading: "in the two twenties"."""
_GOES_ON = frozenset(
    {"a", "about", "after", "again", "and", "are", "as", "at", "because", "before", "but", "by",
     "for", "from", "gauge", "he", "i", "if", "in", "into", "is", "it", "last", "now", "of", "on",
     "or", "out", "over", "per", "plus", "point", "right", "she", "since", "so", "than", "that",
     "the", "then", "there", "they", "this", "times", "to", "today", "tonight", "up", "was", "we",
     "were", "when", "which", "while", "with", "without", "x", "yesterday", "you", "until", "till",
     "unless", "though", "through", "under", "instead", "first", "here", "how", "my", "no", "not",
     "off", "only", "please", "soon", "next", "her", "him", "his", "down", "around", "above",
     "below"}
)  # fmt: skip
"""Words behind a number that is no part of a compound."""
_FEET, _INCHES = frozenset({"four", "five", "six"}), frozenset({("ten",), ("eleven",)})
_IS = frozenset({"is", "he's", "she's", "was", "about", "stands", "height"})


def unsure(said: Said, number: Num) -> bool:
    """ "oh four" may be 0.04, "the five hundreds" are no five, "he is five eleven" is a height."""
    before, after = said.at(number.first - 1), said.at(number.end)
    owned = after.endswith("'s") and after.removesuffix("'s") in DIGITS
    if after in _PLURALS or owned:
        return True  # squad fifty one's
    spelled = number.end not in said.named and DIGITS.get(said.at(number.end + 1), 0)
    if after in {"oh", "o"} and spelled:
        return True  # room ten oh four
    bare = said.unit(number.end) is None and before in {"oh", "o"}
    if len(number.text) == 1 and (bare or before in {"oh", "zero"}):
        return True
    tall = said.at(number.first) in _FEET and said.texts[number.first + 1 : number.end] in _INCHES
    return tall and before in _IS and after in {"", ",", "and", "tall", "weighs"}


def compound(said: Said, number: Num) -> bool:
    """True for a number that only makes a noun of another ("a two car accident"), and for a zero of
    nothing that is counted ("zero sympathy")."""
    after = said.at(number.end)
    if number.end - number.first > 1 or not after.isalpha() or after in _GOES_ON:
        return False
    if number.text == "0":
        made = said.texts[number.first] == "zero" and after not in said.table.lists["counted"]
    elif said.at(number.first - 3) in {"p", "para"}:
        made = False  # p three a one
    else:
        made = said.at(number.first - 1) in {"a", "an"} and number.value <= _COMPOUNDED
    return made and said.unit(number.end) is None and not said.labelled(number.first)
