"""The recipe of the context model: its sentences, how they are heard, and that it learns."""

import lzma
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.context_model import ASSERTIONS
from app.text.context_net import ContextNet, View
from app.text.fingerprints import places, risen
from app.training.context import (
    LANGUAGES,
    LEAST,
    SENTENCES,
    Example,
    Marked,
    both_parts,
    examples,
    fitted,
    heard,
    misheard,
    of_file,
    rules_alone,
    sentences,
    told,
    written,
)

VIEW = View(("<m>",), np.array([[13], [0], [1], [0]]), 0)
LEGAL = {*ASSERTIONS, "none"}
WRITERS: dict[Language, int] = {"en": 27, "zh": 26}


def packed(folder: Path, text: str) -> Path:
    file = folder / "en_x.txt.xz"
    file.write_bytes(lzma.compress(text.encode()))
    return file


def test_marks_are_taken_out_of_the_text(tmp_path: Path) -> None:
    file = packed(tmp_path, "w\tNo [[fever|negated|fever]], but [[a cough|present|cough]].\n")
    (one,) = sentences(file)
    assert one.text == "No fever, but a cough."
    assert [(one.text[a:b], truth) for a, b, truth in one.mentions] == [
        ("fever", "negated"),
        ("a cough", "present"),
    ]


def test_a_line_without_a_form_is_refused_by_its_number(tmp_path: Path) -> None:
    file = packed(tmp_path, "w\tfine\nno form\n")
    with pytest.raises(ResourceError, match="line 2"):
        list(sentences(file))


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = packed(tmp_path, "w\tfine\n")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ResourceError, match=r"en_x\.txt\.xz cannot be read"):
        list(sentences(file))


def test_a_heard_sentence_keeps_its_mentions() -> None:
    said = heard(Marked("No fever, but a Cough.", ((3, 8, "negated"), (14, 21, "present"))), "en")
    assert [said.text[a:b] for a, b, _ in said.mentions] == ["fever", "a cough"]
    assert "," not in said.text
    assert said.text.islower()


def test_a_misheard_sentence_keeps_its_mentions_and_is_the_same_twice() -> None:
    text = "there was a fever in the night and the cough is worse in the morning at home"
    said = Marked(text, ((12, 17, "present"), (39, 44, "present")))
    found = misheard(said, "en")
    assert found.text != text
    assert [found.text[a:b] for a, b, _ in found.mentions] == ["fever", "cough"]
    assert found == misheard(said, "en")
    zh = Marked("他的发烧是在家里的时候", ((2, 4, "present"),))
    assert [misheard(zh, "zh").text[a:b] for a, b, _ in misheard(zh, "zh").mentions] == ["发烧"]


