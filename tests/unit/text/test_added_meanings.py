"""What a built lexicon names is a mention of its kind, unless the words are ordinary ones."""

from functools import cache

import pytest

from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.added_meanings import AddedMeanings
from app.text.lexicon import Entry, Match
from app.text.lexicon.layers import Dictionary
from app.text.tokens import plain
from app.text.understanding import Understander
from tests.lexicons import shipped


class Built:
    """A built lexicon of a few rows."""

    version = "built"

    def __init__(self, *entries: Entry) -> None:
        self._entries = entries

    def entry(self, language: Language, key: str) -> Entry | None:
        return next(
            (one for one in self._entries if (one.language, one.id) == (language, key)), None
        )

    def named(self, language: Language, name: str) -> tuple[Entry, ...]:
        return tuple(
            one
            for one in self._entries
            if one.language == language and plain(name) in map(plain, one.names)
        )

    def lookup(
        self, language: Language, words: tuple[str, ...], *, close: bool = False
    ) -> Match | None:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._entries)


BUILT: Dictionary = Built(
    Entry("C1", "en", "zorvamycin", "drug", ("Zorva-Pen",), "rxnorm", "77"),
    Entry("C2", "en", "quendel fever", "diagnosis"),
    Entry("C3", "en", "feels better", "symptom"),
    Entry("C4", "en", "IT", "diagnosis"),
    Entry("C5", "en", "kestrin", "lab"),
    Entry("C6", "en", "chest pain", "diagnosis"),
    Entry("C7", "zh", "红隼热", "diagnosis"),
    Entry("C8", "zh", "红隼霉素", "drug"),
)


@cache
def understander() -> Understander:
    return Understander.load(RESOURCES, shipped().joined(BUILT))


@pytest.mark.parametrize(
    ("line", "language", "found"),
    [
        ("give zorvamycin now", "en", {("C1", "medication", "present")}),
        ("give zorva-pen now", "en", {("C1", "medication", "present")}),
        ("denies quendel fever", "en", {("C2", "diagnosis", "negated")}),
        ("she feels better and it is well", "en", set()),
        ("kestrin was sent", "en", set()),
        ("no chest pain", "en", set()),
        ("否认红隼热", "zh", {("C7", "diagnosis", "negated")}),
        ("给予红隼霉素", "zh", {("C8", "medication", "present")}),
    ],
)
def test_a_name_is_a_finding_of_its_kind(
    line: str, language: Language, found: set[tuple[str, str, str]]
) -> None:
    given = understander().understand_line(line, language)["findings"]
    ours = {
        (one["concept"], one["kind"], one["assertion"])
        for one in given
        if one["concept"].startswith("C")
    }
    assert ours == found


def test_a_code_of_the_source_is_the_findings_own() -> None:
    (one,) = understander().understand_line("give zorvamycin now", "en")["findings"]
    assert one["code"] == {"system": "rxnorm", "value": "77"}


def test_nothing_is_laid_over_a_lexicon_that_nothing_was_joined_to() -> None:
    assert not AddedMeanings(shipped(), "en", {})
    base = Understander.load(RESOURCES, shipped())
    assert base.warm("en").over(shipped()) is base.warm("en")


def test_no_name_reaches_across_a_pause() -> None:
    added = AddedMeanings(shipped().joined(BUILT), "en", {})
    assert list(added.spans(("quendel", "fever"))) == [(0, 2)]
    assert list(added.spans(("quendel", ",", "fever"))) == []
