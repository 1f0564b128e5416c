"""Finding context phrases: cues in two parts, ordinary words, company, fillers."""

import pytest

from app.domain.transcript import Language
from app.text.context import Cue, Glue
from app.text.context_data import ContextData, Effect, Pair
from app.text.context_marks import ContextMarks, cut
from app.text.understanding import Understander

QUOTED = Cue("quoted", "pre", 6)


def marks_of(line: str, *, at_first: bool = False, alone: bool = False) -> list[tuple[int, int]]:
    pair = Pair(("letter",), ("says",), 2, Effect((QUOTED,)), at_first)
    effects = {"says": Effect()} if alone else {}
    context = ContextData("en", effects, Glue(frozenset(), frozenset()), (pair,))
    found = ContextMarks(context).marks(tuple(line.split()), ())
    return [(mark.start, mark.end) for mark in found if mark.cues]


def test_a_second_part_counts_after_its_first_only() -> None:
    assert marks_of("letter from him says stroke") == [(3, 4)]
    assert marks_of("he says stroke") == []
    assert marks_of("says the letter") == []


def test_parts_too_far_apart_or_in_two_sentences_are_no_cue() -> None:
    assert marks_of("letter from him and her says stroke") == []
    assert marks_of("letter . says stroke") == []
    assert marks_of("letter , he says stroke") == []


def test_the_effect_may_stand_at_the_first_part() -> None:
    assert marks_of("letter , he says", at_first=True) == [(0, 1)]


def test_a_pair_replaces_what_its_second_part_means_alone() -> None:
    assert marks_of("letter says stroke", alone=True) == [(1, 2)]


def test_a_word_across_a_border_cuts_a_mention() -> None:
    assert cut(2, 4, [(1, 3)])
    assert not cut(2, 4, [(2, 4)])
    assert cut(2, 4, [(1, 5)])


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("老太太从浴室颤颤巍巍走出来", "zh"),
        ("其中风险最大的是感染", "zh"),
        ("护士把药瓶上吊瓶架", "zh"),
        ("the officer says he was arrested for theft", "en"),
        ("cva tenderness on the left", "en"),
        ("the splint is fitting nicely", "en"),
        ("the rash was unresponsive to steroids", "en"),
    ],
)
def test_words_that_only_look_like_a_keyword_raise_none(
    line: str, language: Language, understander: Understander
) -> None:
    assert not any(
        one["interrupts"] for one in understander.understand_line(line, language)["alerts"]
    )


@pytest.mark.parametrize(
    ("line", "language", "words"),
    [("he is in cardiac uh arrest", "en", (3, 5)), ("突发心脏嗯骤停", "zh", (2, 6))],
)
def test_fillers_part_no_keyword(
    line: str, language: Language, words: tuple[int, int], understander: Understander
) -> None:
    (alert,) = understander.understand_line(line, language)["alerts"]
    assert (alert["first"], alert["last"]) == words


@pytest.mark.parametrize(
    ("line", "language", "assertion"),
    [
        ("the letter from his clinic last week says stroke", "en", "quoted"),
        ("stroke was considered at first but has been ruled out", "en", "negated"),
        ("i would not want to miss a stroke", "en", "uncertain"),
        ("not at all concerned about a stroke", "en", "negated"),
        ("县医院给他开的单子上写着脑梗", "zh", "quoted"),
        ("是脑梗还是低血糖", "zh", "uncertain"),
        ("脑梗要和低血糖鉴别", "zh", "uncertain"),
        ("一点也不担心脑梗", "zh", "negated"),
    ],
)
def test_cues_in_two_parts_of_the_shipped_rules(
    line: str, language: Language, assertion: str, understander: Understander
) -> None:
    found = understander.understand_line(line, language)["findings"]
    assert {one["assertion"] for one in found if one["concept"] == "stroke"} == {assertion}
