"""The recipe of the section model: deterministic, small, and it learns."""

from pathlib import Path

import pytest

from app.text.sections import CONFIG, WEIGHTS, SectionModel

pytest.importorskip("sklearn")

from app.training.sections import examples, train

TEXTS = ["allergic to penicillin", "no known allergies", "takes aspirin daily", "takes metformin"]
HEADERS = ["ALLERGY", "ALLERGY", "MEDICATIONS", "MEDICATIONS"]


def test_a_model_learns_its_headers_and_is_the_same_twice(tmp_path: Path) -> None:
    headers = [*HEADERS, "CC", "CC"]
    texts = [*TEXTS, "chest pain", "chest pain and cough"]
    for name in ("one", "two"):
        train(texts, headers, tmp_path / name)
    model = SectionModel.load(tmp_path / "one")
    assert [model.header(text) for text in texts] == headers
    for file in (WEIGHTS, CONFIG):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_each_row_is_two_examples(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_text(
        "ID,section_header,section_text,dialogue\n0,CC,Chest pain.,Patient: It hurts.\n",
        encoding="utf-8",
    )
    assert examples(table) == (["Patient: It hurts.", "Chest pain."], ["CC", "CC"])
