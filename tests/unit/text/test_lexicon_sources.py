"""Each reader of a vocabulary: what it takes, what it leaves out and why, and what is broken."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.errors import VocabularyError
from app.text.lexicon.records import Entry
from app.text.lexicon.sources.kinds import Kind, read_source, sources_in
from app.text.lexicon.sources.reading import Reading, Wanted
from app.text.lexicon.sources.semantic_types import DEFAULT, read_semantic_types

DATA = Path(__file__).resolve().parents[2] / "data" / "lexicon_sources"


def read(
    reading: Reading, *paths: Path, told: Kind | None = None, kinds: Sequence[str] = ()
) -> dict[str, Entry]:
    """Entries by language and id, without their prefix's dot where there is only one language."""
    sources = sources_in(paths, told)
    assert not kinds or [one.kind for one in sources] == list(kinds)
    found = [entry for source in sources for entry in read_source(source, reading)]
    keys = [f"{entry.language}:{entry.id}" for entry in found]
    assert len(keys) == len(set(keys))
    return dict(zip(keys, found, strict=True))


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path / "scratch")


def test_umls_gives_names_in_both_languages_the_best_one_first(reading: Reading) -> None:
    found = read(reading, DATA / "umls", kinds=["umls"])
    assert found.keys() == {
        "en:umls.C9000001", "zh:umls.C9000001", "en:umls.C9000002", "en:umls.C9000004",
    }  # fmt: skip
    drug = found["en:umls.C9000001"]
    assert drug.names == ("zorvamycin", "Zorvamycin Sodium Salt")
    assert (drug.kind, drug.code_system, drug.code) == ("drug", "rxnorm", "900100")
    assert found["zh:umls.C9000001"].term == "佐伐霉素"
    fever = found["en:umls.C9000002"]
    assert fever.names == ("Acute Kestrel Fever", "Kestrel fever", "Ringer's windpox")
    assert (fever.kind, fever.code_system, fever.code) == ("diagnosis", "icd-10-cm", "A99.8")
    assert "source=UMLS" in fever.flags


def test_umls_ties_a_brand_to_its_ingredient_and_nothing_else(reading: Reading) -> None:
    found = read(reading, DATA / "umls")
    assert "ingredient=umls.C9000001" in found["en:umls.C9000004"].flags
    ties = [flag for one in found.values() for flag in one.flags if flag.startswith("ingredient")]
    assert ties == ["ingredient=umls.C9000001"]


def test_umls_says_what_it_left_out(reading: Reading) -> None:
    read(reading, DATA / "umls")
    assert reading.report.left_out == {
        "a term type that nobody says": 2,
        "suppressed or obsolete": 1,
        "another language": 1,
        "another semantic type": 1,
    }
    assert not reading.report.rejected
    assert reading.report.entries == {"UMLS": 4}
    assert set(map(len, reading.report.files.values())) == {64}


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(languages=("zh",)), {"zh:umls.C9000001"}),
        (Wanted(sources=frozenset({"SNOMEDCT_US"})), {"en:umls.C9000002"}),
        (Wanted(semantic_types={"T012": "term"}), {"en:umls.C9000003"}),
    ],
)
def test_umls_is_filtered(tmp_path: Path, wanted: Wanted, keys: set[str]) -> None:
    assert read(Reading(tmp_path, wanted=wanted), DATA / "umls").keys() == keys


def test_umls_needs_its_types(tmp_path: Path, reading: Reading) -> None:
    (tmp_path / "MRCONSO.RRF").write_bytes((DATA / "umls" / "MRCONSO.RRF").read_bytes())
    with pytest.raises(VocabularyError, match="MRSTY"):
        read(reading, tmp_path)


def test_rxnorm_takes_ingredients_and_brands_with_their_synonyms(reading: Reading) -> None:
    found = read(reading, DATA / "rxnorm", kinds=["rxnorm"])
    assert {key: one.names for key, one in found.items()} == {
        "en:rxnorm.900100": ("zorvamycin", "ZVM antibiotic"),
        "en:rxnorm.900400": ("Zorva-Pen",),
        "en:rxnorm.900600": ("belfrine hydrochloride",),
    }
    assert found["en:rxnorm.900400"].flags == {
        "brand", "ingredient=rxnorm.900100", "source=RXNORM",
    }  # fmt: skip
    assert reading.report.left_out["another source vocabulary"] == 1
    assert not list(reading.scratch.iterdir())


def test_snomed_takes_accepted_names_of_active_concepts(reading: Reading) -> None:
    found = read(reading, DATA / "snomed", kinds=["snomed"])
    assert {key: (one.kind, one.names) for key, one in found.items()} == {
        "en:snomed.9001000": ("diagnosis", ("Kestrel fever", "Windpox")),
        "zh:snomed.9001000": ("diagnosis", ("红隼热",)),
        "en:snomed.9003000": ("organism", ("Kestrel",)),
    }
    assert reading.report.left_out == {
        "suppressed or obsolete": 4,
        "another semantic type": 1,
        "not accepted by the language reference set": 1,
    }


def test_snomed_without_a_reference_set_takes_every_active_name(
    tmp_path: Path, reading: Reading
) -> None:
    for one in (*DATA.glob("snomed/sct2_*-en_*"), *DATA.glob("snomed/*Concept*")):
        (tmp_path / one.name).write_bytes(one.read_bytes())
    found = read(reading, tmp_path)
    assert found["en:snomed.9001000"].names == ("Falcon fever", "Kestrel fever", "Windpox")


