"""The signed note as Word: what the PDF says, with its letters inside of the file."""

import io
import re
import zipfile
from dataclasses import replace
from uuid import UUID

import pytest
from docx import Document
from fontTools.ttLib import TTFont
from hypothesis import given, settings

from app.domain.documents import ClinicalDocument, DocumentSection
from app.domain.transcript import Language
from app.export.emr_text import joined
from app.export.fonts import FAMILY
from app.export.word_fonts import obfuscated
from app.export.word_note import docx
from tests.documents import LANGUAGES, SITE, acted, documents, example
from tests.unit.export.test_pdf import corrected


def part(file: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        return opened.read(name).decode()


def texts(file: bytes) -> list[str]:
    opened = Document(io.BytesIO(file))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [one.text for one in opened.paragraphs] + cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_was_signed_and_by_whom(language: Language) -> None:
    note = example(language, "amendment")
    made = docx(corrected(note), SITE, (example(language, "addendum"),))
    said = texts(made)
    for section in note.sections:
        assert joined(section.sentences, language) in said or not section.sentences
    assert {"en": "Not recorded.", "zh": "未记录。"}[language] in said
    assert any("Li Wei (D1)" in line and "14:08" in line for line in said)
    assert any("可靠电子签名" in line for line in said)
    assert "MRN-7" in said
    title = {"en": "Emergency department note", "zh": "急诊病历"}[language]
    assert said[0] == title


def test_each_page_has_a_head_and_a_number() -> None:
    made = docx(example("zh"), SITE)
    section = Document(io.BytesIO(made)).sections[0]
    assert all(
        one in section.header.paragraphs[0].text
        for one in ("张伟", "MRN-7", "V-9", "N-1", SITE.name)
    )
    foot = part(made, "word/footer1.xml")
    assert re.findall(r'w:instr="(\w+)"', foot) == ["PAGE", "NUMPAGES"]


def test_struck_words_are_struck_twice_and_stay_legible() -> None:
    runs = [
        run
        for line in Document(io.BytesIO(docx(corrected(example("zh")), SITE))).paragraphs
        for run in line.runs
    ]
    assert [one.text for one in runs if one.font.double_strike] == ["右"]
    assert [one.text for one in runs if one.font.underline] == ["左"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_letters_are_in_it_and_word_can_find_them(language: Language) -> None:
    made = docx(example(language), SITE)
    table = part(made, "word/fontTable.xml")
    key = UUID(re.search(r'w:fontKey="\{([0-9A-F-]{36})\}"', table)[1])  # type: ignore[index]
    assert f'w:name="{FAMILY}"' in table
    assert 'Target="fonts/font1.odttf"' in part(made, "word/_rels/fontTable.xml.rels")
    assert 'Extension="odttf"' in part(made, "[Content_Types].xml")
    settings_part = part(made, "word/settings.xml")
    order = [settings_part.index(name) for name in ("w:zoom", "w:embedTrueType", "w:saveSubset")]
    assert order == sorted(order)
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        hidden = opened.read("word/fonts/font1.odttf")
    assert hidden[:4] != b"\0\1\0\0"
    font = TTFont(io.BytesIO(obfuscated(hidden, key)))
    assert font["OS/2"].fsType == 0  # may be embedded
    letters = {letter for text in texts(made) for letter in text if letter.isprintable()}
    assert {one for one in letters if ord(one) not in font.getBestCmap()} <= {"😀"}
    assert len(hidden) < 200_000


def test_the_same_note_is_the_same_file() -> None:
    note = example("en")
    assert docx(note, SITE) == docx(note, SITE)


def test_a_character_that_no_xml_holds_is_shown_and_said() -> None:
    odd = replace(example("zh"), sections=(DocumentSection("plan", "", ("停药\x08继续😀",)),))
    made = docx(odd, SITE)
    assert "停药[□U+0008]继续😀" in texts(made)
    assert "无法书写" in part(made, "word/footer1.xml")
    assert "无法书写" not in part(docx(example("zh"), SITE), "word/footer1.xml")


def test_a_retracted_note_says_so_and_nothing_else() -> None:
    made = docx(corrected(acted(example("en"), "error")), SITE)
    said = "\n".join(texts(made))
    assert "ENTERED IN ERROR" in said
    assert "Crushing" not in said
    assert "Right" not in said
    assert "ENTERED IN ERROR" in part(made, "word/header1.xml")


def test_its_properties_name_no_patient() -> None:
    about = part(docx(example("zh"), SITE), "docProps/core.xml")
    assert "急诊病历 N-1 1" in about
    assert "张伟" not in about
    assert "2026-11-22T06:03:22Z" in about


@settings(max_examples=8)
@given(documents())
def test_any_document_can_be_written(note: ClinicalDocument) -> None:
    assert any(note.author.id in text for text in texts(docx(note, SITE)))
