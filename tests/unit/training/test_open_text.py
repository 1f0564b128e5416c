import gzip
from pathlib import Path

import pytest

from app.training.corpus_text import Author, load_sources
from app.training.open_text import english_terms, english_texts, mandarin_terms, mandarin_texts


@pytest.fixture
def data(tmp_path: Path) -> Path:
    text, vocabulary = tmp_path / "text", tmp_path / "vocab"
    for folder in ("mts_dialog", "aci_bench", "fareez_interviews", "primock57/transcripts"):
        (text / folder).mkdir(parents=True)
    vocabulary.mkdir()
    with gzip.open(text / "mtsamples.csv.gz", "wt", encoding="utf8") as file:
        file.write('note_id,transcription\n1,"SUBJECTIVE:,  She has a cough. No fever"\n')
    (text / "mts_dialog" / "a.csv").write_text('ID,dialogue\n0,"Doctor: Any pain?\nPatient: No"\n')
    (text / "aci_bench" / "train.csv").write_text('id,dialogue\n0,"[doctor] hi , martha ."\n')
    (text / "fareez_interviews" / "C1.txt").write_text("D: OK, and when did it start?\n\n")
    grid = 'intervals [1]:\n text = ""\n text = "Hello there today"\n text = "<UNSURE>x</UNSURE>"\n'
    (text / "primock57" / "transcripts" / "d.TextGrid").write_text(grid)
    with gzip.open(text / "zh_medical_neike.txt.gz", "wt", encoding="utf8") as file:
        file.write("血压高怎么办？\n")
    with gzip.open(text / "zh_medical_dialogue_sample.csv.gz", "wt", encoding="utf8") as file:
        file.write("department,title,ask,answer\n科,题,头痛两天,多休息\n")
    (vocabulary / "en_mesh_symptoms.tsv").write_text("id\tname\nD1\tAphasia\n")
    (vocabulary / "en_mesh_terms.tsv").write_text("id\tname\nD2\tAbdomen\n")
    (vocabulary / "en_do_term-names.tsv").write_text("id\tname\ttype\nD3\tlung cancer\tname\n")
    redmed = "dbid\tdrug\tknown\tmore\nDB1\tdornase_alfa\tpulmozyme\t-\n"
    (vocabulary / "en_redmed_drug_lexicon.tsv").write_text(redmed)
    (vocabulary / "zh_THUOCL_medical.txt").write_text("精神\t606946\n", encoding="utf8")
    pairs = "wrong\tcorrect\n眼结摸发红\t眼结膜发红\n"
    (vocabulary / "zh_mcscset_pairs.tsv").write_text(pairs, encoding="utf8")
    return tmp_path


def test_every_english_source_is_read_and_speakers_are_dropped(data: Path) -> None:
    said = {text.strip(" ,") for text in english_texts(data)}
    assert {"She has a cough", "No fever", "Any pain", "No", "Hello there today"} <= said
    assert "hi , martha" in said
    assert "OK, and when did it start" in said
    assert not any("UNSURE" in text for text in said)


def test_terms_come_from_every_table(data: Path) -> None:
    assert set(english_terms(data)) == {
        "Aphasia", "Abdomen", "lung cancer", "dornase alfa", "pulmozyme"
    }  # fmt: skip
    assert list(mandarin_terms(data)) == ["精神"]


def test_chinese_keeps_the_correct_side_of_misspelling_pairs(data: Path) -> None:
    texts = [text.strip() for text in mandarin_texts(data)]
    assert texts == ["血压高怎么办？", "头痛两天", "多休息", "眼结膜发红"]


def test_an_author_with_open_data_says_more_than_templates(data: Path) -> None:
    author = Author(load_sources(data), seed=4)
    said = {author.sentence("zh").text for _ in range(300)}
    assert "眼结膜发红" in said
    assert any("精神" in text for text in said)