def test_icd10cm_from_the_order_file_and_from_the_list(reading: Reading, tmp_path: Path) -> None:
    order = read(reading, DATA / "icd10cm_order_2024.txt", told="icd10cm")
    assert {key: one.term for key, one in order.items()} == {
        "en:icd10cm.A99": "Kestrel fever",
        "en:icd10cm.A99.8": "Other kestrel fever with windpox",
        "en:icd10cm.A99.9": "Kestrel fever",
    }
    assert reading.report.rejected == {"no row of ICD-10-CM": 1}
    assert reading.report.first[0].line == 5
    listed = read(Reading(tmp_path), DATA / "icd10cm_codes_2024.txt", kinds=["icd10cm"])
    assert listed["en:icd10cm.A99.8"].code == "A99.8"


def test_icd10cm_from_the_tabular_list_with_its_terms(reading: Reading) -> None:
    found = read(reading, DATA / "icd10cm_tabular_2024.xml", kinds=["icd10cm"])
    assert found["en:icd10cm.A99"].names == ("Kestrel fever", "Windpox of falconers")
    assert found["en:icd10cm.A99"].code == "A99"
    assert {one.code for one in found.values()} <= {"A99", "A99.8"}
    assert reading.report.rejected == {"no code of ICD": 1, "no code or no title": 1}
    assert [one.line for one in reading.report.first] == [27, 23]
    assert len(reading.report.files) == 1


def test_a_folder_of_xml_is_read_without_the_indexes_in_it(
    reading: Reading, tmp_path: Path
) -> None:
    name = "icd10cm_tabular_2024.xml"
    (tmp_path / name).write_bytes((DATA / name).read_bytes())
    (tmp_path / "icd10cm-index.xml").write_text("<ICD10CM.index/>")
    assert "en:icd10cm.A99" in read(reading, tmp_path, kinds=["icd10cm"])


def test_the_chinese_edition_in_utf_8_and_as_hospitals_save_it(
    reading: Reading, tmp_path: Path
) -> None:
    found = read(reading, DATA / "国临版诊断.csv", kinds=["icd10zh"])
    assert found["zh:icd-10-cn.A99.800"].names == ("红隼热", "隼热", "风痘热")
    assert found["zh:icd-9-cm-3-cn.99.9900"].kind == "procedure"
    assert reading.report.rejected == {"no code of ICD": 1}
    gbk = read(Reading(tmp_path), DATA / "国临版诊断_gbk.tsv", kinds=["icd10zh"])
    assert gbk["zh:icd-10-cn.A99.800"].term == "红隼热"


def test_loinc_takes_what_is_said(reading: Reading) -> None:
    found = read(reading, DATA / "Loinc.csv", kinds=["loinc"])
    assert found["en:loinc.99901-7"].names == ("Kestrin", "Blood Kestrin", "Kestrin SerPl-mCnc")
    assert found["en:loinc.99902-5"].kind == "vital"
    assert len(found) == 2
    assert reading.report.rejected == {"no LOINC number": 1}


def test_a_formulary_is_one_entry_a_drug(reading: Reading) -> None:
    found = read(reading, DATA / "own" / "formulary.csv", kinds=["formulary"])
    by_term = {one.term: one for one in found.values()}
    assert by_term.keys() == {"zorvamycin", "belfrine", "佐伐霉素"}
    drug = by_term["zorvamycin"]
    assert drug.synonyms == ("Zorva-Pen",)
    assert {"strength=250 mg", "strength=1 g", "form=vial", "route=IV"} <= drug.flags
    assert by_term["佐伐霉素"].synonyms == ("佐伐平",)
    assert reading.report.rejected == {"no drug": 1}


def test_staff_are_words_and_no_entries(reading: Reading) -> None:
    assert read(reading, DATA / "own" / "staff.csv", kinds=["staff"]) == {}
    assert reading.staff == {"en": {"quillon", "ashgrove"}, "zh": {"欧阳隼"}}
    assert "ashgrove" not in repr(reading.report).casefold()


def test_a_plain_table(reading: Reading) -> None:
    found = read(reading, DATA / "own" / "terms.tsv", kinds=["table"])
    by_term = {one.term: one for one in found.values()}
    assert by_term["kestrel score"].synonyms == ("Kestrel scale", "windpox score")
    assert (by_term["红隼评分"].kind, by_term["红隼评分"].language) == ("symptom", "zh")
    assert by_term["belfrine drip"].code == "D7"
    assert reading.report.rejected == {"a kind that is not known": 1}


def test_a_folder_is_read_whole(reading: Reading) -> None:
    found = read(reading, DATA / "own", kinds=["formulary", "staff", "table"])
    assert len(found) == 6


def test_what_is_no_vocabulary_says_how_to_tell(tmp_path: Path, reading: Reading) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir,\nnothing of this is a table.\n")
    with pytest.raises(VocabularyError, match="--as"):
        read(reading, letter)
    with pytest.raises(VocabularyError, match="no file of umls"):
        read(reading, letter, told="umls")
    with pytest.raises(VocabularyError, match="no column"):
        read(reading, letter, told="table")
    with pytest.raises(VocabularyError, match="no such file"):
        read(reading, tmp_path / "missing")


def test_semantic_types_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "types.tsv"
    path.write_text("# mine\nT047\nT012\torganism\n")
    assert read_semantic_types(path) == {"T047": "diagnosis", "T012": "organism"}
    for wrong, why in (("47", "three digits"), ("T047\tbird", "kind"), ("", "no semantic")):
        path.write_text(f"# mine\n{wrong}\n")
        with pytest.raises(VocabularyError, match=why):
            read_semantic_types(path)
    assert DEFAULT["T121"] == "drug"
