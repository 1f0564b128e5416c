"""English names as people misspell them: found by a letter, in the plural, and by what was lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.correction import correct
from app.text.lexicon.drugs import Drugs
from app.text.lexicon.index import EnglishIndex
from app.text.lexicon.open_names import LOOKUP_ONLY
from app.text.lexicon.records import RARE, Entry
from tests.lexicons import said, shipped

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = ("strattera", "estradiol", "colchicine", "midazolam")
INDEX = EnglishIndex(Entry(f"drug.{name}", "en", name, "drug") for name in NAMES)


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("stattera", "Strattera"),
        ("estadiol", "estradiol"),
        ("cochicine", "colchicine"),
        ("vicodens", "Vicodin"),
        ("dilaudeds", "Dilaudid"),
        ("aphetamines", "amphetamine"),
    ],
)
def test_a_name_is_found_whose_consonants_merge_or_that_has_a_plural(heard: str, name: str) -> None:
    (found,) = correct(said(f"she takes {heard} daily", "en"), shipped())
    assert (found.text, found.state) == (name, "applied")


def test_two_words_of_a_letter_more_or_less_are_no_name_by_their_letters() -> None:
    assert INDEX.matches(("estad", "iol")) == ()


@given(
    st.sampled_from(NAMES),
    st.integers(0, 8),
    st.sampled_from(("", *LETTERS)),
    st.booleans(),
)
def test_what_is_a_letter_off_is_looked_up_and_reached(
    name: str, at: int, letter: str, more: bool
) -> None:
    wrong = name[:at] + letter + name[at if more else at + 1 :]
    for heard in (wrong, wrong + "s"):
        found = INDEX.matches((heard,))
        assert bool(INDEX.reached([(heard,)], close=False)[0]) or not found


def between(heard: str, name: str, other: str, *flags: str) -> bool:
    core = Entry("drug.one", "en", name, "drug")
    rival = Entry("drug.two", "en", other, "drug", flags=frozenset(flags))
    return Drugs([core], [rival]).between(heard, name, [core])


def test_where_letters_were_only_lost_a_name_that_nobody_writes_is_no_rival() -> None:
    assert between("hydocodone", "hydrocodone", "endocodone")
    assert not between("hydocodone", "hydrocodone", "endocodone", LOOKUP_ONLY)
    assert between("gentamycin", "gentamicin", "benzamycin", LOOKUP_ONLY)


@pytest.mark.parametrize(
    ("heard", "name", "other", "doubted"),
    [
        ("ventilin", "ventolin", "pentilin", False),
        ("zanaflix", "zanaflex", "zaraflix", False),
        ("mirelax", "miralax", "murelax", True),
        ("vistoril", "vistaril", "vistoral", True),
    ],
)
def test_a_rare_drug_as_near_is_no_rival_where_only_the_name_sounds_so(
    heard: str, name: str, other: str, doubted: bool
) -> None:
    assert between(heard, name, other)
    assert between(heard, name, other, LOOKUP_ONLY)
    assert between(heard, name, other, LOOKUP_ONLY, RARE) is doubted
