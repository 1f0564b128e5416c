"""The signed note as PDF: all that it says can be read back, on pages that say whose they are."""

import re
from dataclasses import replace

import pytest

from app.domain.documents import ClinicalDocument, DocumentSection, Site
from app.domain.note_history import SentenceChange, Step, pieces
from app.domain.note_versions import VersionSentence
from app.domain.transcript import Language
from app.export.characters import visible
from app.export.fonts import drawable
from app.export.pdf import pdf
from tests.documents import ACTS, LANGUAGES, SIGNED_AT, SITE, acted, example, random_document
from tests.pdf_reader import lines_drawn, pages


def corrected(note: ClinicalDocument) -> ClinicalDocument:
    """With a corrected side in its history."""
    sides = (
        ("患者右侧胸痛。", "患者左侧胸痛。")
        if note.language == "zh"
        else ("Right pain.", "Left pain.")
    )
    change = SentenceChange(3, "reworded", "hpi", 0, pieces(*sides), VersionSentence(3, sides[1]))
    step = Step(2, "amendment", "D1", SIGNED_AT, "the side", True, (change,))
    return replace(note, history=(step,), names={"D1": "Li Wei"})


def long(language: Language) -> ClinicalDocument:
    """Of several pages, with what is hard to break and to write."""
    note = example(language, "amendment")
    odd = ("W" * 400, "😀 Łukasz Nguyễn 𠮷野\x0b\ttab\r\nnext line")
    many = tuple(replace(one, sentences=one.sentences * 12) for one in note.sections)
    sections = (*many, DocumentSection("plan", "18776-5", odd))
    return replace(note, sections=sections, confirmed=note.confirmed * 4, late=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_note_is_all_on_its_pages_which_say_whose_they_are(language: Language) -> None:
    note = long(language)
    made = pdf(corrected(note), SITE, (example(language, "addendum"),))
    read = pages(made)
    assert len(read) >= 3
    whole = "".join("".join(page) for page in read)
    for section in note.sections[:-1]:
        for sentence in section.sentences:
            assert sentence.replace("😀", "[□U+1F600]") in whole
    assert "W" * 400 in whole
    assert "[□U+1F600] Łukasz Nguyễn 𠮷野[□U+000B]    tab" in whole
    for number, page in enumerate(read, 1):
        head = " ".join(page[:3])
        assert all(part in head for part in (note.patient.name, "MRN-7", "V-9", "N-1", SITE.name))
        last = {"en": f"Page {number} of {len(read)}", "zh": f"第 {number} 页 共 {len(read)} 页"}
        assert last[language] in page
        assert any(text.startswith(("□", "“□”")) for text in page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_struck_stays_legible_under_two_lines(language: Language) -> None:
    note = example(language)
    without = lines_drawn(pdf(note, SITE))
    made = pdf(corrected(note), SITE)
    page = pages(made)[-1]
    assert ("右" if language == "zh" else "Right") in page
    assert ("左" if language == "zh" else "Left") in page
    assert any("Li Wei (D1)" in text and "2026-11-22 14:03" in text for text in page)
    edges = 2 * (len(pages(made)) - len(pages(pdf(note, SITE)))) + 1  # and the heading's
    assert lines_drawn(made) - without == edges + 2 + 1  # struck twice, underlined once


def test_the_same_note_is_the_same_file_and_another_is_not() -> None:
    note = example("zh")
    assert pdf(note, SITE) == pdf(note, SITE)
    assert pdf(note, SITE) != pdf(replace(note, late=True), SITE)


def test_its_metadata_names_no_patient_and_nothing_in_it_runs() -> None:
    made = pdf(example("zh"), SITE)
    assert "急诊病历 N-1 1".encode() in made
    assert "张伟".encode() not in made
    assert "张伟".encode("utf-16-be") not in made
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile"):
        assert word not in made
    for word in (b"/Lang (zh-CN)", b"<pdfaid:part>2<", b"/OutputIntent", b"/FontFile2"):
        assert word in made
    assert made.count(b"2026-11-22T14:03:22+08:00") == 3


def test_a_retracted_note_says_so_and_nothing_else() -> None:
    note = acted(example("en"), "error")
    read = pages(pdf(corrected(note), Site("", "https://h"), (example("en", "addendum"),)))
    assert len(read) == 1
    text = " ".join(read[0])
    assert "ENTERED IN ERROR" in text
    assert "another patient's" in text
    assert "Crushing" not in text
    assert "Values confirmed" not in text


@pytest.mark.full
@pytest.mark.parametrize("seed", range(200))
def test_any_document_can_be_printed_and_read_again(seed: int) -> None:
    note = random_document(seed, ACTS[seed % len(ACTS)], LANGUAGES[seed % 2])
    whole = ""
    for page in pages(pdf(note, SITE)):
        number = next(at for at, text in enumerate(page) if re.match(r"Page \d|第 \d", text))
        whole += re.sub(r"\s", "", "".join(page[number + 1 :]))
    assert note.author.id in whole
    if note.act != "error":
        for section in note.sections:
            said = visible("".join(section.sentences), lambda one: one in "\n\r\t" or drawable(one))
            assert re.sub(r"\s", "", said) in whole.replace("Notrecorded.", "").replace(
                "未记录。", ""
            )
