"""The guard: what may change automatically, what only on a click, and what never."""

from dataclasses import replace

import pytest

from app.domain.transcript import Language
from app.text.evidence import Evidence
from app.text.guard import allowed
from app.text.neighbours_zh import NOTHING, Beside
from app.text.tokens import is_han, tokenize
from tests.lexicons import shipped, small

LIKELY = Beside(written=12.0, heard=12.0, least_written=6.0, least_heard=6.0)
SURE = Evidence(score=0.99, margin=0.5, probability=0.2, known=False, gain=10.0, beside=LIKELY)


def decision(heard: str, text: str, evidence: Evidence = SURE) -> str:
    language: Language = "zh" if is_han(text) else "en"
    words = [word.text for word in tokenize(heard)]
    return allowed(words, text, language, small(), evidence).decision


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("hydroxy scene", "hydroxyzine"),
        ("met opral all", "metoprolol"),
        ("nor epinefrin", "norepinephrine"),
        ("left bundel branch block", "left bundle branch block"),
        ("阿斯皮林", "阿司匹林"),
        ("美托洛儿", "美托洛尔"),
    ],
)
def test_words_out_of_vocabulary_are_repaired(heard: str, text: str) -> None:
    assert decision(heard, text) == "auto"


def test_a_rare_chinese_name_needs_a_line_in_which_it_is_likelier() -> None:
    seldom = replace(SURE, gain=0.0, beside=NOTHING)
    assert decision("美托洛儿", "美托洛尔", seldom) != "auto"


def test_what_was_heard_behind_the_whole_name_is_not_taken_away() -> None:
    assert decision("pantoprazole lol", "pantoprazole") == "never"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("fifteen opral", "metoprolol"),
        ("fiftyn", "fifty"),
        ("metoprolal five", "metoprolol"),
        ("metoprolal milligrams", "metoprolol"),
        ("bundel branch block", "left bundle branch block"),
        ("right bundel branch block", "left bundle branch block"),
        ("no hydroxyzeen", "hydroxyzine"),
        ("not metoprolal", "metoprolol"),
        ("without metoprolal", "metoprolol"),
        ("type to diabetees", "type two diabetes"),
        ("type won diabetees", "type two diabetes"),
        ("denies metoprolal", "metoprolol"),
        ("daily metoprolal", "metoprolol"),
        ("无糖鸟病", "糖尿病"),
        ("而甲双瓜", "二甲双胍"),
        ("左阿斯皮林", "阿司匹林"),
        ("一阿斯皮林", "阿司匹林"),
    ],
)
def test_numbers_units_sides_and_negations_are_never_touched(heard: str, text: str) -> None:
    assert decision(heard, text) == "never"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("hyperkalimia", "hypokalemia"),
        ("hypokalimia", "hyperkalemia"),
        ("高糖鸟病", "低糖尿病"),
    ],
)
def test_half_of_a_minimal_pair_never_becomes_the_other(heard: str, text: str) -> None:
    assert decision(heard, text) == "never"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("hydralazine", "hydroxyzine"),
        ("penicillin", "penicillamine"),
        ("dopamine", "dobutamine"),
        ("norepinephrine", "epinephrine"),
        ("氯化钠", "氯化钾"),
        ("肾上腺素", "去甲肾上腺素"),
    ],
)
def test_a_known_drug_never_becomes_another_by_itself(heard: str, text: str) -> None:
    assert decision(heard, text) != "auto"
    assert decision(heard, text, Evidence(0.99, 0.5, 0.1, True)) != "auto"


def test_a_drug_heard_inside_a_longer_span_is_kept() -> None:
    assert decision("metoprolol zeen", "hydroxyzine") == "proposed"


@pytest.mark.parametrize("probability", [0.0, 0.3, 0.49, 0.5, 1.0])
def test_words_of_the_vocabulary_never_change_by_themselves(probability: float) -> None:
    known = Evidence(score=1.0, margin=0.9, probability=probability, known=True)
    for heard, text in (("met all", "metoprolol"), ("scene", "hydroxyzine")):
        assert decision(heard, text, known) != "auto"


