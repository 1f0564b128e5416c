"""Whose words they are: the patient's, or those of a relative, a stranger, a person who helped."""

import re

from app.domain.transcript import Language
from app.text.queries_found import CLAUSE_END, compiled, stretch, words
from app.text.tables import Table

_AFTER, _BEFORE = 30, {"en": 90, "zh": 30}
_OWN = {
    "female": re.compile(r"\b(?:she|her|hers|herself)\b", re.I),
    "male": re.compile(r"\b(?:he|him|his|himself)\b", re.I),
}
_PRONOUN = {"female": re.compile(r"\bshe\b", re.I), "male": re.compile(r"\bhe\b", re.I)}


def of_another(text: str, start: int, end: int, language: Language, others: Table) -> bool:
    """True when characters start..end are of a person who acts or is acted on (`by an elderly
    man`), or when a relative or another person stands in the sentence before them, or in their
    own clause after them, and does not only tell of the patient or come along.

    Where the sentence says the words of its subject (`she is a widow`), nobody behind counts.
    """
    begin, stop = _room(text, start, end, language)
    if _with_relatives(others, "agent").search(text, begin, start):
        return True
    relatives = edged(others["relatives"], language)
    if compiled(others["acts"]).match(text, end) and not relatives.search(text, start, end):
        return True
    if compiled(others["own"]).search(text, begin, start):
        stop = end
    own = [
        match.end() for match in words("contradictions", "after_me").finditer(text, begin, start)
    ]
    told = [
        match.span()
        for match in (*relatives.finditer(text, begin, start), *relatives.finditer(text, end, stop))
        if not own or match.start() > own[-1]
    ]
    if not told:
        return False
    informs = _with_relatives(others, "informs")
    only = [match.span() for match in informs.finditer(text, begin, max(stop, end))]
    return any(not any(first <= a and b <= last for first, last in only) for a, b in told)


def of_informant(text: str, start: int, sex: str | None, language: Language, others: Table) -> bool:
    """True when the words' subject is a pronoun of the other sex than the patient's, and a
    relative tells before it: `mom says she gave him motrin, she is pregnant`."""
    if language != "en" or sex is None:
        return False
    clause = CLAUSE_END.split(text[:start])[-1]
    other = _PRONOUN["male" if sex == "female" else "female"]
    return (
        other.search(clause) is not None
        and _PRONOUN[sex].search(clause) is None
        and _with_relatives(others, "informs").search(text, 0, start) is not None
    )


def of_other_sex(text: str, sex: str, others: Table) -> re.Match[str] | None:
    """A pronoun of the other sex that is all a text calls its subject by: `she has had ...`,
    where the patient is a man and nobody else is named. English; Chinese ones sound alike."""
    if _OWN[sex].search(text) or edged(others["relatives"], "en").search(text):
        return None
    if compiled(others["bystanders"]).search(text):
        return None
    said = compiled(others["subject"]).search(text) or compiled(others["narrated"]).search(text)
    return None if said is None or _OWN[sex].fullmatch(said["pronoun"]) else said


def edged(pattern: str, language: Language) -> re.Pattern[str]:
    """A pattern of the resources that begins with a word."""
    return compiled(rf"\b(?:{pattern})" if language == "en" else f"(?:{pattern})")


def _room(text: str, start: int, end: int, language: Language) -> tuple[int, int]:
    """The words' sentence before them, and their own clause behind."""
    begin, _ = stretch(text, start, end)
    _, stop = stretch(text, start, end, CLAUSE_END)
    return max(begin, start - _BEFORE[language]), min(stop, end + _AFTER)


def _with_relatives(others: Table, name: str) -> re.Pattern[str]:
    return compiled(others[name].replace("{relatives}", others["relatives"]))
