"""What a mention means in its context: the rules alone, and with the shipped cues."""

from pathlib import Path

import pytest

from app.domain.transcript import Language
from app.text.context import Cue, Direction, Glue, Mark, MentionSpan, judge
from app.text.understanding import Understander

MENTIONS = Path(__file__).parents[2] / "data" / "understanding"
GLUE = Glue(frozenset({"or", "and"}), frozenset({"is", "since"}))


def rows(language: Language) -> list[tuple[str, str]]:
    lines = (MENTIONS / f"{language}_mentions.tsv").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


NEGATION = Cue("negated", "pre", 6)


def asserted(
    line: str, mentions: str, word: str, cue: Cue = NEGATION, stop: str = "", inverted: str = ""
) -> list[str]:
    """Assertions of the words `mentions` in a line, given one cue word and one stop word."""
    tokens = line.split()
    spans = [
        MentionSpan(at, at + 1, token == inverted)
        for at, token in enumerate(tokens)
        if token in mentions.split()
    ]
    marks = [
        Mark(at, at + 1, (cue,))
        if token == word
        else Mark(at, at + 1, (), frozenset({cue.assertion}))
        for at, token in enumerate(tokens)
        if token in {word, stop}
    ]
    return [one.assertion for one in judge(tokens, spans, marks, GLUE)]


def test_a_cue_reaches_no_further_than_its_scope() -> None:
    near = Cue("negated", "pre", 2)
    assert asserted("no a b fever", "fever", "no", near) == ["negated"]
    assert asserted("no a b c fever", "fever", "no", near) == ["present"]


def test_listed_mentions_cost_nothing() -> None:
    line = "no fever or cough , chills and pain"
    assert (
        asserted(line, "fever cough chills pain", "no", Cue("negated", "pre", 1)) == ["negated"] * 4
    )


def test_a_listed_mention_that_is_said_more_of_stands_for_itself() -> None:
    line = "no fever or cough , pain since noon"
    assert asserted(line, "fever cough pain", "no") == ["negated", "negated", "present"]


def test_sentence_marks_and_stop_words_end_a_scope() -> None:
    assert asserted("no fever . cough", "fever cough", "no") == ["negated", "present"]
    assert asserted("no fever but cough", "fever cough", "no", stop="but") == ["negated", "present"]


def test_a_comma_after_no_is_an_answer() -> None:
    assert asserted("no , seizing", "seizing", "no") == ["negated"]
    assert asserted("no , he keeps seizing", "seizing", "no") == ["present"]


def test_a_colon_after_a_cue_opens_its_list() -> None:
    assert asserted("denies : some more fever", "fever", "denies") == ["negated"]


def test_cues_behind_reach_back_to_the_nearest_mention() -> None:
    behind = Cue("negated", "post", 6)
    both = asserted("pain and fever denied", "pain fever", "denied", behind)
    nearest = asserted("pain then fever denied", "pain fever", "denied", behind)
    assert both == ["negated", "negated"]
    assert nearest == ["present", "negated"]


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("pre_or_post", ["present", "uncertain"]),
        ("post_or_pre", ["uncertain", "present"]),
        ("both", ["uncertain", "uncertain"]),
    ],
)
def test_a_cue_between_two_mentions_prefers_its_own_side(
    direction: Direction, expected: list[str]
) -> None:
    cue = Cue("uncertain", direction, 6)
    assert asserted("pain possible stroke", "pain stroke", "possible", cue) == expected


def test_a_cue_that_finds_nothing_on_its_own_side_looks_on_the_other() -> None:
    ahead, behind = Cue("uncertain", "pre_or_post", 6), Cue("uncertain", "post_or_pre", 6)
    assert asserted("stroke possible", "stroke", "possible", ahead) == ["uncertain"]
    assert asserted("possible stroke", "stroke", "possible", behind) == ["uncertain"]


def test_a_turn_for_the_better_reaches_all_of_its_sentence() -> None:
    turn = Cue("historical", "post", 6, through=True)
    line = "vf then arrest but a sinus"
    assert asserted(line, "vf arrest", "sinus", turn, "but") == ["historical", "historical"]


