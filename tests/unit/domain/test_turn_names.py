"""Turns are shown under the names that speakers have by now."""

from app.domain.transcript import Transcript, Turn, Utterance
from app.domain.turn_names import heard_order, named_turns
from tests.fakes import words


def utterance(number: int, speaker: str, start_s: float, text: str) -> Utterance:
    return Utterance(f"u{number}", speaker, "en", words(text, start_s))


TRANSCRIPT = Transcript(
    (
        utterance(1, "Dr Li", 0.0, "give him two of adrenaline now please"),
        utterance(2, "Nurse", 4.0, "two of adrenaline given"),
        utterance(3, "Dr Li", 5.5, "good"),
    ),
    (Turn("S1", 0.0, 3.6), Turn("S2", 3.9, 6.2), Turn("S1", 5.4, 6.1), Turn("S3", 8.0, 9.0)),
)


def test_a_turn_has_the_name_of_whose_speech_it_fits_best() -> None:
    assert [one.speaker for one in named_turns(TRANSCRIPT)] == ["Dr Li", "Nurse", "Dr Li", "S3"]
    assert [one.start_s for one in named_turns(TRANSCRIPT)] == [0.0, 3.9, 5.4, 8.0]


def test_speakers_are_in_the_order_in_which_they_are_heard() -> None:
    assert heard_order(TRANSCRIPT) == ("Dr Li", "Nurse")


def test_a_transcript_without_words_keeps_the_names_of_the_diarizer() -> None:
    silent = Transcript((), TRANSCRIPT.turns)
    assert named_turns(silent) == TRANSCRIPT.turns
