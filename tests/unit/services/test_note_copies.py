"""A signed note is copied as an EMR wants it, and every copy is in the audit log first."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from app.domain.documents import Site
from app.domain.errors import AccessError, ExportError, NotFoundError
from app.domain.note_edits import Write
from app.domain.note_versions import NoteBody, VersionSection, VersionSentence
from app.export.emr_text import emr_text, section_text
from app.services.note_copies import FORMS, NoteCopies
from tests.note_ward import SECRET, NoteWard, note_ward
from tests.pdf_reader import pages
from tests.ward import AUTHOR, COLLEAGUE, NURSE, proved


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


@pytest.fixture
def copies(ward: NoteWard) -> NoteCopies:
    return NoteCopies(ward.review, lambda: Site("St Elsewhere", "https://elsewhere.example"))


def test_a_draft_is_not_copied_and_the_sentence_says_what_to_do(
    ward: NoteWard, copies: NoteCopies
) -> None:
    with pytest.raises(AccessError):
        copies.text(proved(AUTHOR), ward.note)
    assert ("EXP-DISCLOSE", "author", 8, 0) in ward.audited()


def test_a_note_that_awaits_its_supervisor_is_not_copied(
    ward: NoteWard, copies: NoteCopies
) -> None:
    ward.sign(replace(AUTHOR, trainee=True))
    with pytest.raises(AccessError):
        copies.text(proved(AUTHOR), ward.note)


def test_a_signed_note_is_copied_by_section_and_whole(ward: NoteWard, copies: NoteCopies) -> None:
    ward.life.edit(AUTHOR, ward.note, [Write("plan", "Admit."), Write("plan", "Recheck at 6.")])
    ward.sign()
    ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "Family was told.")
    assert copies.text(proved(AUTHOR), ward.note, "plan").endswith("25 mg. Admit. Recheck at 6.")
    whole = copies.text(proved(AUTHOR), ward.note)
    assert "Plan\nGive hydroxyzine 25 mg. Admit. Recheck at 6." in whole
    assert whole.endswith("Addendum\nFamily was told.\n")
    codes = [code for code, *_ in ward.audited()]
    assert codes.count("EXP-DISCLOSE") == 2
    with pytest.raises(NotFoundError, match="nothing to copy"):
        copies.text(proved(AUTHOR), ward.note, "social")


def test_copying_asks_for_the_credential_and_for_ones_own_note(
    ward: NoteWard, copies: NoteCopies
) -> None:
    ward.sign()
    with pytest.raises(AccessError, match="password again"):
        copies.text(AUTHOR, ward.note)
    for other in (COLLEAGUE, NURSE):
        with pytest.raises(AccessError):
            copies.text(proved(other), ward.note)


def test_a_file_is_named_after_the_note_and_its_owner_alone_reads_it(
    ward: NoteWard, copies: NoteCopies, tmp_path: Path
) -> None:
    ward.sign()
    folder = tmp_path / "out"
    for form in FORMS:
        path = copies.save(proved(AUTHOR), ward.note, form, folder)
        assert path == folder / f"{ward.note}.{'xml' if form == 'cda' else form}"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads((folder / f"{ward.note}.json").read_text())["note"] == ward.note
    assert "Give hydroxyzine 25 mg." in (folder / f"{ward.note}.txt").read_text()


def test_on_paper_are_addenda_signatures_and_what_was_struck(
    ward: NoteWard, copies: NoteCopies, tmp_path: Path
) -> None:
    ward.sign()
    ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Write("plan", "Admit.")], "forgotten")
    ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "Family was told.")
    printed = copies.save(proved(AUTHOR), ward.note, "pdf", tmp_path).read_bytes()
    read = pages(printed)
    whole = " ".join(" ".join(page) for page in read)
    for said in ("St Elsewhere", "Admit.", "Family was told.", "History of changes", "forgotten"):
        assert said in whole
    assert whole.count("Signed by") == 2
    assert "added" in " ".join(read[-1])
    word = Document(str(copies.save(proved(AUTHOR), ward.note, "docx", tmp_path)))
    assert "Family was told." in [one.text for one in word.paragraphs]
    assert printed == copies.save(proved(AUTHOR), ward.note, "pdf", tmp_path).read_bytes()


def test_as_cda_an_addendum_is_a_document_of_its_own(
    ward: NoteWard, copies: NoteCopies, tmp_path: Path
) -> None:
    ward.sign()
    ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "Family was told.")
    path = copies.save(proved(AUTHOR), ward.note, "cda", tmp_path)
    version = ward.versions()[-1].version
    assert b"hydroxyzine" in path.read_bytes()
    assert b"Family was told." in (tmp_path / f"{ward.note}.{version}.xml").read_bytes()


def test_every_copy_on_paper_is_in_the_audit_log(
    ward: NoteWard, copies: NoteCopies, tmp_path: Path
) -> None:
    with pytest.raises(AccessError):
        copies.save(proved(AUTHOR), ward.note, "pdf", tmp_path)
    assert ("EXP-DISCLOSE", "author", 8, 0) in ward.audited()
    ward.sign()
    copies.save(proved(AUTHOR), ward.note, "pdf", tmp_path)
    assert [code for code, *_ in ward.audited()].count("EXP-DISCLOSE") == 2
    assert list(tmp_path.glob("*.pdf")) == [tmp_path / f"{ward.note}.pdf"]


def test_a_folder_that_is_none_is_said(ward: NoteWard, copies: NoteCopies, tmp_path: Path) -> None:
    ward.sign()
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="choose another folder"):
        copies.save(proved(AUTHOR), ward.note, "txt", tmp_path / "file")


def body(*texts: str) -> NoteBody:
    sentences = tuple(VersionSentence(at, text) for at, text in enumerate(texts, 1))
    return NoteBody("ed_default", (VersionSection("hpi", "10164-2", sentences),))


def test_chinese_is_joined_without_a_sign_that_nobody_wrote() -> None:
    text = section_text(body("胸痛2小时。", "否认呼吸困难", "予阿司匹林300mg。"), "hpi", "zh")
    assert text == "胸痛2小时。否认呼吸困难 予阿司匹林300mg。"
    assert emr_text(body("胸痛。"), (), "zh") == "现病史\n胸痛。\n"


def test_what_fits_no_section_is_copied_too() -> None:
    one = NoteBody("ed_default", unplaced=(VersionSentence(1, "Hello."),))
    assert emr_text(one, (), "en") == "Not placed in a section\nHello.\n"
