"""All spans of a talk are asked at once; what is found is what a look-up of each of them finds."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.site_terms import SiteTerm
from app.domain.transcript import Language, Transcript, Utterance
from app.text.correction import overlay, overlays
from app.text.lexicon import Entry, Lexicon, Match
from app.text.lexicon.blocks import Block, LargeBlock, with_blanks, without_one, without_some
from app.text.lexicon.index import Asked
from app.text.lexicon.sieve import Key, Variants
from app.text.tokens import tokenize
from tests.lexicons import shipped, small

DATA = Path(__file__).parents[2] / "data"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def lines(language: Language) -> list[str]:
    sentences = (DATA / "eval" / f"{language}_sentences.tsv").read_text(encoding="utf-8")
    misheard = (DATA / "text" / f"mishearings_{language}.tsv").read_text(encoding="utf-8")
    ordinary = (DATA / "text" / f"ordinary_{language}.txt").read_text(encoding="utf-8")
    return [
        *(line.split("\t")[1] for line in sentences.splitlines()),
        *(line.split("\t")[0] for line in misheard.splitlines()[1:]),
        *ordinary.splitlines(),
    ]


def utterances(language: Language) -> list[Utterance]:
    """Several hundred, heard well and badly in turn."""
    return [
        Utterance(f"{language}{at}", "S1", language, tokenize(line, (0.3, 0.7, 0.95)[at % 3]))
        for at, line in enumerate(lines(language))
    ]


def spans(language: Language) -> list[Asked]:
    found: dict[Asked, None] = {}
    for at, line in enumerate(lines(language)):
        words = [word.text.casefold() for word in tokenize(line)]
        for first in range(len(words)):
            for last in range(first, min(first + 4, len(words))):
                found[tuple(words[first : last + 1]), (first + at) % 3 == 0] = None
    return list(found)


def test_a_talk_is_written_as_its_utterances_are_one_by_one() -> None:
    talk = Transcript(
        tuple(one for pair in zip(*map(utterances, LANGUAGES), strict=False) for one in pair)
    )
    written, corrections = overlays(talk, shipped())
    apart = [overlay(one, shipped()) for one in talk.utterances]
    assert written.utterances == tuple(utterance for utterance, _ in apart)
    assert corrections == tuple(one for _, found in apart for one in found)
    assert sum(one.kind == "term" for one in corrections) > 200
    assert len(talk.utterances) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scan_finds_what_each_look_up_finds(language: Language) -> None:
    asked = spans(language)
    found = shipped().scan(language, asked)
    plainly = {one: shipped().matches(language, one[0], close=one[1]) for one in asked}
    assert found == plainly
    assert 0 < sum(map(bool, found.values())) < len(asked) > 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scan_asks_the_terms_of_a_site_too(language: Language) -> None:
    lexicon = small().joined(
        terms=(SiteTerm("zorvamycin", "en", "drug"), SiteTerm("红隼热", "zh", "diagnosis"))
    )
    words = ("zorva", "misin") if language == "en" else tuple("红笋热")
    asked = [(words, False), (words, True), (("quiet",), False)]
    found = lexicon.scan(language, asked)
    assert found == {one: lexicon.matches(language, one[0], close=one[1]) for one in asked}
    assert found[words, False][0].name in {"zorvamycin", "红隼热"}


class Large:
    """A built dictionary that finds one name whatever is heard."""

    version = "1"

    def entry(self, language: Language, key: str) -> Entry | None:
        return None

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        return ()

    def lookup(self, language: Language, words: tuple[str, ...], *, close: bool = False) -> Match:
        return Match(Entry("x", language, "xylazine", "drug"), "xylazine", 0.7, 0.7)

    def __len__(self) -> int:
        return 1


def test_a_built_dictionary_is_asked_where_nothing_else_is_near() -> None:
    lexicon: Lexicon = small().joined(large=Large())
    found = lexicon.scan("en", [(("quiet",), False)])
    assert [one.name for one in found[("quiet",), False]] == ["xylazine"]


@pytest.mark.parametrize("variants", [without_some, with_blanks, without_one])
@pytest.mark.parametrize("deepest", [None, 0, 1])
@pytest.mark.parametrize("kind", [Block, LargeBlock])
def test_a_key_passes_where_it_reaches_a_name(
    kind: type[Block], variants: Variants, deepest: int | None
) -> None:
    rng = np.random.default_rng(5)

    def key(symbols: str) -> Key:
        found = [symbols[at] for at in rng.integers(len(symbols), size=rng.integers(10))]
        return "".join(found) if variants is without_some else tuple(found)

    names = {at: key("ptksmn") for at in range(3, 203)}
    block = kind(names, variants)
    keys = [key("ptksmnx") for _ in range(600)]
    posted = {at: {*map(tuple, variants(name, depth(name)))} for at, name in names.items()}
    near = []
    for one in keys:
        most = depth(one) if deepest is None else min(deepest, depth(one))
        asked = {*map(tuple, variants(one, most))}
        near.append({at for at, its in posted.items() if its & asked})
    assert [block.find(one, deepest) for one in keys] == near
    assert block.reached(keys, deepest).tolist() == [bool(found) for found in near]
    assert 0 < sum(map(bool, near)) < len(near)


def depth(key: Key) -> int:
    """How many symbols of a key may differ, written here again: one from three on, two from six."""
    return (len(key) >= 3) + (len(key) >= 6)


def test_nothing_reaches_no_names() -> None:
    assert Block({}, without_some).reached(["ptk", ""]).tolist() == [False, False]
    assert Block({}, without_some).find("ptk") == LargeBlock({}, without_some).find("ptk") == set()
    assert Block({0: "ptk"}, without_some).reached([]).tolist() == []
