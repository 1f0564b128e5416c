"""Files that are damaged, or no vocabulary at all: counted and named by line, and never a crash."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import AppError, VocabularyError
from app.text.lexicon.sources import grouping
from app.text.lexicon.sources.kinds import KINDS, Kind, Source, read_source
from app.text.lexicon.sources.lines import LONGEST_BYTES, lines
from app.text.lexicon.sources.reading import Reading
from app.text.lexicon.sources.report import Rejected, Report
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.semantic_types import DEFAULT
from app.text.lexicon.sources.snomed import COLUMNS, CONCEPT, DESCRIPTION
from app.text.lexicon.sources.table import needed, records

HEADERS = {
    "umls": "",
    "rxnorm": "",
    "snomed": "\t".join(COLUMNS[DESCRIPTION]) + "\n",
    "icd10cm": "",
    "icd10zh": "编码,名称\n",
    "loinc": "LOINC_NUM,LONG_COMMON_NAME,STATUS\n",
    "formulary": "drug,brand,strength\n",
    "staff": "staff,department\n",
    "table": "term,synonyms,kind\n",
}  # fmt: skip
SECRET = "Quillon"  # noqa: S105 - a name that may stand in no report


def source(kind: Kind, path: Path) -> Source:
    """The file as the main one of a source, and again as all others that it needs."""
    parts = {
        "umls": ("MRCONSO.RRF", "MRSTY.RRF", "MRRANK.RRF", "MRREL.RRF"),
        "rxnorm": ("RXNCONSO.RRF", "RXNREL.RRF"),
    }
    if kind == "snomed":
        concepts = path.with_name("concepts.txt")
        concepts.write_text("\t".join(COLUMNS[CONCEPT]) + "\n")
        return Source(kind, ((DESCRIPTION, path), (CONCEPT, concepts)))
    return Source(kind, tuple((part, path) for part in parts.get(kind, (path.name,))))


def rejected(path: Path) -> Report:
    report = Report()
    assert list(lines(path, report)) is not None
    return report


def test_each_broken_line_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    long = b"x" * (10 * LONGEST_BYTES)
    path.write_bytes(b"\xef\xbb\xbfgood\n\xff\xfe bad\nnul \0 here\n" + long + b"\nlast")
    report = Report()
    assert list(lines(path, report)) == [(1, "good"), (5, "last")]
    assert report.rejected == {"not UTF-8": 1, "NUL byte": 1, "line too long": 1}
    assert [(one.line, one.reason) for one in report.first] == [
        (2, "not UTF-8"), (3, "NUL byte"), (4, "line too long"),
    ]  # fmt: skip


def test_only_the_first_places_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(b"\0\n" * 1000)
    report = rejected(path)
    assert report.rejected == {"NUL byte": 1000}
    assert report.first == [Rejected(str(path), line, "NUL byte") for line in (1, 2, 3)]


def test_a_folder_and_utf_16_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="cannot be read"):
        list(lines(tmp_path, Report()))
    path = tmp_path / "terms.csv"
    path.write_text("term\nfever\n", encoding="utf-16")
    with pytest.raises(VocabularyError, match="UTF-16"):
        needed(path, {"term": ("term",)}, ("term",))


def test_quotes_run_over_lines_or_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text('term,note\n"kestrel\nfever",a\nwindpox,"never closed\nbelfrine,c\n,\nx\n')
    reading = Reading(tmp_path)
    layout = needed(path, {"term": ("term",)}, ("term",))
    assert [(line, row["term"]) for line, row in records(path, layout, reading)] == [
        (2, "kestrel fever"), (5, "belfrine"),
    ]  # fmt: skip
    assert reading.report.rejected == {"a quote that is never closed": 1, "not 2 columns": 1}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_no_row_stops_a_reader_or_shows_in_its_report(
    kind: Kind, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cell = st.one_of(
        st.text(max_size=12),
        st.sampled_from([SECRET, "C0000001", "ENG", "CHI", "N", "T047", "1", "编码", "", '"']),
    )
    rows = data.draw(st.lists(st.lists(cell, max_size=20), max_size=6))
    join = data.draw(st.sampled_from(["|", "\t", ",", ";"]))
    text = HEADERS[kind] + "\n".join(join.join(row) for row in rows)
    raw = text.encode("utf-8", "surrogatepass") + data.draw(st.binary(max_size=40))
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "file.txt"
    path.write_bytes(raw)
    reading = Reading(folder / "scratch")
    for entry in read_source(source(kind, path), reading):
        assert entry.term
        assert entry.kind in {*DEFAULT.values(), "term", "abbreviation"}
    assert SECRET not in repr(reading.report)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_gives_nothing_or_says_so(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    reading, said = Reading(tmp_path / "scratch"), "empty.csv"
    try:
        found = list(read_source(source(kind, path), reading))
    except AppError as error:
        found, said = [], str(error)
    assert found == []
    assert "empty.csv" in said


@given(st.text(max_size=200), st.sampled_from(["en", "zh"]))
def test_what_is_sayable_stays_so(name: str, language: str) -> None:
    try:
        once = sayable(name, language)  # type: ignore[arg-type]
    except UnsaidError:
        return
    assert once == once.strip()
    assert len(once) <= 80


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Diabetes Mellitus, Type 2", "Type 2 Diabetes Mellitus"),
        ("Asthma (disorder)", "Asthma"),
        ("Pneumonia,  unspecified", "Pneumonia"),
        ("Fever NOS", "Fever"),
        ("fracture of femur, left, closed", "fracture of femur, left, closed"),
    ],
)
def test_names_become_what_is_said(written: str, said: str) -> None:
    assert sayable(written, "en") == said


def test_rows_are_grouped_on_disk(tmp_path: Path) -> None:
    rows = [(str(number % 700), (str(number),)) for number in range(2100)]
    found = dict(grouping.grouped(rows, tmp_path / "piles"))
    assert len(found) == 700
    assert found["3"] == [("3",), ("703",), ("1403",)]
    assert not (tmp_path / "piles").exists()


TABULAR = "<ICD10CM.tabular>{}</ICD10CM.tabular>"
FEVER = "<diag><name>A99</name><desc>Kestrel fever</desc>{}</diag>"


def tabular(path: Path, text: str) -> tuple[list[str], Report]:
    path.write_text(text, "utf-8")
    reading = Reading(path.parent)
    found = [one.term for one in read_source(Source("icd10cm", ((path.name, path),)), reading)]
    return found, reading.report


def test_xml_that_breaks_off_is_counted_and_what_came_before_is_kept(tmp_path: Path) -> None:
    whole = TABULAR.format(FEVER.format(""))
    found, report = tabular(tmp_path / "cut.xml", f"{whole[:-5]}\n")
    assert found == ["Kestrel fever"]
    assert report.rejected == {"no XML from here on": 1}
    deep = TABULAR.format(FEVER.format("") + "<note>" * 100_000)
    found, report = tabular(tmp_path / "deep.xml", deep)
    assert found == ["Kestrel fever"]
    assert report.rejected == {"no XML from here on": 1}
    long = f"<inclusionTerm><note>{'x' * (2 * LONGEST_BYTES)}</note></inclusionTerm>"
    found, report = tabular(tmp_path / "long.xml", TABULAR.format(FEVER.format(long)))
    assert found == ["Kestrel fever"]
    assert report.rejected == {"text too long": 1}


@pytest.mark.parametrize(
    "declared", ['<!ENTITY a "aaaa">', '<!ENTITY a SYSTEM "secret.txt">', '<!ENTITY % a "b">']
)
def test_xml_that_declares_entities_is_refused(tmp_path: Path, declared: str) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    text = f"<!DOCTYPE x [{declared}]>" + TABULAR.format(FEVER.format("&a;"))
    with pytest.raises(VocabularyError, match="declares entities") as raised:
        tabular(tmp_path / "hostile.xml", text)
    assert SECRET not in str(raised.value)
