"""Each layer marks what it should, leaves ordinary speech alone, and deletes nothing."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language, Word
from app.speech.doubts import Evidence, doubts, loops, phrase_list
from app.speech.voice import FRAME_S

SPEECH = Evidence(0.0, np.full(2000, 0.95, np.float32), np.full(2000, 0.1, np.float32))


def silence_from(second: float, probability: float = 0.02, loud: float = 0.1) -> Evidence:
    likely = np.full(2000, 0.95, np.float32)
    likely[round(second / FRAME_S) :] = probability
    return Evidence(0.0, likely, np.full(2000, loud, np.float32))


def said(text: str, each_s: float = 0.3, probability: float = 0.8) -> list[Word]:
    tokens = text.split() if text.isascii() else list(text)
    return [
        Word(token, 1 + at * each_s, 1 + (at + 1) * each_s, probability)
        for at, token in enumerate(tokens)
    ]


def marks(
    words: list[Word], language: Language = "en", evidence: Evidence = SPEECH
) -> set[tuple[int, int, str]]:
    return {(flag.first, flag.last, flag.reason) for flag in doubts(words, language, evidence)}


@pytest.mark.parametrize(
    ("text", "language", "each_s"),
    [
        ("give aspirin three hundred milligrams by mouth now thank you", "en", 0.35),
        ("blood pressure one twenty over eighty heart rate eighty eight", "en", 0.25),
        ("no no I said no chest pain", "en", 0.2),
        ("a bit of pain in a leg", "en", 0.16),
        ("患者胸痛两小时血压一百二十八十谢谢", "zh", 0.2),
        ("好的好的我知道了", "zh", 0.14),
    ],
)
def test_ordinary_speech_is_not_doubted(text: str, language: Language, each_s: float) -> None:
    assert marks(said(text, each_s), language) == set()


def test_no_words_leave_no_doubts() -> None:
    assert doubts([], "en", SPEECH) == ()


def test_an_improbable_word_is_marked_alone() -> None:
    words = said("give warfarin now")
    words[1] = Word("warfarin", 1.3, 1.6, 0.149)
    assert marks(words) == {(1, 1, "low_probability")}
    words[1] = Word("warfarin", 1.3, 1.6, 0.15)
    assert marks(words) == set()


@pytest.mark.parametrize(
    ("text", "duration_s", "doubted"),
    [
        ("warfarin", 0.12, True),
        ("warfarin", 0.14, False),
        ("warfarin", 2.1, True),
        ("warfarin", 1.9, False),
        ("a", 0.04, False),
        ("a", 0.0, True),
        ("of", 2.5, True),
        ("痛", 0.02, True),
        ("痛", 0.06, False),
        ("痛", 1.6, True),
        ("痛", 1.4, False),
    ],
)
def test_durations_nobody_needs_for_a_word_are_marked(
    text: str, duration_s: float, doubted: bool
) -> None:
    word = Word(text, 1.0, 1.0 + duration_s, 0.4)
    assert marks([word], "en") == ({(0, 0, "impossible_duration")} if doubted else set())


def test_a_word_heard_surely_is_not_doubted_for_having_got_no_time() -> None:
    assert marks([Word("休", 1.0, 1.2, 0.9), Word("克", 1.2, 1.2, 0.95)], "zh") == set()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pain pain pain", [(0, 2)]),
        ("the pain pain pain pain stopped", [(1, 4)]),
        ("we go on we go on we go on", [(0, 8)]),
        ("a b c d e a b c d e a b c d e end", [(0, 14)]),
        ("a b a b a", []),
        ("we go on we go on", []),
        ("no no yes yes no no", []),
        ("a b c d e f a b c d e f a b c d e f", []),
        ("x x x then y y y", [(0, 2), (4, 6)]),
        ("Pain pain PAIN", [(0, 2)]),
        ("", []),
    ],
)
def test_the_same_words_three_times_in_a_row_are_a_loop(
    text: str, wanted: list[tuple[int, int]]
) -> None:
    assert [(flag.first, flag.last) for flag in loops(said(text))] == wanted
    assert all(flag.reason == "loop" for flag in loops(said(text)))


def test_a_chinese_loop_is_one_too() -> None:
    flags = loops(said("谢谢观看谢谢观看谢谢观看"))
    assert (0, 11) in {(flag.first, flag.last) for flag in flags}


def test_english_faster_than_anybody_speaks_is_marked() -> None:
    fast = "one two six four five two ten two nine ten one four"
    assert marks(said(fast, 0.14)) == {(0, 11, "speech_rate")}
    assert marks(said(fast, 0.18)) == set()


def test_chinese_may_be_faster_but_not_endlessly() -> None:
    text = "患者胸痛两小时血压一百二十心率"
    assert marks(said(text, 0.12), "zh") == set()
    assert marks(said(text, 0.06), "zh") == {(0, 14, "speech_rate")}


def test_words_crammed_into_a_little_speech_are_marked() -> None:
    evidence = silence_from(1.5)
    words = said("he then went on to say a lot more", 0.25)
    assert "speech_rate" in {reason for _, _, reason in marks(words, "en", evidence)}


def test_words_where_nobody_speaks_are_marked_from_where_speech_ends() -> None:
    words = said("give aspirin now and then some more")
    assert marks(words, "en", silence_from(2.0)) == {(4, 6, "no_speech")}


def test_a_word_at_the_edge_of_speech_is_given_a_tenth_of_a_second() -> None:
    words = [Word("aspirin", 2.05, 2.4, 0.9)]
    assert marks(words, "en", silence_from(2.0)) == set()
    assert marks(words, "en", silence_from(1.8)) == {(0, 0, "no_speech")}


def test_words_outside_the_evidence_are_judged_by_its_nearest_frame() -> None:
    likely = np.array([0.0, 0.9, 0.9], np.float32)
    short = Evidence(5.0, likely, np.full(3, 0.1, np.float32))
    words = [Word("early", 0.0, 0.5, 0.9), Word("late", 9.0, 9.5, 0.9)]
    assert marks(words, "en", short) == {(0, 0, "no_speech")}


def test_thank_you_is_real_speech_where_somebody_speaks() -> None:
    assert marks(said("thank you")) == set()
    assert marks(said("谢谢"), "zh") == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [("Thank you", "en"), ("thanks for watching", "en"), ("谢谢观看", "zh"), ("字幕", "zh")],
)
def test_a_known_phrase_is_marked_where_the_sound_is_not_speech(
    text: str, language: Language
) -> None:
    words = said(text)
    assert (0, len(words) - 1, "phrase") in marks(words, language, silence_from(0.0, 0.45))
    whisper = silence_from(60.0, loud=1e-4)
    assert (0, len(words) - 1, "phrase") in marks(words, language, whisper)


def test_a_phrase_inside_other_words_is_found_where_it_stands() -> None:
    words = said("pulse is strong thank you for watching")
    assert (3, 6, "phrase") in marks(words, "en", silence_from(1.5, 0.45))


def test_an_unlisted_sentence_in_doubtful_sound_is_no_phrase() -> None:
    found = marks(said("pulse is strong"), "en", silence_from(0.0, 0.45))
    assert "phrase" not in {reason for _, _, reason in found}


def test_marks_come_in_word_order() -> None:
    words = said("pain pain pain and then silence", probability=0.1)
    flags = doubts(words, "en", silence_from(2.0))
    assert [flag.first for flag in flags] == sorted(flag.first for flag in flags)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_phrase_lists_hold_words_as_they_are_heard(language: Language) -> None:
    phrases = phrase_list(language)
    assert len(phrases) >= 40
    assert all(phrase and all(word == word.casefold() for word in phrase) for phrase in phrases)
    assert len(set(phrases)) == len(phrases)


def test_a_missing_phrase_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"en\.txt"):
        phrase_list("en", tmp_path)


def test_comments_and_empty_lines_are_no_phrases(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("# note\n\n  Thank you!  \n", encoding="utf-8")
    assert phrase_list("en", tmp_path) == (("thank", "you"),)
