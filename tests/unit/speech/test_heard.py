"""What Whisper wrote, cut into heard words with their times."""

import pytest

from app.domain.audio import SpeechRegion
from app.domain.transcript import Word
from app.speech.heard import heard_words, is_han

REGION = SpeechRegion(10.0, 20.0)


def texts(written: str) -> list[str]:
    return [word.text for word in heard_words([Word(written, 10.0, 12.0, 0.5)], REGION)]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (" Give aspirin, now!", ["Give", "aspirin", "now"]),
        ("血压很高。", ["血", "压", "很", "高"]),
        (" 血压120/80mmHg，心率88。", ["血", "压", "120/80mmHg", "心", "率", "88"]),
        ("做CT检查", ["做", "CT", "检", "查"]),
        (" don't X-ray 'em", ["don't", "X-ray", "em"]),
        ("“好”，他说……", ["好", "他", "说"]),
        ("(q.i.d.) [noise]", ["q.i.d", "noise"]),
        ("yes,no: wait", ["yes", "no", "wait"]),
        ("1,000 at 3:45", ["1,000", "at", "3:45"]),
        ("... - -- ♪ “ ”", []),
        ("", []),
        ("   ", []),
        ("〇七", ["〇", "七"]),
    ],
)
def test_words_are_cut_as_they_are_heard(written: str, wanted: list[str]) -> None:
    assert texts(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (" .5 mg", [".5", "mg"]),
        (" -5", ["-5"]),
        (" 38.5 °C.", ["38.5", "°C"]),
        (" 98 %,", ["98", "%"]),
        (" <90", ["<90"]),
        (" 2+ edema", ["2+", "edema"]),
        (" 5-10 mg", ["5-10", "mg"]),
        (" 120 / 80", ["120", "/", "80"]),
    ],
)
def test_signs_that_change_a_number_are_never_taken_for_punctuation(
    written: str, wanted: list[str]
) -> None:
    assert texts(written) == wanted


def test_case_is_kept_as_the_model_wrote_it() -> None:
    assert texts(" Aspirin EKG ekg") == ["Aspirin", "EKG", "ekg"]


def test_digits_written_one_by_one_are_one_run_with_the_least_probability() -> None:
    pieces = [
        Word("血", 10.0, 10.2, 0.9),
        Word("压", 10.2, 10.4, 0.9),
        Word("1", 10.4, 10.5, 0.8),
        Word("2", 10.5, 10.6, 0.2),
        Word("0。", 10.6, 10.8, 0.9),
    ]
    run = heard_words(pieces, REGION)[2]
    assert (run.text, run.probability) == ("120", 0.2)
    assert (run.start_s, run.end_s) == pytest.approx((10.4, 10.7))


def test_characters_of_one_piece_share_its_time_evenly() -> None:
    words = heard_words([Word(" 胸痛两小", 11.0, 11.8, 0.7)], REGION)
    assert [word.start_s for word in words] == pytest.approx([11.0, 11.2, 11.4, 11.6])
    assert [word.end_s for word in words] == pytest.approx([11.2, 11.4, 11.6, 11.8])
    assert {word.probability for word in words} == {0.7}


def test_times_never_leave_the_region() -> None:
    pieces = [Word(" early", 9.0, 10.5, 0.9), Word(" late", 19.5, 23.0, 0.9)]
    early, late = heard_words(pieces, REGION)
    assert (early.start_s, late.end_s) == (10.0, 20.0)


def test_times_never_run_backwards() -> None:
    pieces = [
        Word(" one", 11.0, 13.0, 0.9),
        Word(" two", 12.0, 12.5, 0.9),
        Word(" three", 12.5, 14.0, 0.9),
        Word(" four", 30.0, 29.0, 0.9),
    ]
    words = heard_words(pieces, REGION)
    times = [time for word in words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert len(words) == 4


def test_nothing_written_is_nothing_heard() -> None:
    assert heard_words([], REGION) == ()


def test_only_chinese_characters_are_han() -> None:
    assert [is_han(text) for text in ("血", "〇", "CT", "5", "。")] == [
        True,
        True,
        False,
        False,
        False,
    ]
