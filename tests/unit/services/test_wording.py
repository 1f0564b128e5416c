"""Sentences from behind the window in another language."""

from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.services.wording import Wording, read_wording

WORDING = Wording(
    {
        "no note '{note}'": "没有编号为“{note}”的病历",
        "no {kind} '{name}'": "没有{kind}“{name}”",
        "{path}: {reason}": "{path}：{reason}",
        "the disk is full": "磁盘已满",
        "{days} of {all} days; ask {who}, not {who}": "共{all}天中的{days}天；请找{who}",
    }
)


def test_a_sentence_is_said_with_its_own_names_and_figures() -> None:
    assert WORDING.say("no note 'n-7'") == "没有编号为“n-7”的病历"


def test_the_most_literal_template_speaks() -> None:
    assert WORDING.say("no key 'n-7'") == "没有key“n-7”"


def test_what_fills_a_slot_is_said_too() -> None:
    assert WORDING.say("/data/x.wav: the disk is full") == "/data/x.wav：磁盘已满"


def test_slots_may_change_places_and_repeat() -> None:
    assert WORDING.say("3 of 7 days; ask Li, not Li") == "共7天中的3天；请找Li"
    assert WORDING.say("3 of 7 days; ask Li, not Wu") == "3 of 7 days; ask Li, not Wu"


def test_an_unknown_sentence_stays_as_it_came() -> None:
    assert WORDING.say("something {odd}\nwas said") == "something {odd}\nwas said"


def test_a_value_that_looks_like_a_slot_is_only_a_value() -> None:
    assert WORDING.say("no note '{name}'") == "没有编号为“{name}”的病历"


@pytest.mark.parametrize("content", [b"", b"[sentences", b"\xff"])
def test_a_broken_catalogue_names_itself(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sentences_zh.toml"
    path.write_bytes(content)
    with pytest.raises(ResourceError, match=r"sentences_zh\.toml: not a readable catalogue"):
        read_wording(path)


def test_a_catalogue_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sentences_zh.toml"
    path.write_text('[sentences]\n"the disk is full" = "磁盘已满"\n', encoding="utf-8")
    assert read_wording(path).say("the disk is full") == "磁盘已满"
