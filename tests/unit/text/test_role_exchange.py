"""Who answers whom: each number is there for whom it is meant, and for nobody else."""

import pytest

from app.text.role_exchange import EXCHANGE, exchange
from app.text.role_features import Said, read_turn
from app.text.role_model import read_all_cues
from tests.unit.text.test_role_model import FOLDER

CUES = read_all_cues(FOLDER)


def turns(*lines: tuple[str, str]) -> list[Said]:
    return [read_turn(who, text, "en", "en", CUES) for who, text in lines]


def numbers(said: list[Said], speaker: str) -> dict[str, float]:
    return dict(zip(EXCHANGE, exchange(said, speaker), strict=True))


@pytest.mark.parametrize(
    ("first", "second", "of_second", "of_first"),
    [
        ("When did you fall?", "I fell at noon.", "asked_you_tells_i", "asks_told_of_me"),
        ("When did you see it?", "He fell.", "asked_you_tells_of_another", "asks_told_of_another"),
        ("Has she any pain?", "She has a lot.", "asked_of_another_tells", "asks_told_of_another"),
        ("What is it?", "What is what?", "asked_asks", ""),
        ("What is the pulse?", "Ninety.", "asked_number", ""),
        ("I fell.", "What happened?", "told_of_me_asks", ""),
        ("He fell.", "What happened?", "told_of_another_asks", ""),
        ("Let's get an ECG.", "Sure.", "ordered_short", "orders_short"),
        ("Let's get an ECG.", "It is running now.", "ordered_reports", "orders_reported"),
        ("Shall I?", "Let's get an ECG.", "", "answered_by_order"),
        ("What is it?", "A cramp.", "asked_tells", ""),
        ("It hurts.", "What does?", "told_asks", ""),
        ("Let's get an ECG.", "Is the machine in the other room today?", "ordered", ""),
        ("Did you see it?", "He fell.", "", "asks_you_told_of_another"),
    ],
)
def test_an_answer_is_seen_from_both_sides(
    first: str, second: str, of_second: str, of_first: str
) -> None:
    said = turns(("A", first), ("B", second))
    asks, answers = numbers(said, "A"), numbers(said, "B")
    if of_second:
        assert answers[of_second] == 0.5
        assert asks[of_second] == 0.0
    if of_first:
        assert asks[of_first] == 0.5
        assert answers[of_first] == 0.0


@pytest.mark.parametrize(
    ("text", "of_it"),
    [
        ("I fell.", {"of_me"}),
        ("He fell.", {"of_another"}),
        ("I saw him fall, and he fell.", {"of_both"}),
        ("A fall.", {"of_nobody"}),
        ("You fell.", {"of_you"}),
    ],
)
def test_of_whom_somebody_speaks(text: str, of_it: set[str]) -> None:
    found = numbers(turns(("A", text)), "A")
    assert {name for name, share in found.items() if name.startswith("of_") and share} == of_it


def test_nobody_answers_themselves() -> None:
    alone = numbers(turns(("A", "When did you fall?"), ("A", "I fell at noon.")), "A")
    assert not any(alone[name] for name in EXCHANGE if name.startswith(("ask", "told", "order")))
    assert (alone["alone"], alone["partners"], alone["closest"]) == (1.0, 0.0, 0.0)


def test_when_somebody_comes_and_goes_and_with_whom_they_talk() -> None:
    said = turns(("A", "Hello."), ("B", "Hello."), ("A", "So."), ("B", "Well."), ("C", "Bye."))
    second = numbers(said, "B")
    assert [second[name] for name in ("comes", "goes", "stays", "turns")] == [0.2, 0.2, 0.6, 0.4]
    assert second["alone"] == pytest.approx(1 / 3)
    assert (second["partners"], second["closest"]) == (1.0, 0.75)
    assert numbers(said, "C")["partners"] == 0.5


def test_every_number_is_a_share() -> None:
    said = turns(*(("AB"[at % 2], "Let's get an ECG, did you see she had 2?") for at in range(40)))
    assert all(0.0 <= number <= 1.0 for number in exchange(said, "A"))
