import pytest

from app.training.phones import (
    INDEX,
    PHONES,
    SILENCE,
    Phone,
    english_parts,
    merge_pauses,
    pinyin_parts,
    radio_label,
)


def names(labels: tuple[int, ...] | None) -> list[str]:
    assert labels is not None
    return [PHONES[label] for label in labels]


@pytest.mark.parametrize(
    ("syllable", "expected", "tone"),
    [
        ("zhong1", ["i_zh", "f_ong"], 1),
        ("xu2", ["i_x", "f_v"], 2),
        ("yuan4", ["f_uan"], 4),
        ("yi1", ["f_i"], 1),
        ("wei4", ["f_ui"], 4),
        ("shi4", ["i_sh", "f_ih"], 4),
        ("si3", ["i_s", "f_iz"], 3),
        ("lüe4", ["i_l", "f_ve"], 4),
        ("er2", ["f_er"], 2),
        ("ma", ["i_m", "f_a"], 5),
    ],
)
def test_pinyin_is_read_as_initial_final_and_tone(
    syllable: str, expected: list[str], tone: int
) -> None:
    parts = pinyin_parts(syllable)
    assert parts is not None
    assert names(parts[0]) == expected
    assert parts[1] == tone


def test_what_is_no_syllable_has_no_parts() -> None:
    assert pinyin_parts("hm5") is None
    assert pinyin_parts("兙5") is None


def test_rhotic_and_non_rhotic_accents_read_the_same_mark_differently() -> None:
    assert names(english_parts("A@", rhotic=True)) == ["aa", "r"]
    assert names(english_parts("A@", rhotic=False)) == ["aa"]


def test_numbered_variants_of_a_mark_fall_back_to_the_plain_one() -> None:
    assert names(english_parts("@2", rhotic=True)) == ["ax"]


def test_a_mark_without_sound_has_no_labels_and_an_unknown_one_is_refused() -> None:
    assert english_parts(";", rhotic=True) == ()
    assert english_parts("nonsense", rhotic=True) is None


def test_flite_pauses_are_silence_and_unknown_phones_are_refused() -> None:
    assert radio_label("pau") == SILENCE
    assert radio_label("ae") == INDEX["ae"]
    assert radio_label("qq") is None


def test_neighbouring_pauses_become_one_and_empty_phones_vanish() -> None:
    phones = [
        Phone(0.0, 0.1, SILENCE),
        Phone(0.1, 0.2, SILENCE),
        Phone(0.2, 0.2, INDEX["b"], word=0),
        Phone(0.2, 0.3, INDEX["iy"], word=0),
    ]
    assert merge_pauses(phones) == (Phone(0.0, 0.2, SILENCE), Phone(0.2, 0.3, INDEX["iy"], word=0))
