"""English ratios: strengths, blocks and compressions, titres, transfusion; and weeks plus days."""

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_words_en import Number, parse

_RATIO_WORDS = frozenset(
    {"block", "conduction", "flutter", "ratio", "augmentation", "balloon", "counterpulsation",
     "assist", "compressions", "compression", "cpr", "titer", "titre", "titers", "dilution",
     "diluted", "mix", "mixed", "mixture", "ana", "rpr", "vdrl"}
)  # fmt: skip
_TITRES = frozenset({"titer", "titre", "titers", "ana", "rpr", "vdrl", "dilution", "diluted"})
_SCORED = frozenset(
    {"pain", "strength", "power", "murmur", "gcs", "s", "score", "scores", "grade", "rates",
     "motor", "scored"}
)  # fmt: skip
_STRENGTHS = frozenset({1000.0, 10_000.0, 80_000.0, 100_000.0, 200_000.0, 400_000.0})
_PLUS = frozenset({"plus", "and", "sevenths", "seventh"})
_PREGNANT = frozenset({"gestation", "gestational", "ga", "pregnant", "gestationally"})
_CHANCES = frozenset({"chance", "odds", "risk", "shot", "chances", "likelihood"})
_COUNTED_FROM = frozenset({"from", "between"})
_NEAR, _BESIDE, _LONGEST = 4, 2, 3
_PARTS, _LARGEST_PART = 3, 10
_WEEKS, _DAYS = range(4, 45), range(7)


def told_from(said: Said, first: int) -> bool:
    """True after "from": what follows changes, it is no range and no ratio."""
    return bool(_COUNTED_FROM & set(said.before(first, _BESIDE)))


def score(said: Said, first: int) -> Raw | None:
    """N out of M; N of M only behind a word for a score."""
    upper = _or_more(said, said.number(first))
    outta = upper is not None and said.at(upper.end) == "outta"
    if upper is None or not (outta or "of" in said.texts[upper.end : upper.end + 2]):
        return None
    out = outta or said.at(upper.end) == "out"
    lower = parse(said.texts, upper.end + 1 + (out and not outta))
    if not out and not _SCORED & said.near(first, _NEAR):
        return None
    if lower is None or lower.value < float(upper.text.rpartition("-")[2]):
        return None
    shown = f"{upper.text}/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "score", "ratio")


def _or_more(said: Said, low: Num | None) -> Num | None:
    """The seven to eight of "seven to eight out of ten"."""
    if low is None or said.at(low.end) not in {"to", "or"}:
        return low
    high = said.number(low.end + 1)
    rises = high is not None and low.value < high.value
    if high is None or not rises or said.texts[high.end : high.end + 2] != ("out", "of"):
        return low
    return Num(low.first, high.end, f"{low.text}-{high.text}")


def ratio(said: Said, first: int) -> Raw | None:
    """Strengths (one in ten thousand, one to one thousand) and falling pairs (two to one)."""
    chain = _chain(said, first)
    if chain is not None:
        return chain
    upper = said.number(first) or (
        Num(first, first + 1, "1") if said.at(first) == "one" and _strong(said, first + 2) else None
    )
    if upper is None or said.at(upper.end) not in {"in", "to"}:
        return None
    strong = _strong(said, upper.end + 1) if upper.text == "1" else None
    lower = strong or parse(said.texts, upper.end + 1)
    strength = strong is not None
    if lower is None or ("." in lower.text + upper.text and not _breaths(said, first)):
        return None
    if not strength and (told_from(said, first) or not _related(said, upper, lower.end)):
        return None
    if said.unit(lower.end) and not strength:
        return None
    shown = f"{upper.text}:{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "ratio", "ratio")


def chance(said: Said, first: int) -> Raw | None:
    """ "a one in four chance" holds no value."""
    if said.words.isdisjoint(_CHANCES) or said.texts[first : first + 2] != ("one", "in"):
        return None
    lower = parse(said.texts, first + 2)
    if lower is None or said.at(lower.end) not in _CHANCES:
        return None
    return Raw(first, lower.end - 1, first, lower.end, "", "", "", "approximate")


def _related(said: Said, upper: Num, end: int) -> bool:
    """True for "N to M" beside a word that relates two numbers: block, compressions, a titre."""
    lower = parse(said.texts, upper.end + 1)
    if lower is None or said.at(upper.end) != "to":
        return False
    near = said.near(upper.first, _NEAR)
    if {"c", "p", "r"} <= near:
        near.add("cpr")
    if upper.text == "1" and _TITRES & near:
        return True
    named = _RATIO_WORDS & (near | {said.at(end), said.at(end + 1)})
    return _breaths(said, upper.first) or (upper.value >= lower.value and bool(named))


def _breaths(said: Said, first: int) -> bool:
    """True behind "i to e of"."""
    return bool({"e", "ratio"} & set(said.before(first, _BESIDE)))


def _chain(said: Said, first: int) -> Raw | None:
    """ "one to one to one": blood, plasma and platelets."""
    parts: list[str] = []
    at = first
    while (part := parse(said.texts, at)) is not None and part.value <= _LARGEST_PART:
        parts.append(part.text)
        at = part.end
        if said.at(at) != "to":
            break
        at += 1
    if len(parts) < _PARTS or said.at(at - 1) == "to" or said.unit(at):
        return None
    if not all(part.isdigit() for part in parts) or min(map(int, parts)) > 1:
        return None  # a lactate that falls
    return Raw(first, at - 1, first, at, ":".join(parts), "", "", "ratio", "ratio")


def _strong(said: Said, at: int) -> Number | None:
    """The strength that starts here; what is said right behind it is another number: "one in ten
    thousand, one milligram"."""
    found = parse(said.texts, at)
    if found is not None and found.value in _STRENGTHS:
        return found
    for end in range(at + _LONGEST, at + 1, -1):
        short = parse(said.texts[:end], at) if said.at(end - 1) == "thousand" else None
        if short is not None and short.value in _STRENGTHS and said.number(end) is not None:
            return short
    return None


def weeks_plus(said: Said, first: int) -> Raw | None:
    """ "thirty six plus four", "thirty four and three weeks", "thirty six and four sevenths"."""
    weeks = None if said.words.isdisjoint(_PLUS) else said.number(first)
    if weeks is None or not weeks.text.isdigit():
        return None
    joint = said.at(weeks.end)
    days = said.number(weeks.end + (joint in {"plus", "and"}))
    if days is None or not days.text.isdigit() or said.number(days.end):
        return None
    sevenths = said.at(days.end) in {"sevenths", "seventh"}
    end = days.end + sevenths
    unit = said.unit(end)
    told = unit is not None or (_PREGNANT & said.near(first, _NEAR) and len(weeks.text) > 1)
    if joint != "plus" and not sevenths and (joint != "and" or not told):
        return None
    if int(weeks.text) not in _WEEKS or int(days.text) not in _DAYS:
        return None
    if unit is not None and unit[0].ucum != "wk":
        return None
    last, word = end - 1, ""
    if unit is not None:
        last, word = end, said.at(end)
    shown = f"{weeks.text}+{days.text}"
    return Raw(first, last, first, days.end, shown, word, "wk" if unit else "", "plain", "duration")
