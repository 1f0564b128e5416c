"""What a signer is shown before signing: everything nobody settled, and nothing moot."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.findings import Alert
from app.domain.live import LiveAlert
from app.domain.note_doubts import Doubt, is_vital, open_doubts, subject_finding, walk
from app.domain.note_edits import Reword, Strike, apply
from app.domain.note_versions import NoteBody, first_body
from app.domain.result import JobResult
from app.domain.suggestions import Suggestion
from app.domain.transcript import Utterance
from tests.fakes import NOTE, finished_job

BODY = first_body(NOTE)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def none_protected(_: Utterance) -> tuple[tuple[int, int], ...]:
    return ()


def numbers(one: Utterance) -> tuple[tuple[int, int], ...]:
    return ((3, 4), (3, 3)) if one.id == "u1" else ()


def job(probability: float = 0.9, state: str = "applied") -> JobResult:
    """The finished job with its number heard less surely, and its correction in another state."""
    result = finished_job()
    understanding = result.understanding
    first, *rest = understanding.transcript.utterances
    words = tuple(
        replace(word, probability=probability) if index == 4 else word
        for index, word in enumerate(first.words)
    )
    transcript = replace(understanding.transcript, utterances=(replace(first, words=words), *rest))
    corrections = (replace(understanding.corrections[0], state=state),)  # type: ignore[arg-type]
    return replace(
        result,
        understanding=replace(understanding, transcript=transcript, corrections=corrections),
    )


def subjects(found: tuple[Doubt, ...]) -> list[str]:
    return [one.subject for one in found]


def test_everything_that_is_open_is_listed() -> None:
    suggestion = Suggestion(3, "reword", "1", "a", "b", 1, "", "nurse", NOON)
    found = open_doubts(job(0.3, "proposed"), BODY, numbers, (), (suggestion,))
    assert subjects(found) == [
        "flag:u1:0",
        "correction:0",
        "query:0",
        "word:u1:3",
        "alert:0",
        "suggestion:3",
    ]


def test_a_slot_that_nobody_filled_is_a_doubt_until_it_is() -> None:
    empty = apply(BODY, [Reword(1, "Rhythm [rhythm], rate [rate]/min.")])
    (found,) = [one for one in open_doubts(job(), empty, none_protected, ()) if one.kind == "slot"]
    assert (found.subject, found.words) == ("slot:1", "[rhythm], [rate]")
    assert found not in walk((found,))
    filled = apply(empty, [Reword(1, "Rhythm regular, rate 80/min.")])
    assert "slot:1" not in subjects(open_doubts(job(), filled, none_protected, ()))


def test_what_is_doubted_comes_in_the_order_it_was_said() -> None:
    found = open_doubts(job(0.3, "proposed"), BODY, numbers, ())
    assert [one.start_s for one in found] == sorted(one.start_s for one in found)
    assert all(one.start_s for one in found)


def test_only_what_could_do_harm_is_walked_over() -> None:
    suggestion = Suggestion(3, "reword", "1", "a", "b", 1, "", "nurse", NOON)
    found = open_doubts(job(0.3, "proposed"), BODY, numbers, (), (suggestion,))
    assert subjects(walk(found)) == ["correction:0", "query:0", "word:u1:3", "alert:0"]


def test_a_flag_on_a_protected_word_is_walked_over_too() -> None:
    found = open_doubts(job(), BODY, lambda _: [(0, 1)], ())
    assert "flag:u1:0" in subjects(walk(found))


def test_a_doubt_says_which_words_and_where() -> None:
    flag = open_doubts(job(), BODY, none_protected, ())[0]
    assert (flag.words, flag.says, flag.utterance) == ("hydroxy", "low_probability", "u1")
    assert (flag.first, flag.last) == (1, 1)
    assert 0.4 < flag.start_s < flag.end_s


def test_half_sure_is_sure_enough_for_a_protected_word() -> None:
    assert "word:u1:3" not in subjects(open_doubts(job(0.5), BODY, numbers, ()))
    assert "word:u1:3" in subjects(open_doubts(job(0.49), BODY, numbers, ()))


def test_an_unprotected_word_may_be_unsure() -> None:
    found = open_doubts(job(0.1), BODY, none_protected, ())
    assert not [one for one in found if one.kind == "word"]


def test_what_was_settled_is_not_asked_again() -> None:
    result = job(0.3, "proposed")
    for subject in subjects(open_doubts(result, BODY, numbers, ())):
        assert subject not in subjects(open_doubts(result, BODY, numbers, {subject}))


def test_what_was_decided_is_no_doubt() -> None:
    decided = Suggestion(3, "reword", "1", "a", "b", 1, "", "nurse", NOON, accepted=False)
    assert not [
        one
        for one in open_doubts(job(), BODY, none_protected, (), (decided,))
        if one.kind == "suggestion"
    ]


def remaining(body: NoteBody) -> list[str]:
    return subjects(open_doubts(job(0.3, "proposed"), body, numbers, ()))


def test_a_sentence_typed_over_or_struck_is_its_authors_but_an_alert_stays() -> None:
    assert remaining(apply(BODY, [Reword(1, "Give nothing.")])) == ["alert:0"]
    assert remaining(apply(BODY, [Strike(1)])) == ["alert:0"]
    assert len(remaining(apply(BODY, [Strike(2)]))) == 5


def test_only_a_red_alert_that_nobody_saw_is_a_doubt() -> None:
    result = job()
    alerts = result.understanding.alerts

    def listed(one: Alert, *raised: LiveAlert) -> bool:
        changed = replace(result, understanding=replace(result.understanding, alerts=(one,)))
        found = open_doubts(changed, BODY, none_protected, (), (), raised)
        return "alert:0" in subjects(found)

    assert listed(alerts[0])
    assert not listed(alerts[0], live(0, 2.0, by="nurse"))
    assert not listed(replace(alerts[0], level="amber"))


def live(number: int, start_s: float, by: str = "", **changes: object) -> LiveAlert:
    """A red one of the keyword of the finished job, raised while it was recorded."""
    keyword = finished_job().understanding.alerts[0].keyword
    one = LiveAlert(
        number, keyword, "text", "red", "high", "present", start_s, start_s + 1, "arrest"
    )
    return replace(one, acknowledged_by=by, **changes)  # type: ignore[arg-type]


def alerts_left(*raised: LiveAlert) -> list[str]:
    found = open_doubts(job(), BODY, none_protected, (), (), raised)
    return [one.subject for one in found if one.kind == "alert"]


def test_an_alert_is_known_by_its_keyword() -> None:
    (found,) = [one for one in open_doubts(job(), BODY, none_protected, ()) if one.kind == "alert"]
    assert (found.keyword, found.words) == ("cardiac_arrest", "cardiac arrest")


def test_of_two_live_alerts_the_nearest_stands_for_what_the_final_text_has() -> None:
    assert alerts_left(live(0, 2.0, "nurse"), live(1, 500.0, "nurse")) == []
    assert alerts_left(live(0, 2.0), live(1, 500.0, "nurse")) == ["alert:0"]


def test_who_saw_a_keyword_once_has_not_seen_it_for_ever() -> None:
    assert alerts_left(live(0, 700.0, "nurse")) == ["alert:0"]
    assert alerts_left(live(0, 2.0, "nurse", keyword="stroke")) == ["alert:0"]


def test_a_live_red_alert_that_the_final_text_has_not_is_looked_at_too() -> None:
    seen = live(0, 2.0, "nurse")
    assert alerts_left(seen, live(1, 900.0)) == ["alert:live:1"]
    assert alerts_left(seen, live(1, 300.0)) == ["alert:live:1"]  # of this one nobody knows yet
    assert alerts_left(seen, live(1, 900.0, "nurse")) == []
    assert alerts_left(seen, live(1, 900.0, level="amber")) == []
    assert alerts_left(live(0, 2.0)) == ["alert:0"]  # one alert is asked for once


def test_a_live_alert_that_was_settled_is_not_asked_again() -> None:
    raised = (live(0, 2.0, "nurse"), live(1, 900.0))
    found = open_doubts(job(), BODY, none_protected, {"alert:live:1"}, (), raised)
    assert "alert:live:1" not in subjects(found)
    one = next(
        one
        for one in open_doubts(job(), BODY, none_protected, (), (), raised)
        if one.subject == "alert:live:1"
    )
    assert (one.start_s, one.utterance, one.keyword) == (900.0, None, "cardiac_arrest")


def test_a_subject_names_its_finding() -> None:
    result = job()
    finding = subject_finding(result, "value:0")
    assert finding == result.understanding.findings[0]
    assert finding is not None
    assert not is_vital(finding)
    assert is_vital(replace(finding, kind="vital"))
    for subject in ("value:9", "value:", "value:-1", "flag:u1:0", "", "query:x"):
        assert subject_finding(result, subject) is None
