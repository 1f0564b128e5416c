"""What a new speech process is told after one has died."""

from app.domain.audio import SpeechRegion
from app.domain.live import (
    Detect,
    Diarize,
    EndFollow,
    Follow,
    FollowEnded,
    LiveWords,
    Open,
    Ready,
    Recognize,
    Refused,
    Regions,
    Turns,
)
from app.domain.reading import Heed
from app.speech.streaming_owed import Owed
from tests.fakes import words


def live(region: int, text: str, confirmed: int, *, ended: bool = False) -> LiveWords:
    some = words(text, 10.0 * region)
    return LiveWords(region, "en", some, confirmed, 10.0 * region + 5, ended)


def begun(owed: Owed) -> list[object]:
    """What is told, and then asked, when a process is there."""
    return [*owed.begin_again(), *owed.commands()]


def test_a_new_process_is_given_everything_that_was_asked() -> None:
    owed = Owed()
    owed.command(Follow("r1"))
    owed.command(EndFollow())
    owed.command(Detect("r0"))
    assert begun(owed) == [Follow("r1"), EndFollow(), Detect("r0")]


def test_a_new_process_heeds_the_vetoes_of_what_it_follows_and_of_nothing_else() -> None:
    owed = Owed()
    owed.command(Follow("r1"))
    for pairs in ((("a", "b"),), (("c", "d"),)):
        owed.command(Heed("r1", frozenset(pairs)))
    owed.command(Heed("r0", frozenset({("e", "f")})))
    assert begun(owed) == [Follow("r1"), Heed("r1", frozenset({("c", "d")}))]


def test_a_file_that_two_processes_do_not_survive_is_refused_by_its_own_sentence() -> None:
    owed = Owed()
    owed.command(Open("/talk.wav"))
    begun(owed)
    begun(owed)
    (refused,) = begun(owed)
    assert isinstance(refused, Refused)
    assert refused.command == "Open"
    assert "file" in refused.sentence


def test_following_goes_on_behind_the_last_confirmed_word() -> None:
    owed = Owed()
    owed.command(Follow("r1"))
    begun(owed)
    owed.event(live(0, "chest pain", 2, ended=True))
    owed.event(live(1, "no fever today", 2))
    told, follow = begun(owed)
    assert told == LiveWords(1, "en", words("no fever", 10.0), 2, 15.0, True)
    assert follow == Follow("r1", from_s=words("no fever", 10.0)[-1].end_s)
    again = owed.event(live(0, "since monday", 0))
    assert isinstance(again, LiveWords)
    assert again.region == 2


def test_a_region_without_a_confirmed_word_is_begun_again_under_its_number() -> None:
    owed = Owed()
    owed.command(Follow("r1"))
    begun(owed)
    owed.event(live(0, "chest pain", 2, ended=True))
    owed.event(live(1, "no fever", 0))
    assert begun(owed) == [Follow("r1", from_s=words("chest pain")[-1].end_s)]
    again = owed.event(live(0, "no fever", 0))
    assert isinstance(again, LiveWords)
    assert again.region == 1


def test_another_recording_begins_with_region_zero() -> None:
    owed = Owed()
    owed.command(Follow("r1"))
    begun(owed)
    owed.event(live(0, "chest pain", 2, ended=True))
    begun(owed)
    owed.event(FollowEnded(9.0))
    owed.command(Follow("r2"))
    event = owed.event(live(0, "chest pain", 0))
    assert isinstance(event, LiveWords)
    assert event.region == 0


def test_the_end_of_following_belongs_to_the_first_recording_that_has_none() -> None:
    owed = Owed()
    for command in (Follow("r1"), EndFollow(), Follow("r2")):
        owed.command(command)
    assert begun(owed) == [Follow("r1"), EndFollow(), Follow("r2")]
    owed.event(live(0, "chest pain", 2, ended=True))
    owed.event(FollowEnded(9.0))
    assert begun(owed) == [Follow("r2")]


def test_a_stage_is_begun_again_once_then_refused() -> None:
    owed = Owed()
    stage = Recognize("r1", (SpeechRegion(0.0, 1.0),))
    owed.command(stage)
    assert begun(owed) == [stage]
    assert begun(owed) == [stage]
    (refused,) = begun(owed)
    assert isinstance(refused, Refused)
    assert refused.command == "Recognize"


def test_the_stage_after_a_refused_one_has_its_own_two_tries() -> None:
    owed = Owed()
    owed.command(Detect("r1"))
    owed.command(Diarize("r1"))
    begun(owed)
    begun(owed)
    assert begun(owed)[1:] == [Diarize("r1")]
    assert begun(owed) == [Diarize("r1")]
    assert len(begun(owed)) == 1


def test_a_stage_s_tries_do_not_count_against_the_next() -> None:
    owed = Owed()
    owed.command(Detect("r1"))
    owed.command(Diarize("r1"))
    begun(owed)
    begun(owed)
    owed.event(Regions(()))
    assert begun(owed) == [Diarize("r1")]
    assert isinstance(begun(owed)[0], Refused)


def test_a_stage_that_was_done_or_refused_is_not_asked_for_again() -> None:
    owed = Owed()
    for stage in (Detect("r1"), Recognize("r1", ()), Diarize("r1")):
        owed.command(stage)
    begun(owed)
    owed.event(Ready({}))
    owed.event(Regions(()))
    owed.event(Refused("Recognize", "it failed"))
    assert owed.anything
    owed.event(Turns(()))
    assert not owed.anything
    assert begun(owed) == []


def test_nothing_is_owed_when_the_models_could_not_be_loaded() -> None:
    owed = Owed()
    assert owed.anything
    owed.event(Refused("Load", "run: erscribe models verify", 3))
    assert not owed.anything
