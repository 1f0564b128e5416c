"""The list of names seldom spoken of: clean, known, never written, a rival where it is as near."""

import csv
import re

import pytest

from app.paths import RESOURCES
from app.text.correction import correct
from app.text.lexicon.drugs import Drugs
from app.text.lexicon.open_names import LOOKUP_ONLY, OpenNames
from app.text.lexicon.records import RARE, Entry, read_entries
from app.text.lexicon.slips import slip
from tests.lexicons import said, shipped

LEXICON = RESOURCES / "lexicon"
FILE = LEXICON / "names_en.tsv"
NAME = re.compile(r"[A-Za-z]+(-[A-Za-z]+)*")
MOST_BYTES = 430_000


def names() -> list[str]:
    return [name for entry in read_entries(FILE, "en") for name in entry.names]


def test_the_list_is_clean_sorted_and_small() -> None:
    with FILE.open(encoding="utf-8", newline="") as lines:
        ids = [row["id"] for row in csv.DictReader(lines, delimiter="\t")]
    assert ids == sorted(set(ids))
    assert len(names()) > 16_000
    assert FILE.stat().st_size < MOST_BYTES
    assert [name for name in names() if not NAME.fullmatch(name) or len(name) < 5] == []
    flags = {entry.flags for entry in read_entries(FILE, "en")}
    assert flags == {frozenset({LOOKUP_ONLY, RARE})}
    kinds = {entry.kind for entry in read_entries(FILE, "en")}
    assert kinds == {"drug", "anatomy", "diagnosis", "lab", "procedure"}


def test_no_name_stands_twice_here_or_in_another_list_and_none_is_an_ordinary_word() -> None:
    known = {name.casefold() for e in OpenNames.of(LEXICON / "open").entries for name in e.names}
    known |= {n.casefold() for e in shipped().entries if e.language == "en" for n in e.names}
    small = [name.casefold() for name in names()]
    assert len(small) == len(set(small))
    assert known.intersection(small) == set()
    assert shipped().common("en").intersection(small) == set()


@pytest.mark.parametrize(
    ("brand", "concept"),
    [
        ("Lucentis", "drug.ranibizumab"),
        ("Cerazet", "drug.desogestrel"),
        ("Novocaine", "drug.procaine"),
    ],
)
def test_a_brand_belongs_to_the_concept_that_the_other_lists_have(brand: str, concept: str) -> None:
    found = shipped().found("en", brand)
    assert found is not None
    assert found.id == concept


def test_what_the_list_knows_is_neither_repaired_nor_written() -> None:
    lexicon = shipped()
    for name in ("cortisyl", "madopark", "unasyna", "ministat", "torental", "nifuroxazide"):
        assert lexicon.knows("en", name)
        assert correct(said(f"she takes {name} daily", "en"), lexicon) == ()
    assert correct(said("she takes lucentiss daily", "en"), lexicon) == ()


def test_words_of_anatomy_and_microbes_are_no_misheard_drugs() -> None:
    lexicon = shipped()
    for word in ("femora", "gracilis", "klebsiella", "hyperextension", "courvoisier"):
        assert lexicon.knows("en", word)
        assert correct(said(f"there was {word} again", "en"), lexicon) == ()


def drug(key: str, name: str, *flags: str) -> Entry:
    return Entry(key, "en", name, "drug", flags=frozenset(flags))


def between(heard: str, name: str, rival: Entry) -> bool:
    core = drug("drug.one", name)
    return Drugs([core], [rival]).between(heard, name, [core])


def test_a_rare_drug_is_a_rival_only_where_it_is_as_near() -> None:
    for flags, further in (((), True), ((RARE,), False)):
        rival = drug("drug.two", "plicamycin", *flags)
        assert between("clinamycin", "clindamycin", rival) is further
    assert between("clinamycin", "clindamycin", drug("drug.two", "clinomycin", RARE))


def test_real_words_are_rivals_however_rare_drugs_are() -> None:
    core = drug("drug.one", "lactulose")
    assert Drugs([core], (), ["lactose"]).between("lactolose", "lactulose", [core])


def test_a_name_of_two_words_is_not_completed_from_a_short_piece() -> None:
    assert between("iron sulf", "iron sulfate", drug("drug.two", "zinc", LOOKUP_ONLY))


@pytest.mark.parametrize(
    ("heard", "name", "expected"),
    [
        ("vitotin", "vicodin", False),
        ("adivan", "ativan", True),
        ("hunira", "humira", True),
        ("dativan", "ativan", False),
        ("bumira", "humira", False),
        ("labatolal", "labetalol", False),
        ("phenobarbatol", "phenobarbital", True),
        ("labatilol", "labetalol", True),
        ("valium", "versed", False),
        ("lamictan", "lamictal", True),
        ("flowmax", "flomax", True),
        ("estosterone", "testosterone", True),
        ("ntocin", "oxytocin", False),
        ("sobril", "sabril", False),
        ("biagra", "viagra", False),
    ],
)
def test_typical_slips(heard: str, name: str, expected: bool) -> None:
    assert slip(heard, name) is expected


def test_what_may_be_written_goes_before_what_may_only_be_proposed() -> None:
    (found,) = correct(said("she takes hydroyzine daily", "en"), shipped())
    assert (found.text, found.state) == ("hydroxyzine", "applied")
