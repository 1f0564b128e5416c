"""A lexicon of several parts answers as one."""

from app.domain.site_terms import SiteTerm, kept_term, site_term, wanted_text
from app.domain.vetoes import forbidden, pair, term
from app.text.correction import overlay
from app.text.lexicon import Entry, Match
from app.text.lexicon.layers import best_of
from tests.lexicons import said, small

TERMS = (
    SiteTerm("zorvamycin", "en", "drug", ("Zorva-Pen",)),
    SiteTerm("红隼热", "zh", "diagnosis"),
)


def test_site_terms_are_found_known_and_written() -> None:
    lexicon = small().joined(terms=TERMS)
    assert lexicon.knows("en", "zorvamycin")
    assert lexicon.named("en", "Zorva-Pen")[0].kind == "drug"
    match = lexicon.lookup("en", ("zorva", "misin"))
    assert match is not None
    assert match.name == "zorvamycin"
    text, found = overlay(said("give zorva misin now", "en"), lexicon)
    assert text.text == "Give zorvamycin now."
    assert found[0].rule.endswith(lexicon.version[:12])
    chinese = lexicon.lookup("zh", tuple("红笋热"))
    assert chinese is not None
    assert chinese.name == "红隼热"


def test_what_was_there_is_there_still_and_the_version_is_another() -> None:
    lexicon = small().joined(terms=TERMS)
    assert lexicon.lookup("en", ("hydroxy", "scene")) is not None
    assert len({lexicon.version, small().version, small().joined(terms=TERMS[:1]).version}) == 3
    assert lexicon.version == small().joined(terms=tuple(reversed(TERMS))).version
    assert small().joined().version == small().version
    twice = small().joined(terms=TERMS[:1]).joined(terms=TERMS[1:])
    assert twice.named("en", "zorvamycin")
    assert twice.named("zh", "红隼热")


def entry(key: str, *names: str) -> Entry:
    return Entry(key, "en", names[0], "drug", names[1:])


def test_the_best_match_of_all_counts_the_rivals_of_all() -> None:
    one = Match(entry("a", "hydroxyzine", "Vistaril"), "hydroxyzine", 0.95, 0.2, (("x", 0.2),))
    same = Match(entry("b", "Hydroxyzine", "Atarax"), "Hydroxyzine", 0.95, 0.05, (("y", 0.05),))
    other = Match(entry("c", "hydralazine"), "hydralazine", 0.9, 0.9)
    best = best_of((one, same, other, None))
    assert best is not None
    assert (best.entry.id, best.margin) == ("a", 0.05)
    assert best.rivals == (("hydralazine", 0.05), ("y", 0.05), ("x", 0.2))
    assert best_of((None, other)) is other
    assert best_of((None,)) is None


def test_a_banned_term_is_never_written_whatever_was_heard() -> None:
    assert overlay(said("give hydroxy scene now", "en"), small())[1]
    for unwanted in (term("hydroxyzine"), pair("hydroxy scene", "hydroxyzine")):
        text, found = overlay(
            said("give hydroxy scene now", "en"), small(), unwanted=frozenset({unwanted})
        )
        assert found == ()
        assert text.text == "Give hydroxy scene now."
    assert not forbidden(frozenset({term("metoprolol")}), "hydroxy scene", "hydroxyzine")


def test_terms_are_kept_as_texts_where_there_is_no_more_to_say() -> None:
    for one in (*TERMS, SiteTerm("tenecteplase", "en")):
        assert site_term(kept_term(one)) == one
    assert kept_term(SiteTerm("替奈普酶", "zh")) == "替奈普酶"
    payload = {"terms": [kept_term(TERMS[0]), "替奈普酶"], "vetoes": [["", "x"], ["a", "b"]]}
    assert wanted_text(payload) == "zorvamycin (Zorva-Pen), 替奈普酶, * ≠ x, a ≠ b"
