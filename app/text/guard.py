"""The guard: what a correction may do to heard words, decided as a pure function.

A correction is automatic only for words out of vocabulary, with enough evidence and no rival
that is easily confused. Protected tokens are never touched; a known drug becomes another drug
only as a proposal; words of the vocabulary never change by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import OSA

from app.domain.transcript import Language
from app.text.evidence import Evidence
from app.text.guard_zh import doubt_zh
from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_zh import same_reading
from app.text.lexicon.slips import once, singular, slip
from app.text.protected import counted, drugs
from app.text.ranking import Features, beside_zh, features_en, features_zh, weighed
from app.text.tokens import joined, plain, tokenize
from app.text.tokens import letters as letters_of

Decision = Literal["auto", "proposed", "never"]

LOW_PROBABILITY = 0.5
_MIN_LETTERS_EN = 6
_SHORTEST_DOUBLED = 5
_AUTO_SCORES_EN = ((6, 0.92), (7, 0.89), (8, 0.85), (9, 0.82), (10, 0.79), (1000, 0.77))
_SURE_EXTRA, _BRAND_EXTRA, _PROPOSE_BELOW = 0.06, 0.05, 0.08
_OTHER_EXTRA, _BROKEN_EXTRA = 0.07, 0.02
_MIXED_EXTRA = 0.04
_SURE_LESS = 0.15
_NEGATING = frozenset({"no", "non", "not", "un", "in", "im", "a", "an", "de", "dis", "anti"})
_MIN_KNOWN_LETTERS = 8
_KNOWN_SCORE_EN = 0.93
_MIN_STEM = 4
_LONG_WORD = 6
_ENDINGS = frozenset((
    "", "a", "able", "ae", "al", "ally", "ance", "ant", "ar", "ate", "ated", "ation", "c", "d",
    "e", "ed", "emic", "en", "ence", "ent", "er", "ers", "es", "i", "ia", "iac", "iacs", "ial",
    "ian", "ic", "ical", "ics", "ies", "ile", "ily", "in", "ine", "ing", "ion", "ions", "ism",
    "ist", "ists", "itic", "ity", "ive", "l", "ly", "m", "ms", "n", "or", "ors", "otic", "ous",
    "ph", "phs", "phy", "s", "sed", "ses", "sing", "sis", "tic", "tion", "tions", "um", "us",
    "y",
))  # fmt: skip
_MIN_CHARACTERS_ZH = 2
_SURE_CHARACTERS_ZH = 4
_TWO = 2
_VARIANTS = (frozenset("症征"), frozenset("性型"), frozenset("疼痛"))
"""Characters that write the same word: changing one into the other repairs nothing."""
_MARGIN = 0.05
_CONFUSABLE_MARGIN = 0.12
_CLEAR_ZH = 0.87
FREE_STANDING = frozenset(
    "的了是有在我他她您你这那和与及或也都就还又再吗呢吧啊到从对把被给要会能可请已"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done with a correction, the rule that says so, and how likely it is right."""

    decision: Decision
    reason: str
    chance: float = 0.0


