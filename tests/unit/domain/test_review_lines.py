"""What stands in each line of a transcript that is gone through."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.note_doubts import open_doubts
from app.domain.note_edits import Reword, Strike, apply
from app.domain.note_versions import first_body
from app.domain.result import JobResult
from app.domain.review_lines import (
    Line,
    Place,
    doubted,
    find,
    heard_text,
    lines,
    pieces,
    places,
    sentence_of,
    word_at,
)
from app.domain.suggestions import Suggestion
from app.domain.transcript import Flag
from tests.fakes import ALERT, CORRECTION, NOTE, finished_job
from tests.utterances import said

BODY = first_body(NOTE)
NUMBER = replace(CORRECTION, first=3, last=5, heard="twenty five milligrams", text="25 mg")
NUMBER = replace(NUMBER, kind="number")


def whole_job() -> JobResult:
    """The finished job with a correction for its number too."""
    job = finished_job()
    return replace(job, understanding=replace(job.understanding, corrections=(CORRECTION, NUMBER)))


def all_lines() -> tuple[Line, ...]:
    return lines(whole_job(), BODY, BODY)


def one_line(text: str, **more: object) -> Line:
    return replace(Line(said(text)), **more)  # type: ignore[arg-type]


def shown(line: Line, *, heard: bool = False) -> str:
    return "".join(one.text for one in pieces(line, heard=heard))


def test_a_repaired_term_stands_beside_what_was_heard() -> None:
    first, second = all_lines()
    plain = replace(first, alerts=(), utterance=replace(first.utterance, flags=()))
    assert shown(plain) == "Give hydroxy scene → hydroxyzine 25 mg."
    assert [one.chip for one in pieces(plain) if one.chip] == ["heard", "written"]
    assert shown(replace(second, alerts=())) == "否认胸痛。"


def test_numbers_show_what_was_heard_only_on_demand() -> None:
    first = replace(all_lines()[0], alerts=())
    first = replace(first, utterance=replace(first.utterance, flags=()))
    assert shown(first) == "Give hydroxy scene → hydroxyzine 25 mg."
    assert (
        shown(first, heard=True)
        == "Give hydroxy scene → hydroxyzine twenty five milligrams → 25 mg."
    )


def test_a_proposed_correction_is_shown_as_a_question() -> None:
    proposed = replace(CORRECTION, first=1, last=1, heard="scene", state="proposed")
    line = one_line("give scene now", corrections=((0, proposed),))
    assert shown(line) == "give scene → hydroxyzine? now"
    assert [one.text for one in pieces(line) if one.chip == "proposed"] == ["hydroxyzine?"]


def test_a_doubtful_word_carries_a_sign_beside_its_underline() -> None:
    line = Line(said("give fifteen milligrams", doubts={1: 0.4}))
    assert shown(line) == "give fifteen? milligrams"
    assert [one.text for one in pieces(line) if one.doubted and not one.mark] == ["fifteen"]


def test_the_sign_stands_before_what_closes_the_sentence() -> None:
    line = Line(said("否认胸痛，没有。", "zh", doubts={3: 0.2, 5: 0.2}))
    assert shown(line) == "否认胸痛?，没有?。"


def test_flagged_words_next_to_each_other_carry_one_sign() -> None:
    line = Line(said("the the the end", flags=(Flag(0, 2, "loop"),)))
    assert shown(line) == "the the the? end"


def test_what_somebody_must_look_at_is_doubtful_though_it_was_heard_well() -> None:
    doubts = open_doubts(whole_job(), BODY, lambda _: (), ())
    first, second = doubted(all_lines(), doubts)
    assert {one.kind for one in first.doubts} == {"flag", "query", "alert"}
    assert second.doubts == ()
    assert any(one.doubted for one in pieces(first) if "25" in one.text)


def test_an_alert_is_marked_where_it_was_heard() -> None:
    line = one_line("he is in cardiac arrest now", alerts=(replace(ALERT, first=3, last=4),))
    assert shown(line) == "he is in !! cardiac arrest now"
    assert [one.text for one in pieces(line) if one.tone == "red"] == ["!! ", "cardiac", "arrest"]


def test_a_line_knows_what_became_of_it_in_the_note() -> None:
    reworded = apply(BODY, [Reword(1, "Give hydroxyzine 50 mg."), Strike(2)])
    first, second = lines(whole_job(), reworded, BODY)
    assert [one.text for one in first.sentences] == ["Give hydroxyzine 50 mg."]
    assert not first.left_out
    assert second.left_out
    assert not any(one.sentences or one.left_out for one in all_lines())


def test_suggestions_stand_with_what_they_are_about() -> None:
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    made = [
        Suggestion(1, "reword", "2", "a", "b", 1, "", "nurse", at),
        Suggestion(2, "speaker", "u1", "S1 physician", "S1 nurse", 1, "", "nurse", at),
        Suggestion(3, "write", "plan", "", "Admit.", 1, "", "nurse", at),
        Suggestion(4, "strike", "77", "", "", 1, "", "nurse", at),
    ]
    first, second = lines(whole_job(), BODY, BODY, made)
    assert [one.number for one in first.suggestions] == [2]
    assert [one.number for one in second.suggestions] == [1]


def test_the_sentence_behind_a_word_is_the_one_of_its_time() -> None:
    line = all_lines()[0]
    found = sentence_of(BODY, line, 3)
    assert found is not None
    assert found.number == 1
    assert sentence_of(apply(BODY, [Strike(1)]), line, 0) is None


@pytest.mark.parametrize(
    ("at_s", "found"),
    [(0.0, None), (0.41, (0, 0)), (0.97, (0, 1)), (3.38, None), (4.6, (1, 1)), (99.0, None)],
)
def test_the_word_being_said_is_found_by_its_time(
    at_s: float, found: tuple[int, int] | None
) -> None:
    shown = all_lines()
    assert word_at(shown, [one.utterance.start_s for one in shown], at_s) == found


def found(wanted: str) -> list[Place]:
    said_ = all_lines()
    return [
        Place(hit.line, *places(said_[hit.line], wanted)[hit.number]) for hit in find(said_, wanted)
    ]


def test_text_is_found_as_written_and_as_heard_in_both_languages() -> None:
    assert found("HYDROXYZINE") == [Place(0, 1, 2)]
    assert found("oxy  scene") == [Place(0, 1, 2)]
    assert found("five") == [Place(0, 4, 4)]
    assert found("胸痛") == [Place(1, 2, 3)]
    assert found("give") == [Place(0, 0, 0)]
    assert found("  ") == found("aspirin") == []


def test_what_is_looked_for_is_no_pattern() -> None:
    assert found("25 mg.") == [Place(0, 3, 5)]
    assert found(".*") == []
    assert places(all_lines()[0], " ") == ()


def test_each_hit_in_a_line_is_a_place_of_its_own() -> None:
    line = Line(said("thank you thank you"))
    assert [hit.number for hit in find([line], "thank")] == [0, 1]
    assert places(line, "thank") == ((0, 0), (2, 2))


def test_heard_words_are_joined_as_their_language_is_written() -> None:
    assert heard_text(Line(said("give it now"))) == "give it now"
    assert heard_text(Line(said("给予 IV tPA 五十", "zh"))) == "给予 IV tPA 五十"
