"""The open lists keep the promises that the lexicon's README makes, and help without harm."""

import csv
import re
import warnings
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.correction import correct
from app.text.lexicon.open_names import LOOKUP_ONLY, OpenNames
from app.text.lexicon.records import read_entries
from app.text.protected import protected
from tests.lexicons import said, shipped

LEXICON = RESOURCES / "lexicon"
FILES = sorted(path.name for path in (LEXICON / "open").iterdir())
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '/-]*")
MOST_BYTES = 3_000_000


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (LEXICON / "open" / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def names(row: dict[str, str]) -> list[str]:
    return [row["term"], *filter(None, row["synonyms"].split("|"))]


def every_row() -> list[dict[str, str]]:
    return [row for name in FILES for row in rows(name)]


@pytest.fixture(scope="module")
def icd() -> ModuleType:
    """The code book; it takes seconds to load and warns about its own way of reading files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_module("simple_icd_10_cm")


def test_the_lists_are_small_and_with_the_core_hold_20000_names() -> None:
    assert sum((LEXICON / "open" / name).stat().st_size for name in FILES) < MOST_BYTES
    core = [name for e in shipped().entries if e.language == "en" for name in e.names]
    found = {name.casefold() for name in core} | {
        name.casefold() for row in every_row() for name in names(row)
    }
    assert len(found) >= 20_000


@pytest.mark.parametrize("name", FILES)
def test_each_list_is_clean_sorted_and_read_like_the_core(name: str) -> None:
    text = (LEXICON / "open" / name).read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    assert [row["id"] for row in rows(name)] == sorted({row["id"] for row in rows(name)})
    assert len(read_entries(LEXICON / "open" / name, "en")) == len(rows(name))
    kinds = {row["kind"] for row in rows(name)}
    assert ("drug" in kinds) == ("drugs" in name)
    assert [n for row in rows(name) for n in names(row) if not NAME.fullmatch(n)] == []
    assert [n for row in rows(name) for n in names(row) if len(n.split()) > 6] == []


def test_a_name_belongs_to_one_concept_only_here_and_in_the_core() -> None:
    core = [name.casefold() for e in shipped().entries if e.language == "en" for name in e.names]
    found = Counter([name.casefold() for row in every_row() for name in names(row)] + core)
    assert [name for name, count in found.items() if count > 1] == []


def test_names_that_no_correction_may_write_have_their_own_lists() -> None:
    for name in FILES:
        flags = {row["flags"] for row in rows(name)}
        alone = {LOOKUP_ONLY, f"high_alert|{LOOKUP_ONLY}"} if "lookup" in name else {""}
        assert flags <= alone | ({"high_alert"} if "lookup" not in name else set()), name


def test_a_name_that_may_be_written_is_long_and_no_ordinary_phrase() -> None:
    common = set((LEXICON / "common_en.txt").read_text(encoding="utf-8").split())
    open_to_writing = [n for f in FILES if "lookup" not in f for row in rows(f) for n in names(row)]
    assert [n for n in open_to_writing if sum(map(str.isalpha, n)) < 7] == []
    assert [n for n in open_to_writing if set(n.casefold().split()) <= common] == []


def test_every_condition_has_a_billable_code_and_no_drug_has_one(icd: ModuleType) -> None:
    codes = {row["code"]: row["term"] for row in every_row() if row["kind"] in {"diagnosis"}}
    assert {code: term for code, term in codes.items() if not icd.is_valid_item(code)} == {}
    assert {code: term for code, term in codes.items() if not icd.is_leaf(code)} == {}
    assert [row["id"] for row in every_row() if bool(row["code"]) != bool(row["code_system"])] == []
    assert [row["id"] for row in every_row() if row["kind"] == "drug" and row["code"]] == []


def test_an_id_of_the_core_keeps_its_kind_and_code() -> None:
    core = {entry.id: entry for entry in shipped().entries if entry.language == "en"}
    shared = [(core[row["id"]], row) for row in every_row() if row["id"] in core]
    assert len(shared) > 500
    assert [
        row["id"] for own, row in shared if (own.kind, own.code) != (row["kind"], row["code"])
    ] == []


@pytest.mark.parametrize(
    ("brand", "generic"),
    [
        ("Trulance", "plecanatide"), ("Leqembi", "lecanemab"), ("Brixadi", "buprenorphine"),
        ("Hyzaar", "losartan"), ("Vicoprofen", "ibuprofen"),
    ],
)  # fmt: skip
def test_a_brand_is_found_with_its_generic_name(brand: str, generic: str) -> None:
    found = shipped().found("en", brand)
    assert found is not None
    assert generic in found.id


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("esophageal perforation", "K22.3"), ("bimalleolar fracture", ""),
        ("perforated appendix", "K35.32"), ("thalassaemia", "D56.9"),
        ("heroin poisoning", "T40.1X1A"), ("Cheyne-Stokes breathing", "R06.3"),
    ],
)  # fmt: skip
def test_a_condition_is_found_with_its_code(name: str, code: str) -> None:
    found = shipped().found("en", name)
    assert (found.code if found else "") == code


def test_what_the_lists_know_is_never_repaired() -> None:
    lexicon = shipped()
    for word in ("meningioma", "synovitis", "plecanatide", "trulance", "meningiomas"):
        assert lexicon.knows("en", word)
        assert correct(said(f"history of {word} since may", "en"), lexicon) == ()


def test_misheard_names_are_still_repaired() -> None:
    (found,) = correct(said("give metoprolal twice daily", "en"), shipped())
    assert found.text == "metoprolol"


def test_a_drug_of_the_lists_is_protected_and_an_ordinary_word_is_not() -> None:
    words = ["he", "takes", "plecanatide", "and", "an", "equal", "dose"]
    found = [token.text for token in protected(words, "en", shipped()) if token.kind == "drug"]
    assert found == ["plecanatide"]


def test_lists_that_are_missing_know_nothing_and_broken_ones_are_named(tmp_path: Path) -> None:
    assert OpenNames.of(tmp_path).entries == ()
    assert not OpenNames.of(tmp_path).knows("aspirin")
    (tmp_path / "en_x.tsv").write_bytes(b"id\tterm\n\xff\xfe\n")
    with pytest.raises(ResourceError, match="en_x"):
        OpenNames.of(tmp_path).named("en", "aspirin")
    (tmp_path / "en_x.tsv").write_text("id\tterm\nonly one\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="en_x"):
        OpenNames.of(tmp_path).knows("aspirin")


def test_the_lists_hold_no_chinese() -> None:
    assert shipped().found("zh", "Trulance") is None