def test_each_sentence_is_learned_as_written_heard_and_misheard(tmp_path: Path) -> None:
    file = packed(tmp_path, "w\tNo [[fever|negated|fever]].\nh\ta [[cough|present|cough]]\n")
    found = of_file(file, "en")
    assert [(one.form, one.sentence) for one in found] == [
        (form, sentence) for form in (0, 1, 2) for sentence in (0, 1)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_ours_can_be_learned_from(language: Language) -> None:
    files = written(language)
    assert len(files) == WRITERS[language]
    for path in files.values():
        for one in sentences(path):
            assert {truth for _, _, truth in one.mentions} <= LEGAL
            assert "[[" not in one.text
            assert "|" not in one.text


def test_no_sentence_is_a_sealed_case() -> None:
    """Training must not have seen what it is judged by; the open cases it may (`*_r.txt`)."""
    cases = SENTENCES.parents[2] / "tests" / "data" / "context"
    frozen = {
        line.split('"text": "', 1)[1].split('", "', 1)[0]
        for path in cases.glob("*_sealed.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"text": "' in line
    }
    assert len(frozen) == 1198
    files = [path for language in LANGUAGES for path in written(language).values()]
    ours = {one.text for path in files for one in sentences(path)}
    assert ours
    assert not frozen & ours


def test_examples_carry_what_the_rules_say_and_what_is_true() -> None:
    text = "his brother had a stroke"
    (one,) = examples([Marked(text, ((18, 24, "family"),))], "en", rules_alone("en"))
    assert one.ruled == "family"
    assert ASSERTIONS[one.truth] == "family"
    assert one.seen.dtype == np.uint64


def test_a_near_miss_that_the_rules_take_for_an_alert_is_learned_as_silent() -> None:
    taken = Marked("the anaphylaxis trolley is in bay two", ((4, 15, "none"),))
    (one,) = examples([taken], "en", rules_alone("en"))
    assert (one.ruled, ASSERTIONS[one.truth]) == ("present", "hypothetical")
    finding = Marked("the cough syrup is on the shelf", ((4, 9, "none"),))
    known = Marked("he had a heat stroke", ((14, 20, "none"),))
    assert not [*examples([finding, known], "en", rules_alone("en"))]


def test_the_rules_deny_what_nobody_worries_about() -> None:
    worried = Marked("not at all worried about a stroke", ((27, 33, "negated"),))
    (one,) = examples([worried], "en", rules_alone("en"))
    assert one.ruled == "negated"


def test_it_learns_and_is_the_same_twice() -> None:
    chance = np.random.default_rng(1)
    every = [
        Example(
            np.array([1000 + truth, *chance.integers(0, 90, 3)], np.uint64),
            "present",
            truth,
            VIEW,
        )
        for truth in (0, 1, 2)
        for _ in range(20)
    ]
    known, weights = fitted(every)
    at = places(known, np.array([1000, 1001, 1002], np.uint64))
    assert weights[at].argmax(axis=1).tolist() == [0, 1, 2]
    for one, again in zip((known, weights), fitted(every), strict=True):
        assert np.array_equal(one, again)


def test_what_was_seen_by_chance_is_not_learned() -> None:
    often, seldom = np.full(LEAST, 5, np.uint64), np.full(LEAST - 1, 6, np.uint64)
    every = [Example(np.array([one], np.uint64), "present", 0, VIEW) for one in (*often, *seldom)]
    assert fitted(every)[0].tolist() == [5]


def _writer(number: int) -> list[Example]:
    """Fifteen examples of which only this writer's sign tells the truth."""
    return [
        Example(np.array([100 + number], np.uint64), "present", 1 + number, VIEW, sentence)
        for sentence in range(15)
    ]


def test_what_the_network_is_told_of_a_writer_was_not_learned_from_that_writer() -> None:
    sums = told([_writer(number) for number in range(4)])
    assert [some.shape for some in sums] == [(15, len(ASSERTIONS))] * 4
    assert not any(some.any() for some in sums)
    both = told([_writer(0), _writer(0)])
    assert all(some.argmax(axis=1).tolist() == [1] * 15 for some in both)


def test_both_parts_are_stored_so_that_the_product_can_read_them() -> None:
    found = [_writer(number % 2) for number in range(6)]
    arrays = both_parts(found)
    assert risen(arrays["gaps"]).tolist() == [100, 101]
    assert arrays["weights"].dtype == arrays["net.inner"].dtype == np.int8
    told_nothing = np.zeros(len(ASSERTIONS), np.float32)
    assert ContextNet.stored(arrays).log_odds(VIEW, told_nothing).shape == (len(ASSERTIONS),)
    again = both_parts(found)
    assert all(np.array_equal(arrays[name], again[name]) for name in arrays)


def test_only_the_linear_part_learns_from_the_cases_that_the_rules_were_tuned_on() -> None:
    found = [_writer(number % 2) for number in range(6)]
    word = View(("<m>", "cases"), np.array([[13, 14], [0, 0], [1, 0], [0, 0]]), 0)
    obeyed = [Example(np.array([900], np.uint64), "present", 0, word, at) for at in range(LEAST)]
    arrays = both_parts(found, obeyed)
    assert risen(arrays["gaps"]).tolist() == [100, 101, 900]
    alone = both_parts(found)
    named = [name for name in arrays if name.startswith("net.") or name == "vocabulary"]
    assert named
    assert all(np.array_equal(arrays[name], alone[name]) for name in named)
