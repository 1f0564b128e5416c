"""The guard: what a correction may do to heard words, decided as a pure function.

A correction is automatic only for words out of vocabulary, with enough evidence and no rival
that is easily confused. Protected tokens are never touched; a known drug becomes another drug
only as a proposal; words of the vocabulary never change by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.transcript import Language
from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_zh import MERGED, same_reading, similarity
from app.text.protected import counted, drugs
from app.text.tokens import joined, plain, tokenize

Decision = Literal["auto", "proposed", "never"]

LOW_PROBABILITY = 0.5
_MIN_LETTERS_EN = 6
_AUTO_SCORES_EN = ((6, 0.92), (7, 0.89), (8, 0.85), (9, 0.82), (10, 0.79), (1000, 0.77))
_SURE_EXTRA, _BRAND_EXTRA, _PROPOSE_BELOW = 0.06, 0.05, 0.08
_OTHER_EXTRA, _BROKEN_EXTRA = 0.07, 0.02
_MIXED_EXTRA = 0.04
_NEGATING = frozenset({"no", "non", "not", "un", "in", "im", "a", "an", "de", "dis", "anti"})
_MIN_KNOWN_LETTERS = 8
_KNOWN_SCORE_EN = 0.93
_MIN_STEM = 4
_ENDINGS = frozenset((
    "", "a", "able", "ae", "al", "ally", "ance", "ant", "ar", "ate", "ated", "ation", "c", "d",
    "e", "ed", "emic", "en", "ence", "ent", "er", "ers", "es", "i", "ia", "iac", "iacs", "ial",
    "ian", "ic", "ical", "ics", "ies", "ile", "ily", "in", "ine", "ing", "ion", "ions", "ism",
    "ist", "ists", "itic", "ity", "ive", "l", "ly", "m", "ms", "n", "or", "ors", "otic", "ous",
    "ph", "phs", "phy", "s", "sed", "ses", "sing", "sis", "tic", "tion", "tions", "um", "us",
    "y",
))  # fmt: skip
_AUTO_SCORE_ZH = {True: 0.86, False: 0.90}
_PROPOSE_SCORE_ZH = 0.84
_HOMOPHONE_SCORE = 0.97
_MIN_CHARACTERS_ZH = 3
_SURE_CHARACTERS_ZH = 4
_MARGIN = 0.05
_CONFUSABLE_MARGIN = 0.12
FREE_STANDING = frozenset(
    "的了是有在我他她您你这那和与及或也都就还又再吗呢吧啊到从对把被给要会能可请已"
)

_AFFIXES = (
    ("hyper-", "hypo-"), ("brady-", "tachy-"), ("-ectomy", "-otomy"), ("-ectomy", "-ostomy"),
    ("-otomy", "-ostomy"), ("inter-", "intra-"), ("supra-", "infra-"), ("pre-", "post-"),
    ("anti-", "ante-"), ("abduc-", "adduc-"), ("macro-", "micro-"), ("endo-", "exo-"),
    ("afferent", "efferent"), ("-emia", "-uria"), ("-pnea", "-phagia"), ("-phasia", "-phagia"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a correction. known: the heard span consists of vocabulary words.

    score, margin and rivals come from the look-up; probability is the lowest of the span's.
    """

    score: float
    margin: float
    probability: float
    known: bool
    rivals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done with a correction, and the rule that says so."""

    decision: Decision
    reason: str


def allowed(
    heard: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Verdict:
    """Decide whether heard words may become `text`: automatically, on a click, or never."""
    words = [plain(word) for word in heard]
    verdict = _weigh(words, text, language, lexicon, evidence)
    if verdict.decision == "never":
        return verdict
    names = [plain(word.text) for word in tokenize(text)]
    if counted(words, language) != counted(names, language) or not _same_marks(words, names):
        return Verdict("never", "protected-token")
    spoken = joined(words, language)
    if exchanged(spoken, text.casefold(), lexicon):
        return Verdict("never", "minimal-pair")
    if _other_drug(words, text, language, lexicon):
        return Verdict("proposed", "drug-to-drug")
    if lexicon.confusable(language, spoken, text):
        return Verdict("proposed", "look-alike")
    return _unless_rivalled(verdict, text, language, lexicon, evidence)


def _unless_rivalled(
    verdict: Verdict, text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Verdict:
    """Automatic only when no other concept, and no confusable one, sounds nearly as close."""
    if verdict.decision != "auto":
        return verdict
    if evidence.margin < _MARGIN:
        return Verdict("proposed", "two-candidates")
    for rival, margin in evidence.rivals:
        if margin < _CONFUSABLE_MARGIN and (
            lexicon.confusable(language, text, rival)
            or exchanged(text.casefold(), rival.casefold(), lexicon)
        ):
            return Verdict("proposed", "confusable-candidates")
    return verdict


def _weigh(
    words: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Verdict:
    if language == "zh":
        verdict = _weigh_zh(words, text, evidence)
    else:
        verdict = _weigh_en(words, text, lexicon, evidence)
    if verdict.decision != "never" and _holds(words, text, language, lexicon):
        return Verdict("never", "already-named")
    return verdict


def _weigh_en(words: Sequence[str], text: str, lexicon: Lexicon, evidence: Evidence) -> Verdict:
    unsure = evidence.probability < LOW_PROBABILITY
    letters = sum(map(str.isalpha, text))
    if evidence.known:
        fits = len(words) > 1 and letters >= _MIN_KNOWN_LETTERS and unsure
        if fits and evidence.score >= _KNOWN_SCORE_EN and evidence.margin >= _MARGIN:
            return Verdict("proposed", "in-vocabulary")
        return Verdict("never", "in-vocabulary")
    drug = any(entry.kind == "drug" for entry in lexicon.named("en", text))
    if _inflected("".join(words), _letters(text), drug):
        return Verdict("never", "inflection")
    need = _needed_en(letters) + (0.0 if unsure else _SURE_EXTRA)
    need += _BRAND_EXTRA if text != text.lower() else 0.0
    known = any(lexicon.knows("en", word) for word in words)
    need += _MIXED_EXTRA if known else 0.0
    if not drug:
        need += _OTHER_EXTRA if known or len(words) == 1 else _BROKEN_EXTRA
    if letters >= _MIN_LETTERS_EN and evidence.score >= need:
        return Verdict("auto", "out-of-vocabulary")
    if letters >= _MIN_LETTERS_EN and evidence.score >= need - _PROPOSE_BELOW:
        return Verdict("proposed", "weak-evidence")
    return Verdict("never", "no-evidence")


def _needed_en(letters: int) -> float:
    """The score a name of so many letters needs: short names sound like many words."""
    return next(score for longest, score in _AUTO_SCORES_EN if letters <= longest)


def _inflected(heard: str, name: str, drug: bool) -> bool:
    """True when heard is a form of the name that means something else or is right as it is.

    asymptomatic is not symptomatic, and sclerae needs no repair; drugs have no such forms.
    """
    if heard == name:
        return False
    longer, shorter = (heard, name) if len(heard) > len(name) else (name, heard)
    if longer.endswith(shorter) and longer.removesuffix(shorter) in _NEGATING:
        return True
    shared = _shared_start(heard, name)
    return (
        not drug
        and shared >= _MIN_STEM
        and heard[shared:] in _ENDINGS
        and name[shared:] in _ENDINGS
    )


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def _weigh_zh(words: Sequence[str], text: str, evidence: Evidence) -> Verdict:
    unsure = evidence.probability < LOW_PROBABILITY
    if len(words) < _MIN_CHARACTERS_ZH:
        return Verdict("never", "too-short")
    long = len(words) >= _SURE_CHARACTERS_ZH
    if evidence.known:
        if not unsure or evidence.margin < _MARGIN or not _homophones(words, text):
            return Verdict("never", "in-vocabulary")
        return Verdict("auto", "homophone") if long else Verdict("proposed", "in-vocabulary")
    enough = _AUTO_SCORE_ZH[unsure] if long else _HOMOPHONE_SCORE
    if evidence.score >= enough and _each_alike(words, text):
        return Verdict("auto", "out-of-vocabulary")
    if evidence.score >= _PROPOSE_SCORE_ZH:
        return Verdict("proposed", "weak-evidence")
    return Verdict("never", "no-evidence")


def _each_alike(words: Sequence[str], text: str) -> bool:
    """True when every character keeps its syllable, but for accents: 旁 is not 瓣."""
    pairs = zip(words, text, strict=False)
    return all(similarity(heard, meant) >= MERGED for heard, meant in pairs)


def _homophones(words: Sequence[str], text: str) -> bool:
    """True when every changed character keeps syllable and tone, and none is a function word."""
    changed = [pair for pair in zip(words, text, strict=False) if pair[0] != pair[1]]
    return len(words) == len(text) and all(
        same_reading(heard, meant) and heard not in FREE_STANDING for heard, meant in changed
    )


def _holds(words: Sequence[str], text: str, language: Language, lexicon: Lexicon) -> bool:
    """True when the heard words already contain a name of the same concept."""
    meant = {entry.id for entry in lexicon.named(language, text)}
    for first in range(len(words)):
        for last in range(first, len(words)):
            name = joined(words[first : last + 1], language)
            if any(entry.id in meant for entry in lexicon.named(language, name)):
                return True
    return False


def _same_marks(words: Sequence[str], names: Sequence[str]) -> bool:
    """True when the letters and figures that tell names apart were heard: vitamin D, B12."""
    figures = [[c for c in "".join(texts) if c.isdigit()] for texts in (words, names)]
    letters = {name for name in names if len(name) == 1 and name.isascii()}
    return figures[0] == figures[1] and letters.issubset(words)


def exchanged(heard: str, text: str, lexicon: Lexicon) -> bool:
    """True when one half of a minimal pair was heard and the other would be written."""
    for one, other in (*_AFFIXES, *lexicon.minimal_pairs):
        for had, gets in ((one, other), (other, one)):
            if _has(heard, had) and _has(text, gets) and not (_has(heard, gets) or _has(text, had)):
                return True
    return False


def _has(text: str, part: str) -> bool:
    if part.endswith("-"):
        return any(word.startswith(part[:-1]) for word in text.split())
    if part.startswith("-"):
        return any(word.endswith(part[1:]) for word in text.split())
    return part in (text.split() if part.isascii() and " " not in part else text)


def _other_drug(words: Sequence[str], text: str, language: Language, lexicon: Lexicon) -> bool:
    """True when a drug was heard in full and the new text no longer names it."""
    kept = text.casefold()
    return any(token.text not in kept for token in drugs(words, language, lexicon))
