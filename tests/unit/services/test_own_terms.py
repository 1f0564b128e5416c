"""Terms and bans from a table: looked at, proposed for the site, kept for oneself."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreError, VocabularyError
from app.domain.site_terms import SiteTerm, wanted_text
from app.services.known import known_of, terms_of
from app.services.own_terms import bring, look_at, table_of
from app.services.proposals import Proposals
from app.services.vetoes import Vetoes, pairs_of
from tests import ward
from tests.lexicons import small
from tests.ward import open_ward, proved

TABLE = """action,term,heard,scope,language,kind,synonyms
add,zorvamycin,,site,,drug,Zorva-Pen
添加,红隼热,,,zh,诊断,
,scene,,,,,
add,ab,,,,,
add,kestrel [x] y,,,,,
add,zorvamycin,,,,,
add,windpox,,,fr,,
add,windpox,,,,bird,
ban,hydroxyzine,hydroxy scene,site,,,
ban,metoprolol,,user,,,
ban,metoprolol,,ward,,,
delete,metoprolol,,,,,
ban,,,,,,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_table_is_looked_at_and_changes_nothing(table: Path) -> None:
    found = look_at(table, small(), (SiteTerm("windpox", "en"),))
    assert found.terms == (
        SiteTerm("zorvamycin", "en", "drug", ("Zorva-Pen",)),
        SiteTerm("红隼热", "zh", "diagnosis"),
    )
    assert found.site == (("hydroxy scene", "hydroxyzine"),)
    assert found.own == (("", "metoprolol"),)
    assert found.report.left_out == {"a term of this site already": 1}
    assert found.report.rejected == {
        "an ordinary word of the language": 1,
        "too short to be told from other words": 1,
        "signs that nobody says": 1,
        "a language that is neither en nor zh": 1,
        "a kind that is not known": 1,
        "scope: a word that is not known": 1,
        "action: a word that is not known": 1,
        "no term": 1,
    }
    assert [one.line for one in found.report.first if "ordinary" in one.reason] == [4]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir")
    with pytest.raises(VocabularyError, match="no column"):
        look_at(path, small(), ())


def test_what_is_for_the_site_waits_and_ones_own_holds_at_once(table: Path, tmp_path: Path) -> None:
    place = open_ward(tmp_path)
    proposals, vetoes = Proposals(place.database), Vetoes(place.database)
    found = look_at(table, small(), ())
    author = proved(ward.AUTHOR)
    with pytest.raises(StoreError, match="reason"):
        bring(found, author, proposals, vetoes, " ")
    made, new = bring(found, author, proposals, vetoes, "new formulary")
    assert new == 1
    assert bring(found, author, proposals, vetoes, "again")[1] == 0
    assert pairs_of(place.database, author) == {("", "metoprolol")}
    assert terms_of(place.database) == ()
    proposals.decide(proved(ward.COMPLIANCE), "lexicon.change", made, approve=True)
    assert terms_of(place.database) == found.terms
    assert known_of(place.database, "").terms == found.terms
    assert proposals.terms() == ("zorvamycin", "红隼热")
    assert proposals.vetoes() == (("hydroxy scene", "hydroxyzine"),)


def test_a_ban_for_ones_department_waits_too_and_is_for_no_other(tmp_path: Path) -> None:
    path = tmp_path / "bans.csv"
    path.write_text("action,term,heard,scope\nban,hydroxyzine,hydroxy scene,本科室\n", "utf-8")
    place = open_ward(tmp_path)
    proposals, vetoes = Proposals(place.database), Vetoes(place.database)
    found = look_at(path, small(), ())
    assert (found.department, found.site, found.asks) == (
        (("hydroxy scene", "hydroxyzine"),),
        (),
        True,
    )
    nobody = replace(proved(ward.AUTHOR), department="")
    with pytest.raises(StoreError, match="no department"):
        bring(found, nobody, proposals, vetoes, "how we speak")
    author = replace(nobody, department="ED west")
    made, _ = bring(found, author, proposals, vetoes, "how we speak")
    assert wanted_text(proposals.waiting()[0].payload) == "hydroxy scene ≠ hydroxyzine (ED west)"
    proposals.decide(proved(ward.COMPLIANCE), "lexicon.change", made, approve=True)
    assert pairs_of(place.database, author) == {("hydroxy scene", "hydroxyzine")}
    assert pairs_of(place.database, nobody) == frozenset()


def test_what_is_exported_is_read_again(table: Path, tmp_path: Path) -> None:
    found = look_at(table, small(), ())
    again = tmp_path / "again.csv"
    again.write_text(table_of(found.terms, found.site, found.own), encoding="utf-8", newline="")
    back = look_at(again, small(), ())
    assert (back.terms, back.site, back.own) == (found.terms, found.site, found.own)
    assert not back.report.rejected
    assert table_of((SiteTerm("=cmd()", "en"),), (), ()).splitlines()[1].startswith("add,'=cmd()")
