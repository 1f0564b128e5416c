"""The frozen sets are what they claim: complete, well-formed, and apart from the demonstrations."""

import csv
import json
from collections import Counter
from typing import Any

import pytest

from app.paths import ROOT
from app.training.samples import scripts

DATA = ROOT / "tests" / "data"
ASSERTIONS = {
    "present", "negated", "uncertain", "historical", "family", "hypothetical", "quoted",
}  # fmt: skip
LANGUAGES = ("en", "zh")


def _sentences(language: str) -> dict[str, str]:
    text = (DATA / "eval" / f"{language}_sentences.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    assert all(len(row) == 2 for row in rows)
    return {row[0]: row[1] for row in rows}


def _cases(language: str) -> list[dict[str, Any]]:
    text = (DATA / "context" / f"{language}_cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _published(heading: str) -> set[str]:
    page = (DATA / "context" / "KEYWORDS.md").read_text(encoding="utf-8")
    table = page.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    return set(rows) - {"id"}


def _is_hanzi(text: str) -> bool:
    return all("一" <= character <= "鿿" for character in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_two_hundred_different_sentences(language: str) -> None:
    sentences = _sentences(language)
    assert len(sentences) == len(set(sentences.values())) == 200


def test_english_sentences_are_spoken_words_only() -> None:
    for text in _sentences("en").values():
        words = text.split(" ")
        assert 4 <= len(words) <= 14
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words)


def test_mandarin_sentences_are_hanzi_only() -> None:
    assert all(_is_hanzi(text) and 5 <= len(text) <= 20 for text in _sentences("zh").values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_demonstrations_say_nothing_that_is_measured(language: str) -> None:
    spoken = {turn.text for script in scripts() for turn in script.turns}
    assert not spoken & set(_sentences(language).values())


def test_what_demonstrations_say_is_listed_so_that_no_corpus_takes_it() -> None:
    text = (DATA / "eval" / "demo_sentences.tsv").read_text(encoding="utf-8")
    listed = [line.split("\t")[1] for line in text.splitlines()]
    assert listed == [turn.text for script in scripts() for turn in script.turns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_context_cases_use_the_published_keywords_and_words_of_their_text(language: str) -> None:
    known = {"alert": _published("Alert keywords"), "finding": _published("Finding concepts")}
    for case in _cases(language):
        if case["keyword"] is None:
            assert (case["term"], case["assertion"], case["interrupts"]) == (None, None, False)
            continue
        assert case["keyword"] in known[case["kind"]]
        assert case["term"] in case["text"]
        assert case["assertion"] in ASSERTIONS
        interrupts = case["kind"] == "alert" and case["assertion"] in {"present", "uncertain"}
        assert case["interrupts"] is interrupts


@pytest.mark.parametrize("language", LANGUAGES)
def test_context_cases_cover_every_keyword_and_assertion(language: str) -> None:
    cases = _cases(language)
    assert len(cases) == len({case["text"] for case in cases}) >= 150
    assert {case["keyword"] for case in cases} >= _published("Alert keywords")
    counts = Counter(case["assertion"] for case in cases if case["kind"] == "alert")
    assert all(counts[assertion] >= 5 for assertion in ASSERTIONS)
    assert counts[None] >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_protected_pairs_name_a_rule_and_words_of_the_heard_text(language: str) -> None:
    path = DATA / "protected" / f"{language}_pairs.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) == len({row["heard"] for row in rows}) == 120
    for row in rows:
        rule, words = row["note"].split(": ")
        assert rule in {"R3", "R4", "R5", "R6", "R7", "R8"}
        assert all(word in row["heard"] for word in words.split("; "))