def test_a_close_second_candidate_makes_it_a_proposal() -> None:
    assert decision("hydroxyzeen", "hydroxyzine", Evidence(0.95, 0.02, 0.2, False)) == "proposed"


def test_a_confusable_rival_needs_a_wider_margin() -> None:
    rivals = (("hydralazine", 0.08),)
    close = Evidence(0.95, 0.08, 0.2, False, rivals)
    assert decision("hydroxyzeen", "hydroxyzine", close) == "proposed"
    harmless = Evidence(0.95, 0.08, 0.2, False, (("metoprolol", 0.08),))
    assert decision("hydroxyzeen", "hydroxyzine", harmless) == "auto"


def test_confident_words_need_more_evidence() -> None:
    doubtful = Evidence(score=0.80, margin=0.4, probability=0.2, known=False)
    confident = Evidence(score=0.80, margin=0.4, probability=0.9, known=False)
    assert decision("pantoprisole", "pantoprazole", doubtful) == "auto"
    assert decision("pantoprisole", "pantoprazole", confident) == "proposed"


def test_short_names_need_more_evidence_than_long_ones() -> None:
    weak = Evidence(score=0.80, margin=0.4, probability=0.2, known=False)
    assert decision("pantoprisole", "pantoprazole", weak) == "auto"
    assert decision("dupamene", "dopamine", weak) != "auto"


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("asymptomatic", "symptomatic"),
        ("nonresponsive", "responsive"),
        ("nohydronephrosis", "hydronephrosis"),
        ("mobilization", "immobilization"),
        ("sclerae", "sclera"),
        ("epiglottic", "epiglottis"),
    ],
)
def test_forms_and_opposites_of_a_term_are_left_alone(heard: str, text: str) -> None:
    assert decision(heard, text) == "never"


def test_figures_and_letters_that_tell_names_apart_must_have_been_heard() -> None:
    lexicon = shipped()
    for heard, text in (("vitamen d", "vitamin D3"), ("hepatitus b", "hepatitis C")):
        assert allowed(heard.split(), text, "en", lexicon, SURE).decision == "never"


def test_two_characters_are_too_few() -> None:
    assert decision("心机", "心肌") == "never"


def test_exact_homophones_change_only_when_heard_doubtfully() -> None:
    assert decision("氨绿地平", "氨氯地平", Evidence(0.995, 0.9, 0.3, True)) == "auto"
    assert decision("氨绿地平", "氨氯地平", Evidence(0.995, 0.9, 0.9, True)) == "never"
    assert decision("前列腺炎", "前列腺癌", Evidence(0.99, 0.9, 0.3, True)) == "never"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_listed_pair_of_the_shipped_lexicon_is_exchanged_by_itself(language: Language) -> None:
    lexicon = shipped()
    for one, other in lexicon.lookalikes[language]:
        for heard, text in ((one, other), (other, one)):
            words = [word.text for word in tokenize(heard)]
            for known in (True, False):
                evidence = Evidence(0.99, 0.5, 0.1, known)
                verdict = allowed(words, text, language, lexicon, evidence)
                assert verdict.decision != "auto", (heard, text, verdict)


def test_no_minimal_pair_of_words_is_exchanged_by_itself() -> None:
    lexicon = shipped()
    pairs = [p for p in lexicon.minimal_pairs if "-" not in "".join(p)]
    assert len(pairs) > 100
    for one, other in pairs:
        language: Language = "zh" if is_han(one) else "en"
        words = [word.text for word in tokenize(one)]
        verdict = allowed(words, other, language, lexicon, SURE)
        assert verdict.decision != "auto", (one, other, verdict)


def test_what_may_be_half_of_a_longer_name_is_only_proposed() -> None:
    half = replace(SURE, part=True)
    assert decision("阿斯皮林", "阿司匹林") == "auto"
    assert decision("阿斯皮林", "阿司匹林", half) == "proposed"


