"""Slots of a text that is put in."""

from app.domain.macros import last_slot, next_slot, slots
from app.services.macros import shipped

TEXT = "GCS [number]. Pupils [size]. Not [a\nslot] and [] neither."


def test_slots_are_what_stands_in_brackets() -> None:
    assert [TEXT[first:end] for first, end in slots(TEXT)] == ["[number]", "[size]"]


def test_the_walk_goes_round() -> None:
    first, second = slots(TEXT)
    assert next_slot(TEXT, 0) == first
    assert next_slot(TEXT, first[1]) == second
    assert next_slot(TEXT, second[1]) == first
    assert last_slot(TEXT, second[1]) == first
    assert last_slot(TEXT, first[0]) == second
    assert next_slot("nothing", 0) is last_slot("nothing", 3) is None


def test_what_comes_with_the_program_says_nothing_before_it_is_filled() -> None:
    assert {one.language for one in shipped()} == {"en", "zh"}
    for macro in shipped():
        assert len(slots(macro.text)) >= 3, macro.name
        assert not any(word in macro.text.casefold() for word in ("normal", "正常", "clear"))
