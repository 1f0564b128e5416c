"""The roles' cues and weights: what is found in a turn, and files that do not fit together."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.role_cues import read_cues, turn_tokens
from app.text.role_features import read_turn
from app.text.role_model import one_patient, read_all_cues, read_role_model
from app.text.role_words import ROLES

FOLDER = RESOURCES / "roles"


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "roles"))


def test_shortened_words_are_two_tokens_and_lost_apostrophes_come_back() -> None:
    assert turn_tokens("She's in. Dont wait", "en") == [
        "|", "she", "'s", "in", "|", "don't", "wait", "|",
    ]  # fmt: skip


def test_gaps_and_numbers_are_found_in_both_languages() -> None:
    english, chinese = read_all_cues(FOLDER).values()
    said = english.found(turn_tokens("pressure was about ninety over sixty", "en"))
    assert ("vitals", "# over #") in said
    assert ("vitals", "<vital>*#") in chinese.found(turn_tokens("血压是九十六十", "zh"))


def test_known_things_are_read_as_their_class_the_longest_first() -> None:
    english, chinese = read_all_cues(FOLDER).values()
    tokens = turn_tokens("a chest x ray, and morphine for my mum's chest", "en")
    assert " ".join(english.classed(tokens)) == ("| a <test> and <drug> for my <kin> 's <body> |")
    assert chinese.classed(turn_tokens("做个心电图", "zh")) == ("|", "做", "个", "<test>", "|")


def test_the_kinds_of_counted_words_in_a_turn_are_known() -> None:
    turn = read_turn("A", "She gave me two of my tablets", "en", "en", read_all_cues(FOLDER))
    assert turn.mentions >= {"third", "i", "past", "number"}
    assert "you" not in turn.mentions


def test_another_language_is_noticed() -> None:
    cues = read_all_cues(FOLDER)
    assert read_turn("A", "Where is it hurting, since when?", "en", "zh", cues).foreign
    assert read_turn("A", "我肚子疼得厉害", "zh", "en", cues).foreign
    assert read_turn("A", "Dónde le empezó el dolor", "en", "en", cues).foreign
    assert read_turn("A", "Десять недель", "en", "zh", cues).foreign
    assert not read_turn("A", "where does it hurt now", "en", "en", cues).foreign


def test_a_second_patient_is_hardly_believed() -> None:
    likely = np.full((2, len(ROLES)), 0.02)
    likely[:, ROLES.index("patient")] = (0.88, 0.6)
    likely[1, ROLES.index("family")] = 0.3
    settled = one_patient(likely)
    assert settled[0].argmax() == ROLES.index("patient")
    assert settled[1, ROLES.index("patient")] < 0.35


@pytest.mark.parametrize(
    ("file", "before", "after", "complaint"),
    [
        ("en.toml", '"order"', '"order"', ""),
        ("en.toml", "<third> had", "<thirds> had", "thirds"),
        ("en.toml", 'roles = ["interpreter"]', 'roles = ["porter"]', "'roles'"),
        ("en.toml", 'classes = ["body"', 'classes = ["bodies"', "'classes'"),
        ("zh.toml", "[kinds.thanks]", "[kinds.thank]", "same in both"),
        ("zh.toml", 'language = "zh"', 'language = "en"', "'language'"),
        ("weights.json", '"bias"', '"base"', "make the weights again"),
        ("weights.json", "{", "", "JSON"),
    ],
)
def test_spoiled_files_are_named(
    spoiled: Path, file: str, before: str, after: str, complaint: str
) -> None:
    path = spoiled / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    if not complaint:
        read_cues(path)
        return
    with pytest.raises(ResourceError, match=complaint):
        read_role_model(spoiled)


def test_weights_that_are_no_numbers_are_refused(spoiled: Path) -> None:
    path = spoiled / "weights.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    for bad in (["x"] * len(ROLES), [1.0]):
        table["first"] = dict.fromkeys(table["first"], bad)
        path.write_text(json.dumps(table), encoding="utf-8")
        with pytest.raises(ResourceError, match="'first' must hold"):
            read_role_model(spoiled)
