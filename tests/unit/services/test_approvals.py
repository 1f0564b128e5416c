"""What waits for a second person, from every service that asks for one."""

from pathlib import Path

import pytest

from app.domain.errors import AccessError
from app.services.approvals import Approvals, Waiting, why_not
from app.services.proposals import Proposals
from tests.note_ward import NoteWard, note_ward
from tests.ward import AUDITOR, AUTHOR, COMPLIANCE, SECADMIN, SYSADMIN, proved


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


@pytest.fixture
def approvals(ward: NoteWard) -> Approvals:
    return Approvals(lambda: ward.database)


def test_what_waits_is_listed_with_who_asked_and_why(ward: NoteWard, approvals: Approvals) -> None:
    asked = Proposals(ward.database).propose(
        proved(SYSADMIN), "site.change", "", {"session_lock_s": "120"}, "bay 3 is open"
    )
    ward.sign()
    ward.life.mark_error(proved(AUTHOR), ward.note, "another patient's words")
    setting, error = approvals.waiting(COMPLIANCE)
    assert (setting.act, setting.id, setting.name) == ("site.change", asked, "Sysadmin")
    assert (setting.reason, dict(setting.payload)) == ("bay 3 is open", {"session_lock_s": "120"})
    assert (error.act, error.id, error.name) == ("note.error", ward.note, "Author")
    assert error.reason == "another patient's words"
    assert [one.act for one in approvals.waiting(SECADMIN)] == ["site.change"]
    with pytest.raises(AccessError):
        approvals.waiting(AUDITOR)


def test_a_site_s_change_holds_once_it_is_approved(ward: NoteWard, approvals: Approvals) -> None:
    desk = Proposals(ward.database)
    desk.propose(proved(SYSADMIN), "site.change", "", {"session_lock_s": "120"}, "open bay")
    (one,) = approvals.waiting(SECADMIN)
    with pytest.raises(AccessError, match="password again"):
        approvals.decide(SECADMIN, one, approve=True)
    approvals.decide(proved(SECADMIN), one, approve=True)
    assert desk.site()["session_lock_s"] == "120"
    assert approvals.waiting(SECADMIN) == ()


def test_a_note_is_withheld_once_it_is_approved_and_not_before(
    ward: NoteWard, approvals: Approvals
) -> None:
    ward.sign()
    ward.life.mark_error(proved(AUTHOR), ward.note, "another patient's words")
    (one,) = approvals.waiting(COMPLIANCE)
    approvals.decide(proved(COMPLIANCE), one, approve=False)
    assert ward.state().error == ""
    ward.life.mark_error(proved(AUTHOR), ward.note, "it is")
    (one,) = approvals.waiting(COMPLIANCE)
    assert one.reason == "it is"
    approvals.decide(proved(COMPLIANCE), one, approve=True)
    assert ward.state().error == "approved"
    assert approvals.waiting(COMPLIANCE) == ()


def test_an_archived_note_is_opened_by_two(ward: NoteWard, approvals: Approvals) -> None:
    ward.sign()
    ward.life.archive(proved(AUTHOR), ward.note)
    assert approvals.waiting(COMPLIANCE) == ()
    ward.life.propose_unarchive(proved(COMPLIANCE), ward.note, "the court asks")
    (one,) = approvals.waiting(COMPLIANCE)
    assert one.act == "note.unarchive"
    with pytest.raises(AccessError):
        approvals.decide(proved(COMPLIANCE), one, approve=True)


def test_nobody_decides_about_their_own_or_beyond_their_role(ward: NoteWard) -> None:
    own = Waiting("site.change", "p1", SECADMIN.id, "Secadmin", proved(SECADMIN).proved_at)  # type: ignore[arg-type]
    assert why_not(SECADMIN, own) == "own"
    assert why_not(COMPLIANCE, own) == ""
    terms = Waiting("lexicon.change", "p2", AUTHOR.id, "Author", own.since)
    assert why_not(SECADMIN, terms) == "role"
    assert why_not(COMPLIANCE, terms) == ""
