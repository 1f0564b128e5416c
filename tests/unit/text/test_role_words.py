"""The learned words of roles: what counts, how much, and files that are refused."""

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.role_cues import BORDER, CLASS
from app.text.role_features import Said, read_turn
from app.text.role_model import read_all_cues
from app.text.role_words import (
    ROLES,
    RoleWords,
    heard,
    prints,
    read_words,
    silent,
    worth,
    write_words,
)
from tests.unit.text.test_role_model import FOLDER

LINES = Path(__file__).parents[2] / "data" / "text"
NURSE = ROLES.index("nurse")


def turns(*lines: tuple[str, str], language: Language = "en") -> list[Said]:
    cues = read_all_cues(FOLDER)
    return [read_turn(who, text, language, language, cues) for who, text in lines]


def is_class(token: str) -> bool:
    return token.startswith(CLASS)


def no_border(token: str) -> bool:
    return token != BORDER


def taught(*rows: tuple[tuple[str, ...], int]) -> RoleWords:
    """Weights of 8 for a nurse on single rows of tokens, each of a side."""
    known = np.unique(
        np.concatenate([prints([tokens], side, no_border)[:1] for tokens, side in rows])
    )
    weights = np.zeros((len(known) + 1, len(ROLES)))
    weights[:-1, NURSE] = 8.0
    return RoleWords(known, weights)


def nurse(words: RoleWords, said: list[Said], speaker: str) -> float:
    return float(words.votes(heard(said, [speaker]))[0, NURSE])


def plainly(tokens: tuple[str, ...], side: int, wanted: Callable[[str], bool]) -> list[int]:
    """Fingerprints of the rows of one turn with a wanted token, by integers."""
    found, mix, whole = [], 0x9E3779B97F4A7C15, 2**64
    for length in range(1, (3, 2, 2)[side] + 1):
        for at in range(len(tokens) - length + 1):
            row = 0
            for token in tokens[at : at + length]:
                row = (row * mix + crc32(token.encode())) % whole
            mixed = (row + side) * mix % whole
            if any(map(wanted, tokens[at : at + length])):
                found.append((mixed ^ (mixed >> 32)) * mix % whole >> 32)
    return found


@pytest.mark.parametrize("side", [0, 1, 2])
def test_rows_of_many_turns_are_those_of_each(side: int) -> None:
    lines = (LINES / "ordinary_en.txt").read_text(encoding="utf-8").splitlines()
    said = [one.words for one in turns(*(("A", line) for line in lines))]
    said += [(), ("|",), ("so",), ("|", "so", "|")]
    assert sorted(prints(said, side, no_border).tolist()) == sorted(
        found for words in said for found in plainly(words, side, no_border)
    )
    assert prints([], side, no_border).tolist() == []


@pytest.mark.parametrize("side", [0, 1, 2])
def test_rows_with_a_class_are_those_around_it(side: int) -> None:
    said = [("|", "some", "<drug>", "for", "the", "<body>", "|"), ("|", "no", "<", "|"), ("so",)]
    found = prints(said, side, is_class)
    assert sorted(found.tolist()) == sorted(
        one for words in said for one in plainly(words, side, is_class)
    )


def test_one_drug_is_like_another_and_unlike_a_part_of_the_body() -> None:
    rows = np.unique(prints([("some", "<drug>")], 0, is_class))
    weights = np.zeros((len(rows) + 1, len(ROLES)))
    weights[:-1, NURSE] = 8.0
    words = RoleWords(rows, weights)
    said = turns(("A", "some morphine"), ("B", "some ketamine"), ("C", "some shoulder"))
    assert nurse(words, said, "A") == nurse(words, said, "B") > 0.1
    assert not words.votes(heard(said, ["C"])).any()


def test_known_words_vote_and_unknown_ones_weigh_nothing() -> None:
    words = taught((("cannula",), 0))
    said = turns(("A", "The cannula is in."), ("B", "Marvellous weather."))
    assert nurse(words, said, "A") > 0.1
    assert not words.votes(heard(said, ["B"])).any()


def test_who_answers_is_told_from_who_speaks() -> None:
    words = taught((("cannula",), 1))
    said = turns(("A", "A cannula, please."), ("B", "It is in."), ("A", "Good."))
    assert nurse(words, said, "B") > 0.1
    assert nurse(words, said, "A") == pytest.approx(0.0)


def test_saying_it_often_is_hardly_surer_and_never_above_the_limit() -> None:
    words = taught((("cannula",), 0))
    once = nurse(words, turns(("A", "cannula")), "A")
    often = nurse(words, turns(("A", "cannula " * 500)), "A")
    assert once < often <= 4.0
    assert often < 8 * once


def test_numbers_are_one_word() -> None:
    one, two = turns(("A", "give 5 now"), ("A", "give twelve now"))
    assert one.words == two.words == ("|", "give", "#", "now", "|")


def test_how_a_turn_begins_and_whether_it_answers_counts() -> None:
    asked = turns(("A", "How is it?"), ("B", "Better, thank you."))
    told = turns(("A", "It is fine."), ("B", "Better, thank you."))
    first = {int(one) for rows, _ in heard(asked, ["B"])[0][:1] for one in rows}
    second = {int(one) for rows, _ in heard(told, ["B"])[0][:1] for one in rows}
    assert first != second
    assert first & second


def test_a_side_counts_no_more_than_its_share() -> None:
    said = turns(("A", "one thing and another, all of it, again and again and again"))
    (sides,) = heard(said, ["A"])
    known = np.unique(np.concatenate([rows for rows, _ in sides]))
    lengths = [float(np.sqrt((values**2).sum())) for _, values in worth(known, sides)]
    assert 0.5 < lengths[0] < 1.0
    assert lengths[1:] == [0.0, 0.0]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "words.npz"
    words = taught((("cannula",), 0))
    write_words({"en": words, "zh": silent()}, path)
    found = read_words(path)
    assert (found["en"].known == words.known).all()
    assert np.allclose(found["en"].weights, words.weights)
    assert found["zh"].weights.shape == (1, len(ROLES))


def test_files_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(ResourceError, match=r"words\.npz"):
        read_words(path)
    falling = RoleWords(np.array([5, 3], np.uint32), np.zeros((3, len(ROLES))))
    short = RoleWords(np.array([3, 5], np.uint32), np.zeros((2, len(ROLES))))
    for bad in (falling, short):
        write_words({"en": bad, "zh": silent()}, path)
        with pytest.raises(ResourceError, match="not readable weights"):
            read_words(path)


def test_shipped_words_are_small_and_of_both_languages() -> None:
    assert (FOLDER / "words.npz").stat().st_size < 400_000
    assert all(len(one.known) > 1000 for one in read_words(FOLDER / "words.npz").values())
