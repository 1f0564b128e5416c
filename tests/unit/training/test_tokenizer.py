from pathlib import Path

import pytest

from app.training.tokenizer import SPECIALS, TIMESTAMPS, Vocabulary, load, train

TEXTS = ["give aspirin now", "no chest pain", "the patient denies chest pain"] * 40


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return train([" " + text for text in TEXTS], "患者否认胸痛骤", 60)


def test_text_comes_back_from_its_ids(vocabulary: Vocabulary) -> None:
    for text in ("give aspirin now", "患者否认胸痛", "don't zzyx"):
        assert vocabulary.decode(vocabulary.encode(" " + text)) == text


def test_each_known_hanzi_is_one_token_and_unknown_ones_are_bytes(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.encode("胸骤患")) == 3
    assert len(vocabulary.encode("龘")) == 3


def test_ids_are_text_then_specials_then_timestamps_without_gaps(vocabulary: Vocabulary) -> None:
    ids = sorted(vocabulary.tokenizer.get_vocab(True).values())
    assert ids == list(range(vocabulary.size))
    assert vocabulary.special("endoftext") == vocabulary.text_size
    assert vocabulary.first_timestamp + TIMESTAMPS == vocabulary.size
    for name in SPECIALS:
        assert vocabulary.tokenizer.token_to_id(name) == vocabulary.special(name[2:-2])
    assert vocabulary.tokenizer.token_to_id("<|1.24|>") == vocabulary.timestamp(1.24)


def test_the_empty_token_marks_the_model_as_multilingual(vocabulary: Vocabulary) -> None:
    assert vocabulary.tokenizer.token_to_id("") == vocabulary.text_size - 1


def test_what_faster_whisper_suppresses_has_tokens_of_its_own(vocabulary: Vocabulary) -> None:
    space = vocabulary.encode(" ")[0]
    assert vocabulary.encode(" -")[0] != space
    assert vocabulary.encode(" '")[0] != space


def test_times_beyond_the_window_are_held_at_its_end(vocabulary: Vocabulary) -> None:
    assert vocabulary.timestamp(99.0) == vocabulary.size - 1
    assert vocabulary.timestamp(-1.0) == vocabulary.first_timestamp


def test_a_saved_vocabulary_is_loaded_as_it_was(vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    vocabulary.tokenizer.save(str(path))
    again = load(path)
    assert (again.text_size, again.size) == (vocabulary.text_size, vocabulary.size)
    assert again.encode(" chest pain") == vocabulary.encode(" chest pain")
