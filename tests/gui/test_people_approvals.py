"""The approvals page: what waits, decided by another person who gives the credential each time."""

from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessError
from app.gui.pages.proof_bar import Prove
from app.gui.people_pages.approvals_page import ApprovalsPage
from app.gui.people_pages.parts import ApprovalsParts
from app.services.approvals import Approvals
from app.services.proposals import Proposals
from app.services.sign_in import SignIn
from tests.fake_people_pages import (
    PASSWORD,
    WAITING,
    Credential,
    FakeApprovals,
    approvals_parts,
    keeper,
)
from tests.people_desk import HASHES, WORKSTATION, acting_as, clinical, log
from tests.people_desk import PASSWORD as REAL_PASSWORD
from tests.window_walk import left_in

ERASE, SITE, TERMS, ERROR, UNARCHIVE = range(5)


@pytest.fixture
def approvals() -> FakeApprovals:
    return FakeApprovals()


@pytest.fixture
def credential() -> Credential:
    return Credential(keeper("emr_compliance"))


@pytest.fixture
def page(qtbot: QtBot, approvals: FakeApprovals, credential: Credential) -> ApprovalsPage:
    made = ApprovalsPage(approvals_parts(approvals, credential))
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.act_as(keeper("emr_compliance", proved=True))
    made.show()
    qtbot.waitUntil(lambda: made.grid.rowCount() == len(WAITING))
    return made


def cells(page: ApprovalsPage, row: int) -> list[str]:
    items = (page.grid.item(row, column) for column in range(5))
    return [item.text() for item in items if item is not None]


def confirm(page: ApprovalsPage, password: str = PASSWORD) -> None:
    assert page.proof.isVisible()
    page.proof.password.setText(password)
    page.proof.confirm.click()


def test_what_waits_is_told_with_who_asked_why_and_since_when(page: ApprovalsPage) -> None:
    assert cells(page, ERASE)[:3] == [
        "Erase recordings", "3 recordings past their time", "Sam Ortiz",
    ]  # fmt: skip
    assert cells(page, SITE)[1] == (
        "Screen locks after seconds without use: 120, Rules for passwords: cn-l3"
    )
    assert cells(page, TERMS)[1:3] == ["替奈普酶, andexanet alfa, chess pain ≠ chest pain", "王芳"]
    assert cells(page, ERROR)[:2] == ["Note entered in error", "note 6c1f0a9be2d4"]
    assert cells(page, ERROR)[4] == "dictated into the wrong encounter"
    assert cells(page, ERROR)[3].startswith("2026-11-29")


def test_a_decision_says_what_comes_of_it_and_asks_for_the_credential_each_time(
    qtbot: QtBot, page: ApprovalsPage, approvals: FakeApprovals, credential: Credential
) -> None:
    page.grid.selectRow(ERASE)
    assert page.detail.text().splitlines()[1].startswith("Asked by Sam Ortiz, 2026-11-20")
    page.approve.click()
    assert "nobody can hear them again" in page.what.text()
    confirm(page, "wrong")
    assert approvals.decided == []
    assert "wrong" in page.proof.notice.text
    confirm(page)
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(WAITING) - 1)
    assert page.notice.text == "Approved."
    page.grid.selectRow(0)
    page.refuse.click()
    assert page.what.text() == "Nothing changes; who asked may ask again."
    confirm(page)
    qtbot.waitUntil(lambda: len(approvals.decided) == 2)
    assert approvals.decided == [("p1", True), ("p2", False)]
    assert credential.asked == 3


def test_nobody_decides_about_what_they_asked_for(page: ApprovalsPage) -> None:
    page.grid.selectRow(UNARCHIVE)
    assert not page.approve.isEnabled()
    assert not page.refuse.isEnabled()
    assert page.why.text == "You asked for this yourself; somebody else decides."
    page.grid.selectRow(SITE)
    assert page.approve.isEnabled()
    assert page.why.text == ""


def test_what_another_role_decides_is_only_seen(page: ApprovalsPage) -> None:
    page.act_as(keeper("secadmin", proved=True))
    page.grid.selectRow(TERMS)
    assert not page.approve.isEnabled()
    assert page.why.text == "Somebody of another role decides about this."


def test_another_choice_gives_the_question_up(page: ApprovalsPage) -> None:
    page.grid.selectRow(ERASE)
    page.approve.click()
    page.grid.selectRow(SITE)
    assert not page.card.isVisible()
    page.approve.click()
    assert page.card.isVisible()
    page.proof.cancel.click()
    assert not page.card.isVisible()


def test_a_list_that_is_read_again_leaves_the_question_open(
    qtbot: QtBot, page: ApprovalsPage, approvals: FakeApprovals
) -> None:
    page.grid.selectRow(SITE)
    page.approve.click()
    approvals.kept.pop(0)
    page.reload()
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(WAITING) - 1)
    assert page.card.isVisible()
    confirm(page)
    qtbot.waitUntil(lambda: approvals.decided == [("p2", True)])


def test_what_was_decided_elsewhere_is_said(
    qtbot: QtBot, page: ApprovalsPage, approvals: FakeApprovals
) -> None:
    approvals.refusal = AccessError("this proposal was approved already; nothing was changed")
    page.grid.selectRow(SITE)
    page.approve.click()
    confirm(page)
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "approved already" in page.notice.text


def test_that_nothing_waits_is_said(
    qtbot: QtBot, page: ApprovalsPage, approvals: FakeApprovals
) -> None:
    approvals.kept.clear()
    page.again.click()
    qtbot.waitUntil(lambda: page.notice.text == "Nothing waits for a second person.")


def test_nothing_of_who_left_stays(page: ApprovalsPage) -> None:
    page.grid.selectRow(ERROR)
    page.approve.click()
    page.proof.password.setText(PASSWORD)
    page.forget()
    for canary in ("wrong encounter", "Anna", PASSWORD):
        assert left_in(page, canary) == []
    assert page.notice.text == ""


def test_on_a_real_store_a_rule_of_the_site_holds_once_a_second_person_approves(
    qtbot: QtBot, tmp_path: Path
) -> None:
    database = clinical(tmp_path)
    admin = acting_as(database, "sam", "sysadmin")
    keeper_ = acting_as(database, "keeper", "secadmin")
    proposals = Proposals(database)
    proposals.propose(admin, "site.change", "", {"session_lock_s": "120"}, "open bay")
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES)

    def prove(password, code, done, failed):  # type: ignore[no-untyped-def]  # as presence.prove
        done(desk.prove(keeper_, password, code))

    page = ApprovalsPage(ApprovalsParts(lambda: Approvals(lambda: database), cast(Prove, prove)))
    qtbot.addWidget(page)
    page.act_as(keeper_)
    page.show()
    qtbot.waitUntil(lambda: page.grid.rowCount() == 1)
    assert cells(page, 0)[2] == "Dr. Sam"
    page.grid.selectRow(0)
    page.approve.click()
    confirm(page, REAL_PASSWORD)
    qtbot.waitUntil(lambda: page.grid.rowCount() == 0)
    assert proposals.site()["session_lock_s"] == "120"
    assert [row.user_id for row in log(database, "CFG-SEC")] == [admin.id, keeper_.id]
