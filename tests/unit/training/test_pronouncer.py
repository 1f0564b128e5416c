import shutil

import numpy as np
import pytest

from app.training.corpus import BEFORE, PHONE, PLACE, WORD
from app.training.corpus_text import Sentence
from app.training.phones import INDEX, NO_WORD, PHONES, SILENCE
from app.training.pronouncer import Pronouncer, read

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