def test_a_long_word_heard_whole_is_not_taken_away() -> None:
    assert decision("metoprolal", "metoprolol") == "auto"
    assert decision("patient metoprolal", "metoprolol") == "proposed"


@pytest.mark.parametrize(
    ("heard", "text", "wanted"),
    [
        ("大叶性肺岩", "大叶性肺炎", "auto"),
        ("深动脉血栓形成", "肾动脉血栓形成", "proposed"),  # 深动脉 is in 股深动脉
        ("高氧血症", "高氨血症", "proposed"),  # 氧 only looks like 氨
        ("挺深经", "听神经", "proposed"),  # nothing of it was heard
    ],
)
def test_a_name_beyond_the_core_needs_more_to_be_written(
    heard: str, text: str, wanted: str
) -> None:
    evidence = Evidence(0.98, 0.9, 0.3, known=False, gain=15.0)
    assert shipped().more_names.named("zh", text)
    assert allowed(tuple(heard), text, "zh", shipped(), evidence).decision == wanted
    word = replace(evidence, known=True)
    assert allowed(tuple(heard), text, "zh", shipped(), word).decision == "proposed"


def test_a_half_of_a_minimal_pair_stays_where_the_name_has_both() -> None:
    evidence = Evidence(0.98, 0.9, 0.3, known=False, gain=15.0)
    verdict = allowed(tuple("阴虚阴亢证"), "阴虚阳亢证", "zh", shipped(), evidence)
    assert (verdict.decision, verdict.reason) == ("never", "minimal-pair")


def test_what_begins_a_longer_name_is_only_proposed() -> None:
    evidence = Evidence(0.98, 0.9, 0.3, known=False, gain=15.0)
    verdict = allowed(tuple("血行"), "血型", "zh", shipped(), evidence)
    assert (verdict.decision, verdict.reason) == ("proposed", "part-of-a-word")


def test_a_rival_that_was_heard_otherwise_is_none() -> None:
    near = Evidence(0.98, 0.06, 0.3, known=False, gain=15.0, rivals=(("乳腺炎", 0.06),))
    assert allowed(tuple("如腺癌"), "乳腺癌", "zh", shipped(), near).decision == "auto"
    verdict = allowed(tuple("如腺岩"), "乳腺癌", "zh", shipped(), near)
    assert verdict.decision == "proposed"


def test_a_short_drug_with_an_unlike_character_is_only_proposed() -> None:
    evidence = Evidence(0.8, 0.8, 0.3, known=False, gain=15.0)
    assert allowed(tuple("地岛素"), "胰岛素", "zh", shipped(), evidence).decision != "auto"
    assert allowed(tuple("姨岛素"), "胰岛素", "zh", shipped(), evidence).decision == "auto"


def test_a_body_part_that_sounds_and_looks_like_what_is_meant_was_not_heard() -> None:
    evidence = Evidence(0.98, 0.9, 0.3, known=False, gain=15.0)
    assert allowed(tuple("血指康"), "血脂康", "zh", shipped(), evidence).decision == "auto"
    assert allowed(tuple("鼻损伤"), "脾损伤", "zh", shipped(), evidence).decision != "auto"


@pytest.mark.parametrize(
    ("doubt", "decided"),
    [
        (replace(SURE, part=True, cut=True), "auto"),
        (replace(SURE, part=True), "proposed"),
        (replace(SURE, dosed=True, lasting=True), "auto"),
        (replace(SURE, dosed=True), "proposed"),
        (replace(SURE, margin=0.04), "auto"),
    ],
)
def test_some_doubts_fall_where_every_character_is_likely(doubt: Evidence, decided: str) -> None:
    assert decision("糖鸟病", "糖尿病", doubt) == decided
    unlikely = replace(doubt, beside=replace(LIKELY, least_written=-1.0))
    assert decision("糖鸟病", "糖尿病", unlikely) != "auto"
