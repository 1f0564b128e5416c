"""Lexicons for tests: the shipped one, and a small one whose every row is known."""

from functools import cache

from app.domain.transcript import Language, Utterance
from app.paths import RESOURCES
from app.text.lexicon import Entry, Lexicon
from app.text.tokens import tokenize

SMALL_ENTRIES = (
    Entry("drug.hydroxyzine", "en", "hydroxyzine", "drug", ("Vistaril",)),
    Entry("drug.hydralazine", "en", "hydralazine", "drug"),
    Entry("drug.metoprolol", "en", "metoprolol", "drug", ("Lopressor",)),
    Entry("drug.pantoprazole", "en", "pantoprazole", "drug"),
    Entry("drug.epinephrine", "en", "epinephrine", "drug", ("adrenaline",)),
    Entry("drug.norepinephrine", "en", "norepinephrine", "drug"),
    Entry("drug.penicillin", "en", "penicillin", "drug"),
    Entry("drug.penicillamine", "en", "penicillamine", "drug"),
    Entry("drug.dopamine", "en", "dopamine", "drug"),
    Entry("drug.dobutamine", "en", "dobutamine", "drug"),
    Entry("dx.hyperkalemia", "en", "hyperkalemia", "diagnosis", (), "icd-10-cm", "E87.5"),
    Entry("dx.hypokalemia", "en", "hypokalemia", "diagnosis", (), "icd-10-cm", "E87.6"),
    Entry("dx.lbbb", "en", "left bundle branch block", "diagnosis", ("LBBB",)),
    Entry("dx.t2dm", "en", "type two diabetes", "diagnosis"),
    Entry("proc.ecg", "en", "ECG", "procedure", ("electrocardiogram", "e c g")),
    Entry("abbr.ct", "en", "CT", "abbreviation", ("c t",)),
    Entry("abbr.iv", "en", "IV", "abbreviation", ("i v",)),
    Entry("abbr.or", "en", "OR", "abbreviation"),
    Entry("drug.aspirin", "zh", "阿司匹林", "drug"),
    Entry("drug.amlodipine", "zh", "氨氯地平", "drug"),
    Entry("drug.metoprolol", "zh", "美托洛尔", "drug"),
    Entry("drug.epinephrine", "zh", "肾上腺素", "drug"),
    Entry("drug.norepinephrine", "zh", "去甲肾上腺素", "drug"),
    Entry("drug.kcl", "zh", "氯化钾", "drug"),
    Entry("drug.nacl", "zh", "氯化钠", "drug"),
    Entry("dx.dm", "zh", "糖尿病", "diagnosis"),
    Entry("dx.htn", "zh", "高血压", "diagnosis"),
    Entry("dx.hypotension", "zh", "低血压", "diagnosis"),
)
SMALL_WORDS = (
    "give start the a an and or now with for she he takes is has of in on met all scene to please "
    "every day morning patient mg then no not left right five ten milligrams unit "
    "denies pain chest fever"
)
SMALL_COMMON = frozenset(SMALL_WORDS.split())


@cache
def small() -> Lexicon:
    """A lexicon of a few rows with its confusable pairs."""
    return Lexicon(
        SMALL_ENTRIES,
        version="0123456789abcdef",
        lookalikes={
            "en": (
                ("hydroxyzine", "hydralazine"),
                ("penicillin", "penicillamine"),
                ("dopamine", "dobutamine"),
            ),
            "zh": (("氯化钾", "氯化钠"), ("肾上腺素", "去甲肾上腺素")),
        },
        minimal_pairs=(("hyper-", "hypo-"), ("高", "低")),
        common={"en": SMALL_COMMON, "zh": frozenset({"患者", "我们", "给予"})},
    )


@cache
def shipped() -> Lexicon:
    """The lexicon of the product, read once for all tests."""
    return Lexicon.load(RESOURCES / "lexicon")


def said(line: str, language: Language, probability: float = 0.3) -> Utterance:
    """An utterance of typed words, all heard with one probability."""
    return Utterance("u1", "S1", language, tokenize(line, probability))