def test_a_closing_no_needs_a_pause_behind_it() -> None:
    closing = Cue("negated", "post", 6, final=True)
    assert asserted("pain no .", "pain", "no", closing) == ["negated"]
    assert asserted("pain no more", "pain", "no", closing) == ["present"]


def test_a_negation_of_its_own_ends_the_list_before_it() -> None:
    line = "no fever , nopulse"
    assert asserted(line, "fever nopulse", "no", inverted="nopulse") == ["negated", "present"]
    assert asserted("never nopulse", "nopulse", "never", inverted="nopulse") == ["negated"]


def test_mentions_of_different_groups_are_no_list_unless_joined() -> None:
    marks = [Mark(0, 1, (Cue("negated", "pre", 6),))]
    access = MentionSpan(1, 2, group="procedure")
    bare = judge(["no", "access", "arrest"], [access, MentionSpan(2, 3)], marks, GLUE)
    joined = judge(["no", "access", "or", "arrest"], [access, MentionSpan(3, 4)], marks, GLUE)
    assert [one.assertion for one in bare] == ["negated", "present"]
    assert [one.assertion for one in joined] == ["negated", "negated"]


def test_of_several_cues_the_first_in_order_decides() -> None:
    tokens = ["no", "family", "history", "stroke"]
    marks = [
        Mark(0, 1, (Cue("negated", "pre", 6),)),
        Mark(1, 3, (Cue("family", "pre", 6),)),
    ]
    judged = judge(tokens, [MentionSpan(3, 4)], marks, GLUE)
    assert judged[0].assertion == "negated"
    assert judged[0].cue == (0, 1)


def test_a_later_scope_closes_an_earlier_one() -> None:
    tokens = ["no", "fever", "possible", "stroke"]
    marks = [Mark(0, 1, (Cue("negated", "pre", 6),)), Mark(2, 3, (Cue("uncertain", "pre", 6),))]
    judged = judge(tokens, [MentionSpan(1, 2), MentionSpan(3, 4)], marks, GLUE)
    assert [one.assertion for one in judged] == ["negated", "uncertain"]


def asserted_by(line: str, mentions: str, cues: dict[str, Cue], glue: Glue = GLUE) -> list[str]:
    tokens = line.split()
    spans = [
        MentionSpan(at, at + 1, passing=token not in {"stroke"})
        for at, token in enumerate(tokens)
        if token in mentions.split()
    ]
    marks = [Mark(at, at + 1, (cues[token],)) for at, token in enumerate(tokens) if token in cues]
    return [one.assertion for one in judge(tokens, spans, marks, glue)]


def test_a_list_with_an_alternative_goes_on_over_unknown_items() -> None:
    glue = Glue(frozenset({"or", "and"}), frozenset({"is"}), alternatives=frozenset({"or"}))
    cues = {"no": NEGATION}
    assert asserted_by("no odd spells , faints or fever", "fever", cues, glue) == ["negated"]
    assert asserted_by("no odd spells , faints and fever", "fever", cues, glue) == ["present"]


def test_a_colon_after_a_cue_holds_its_commas_together() -> None:
    cues = {"consent": Cue("hypothetical", "pre", 6)}
    assert asserted_by("consent : a b , c , fever", "fever", cues) == ["hypothetical"]


def test_a_denial_undoes_the_end_of_an_event() -> None:
    glue = Glue(frozenset(), frozenset(), denials=frozenset({("not",)}))
    cues = {"stopped": Cue("historical", "post", 6)}
    assert asserted_by("fit has stopped", "fit", cues, glue) == ["historical"]
    assert asserted_by("fit has not stopped", "fit", cues, glue) == ["present"]


def test_a_turn_for_the_better_leaves_lasting_diseases_present() -> None:
    cues = {"awake": Cue("historical", "post", 9, through=True, passing=True)}
    assert asserted_by("fit then stroke awake", "fit stroke", cues) == ["historical", "present"]


def test_a_correction_reaches_over_a_sentence_mark() -> None:
    back = Cue("negated", "post", 3, far=True, across=True)
    assert asserted_by("pain . scratch", "pain", {"scratch": back}) == ["negated"]


