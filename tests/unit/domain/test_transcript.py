"""Words find their speakers."""

from app.domain.audio import SpeechRegion
from app.domain.transcript import (
    UNKNOWN_SPEAKER,
    Flag,
    HeardRegion,
    Language,
    Turn,
    Word,
    assign_speakers,
)


def heard(
    text: str, start_s: float, language: Language = "en", flags: tuple[Flag, ...] = ()
) -> HeardRegion:
    """One word every half second."""
    words = tuple(
        Word(token, start_s + 0.5 * index, start_s + 0.5 * index + 0.4, 0.9)
        for index, token in enumerate(text.split())
    )
    return HeardRegion(SpeechRegion(start_s, words[-1].end_s), language, words, flags)


def said(text: str, turns: list[Turn], start_s: float = 0.0) -> list[tuple[str, str]]:
    transcript = assign_speakers([heard(text, start_s)], turns)
    return [
        (item.speaker, " ".join(word.text for word in item.words)) for item in transcript.utterances
    ]


def test_words_are_cut_where_the_speaker_changes() -> None:
    turns = [Turn("S1", 0.0, 1.0), Turn("S2", 1.0, 2.0)]
    assert said("a b c d", turns) == [("S1", "a b"), ("S2", "c d")]


def test_a_lone_word_between_two_runs_of_another_speaker_follows_them() -> None:
    turns = [Turn("S1", 0.0, 1.0), Turn("S2", 1.0, 1.4), Turn("S1", 1.5, 3.0)]
    assert said("a b c d e", turns) == [("S1", "a b c d e")]


def test_a_word_just_outside_every_turn_goes_to_the_nearest_one() -> None:
    assert said("a", [Turn("S1", 0.6, 2.0)]) == [("S1", "a")]


def test_a_word_far_from_every_turn_has_an_unknown_speaker() -> None:
    assert said("a", [Turn("S1", 5.0, 6.0)]) == [(UNKNOWN_SPEAKER, "a")]


def test_no_word_is_lost_or_doubled_and_utterances_are_numbered_in_time_order() -> None:
    turns = [Turn("S1", 0.0, 1.2), Turn("S2", 1.0, 30.0)]
    transcript = assign_speakers([heard("d e f", 20.0), heard("a b c", 0.0)], turns)
    words = [word.text for item in transcript.utterances for word in item.words]
    assert words == list("abcdef")
    assert [item.id for item in transcript.utterances] == [
        f"u{number}" for number in range(1, len(transcript.utterances) + 1)
    ]


def test_speech_of_two_people_at_once_is_marked_as_overlap() -> None:
    turns = [Turn("S1", 0.0, 2.0), Turn("S2", 0.0, 2.0)]
    transcript = assign_speakers([heard("a b c", 0.0), heard("d e", 10.0)], turns)
    assert [item.overlap for item in transcript.utterances] == [True, False]


def test_flags_follow_their_words_into_the_cut_pieces() -> None:
    turns = [Turn("S1", 0.0, 1.0), Turn("S2", 1.0, 2.0)]
    region = heard("a b c d", 0.0, flags=(Flag(1, 2, "loop"),))
    first, second = assign_speakers([region], turns).utterances
    assert first.flags == (Flag(1, 1, "loop"),)
    assert second.flags == (Flag(0, 0, "loop"),)


def test_a_transcript_is_in_the_language_most_words_are_in() -> None:
    transcript = assign_speakers([heard("a b", 0.0), heard("胸 痛 了", 9.0, "zh")], [])
    assert transcript.language == "zh"
