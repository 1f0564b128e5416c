"""How extraction and routing are counted."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from app.bench.extraction_cases import as_heard, first_number, passages, read
from app.bench.section_routing import macro_f1
from app.bench.understanding_extraction import Counts, counts, f1, figures
from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.understanding import Understander

TEXT = "Pulse 96. Given morphine 4 mg IV and aspirin."


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load(RESOURCES)


def labels(folder: Path, text: str = TEXT, sha256: str | None = None) -> Path:
    """A corpus of one file and one labelled passage of it."""
    (folder / "notes").mkdir()
    (folder / "notes" / "one.json").write_text(json.dumps({"note": text}), encoding="utf-8")
    begin = text.index("morphine")
    dose, route = text.index("4 mg"), text.index("IV")
    row = {
        "source": "primock57",
        "file": "notes/one.json",
        "column": "note",
        "row": "one",
        "begin": 0,
        "end": len(text),
        "sha256": sha256 or hashlib.sha256(text.encode()).hexdigest(),
        "part": "open",
        "vitals": [{"begin": 6, "end": 8, "name": "heart_rate", "number": "96", "unit": "/min"}],
        "medications": [
            {
                "begin": begin,
                "end": begin + 8,
                "name": "morphine",
                "dose": {"begin": dose, "end": dose + 4, "text": "4 mg"},
                "route": {"begin": route, "end": route + 2, "text": "IV"},
                "frequency": None,
                "assertion": "present",
            }
        ],
    }
    path = folder / "labels.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_what_is_right_and_false_is_counted(tmp_path: Path, understander: Understander) -> None:
    (passage,) = passages(labels(tmp_path), tmp_path, "open")
    counted = counts(passage, read(understander, passage.text), understander)
    assert (counted.right["vital"], counted.right["medication"]) == (1, 1)
    assert (counted.right["dose"], counted.right["route"]) == (1, 1)
    assert counted.false["medication"] == 1
    assert (counted.asserted, counted.found) == (1, 1)


def test_figures_name_part_and_form(tmp_path: Path, understander: Understander) -> None:
    found = list(figures(understander, labels(tmp_path), tmp_path, "open"))
    assert found[0].sentences == "extraction open, written"
    assert (found[0].measure, found[0].value, found[0].count) == ("vital F1", 100.0, 1)
    assert {one.sentences for one in found} == {
        "extraction open, written",
        "extraction open, as heard",
    }


def test_another_text_stops_the_count(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="not the text that was labelled"):
        passages(labels(tmp_path, sha256="0" * 64), tmp_path, "open")


def test_f1_pools_passages() -> None:
    one, other = Counts(), Counts()
    one.right["vital"], other.missed["vital"], other.false["vital"] = 3, 1, 1
    assert f1([one, other], "vital").value == pytest.approx(75.0)
    assert f1([Counts()], "vital").value == 100.0


def test_a_text_as_heard_keeps_its_places_and_numbers() -> None:
    text = "BP 120/80, T 98.6; O2 (RA) 97%."
    assert as_heard(text) == "bp 120/80  t 98.6  o2  ra  97% "
    assert len(as_heard(text)) == len(text)


def test_the_first_number_of_a_label_is_in_digits(understander: Understander) -> None:
    assert first_number(understander, "50,000 IU") == "50000"
    assert first_number(understander, "two") == "2"


def test_macro_f1_weighs_headers_alike() -> None:
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx(100 * (6 / 7) / 2)


def test_a_spoken_amount_is_in_digits(understander: Understander) -> None:
    amounts = {"两粒": "2", "半片": "0.5", "俩": "2", "一片": "1", "0.5克": "0.5", "十二滴": "12"}
    amounts |= {"一片，每片5毫克": "1", "0。75g": "0.75"}
    assert {text: first_number(understander, text, "zh") for text in amounts} == amounts


def chinese_labels(folder: Path) -> Path:
    """A record and a line of Chinese corpora, each with one labelled passage."""
    record, line = "医生您好，\n阿司匹林一天一次。", "血压150/95高吗？"
    with gzip.open(folder / "talk.csv.gz", "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("ask", "answer"), ("是的\r\n", "好"), (record, "好")])
    with gzip.open(folder / "lines.txt.gz", "wt", encoding="utf-8", newline="") as file:
        file.write(f"\n\n{line}\n")
    shared: dict[str, object] = {"begin": 0, "part": "open", "vitals": [], "medications": []}
    rows: list[dict[str, object]] = [
        {"source": "zh_dialogue", "file": "talk.csv.gz", "column": "ask", "row": "2"},
        {"source": "zh_neike", "file": "lines.txt.gz", "column": None, "row": "3"},
    ]
    path = folder / "zh_labels.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row, text in zip(rows, (record, line), strict=True):
            whole = {"end": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
            file.write(json.dumps({**shared, **row, **whole}) + "\n")
    return path


def test_chinese_passages_are_found_by_record_and_line(tmp_path: Path) -> None:
    found = passages(chinese_labels(tmp_path), tmp_path, "open")
    assert [one.text[:3] for one in found] == ["医生您", "血压1"]
    assert {one.language for one in found} == {"zh"}


def test_a_row_may_hold_its_own_text(tmp_path: Path, understander: Understander) -> None:
    medicine = {"begin": 9, "end": 13, "name": "阿司匹林", "assertion": "present"}
    row = {"source": "own_v", "row": "v01", "part": "open", "text": "血压150/95。阿司匹林口服。"}
    path = tmp_path / "zh_labels_v.jsonl"
    path.write_text(json.dumps({**row, "vitals": [], "medications": [medicine]}), encoding="utf-8")
    (passage,) = passages(path, tmp_path, "open")
    found = counts(passage, read(understander, passage.text, passage.language), understander)
    assert (found.right["medication"], found.false["route"], found.missed["dose"]) == (1, 1, 0)
    assert next(figures(understander, path, tmp_path)).sentences.startswith(
        "extraction zh vitals open"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("own_v", "own_w"), encoding="utf-8")
    again = path.rename(tmp_path / "zh_labels_w.jsonl")
    assert next(figures(understander, again, tmp_path)).sentences.startswith(
        "extraction zh vitals again open"
    )


def test_figures_name_another_language(tmp_path: Path, understander: Understander) -> None:
    found = list(figures(understander, chinese_labels(tmp_path), tmp_path, "open"))
    assert found[0].sentences == "extraction zh open, written"


def test_a_record_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = chinese_labels(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"row": "3"', '"row": "9"'))
    with pytest.raises(ResourceError, match="a labelled passage is not there"):
        passages(path, tmp_path, "open")
