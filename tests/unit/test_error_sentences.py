"""What goes wrong is said in Chinese too: every sentence of the source has its translation."""

import re
import tomllib

import pytest

from app.services.wording import Wording, read_wording
from tests.error_sentences import ROOT, all_sentences, slotted

CATALOGUE = ROOT / "resources" / "translations" / "sentences_zh.toml"
_SLOT = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    sentences: dict[str, str] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["sentences"]
    return sentences


@pytest.fixture(scope="module")
def said() -> dict[tuple[str, ...], str]:
    return all_sentences()


@pytest.fixture(scope="module")
def wording() -> Wording:
    return read_wording(CATALOGUE)


def test_every_sentence_has_its_translation(
    kept: dict[str, str], said: dict[tuple[str, ...], str]
) -> None:
    known = {slotted(template) for template in kept}
    assert sorted(text for words, text in said.items() if words not in known) == []


def test_no_translation_outlives_its_sentence(
    kept: dict[str, str], said: dict[tuple[str, ...], str]
) -> None:
    assert sorted(template for template in kept if slotted(template) not in said) == []


def test_translations_fill_the_slots_of_their_sentence(kept: dict[str, str]) -> None:
    for template, translation in kept.items():
        slots = _SLOT.findall(template)
        assert len(set(slots)) == len(slots), f"two slots of one name: {template}"
        assert sorted(_SLOT.findall(translation)) == sorted(slots), template


def test_translations_are_chinese(kept: dict[str, str]) -> None:
    for template, translation in kept.items():
        words = _SLOT.sub("", translation)
        assert re.search(r"[\u4e00-\u9fff（：]", words) or not re.search(r"[a-z]", words), template


def test_every_sentence_is_found_by_its_own_translation(
    kept: dict[str, str], wording: Wording
) -> None:
    """None is taken for another one that is less literal."""
    for template, translation in kept.items():
        filled = _SLOT.sub(lambda slot: f"<{slot[1]}>", template)
        expected = _SLOT.sub(lambda slot: f"<{slot[1]}>", translation)
        assert wording.say(filled) == expected


def test_the_source_is_read_through_constants_and_choices() -> None:
    """What the reader of the source must be able to follow; else its silence proves nothing."""
    texts = {" ".join(words) for words in all_sentences()}
    assert "nobody is signed in; sign in first, or record as an emergency" in texts
    assert "the recording process does not answer" in texts  # a constant of the module
    assert "this note is sealed already" in texts  # what a function gives
    assert any("is held by another program; close that and try again" in text for text in texts)


def test_what_fills_a_slot_is_said_in_chinese_too(wording: Wording) -> None:
    said = wording.say("/data/x cannot be read (Permission denied)")
    assert said == "无法读取 /data/x（没有权限）"
