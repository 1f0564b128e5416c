import shutil
from pathlib import Path

import numpy as np
import pytest

from app.training.corpus import BEFORE, PHONE, PLACE, WORD
from app.training.corpus_text import Sentence
from app.training.phones import INDEX, NO_WORD, PHONES, SILENCE
from app.training.pronouncer import Pronouncer, pronunciations, read

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
FRAMES = np.full(len(PHONES), 5.0, np.float32)


@needs_espeak
def test_english_words_are_looked_up_in_espeak() -> None:
    words = Pronouncer().words(Sentence("en", ("no", "pain")))
    assert words is not None
    assert [[PHONES[label] for label in labels] for labels, _ in words] == [
        ["n", "ow"],
        ["p", "ey", "n"],
    ]


@needs_espeak
def test_single_letters_are_named() -> None:
    words = Pronouncer().words(Sentence("en", ("b", "p")))
    assert words is not None
    assert [[PHONES[label] for label in labels] for labels, _ in words] == [
        ["b", "iy"],
        ["p", "iy"],
    ]


@needs_espeak
def test_function_words_are_weak_in_a_sentence() -> None:
    words = Pronouncer().words(Sentence("en", ("give", "the", "patient", "a", "bed")))
    assert words is not None
    said = [[PHONES[label] for label in labels] for labels, _ in words]
    assert said[1] == ["dh", "ax"]
    assert said[3] == ["ax"]


@needs_espeak
def test_accents_take_turns() -> None:
    pronouncer = Pronouncer(("en-us", "gmw/en-GB-x-rp"))
    sentence = Sentence("en", ("hard", "bed"))
    said = [pronouncer.words(sentence) for _ in range(4)]
    endings = [PHONES[words[0][0][-2]] for words in said if words]
    assert sorted(endings) == ["aa", "aa", "r", "r"]


@needs_espeak
def test_words_that_the_engine_runs_together_are_said_one_by_one() -> None:
    words = Pronouncer().words(Sentence("en", ("surfaces", "of", "the", "there", "was", "in")))
    assert words is not None
    assert len(words) == 6


@needs_espeak
def test_hanzi_are_read_with_their_tones() -> None:
    words = Pronouncer().words(Sentence("zh", ("胸", "痛")))
    assert words == [
        ((INDEX["i_x"], INDEX["f_iong"]), 1),
        ((INDEX["i_t"], INDEX["f_ong"]), 4),
    ]


WORDS = [((INDEX["n"], INDEX["ow"]), 0), ((INDEX["p"], INDEX["ey"], INDEX["n"]), 0)]


def test_a_reading_says_its_words_in_order_between_silences() -> None:
    reading = read(WORDS, "en", FRAMES, np.random.default_rng(0), errors=0.0)
    words = reading.meant[:, WORD]
    spoken = words[words != NO_WORD]
    assert (np.diff(spoken) >= 0).all()
    assert set(spoken.tolist()) == {0, 1}
    assert reading.meant[0, PHONE] == reading.meant[-1, PHONE] == SILENCE
    assert (reading.meant == reading.misheard).all()
    assert reading.trust.min() == 1.0


def test_misheard_phones_stay_in_their_kind_and_reach_their_neighbours() -> None:
    vowels = {INDEX["ow"], INDEX["ey"]}
    reading = read(WORDS, "en", FRAMES, np.random.default_rng(1), errors=1.0)
    changed = reading.meant[:, PHONE] != reading.misheard[:, PHONE]
    assert changed.any()
    for meant, heard in zip(
        reading.meant[changed, PHONE], reading.misheard[changed, PHONE], strict=True
    ):
        named = PHONES[heard]
        assert heard != SILENCE
        assert (meant in vowels) == (named[0] in "aeiou")
    assert (reading.meant[:, BEFORE] != reading.misheard[:, BEFORE]).any()


def test_places_run_through_each_word() -> None:
    reading = read(WORDS, "en", FRAMES, np.random.default_rng(2), errors=0.0)
    inside = reading.meant[reading.meant[:, WORD] == 1, PLACE]
    assert inside[0] == 1
    assert (np.diff(inside) >= 0).all()
    assert reading.meant[reading.meant[:, WORD] == NO_WORD, PLACE].max() == 0


@needs_espeak
def test_every_third_sentence_says_longer_words_as_the_dictionary_does() -> None:
    pronouncer = Pronouncer(dictionary={"pain": (INDEX["m"],), "no": (INDEX["m"],)})
    said = [pronouncer.words(Sentence("en", ("no", "pain"))) for _ in range(6)]
    changed = [words is not None and words[1][0] == (INDEX["m"],) for words in said]
    assert changed == [False, False, True] * 2
    assert all(words is not None and words[0][0] != (INDEX["m"],) for words in said)


def test_a_pronouncing_dictionary_gives_first_pronunciations_with_schwas(tmp_path: Path) -> None:
    (tmp_path / "vocab").mkdir()
    (tmp_path / "vocab" / "en_cmudict.dict").write_text(
        "apnea AE1 P N IY0 AH0\napnea(2) AE1 P N IY2\n'bout B AW1 T\nbut B AH1 T # weak\n"
    )
    found = pronunciations(tmp_path)
    assert {word: [PHONES[label] for label in labels] for word, labels in found.items()} == {
        "apnea": ["ae", "p", "n", "iy", "ax"],
        "but": ["b", "ah", "t"],
    }
    assert pronunciations(tmp_path / "vocab") == {}
    assert pronunciations(None) == {}