def allowed(
    heard: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Verdict:
    """Decide whether heard words may become `text`: automatically, on a click, or never."""
    words = [plain(word) for word in heard]
    reason = forbidden(words, text, language, lexicon, evidence)
    if reason:
        return Verdict("never", reason)
    verdict = _weigh(words, text, language, lexicon, evidence)
    if verdict.decision == "never":
        return verdict
    if _other_drug(words, text, language, lexicon):
        return replace(verdict, decision="proposed", reason="drug-to-drug")
    if lexicon.confusable(language, joined(words, language), text):
        return replace(verdict, decision="proposed", reason="look-alike")
    return _unless_rivalled(verdict, words, text, language, lexicon, evidence)


def forbidden(
    words: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> str:
    """Why plain heard words may not become `text` whatever speaks for it; "" when they may."""
    own = _forbidden_zh if language == "zh" else _forbidden_en
    reason = own(words, text, lexicon, evidence)
    if reason:
        return reason
    if _holds(words, text, language, lexicon):
        return "already-named"
    names = [plain(word.text) for word in tokenize(text)]
    if counted(words, language) != counted(names, language) or not _same_marks(words, names):
        return "protected-token"
    return "minimal-pair" if _exchanged(words, text, language, lexicon) else ""


def _exchanged(words: Sequence[str], text: str, language: Language, lexicon: Lexicon) -> bool:
    """True when one half of a minimal pair was heard and the other would be written; in Chinese
    also where the name has both: 阴虚阴亢证 is not 阴虚阳亢证."""
    if lexicon.exchanged(joined(words, language), text.casefold()):
        return True
    pairs = zip(words, text, strict=True) if language == "zh" and len(words) == len(text) else ()
    return any(heard != meant and lexicon.exchanged(heard, meant) for heard, meant in pairs)


def _unless_rivalled(
    verdict: Verdict,
    words: Sequence[str],
    text: str,
    language: Language,
    lexicon: Lexicon,
    evidence: Evidence,
) -> Verdict:
    """Automatic only when no other concept, and no confusable one, sounds nearly as close."""
    if verdict.decision != "auto":
        return verdict
    clear = verdict.chance >= _CLEAR_ZH and evidence.beside.least_written > 0.0
    reason = _doubt(words, text, language, lexicon, evidence, clear=clear)
    return replace(verdict, decision="proposed", reason=reason) if reason else verdict


def _doubt(
    words: Sequence[str],
    text: str,
    language: Language,
    lexicon: Lexicon,
    evidence: Evidence,
    *,
    clear: bool,
) -> str:
    """Why a likely name may still be another one; "" when it may not.

    clear: it is very likely, and the characters around speak for each of its own against what was
    heard: then it is hardly a part of another word.
    """
    en = language == "en"
    why = (
        ("in-vocabulary", en and _drops_a_word(words, text, lexicon)),
        ("part-of-a-word", evidence.part and not (clear and evidence.cut)),
        ("weak-evidence", evidence.dosed and not (clear and evidence.lasting)),
    )
    reason = (
        next((reason for reason, holds in why if holds), "")
        or ("" if en else doubt_zh(words, text, lexicon, known=evidence.known, clear=clear))
        or _too_near(words, text, language, lexicon, evidence, clear=clear)
    )
    if reason:
        return reason
    apart = en and len(words) not in (1, len(text.replace("-", " ").split()))
    between = lexicon.between_drugs(language, joined(words, language), text, apart=apart)
    return "between-drugs" if between else ""


def _too_near(
    words: Sequence[str],
    text: str,
    language: Language,
    lexicon: Lexicon,
    evidence: Evidence,
    *,
    clear: bool,
) -> str:
    """Why another name that sounds nearly as close may have been said; "" when none may."""
    near = evidence.margin < _MARGIN and not clear
    if near and not _told_apart(words, text, lexicon, evidence, _MARGIN):
        return "two-candidates"
    confused = any(
        margin < _CONFUSABLE_MARGIN
        and not _heard_as(words, text, rival)
        and (
            lexicon.confusable(language, text, rival)
            or lexicon.exchanged(text.casefold(), rival.casefold())
        )
        for rival, margin in evidence.rivals
    )
    apart = confused and _told_apart(words, text, lexicon, evidence, _CONFUSABLE_MARGIN)
    return "confusable-candidates" if confused and not apart else ""


def _heard_as(words: Sequence[str], text: str, rival: str) -> bool:
    """True when each character that tells a Chinese name from a rival was heard as it is in it.

    如腺癌 is 乳腺癌 and not 乳腺炎, although 癌 was once said like 炎.
    """
    same = len(words) == len(text) == len(rival) and not text.isascii()
    return same and all(
        heard == meant
        for heard, meant, other in zip(words, text, rival, strict=True)
        if meant != other
    )


def _told_apart(
    words: Sequence[str], text: str, lexicon: Lexicon, evidence: Evidence, margin: float
) -> bool:
    """True when a drug's name has a slip, and what sounds nearly as close has two more wrong."""
    if not _slip_of_a_drug(words, text, lexicon):
        return False
    heard = letters_of(words[0])
    wrong = OSA.distance(heard, letters_of(text))
    rivals = [letters_of(rival) for rival, its in evidence.rivals if its < margin]
    return all(OSA.distance(heard, rival) >= wrong + _TWO for rival in rivals)


def _drops_a_word(words: Sequence[str], text: str, lexicon: Lexicon) -> bool:
    """True when a long word of the vocabulary was heard whole and is not in the name: artery."""
    kept = letters_of(text)
    return any(
        len(word) >= _LONG_WORD and word not in kept and lexicon.knows("en", word) for word in words
    )


def _weigh(
    words: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Verdict:
    """By the chance that the name was said; what was heard surely needs a better one.

    What sounds so alike that no weighing is needed may be made whatever the chance is.
    """
    found = weighed(features(words, text, language, lexicon, evidence), language)
    unsure = evidence.probability < LOW_PROBABILITY
    its = found.chance - (0.0 if unsure else _SURE_LESS)
    alike = _alike_zh(words, text, evidence) if language == "zh" else 0.0
    if language == "en":
        alike = evidence.score - _needed_en(words, text, lexicon, unsure=unsure)
        if unsure and _slip_of_a_drug(words, text, lexicon):
            alike = max(alike, 0.0)
    rank = its if language == "zh" else evidence.score
    if its < found.proposed and alike < -_PROPOSE_BELOW:
        return Verdict("never", "no-evidence")
    if evidence.known and language == "en":
        return Verdict("proposed", "in-vocabulary", rank)
    if its >= found.applied or alike >= 0.0:
        return Verdict("auto", "in-vocabulary" if evidence.known else "out-of-vocabulary", rank)
    return Verdict("proposed", "weak-evidence", rank)


def _slip_of_a_drug(words: Sequence[str], text: str, lexicon: Lexicon) -> bool:
    """True when one word that no list has is a drug's name but for a letter."""
    if len(words) != 1 or lexicon.knows("en", words[0]) or not lexicon.names_drug("en", text):
        return False
    name = letters_of(text)
    heard = singular(letters_of(words[0]), text)
    return OSA.distance(heard, name) <= 1 and slip(heard, name)


def _needed_en(words: Sequence[str], text: str, lexicon: Lexicon, *, unsure: bool) -> float:
    """The score a name needs by itself: short names sound like many words."""
    letters = sum(map(str.isalpha, text))
    need = next(score for longest, score in _AUTO_SCORES_EN if letters <= longest)
    need += 0.0 if unsure else _SURE_EXTRA
    need += _BRAND_EXTRA if text != text.lower() else 0.0
    known = any(lexicon.knows("en", word) for word in words)
    need += _MIXED_EXTRA if known else 0.0
    if not lexicon.names_drug("en", text):
        need += _OTHER_EXTRA if known or len(words) == 1 else _BROKEN_EXTRA
    return need


def _alike_zh(words: Sequence[str], text: str, evidence: Evidence) -> float:
    """0 for a long name of the same syllables and tones, heard doubtfully; -1 for others."""
    long = len(words) >= _SURE_CHARACTERS_ZH and evidence.margin >= _MARGIN
    unsure = evidence.probability < LOW_PROBABILITY
    return 0.0 if long and unsure and _homophones(words, text) else -1.0


def _homophones(words: Sequence[str], text: str) -> bool:
    """True when every changed character keeps syllable and tone, and none is a function word."""
    changed = [pair for pair in zip(words, text, strict=False) if pair[0] != pair[1]]
    return len(words) == len(text) and all(
        same_reading(heard, meant) and heard not in FREE_STANDING for heard, meant in changed
    )


def features(
    words: Sequence[str], text: str, language: Language, lexicon: Lexicon, evidence: Evidence
) -> Features:
    """What is weighed."""
    score, margin = evidence.score, evidence.margin
    if language == "en":
        return features_en(words, text, lexicon, score, margin)
    return (
        features_zh(words, text, lexicon, score, margin, evidence.gain)
        | {"known": float(evidence.known), "part": float(evidence.part)}
        | {"dosed": float(evidence.dosed)}
        | beside_zh(evidence.beside)
    )


def _forbidden_en(words: Sequence[str], text: str, lexicon: Lexicon, evidence: Evidence) -> str:
    letters = sum(map(str.isalpha, text))
    drug = lexicon.names_drug("en", text)
    doubled = drug and letters == _SHORTEST_DOUBLED and once("".join(words)) == once(text.lower())
    if letters < _MIN_LETTERS_EN and not doubled:
        return "too-short"
    if evidence.known:
        unsure = evidence.probability < LOW_PROBABILITY
        fits = len(words) > 1 and letters >= _MIN_KNOWN_LETTERS and unsure
        if not fits or evidence.score < _KNOWN_SCORE_EN or evidence.margin < _MARGIN:
            return "in-vocabulary"
    return "inflection" if _inflected("".join(words), letters_of(text), drug) else ""


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


def _forbidden_zh(words: Sequence[str], text: str, lexicon: Lexicon, evidence: Evidence) -> str:
    if len(words) < _MIN_CHARACTERS_ZH:
        return "too-short"
    heard = "".join(words)
    if len(words) <= _TWO and (evidence.gain <= 0.0 or lexicon.chinese.knows(heard)):
        return "too-short"
    if evidence.known and evidence.probability >= LOW_PROBABILITY:
        return "in-vocabulary"
    changed = [pair for pair in zip(heard, text, strict=False) if pair[0] != pair[1]]
    if len(heard) == len(text):
        if evidence.known and any(one in FREE_STANDING for one, _ in changed):
            return "in-vocabulary"
        if all(frozenset(pair) in _VARIANTS for pair in changed):
            return "spelling-variant"
    return ""


def _holds(words: Sequence[str], text: str, language: Language, lexicon: Lexicon) -> bool:
    """True when the heard words already contain the name, or one of the same concept that would go.

    小柴胡 stays where 小柴胡髁粒 becomes 小柴胡颗粒.
    """
    meant, whole = {entry.id for entry in lexicon.named(language, text)}, text.casefold()
    for first in range(len(words)):
        for last in range(first, len(words)):
            name = joined(words[first : last + 1], language)
            goes = name == whole or name not in whole
            if goes and any(entry.id in meant for entry in lexicon.named(language, name)):
                return True
    return False


def _same_marks(words: Sequence[str], names: Sequence[str]) -> bool:
    """True when the letters and figures that tell names apart were heard: vitamin D, B12."""
    figures = [[c for c in "".join(texts) if c.isdigit()] for texts in (words, names)]
    letters = {name for name in names if len(name) == 1 and name.isascii()}
    return figures[0] == figures[1] and letters.issubset(words)


def _other_drug(words: Sequence[str], text: str, language: Language, lexicon: Lexicon) -> bool:
    """True when a drug was heard in full and the new text no longer names it."""
    kept = text.casefold()
    return any(token.text not in kept for token in drugs(words, language, lexicon))