def test_a_closing_word_behind_a_pause_is_about_what_it_follows() -> None:
    closing = {"negative": Cue("negated", "post", 4)}
    assert asserted_by("pain , negative", "pain", closing) == ["negated"]
    assert asserted_by("pain , scan negative", "pain", closing) == ["present"]


def test_another_person_stays_the_subject_past_a_mention() -> None:
    cues = {"sister": Cue("family", "pre", 9)}
    assert asserted_by("sister on pills since fit", "pills fit", cues) == ["family", "family"]


def found(understander: Understander, line: str, language: Language) -> dict[str, set[str]]:
    """Assertions by concept, and the keywords that interrupt."""
    result = understander.understand_line(line, language)
    by_concept: dict[str, set[str]] = {"interrupts": set()}
    for finding in result["findings"]:
        concept = "drug_allergy" if finding["kind"] == "allergy" else finding["concept"]
        by_concept.setdefault(concept, set()).add(finding["assertion"])
    for alert in result["alerts"]:
        if alert["interrupts"]:
            by_concept["interrupts"].add(alert["keyword"])
    return by_concept


def agrees(by_concept: dict[str, set[str]], wanted: str) -> bool:
    pairs = [pair.split("=") for pair in wanted.split()]
    quiet = bool(pairs) or not by_concept["interrupts"]
    return quiet and all(assertion in by_concept.get(key, set()) for key, assertion in pairs)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_mentions_mean_what_their_sentences_say(
    language: Language, understander: Understander
) -> None:
    wrong = [
        line
        for line, wanted in rows(language)
        if not agrees(found(understander, line, language), wanted)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "language", "keyword", "assertion", "interrupts"),
    [
        ("no cardiac arrest", "en", "cardiac_arrest", "negated", False),
        ("not only STEMI but shock", "en", "stemi", "present", True),
        ("can't rule out PE", "en", "pulmonary_embolism", "uncertain", True),
        ("ruled out MI", "en", "stemi", "negated", False),
        ("father had MI", "en", "stemi", "family", False),
        ("if he arrests, call", "en", "cardiac_arrest", "hypothetical", False),
        ("no pulse", "en", "no_pulse", "present", True),
        ("unresponsive", "en", "unresponsive", "present", True),
        ("not breathing", "en", "apnea", "present", True),
        ("无脉搏", "zh", "no_pulse", "present", True),
        ("无呼吸", "zh", "apnea", "present", True),
        ("意识丧失", "zh", "unresponsive", "present", True),
        ("不能排除心梗", "zh", "stemi", "uncertain", True),
        ("心梗不除外", "zh", "stemi", "uncertain", True),
        ("心脏骤停已复苏", "zh", "cardiac_arrest", "historical", False),
    ],
)
def test_the_traps_of_alerting_are_avoided(
    line: str,
    language: Language,
    keyword: str,
    assertion: str,
    interrupts: bool,
    understander: Understander,
) -> None:
    by_concept = found(understander, line, language)
    assert by_concept[keyword] == {assertion}
    assert (keyword in by_concept["interrupts"]) is interrupts


@pytest.mark.parametrize(
    ("line", "language", "concept", "assertion"),
    [
        ("no change in chest pain", "en", "chest_pain", "present"),
        ("否认胸痛", "zh", "chest_pain", "negated"),
        ("无明显诱因出现胸痛", "zh", "chest_pain", "present"),
        ("未见气胸", "zh", "pneumothorax", "negated"),
    ],
)
def test_the_traps_of_negation_are_avoided(
    line: str, language: Language, concept: str, assertion: str, understander: Understander
) -> None:
    assert found(understander, line, language)[concept] == {assertion}


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("No chest pain, SOB, or fever.", "no chest pain s o b or fever"),
        ("PMH: HTN, DM. Denies CP.", "p m h hypertension and d m denies c p"),
        ("Pt in VF; shock delivered.", "pt in v f shock delivered"),
        ("Can't rule out a PE.", "cant rule out a p e"),
    ],
)
def test_written_and_heard_forms_mean_the_same(
    written: str, heard: str, understander: Understander
) -> None:
    assert found(understander, written, "en") == found(understander, heard, "en")
