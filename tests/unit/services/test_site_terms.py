"""Terms that a site agreed on are in the lexicon of what is read, and cross the pipe to it."""

from functools import cache, partial

import pytest

from app.domain.live import LiveWords
from app.domain.reading import Compare, Heed, Known, Understand
from app.domain.site_terms import SiteTerm
from app.domain.transcript import Language, Transcript
from app.paths import RESOURCES
from app.services.final_reading import InProcessReading
from app.services.live_reading import LiveReading
from app.services.messages import decode, encode
from app.services.stages import signed_in
from app.text.understanding import Understander
from tests.lexicons import said

TERMS = (SiteTerm("zorvamycin", "en", "drug", ("Zorva-Pen",)), SiteTerm("红隼热", "zh"))
HEARD = Transcript((said("give zorva misin now", "en"),))


@cache
def understander() -> Understander:
    return Understander.load(RESOURCES)


def written(known: Known) -> str:
    question = Understand(HEARD, "simplified", "n1", known=known)
    crossed = decode(encode(question), Understand | Compare)
    assert crossed == question
    reading = InProcessReading(understander)
    found = reading.understood(crossed, lambda _: None).understanding
    assert reading.understood(crossed, lambda _: None).understanding == found
    return found.transcript.utterances[0].text


def test_a_site_term_is_written_where_the_site_has_it() -> None:
    assert written(Known(terms=TERMS)) == "Give zorvamycin now."
    assert "zorvamycin" not in written(Known())


def test_a_result_depends_on_the_terms_of_its_site() -> None:
    assert signed_in(Known()) == {}
    one, other = (signed_in(Known(terms=TERMS[:count])) for count in (1, 2))
    assert one.keys() == {"site_terms"}
    assert one != other


KINDS = (
    SiteTerm("zorvamycin", "en", "drug", ("Zorva-Pen",)),
    SiteTerm("quendel fever", "en", "diagnosis"),
    SiteTerm("red falcon score", "en"),
    SiteTerm("红隼霉素", "zh", "drug"),
    SiteTerm("红隼热", "zh", "diagnosis"),
)


@pytest.mark.parametrize(
    ("line", "language", "found"),
    [
        ("give zorvamycin 5 mg now", "en", {("zorvamycin", "medication", "present")}),
        ("give zorva-pen now", "en", {("Zorva-Pen", "medication", "present")}),
        ("no quendel fever", "en", {("quendel fever", "diagnosis", "negated")}),
        ("the red falcon score is four", "en", set()),
        ("给予红隼霉素", "zh", {("红隼霉素", "medication", "present")}),
        ("否认红隼热", "zh", {("红隼热", "diagnosis", "negated")}),
    ],
)
def test_a_site_term_is_a_finding_of_its_kind(
    line: str, language: Language, found: set[tuple[str, str, str]]
) -> None:
    question = Understand(
        Transcript((said(line, language, 0.99),)), "simplified", "n1", known=Known(terms=KINDS)
    )
    got = InProcessReading(understander).understood(question, lambda _: None).understanding
    assert {(one.text, one.kind, one.assertion) for one in got.findings} >= found
    if not found:
        assert not [one for one in got.findings if one.concept.startswith("site.")]


def test_what_is_built_for_terms_is_kept_and_what_was_built_before_is_shared() -> None:
    base = understander()
    one = base.with_terms(KINDS)
    assert base.with_terms(()) is base
    assert base.with_terms(tuple(KINDS)) is one
    assert one.warm("en")._meanings is base.warm("en")._meanings
    assert one.resources.lexicon.version != base.resources.lexicon.version
    other = base.with_terms(TERMS)
    assert other is not one
    assert "红隼霉素" not in {entry.term for entry in other.resources.lexicon.entries}


def test_live_words_are_read_with_the_terms_of_the_site() -> None:
    event = LiveWords(0, "en", said("give zorvamycin now", "en", 0.4).words, 3, 9.0)

    def doubtful(known: Known) -> tuple[int, ...]:
        heed = partial(Heed, "ab12", known=known)
        found: LiveWords = LiveReading(understander(), "simplified", heed).read(event)
        return found.doubtful

    with_terms, without = doubtful(Known(terms=KINDS)), doubtful(Known())
    assert with_terms == (1,), "a drug of the site is protected as any other"
    assert without == ()
