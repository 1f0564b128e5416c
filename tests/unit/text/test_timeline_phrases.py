"""What a pattern needs is in every line that it matches."""

import re
from pathlib import Path

import pytest

from app.bench.understanding_timeline import cases
from app.text.timeline_data import cues_of
from app.text.timeline_phrases import Gate, Index, Phrases, needs_of
from app.text.timeline_words import said

CASES = Path(__file__).parents[2] / "data" / "timeline"


@pytest.mark.parametrize(
    ("phrase", "needs"),
    [
        ("stop compressions", {"stop compressions"}),
        ("(?:start|resume) cpr", {"start", "resume"}),
        ("pulses?", {"pulse"}),
        ("(?:a|an)? pulse", {" pulse"}),
        (r"\d+ joules", {" joules"}),
        ("[粗细]颤", {"颤"}),
        ("(?<!静)脉(?!冲)", {"脉"}),
        (".{0,3}", set()),
        ("vf|(?:x)?", set()),
        ("a+b{2,3}cd", {"cd"}),
    ],
)
def test_the_best_text_is_chosen(phrase: str, needs: set[str]) -> None:
    assert set(needs_of([phrase])) == needs


def test_no_phrase_of_the_data_is_missed_for_what_it_needs() -> None:
    for name in ("en_open", "zh_open"):
        for case in cases(CASES / f"{name}.jsonl"):
            cues = cues_of(case.language)
            every = [one for rule in cues.rules for _, one in rule.patterns]
            every += [one.phrases for one in cues.vetoes.values()]
            every += [*cues.drug_cues.values(), *(one for _, one in cues.drugs)]
            for index, utterance in enumerate(case.transcript.utterances):
                line = said(index, utterance, cues).text
                missed = [
                    one for one in every if one.pattern.search(line) and not one.may_be_in(line)
                ]
                assert missed == []


def test_phrases_without_a_need_are_looked_for_everywhere() -> None:
    any_line = Phrases(re.compile("^.?x"))
    assert any_line.search("ax")
    assert any_line.match("x")
    assert any_line.fullmatch("bx")
    assert [one[0] for one in any_line.finditer("cx")] == ["cx"]
    assert any_line.without("cx!") == "!"


def test_an_index_tells_of_the_same_phrases_as_each_for_itself() -> None:
    ways = ["停,按压", "室颤", "肾上腺素一毫克静推", "x", "", "v f"]
    every = [one for _, _, one in cues_of("zh").patterns]
    every += [Phrases(re.compile("x"), ("x",)), Phrases(re.compile(".?"))]
    index = Index(every)
    for way in ways:
        wanted = [at for at, one in enumerate(every) if one.may_be_in(way)]
        assert set(wanted) <= set(index.possible(way)) < set(range(len(every)))


def test_a_gate_opens_for_each_text_anew() -> None:
    gate = Gate(re.compile("tube"))
    one = Phrases(re.compile("in$"), gate=gate)
    assert [one.may_be_in(text) for text in ("tube's in", "it's in", "tube's in")] == [
        True,
        False,
        True,
    ]
