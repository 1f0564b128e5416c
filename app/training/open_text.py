"""Open clinical text in a data folder, as raw strings: reports, dialogues, terms.

Layout: `text/` with mtsamples.csv.gz, mts_dialog/*.csv, aci_bench/train.csv,
fareez_interviews/*.txt, primock57/transcripts/*.TextGrid and two Chinese dialogue files;
`vocab/` with MeSH, Disease Ontology, RedMed, THUOCL and MCSCSet tables.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

_SENTENCE = re.compile(r"[.!?\n;:]+|,,")
_SPEAKER = re.compile(r"^\s*(?:\[\w+\]|[A-Z]\w{0,9}):?\s*")
_SAID = re.compile(r'text = "([^"<]{4,})"')
_LONGEST_CELL = 10_000_000


def english_texts(data: Path) -> Iterator[str]:
    """Sentences of dictated reports and of doctor-patient conversations."""
    text = data / "text"
    for row in _rows(text / "mtsamples.csv.gz"):
        yield from _SENTENCE.split(row["transcription"] or "")
    for path in (*sorted((text / "mts_dialog").glob("*.csv")), text / "aci_bench" / "train.csv"):
        for row in _rows(path):
            yield from _turns(row["dialogue"] or "")
    for path in sorted((text / "fareez_interviews").glob("*.txt")):
        yield from _turns(path.read_text(encoding="utf8", errors="ignore"))
    for path in sorted((text / "primock57" / "transcripts").glob("*.TextGrid")):
        for said in _SAID.findall(path.read_text(encoding="utf8")):
            yield from _SENTENCE.split(said)


def english_terms(data: Path) -> Iterator[str]:
    """Names of diseases, symptoms, drugs and everything MeSH knows."""
    vocabulary = data / "vocab"
    for name in ("en_mesh_symptoms.tsv", "en_mesh_terms.tsv", "en_do_term-names.tsv"):
        for columns in _columns(vocabulary / name):
            yield columns[1]
    for columns in _columns(vocabulary / "en_redmed_drug_lexicon.tsv"):
        for name in sorted({columns[1], *columns[2].split(",")}):
            yield name.replace("_", " ")


def mandarin_texts(data: Path) -> Iterator[str]:
    """Questions to doctors and their answers."""
    text = data / "text"
    with gzip.open(text / "zh_medical_neike.txt.gz", "rt", encoding="utf8") as file:
        yield from file
    for row in _rows(text / "zh_medical_dialogue_sample.csv.gz"):
        yield from (row["ask"] or "", row["answer"] or "")
    for columns in _columns(data / "vocab" / "zh_mcscset_pairs.tsv"):
        yield columns[-1]


def mandarin_terms(data: Path) -> Iterator[str]:
    """Chinese medical words."""
    for line in (data / "vocab" / "zh_THUOCL_medical.txt").read_text("utf8").splitlines():
        yield line.split("\t")[0].strip()


def _turns(dialogue: str) -> Iterator[str]:
    for line in dialogue.splitlines():
        yield from _SENTENCE.split(_SPEAKER.sub("", line))


def _columns(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf8").splitlines()[1:]:
        yield line.split("\t")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_CELL)
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf8") as packed:
            yield from csv.DictReader(packed)
    else:
        with path.open(encoding="utf8") as plain:
            yield from csv.DictReader(plain)
