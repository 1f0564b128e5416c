"""The audit page: rows in any order and never all of them in memory, accesses, and the verdict."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast, get_args

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from app.domain.access import Actor, Role
from app.domain.audit import AuditRow, Period, Verified
from app.domain.audit_spans import period_of
from app.domain.errors import AccessError
from app.gui.audit_faults import AuditFaults
from app.gui.pages.proof_bar import Prove
from app.gui.people_pages.audit_acts import act_text
from app.gui.people_pages.audit_page import AuditPage
from app.gui.people_pages.audit_words import CELLS, detail_text, field_names
from app.gui.people_pages.look_model import KEPT, PART
from app.gui.people_pages.parts import AuditParts
from app.services.audit_files import AuditFiles, FileForm, Origin
from app.services.audit_log import AuditLog
from app.services.audit_looks import FIELDS, AuditLooks, Question, Seen
from app.services.glass import Glass
from app.services.permissions import ACTIONS
from app.services.sign_in import SignIn
from app.store.database import Database
from tests.audit_log import fill_fast
from tests.fake_people_pages import (
    BROKEN,
    GRANTS,
    PASSWORD,
    SCENE_ROWS,
    WHOLE,
    Credential,
    FakeAudit,
    FakeLook,
    audit_parts,
    audit_row,
    keeper,
)
from tests.people_desk import HASHES, WORKSTATION, acting_as, clinical, log
from tests.people_desk import PASSWORD as REAL_PASSWORD
from tests.unit.store.test_audit_verify import past_the_guards
from tests.window_walk import left_in

LOG, ACCESS, GLASS, WHOLENESS = range(4)
AUDITOR = keeper("auditor")


@pytest.fixture
def audit() -> FakeAudit:
    return FakeAudit()


def opened(
    qtbot: QtBot, audit: FakeAudit, tab: int = LOG, *, proved: bool = True, recording: bool = False
) -> AuditPage:
    credential = Credential(AUDITOR)
    page = AuditPage(
        audit_parts(audit, credential, lambda: recording),
        lambda _, __, chosen: chosen("/tmp/out"),  # noqa: S108 - no file is written
    )
    page.resize(1100, 800)
    qtbot.addWidget(page)
    page.tabs.setCurrentIndex(tab)
    page.act_as(keeper("auditor", proved=proved))
    page.show()
    return page


def shown(page: AuditPage, row: int) -> list[str]:
    model = page.log.model
    return [str(model.data(model.index(row, at))) for at in range(len(CELLS))]


def arrived(page: AuditPage, row: int) -> bool:
    return shown(page, row)[0] == str(page.log.model.rowCount() - row)


# --- the log


def test_rows_are_shown_in_words(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    qtbot.waitUntil(lambda: page.log.model.rowCount() == len(SCENE_ROWS))
    qtbot.waitUntil(lambda: "…" not in shown(page, 0))
    assert shown(page, 0) == [
        "812", "2026-11-29 10:28:32", "Anna Li", "Physician", "er-3", "broke the glass", "✓ done",
        "Encounter g1", "emergency",
    ]  # fmt: skip
    assert shown(page, 2)[2] == "an unknown login"
    assert shown(page, 2)[6] == "✕ refused"
    assert page.log.count.text() == "8 rows"


def test_a_chosen_row_is_told_in_sentences(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    qtbot.waitUntil(lambda: page.log.model.held == len(SCENE_ROWS))
    page.log.table.selectRow(1)
    told = page.log.detail.text()
    assert told.startswith("Anna Li (Physician): signed a note. ✓ done.")
    assert "by a clock that was set by a time server; workstation er-3" in told
    assert "final: yes, words: 512" in told
    assert "known here by keys only" in told


def test_only_what_is_on_the_screen_is_held_of_a_hundred_thousand_rows(
    qtbot: QtBot, audit: FakeAudit
) -> None:
    audit.look = FakeLook(100_000, lambda at: Seen(audit_row(100_000 - at), "Anna Li"))
    page = opened(qtbot, audit)
    qtbot.waitUntil(lambda: page.log.model.rowCount() == 100_000)
    for row in range(0, 100_000, 5_000):
        page.log.table.scrollTo(page.log.model.index(row, 0))
        qtbot.waitUntil(partial(arrived, page, row))
        assert page.log.model.held <= KEPT * PART
    assert len(audit.look.parts) < 60
    assert all(count == PART for _, count in audit.look.parts)


def test_filters_make_the_question(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    tab = page.log
    tab.user.setText("anna")
    tab.code.setText("NOTE-")
    tab.patient.setText("MRN-4711")
    tab.outcome.setCurrentIndex(tab.outcome.findData(8))
    tab.period.span.setCurrentIndex(tab.period.span.findData("between"))
    assert tab.period.first.isVisible()
    tab.period.first.setDate(QDate(2026, 11, 3))
    tab.period.last.setDate(QDate(2026, 11, 1))
    tab.sort.setCurrentIndex(tab.sort.findData("patient_key"))
    tab.go.click()
    qtbot.waitUntil(lambda: len(audit.asked) == 2)
    asked = audit.asked[-1]
    assert replace(asked, period=Period()) == Question(
        Period(), "anna", "NOTE-", "MRN-4711", 8, "patient_key", True
    )
    assert asked.period.since.date() == date(2026, 11, 1)
    assert asked.period.until.date() == date(2026, 11, 4)


def test_a_heading_sorts_and_a_second_click_turns_it_round(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    head = page.log.table.horizontalHeader()
    for _ in range(2):
        head.sectionClicked.emit(CELLS.index("user_id"))
    qtbot.waitUntil(lambda: len(audit.asked) == 3)
    assert [(one.sort, one.descending) for one in audit.asked] == [
        ("seq", True), ("user_id", False), ("user_id", True)
    ]  # fmt: skip
    assert head.sortIndicatorSection() == CELLS.index("user_id")
    assert head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_every_field_can_be_sorted_by(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    assert {page.log.sort.itemData(at) for at in range(page.log.sort.count())} == set(FIELDS)
    assert set(field_names()) == set(FIELDS)


def test_the_credential_is_asked_for_when_it_was_given_long_ago(
    qtbot: QtBot, audit: FakeAudit
) -> None:
    page = opened(qtbot, audit, proved=False)
    assert page.proof.isVisible()
    assert audit.asked == []
    page.proof.password.setText(PASSWORD)
    page.proof.confirm.click()
    qtbot.waitUntil(lambda: page.log.model.rowCount() == len(SCENE_ROWS))
    page.log.go.click()
    qtbot.waitUntil(lambda: len(audit.asked) == 2)
    assert not page.proof.isVisible()


def test_who_lacks_the_right_sees_one_sentence(qtbot: QtBot, audit: FakeAudit) -> None:
    audit.refusal = AccessError("as nurse you may not do this (audit.view)")
    page = opened(qtbot, audit)
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert page.notice.text.startswith("as nurse you may not do this")
    assert page.log.model.rowCount() == 0


def test_every_code_of_the_services_has_words() -> None:
    codes = {action.code for action in ACTIONS.values()}
    assert {code for code in codes if act_text(code) == code} == set()
    assert act_text("NEW-CODE") == "NEW-CODE"


@pytest.mark.parametrize("row", SCENE_ROWS, ids=lambda row: row.code)
def test_every_kind_of_row_has_a_detail(row: AuditRow) -> None:
    assert len(detail_text(Seen(row, "")).splitlines()) >= 4


# --- accesses and broken glass


def test_who_saw_a_patient_when_and_why(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit, ACCESS)
    page.access.number.setText(" MRN-4711 ")
    page.access.go.click()
    qtbot.waitUntil(lambda: page.access.grid.rowCount() == 3)
    assert ("accesses", "MRN-4711", "") in audit.asked
    assert page.access.notice.text == "3 looks, 1 of them by breaking the glass."
    why = page.access.grid.item(0, 6)
    assert why is not None
    assert "arrest in bay 2, team lead" in why.text()
    page.access.number.setText("nobody")
    page.access.go.click()
    qtbot.waitUntil(lambda: page.access.grid.rowCount() == 0)
    assert page.access.notice.text == "Nobody, as far as this log knows."
    page.access.kind.setCurrentIndex(1)
    page.access.number.setText("E-7")
    page.access.go.click()
    qtbot.waitUntil(lambda: ("accesses", "", "E-7") in audit.asked)


def test_broken_glass_is_listed_with_the_words_that_were_given(
    qtbot: QtBot, audit: FakeAudit
) -> None:
    page = opened(qtbot, audit, GLASS)
    page.glass.go.click()
    qtbot.waitUntil(lambda: page.glass.grid.rowCount() == len(GRANTS))
    cells = [page.glass.grid.item(0, at).text() for at in range(1, 5)]  # type: ignore[union-attr]
    assert cells == ["Anna Li", "E-1001", "I treat this patient now", "arrest in bay 2, team lead"]
    page.glass.show_grants(())
    assert page.glass.notice.text == "Nobody broke the glass in this time."


# --- whole, and out


def test_a_whole_log_is_told_with_how_far_it_is_anchored(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit, WHOLENESS)
    page.whole.verify.click()
    assert page.whole.progress.isVisible()
    assert not page.whole.verify.isEnabled()
    qtbot.waitUntil(page.whole.verify.isEnabled)
    assert "812 rows, 3 checkpoints, anchored to row 768. Of the 44 rows" in page.whole.result.text
    page.whole.show_verified(replace(WHOLE, notices=("the copy reaches row 5 only",)))
    assert page.whole.result.tone == "amber"
    page.whole.show_verified(WHOLE)
    assert page.whole.result.text.count("\n") == 0


def test_progress_is_shown(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit, WHOLENESS)
    page.whole.verify.click()
    qtbot.waitUntil(lambda: page.whole.progress.value() > 400)
    qtbot.waitUntil(page.whole.verify.isEnabled)


def test_a_fault_is_red_and_says_what_to_do(qtbot: QtBot, audit: FakeAudit) -> None:
    audit.found = BROKEN
    page = opened(qtbot, audit, WHOLENESS)
    with qtbot.waitSignal(page.fault_found) as found:
        page.whole.verify.click()
    assert found.args == [BROKEN]
    assert page.whole.result.tone == "red"
    assert "fault at row 400: row 400 was changed" in page.whole.result.text
    assert "call the security administrator" in page.whole.result.text


def test_where_the_log_stands(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit, WHOLENESS)
    page.whole.refresh.click()
    qtbot.waitUntil(lambda: "812 rows" in page.whole.standing.text())
    assert "reaches row 768" in page.whole.standing.text()
    assert "kept in /mnt/audit" in page.whole.standing.text()
    assert page.whole.clock.text == "The clock of this machine is set by a time server."


@pytest.mark.parametrize("form", ["csv", "jsonl", "bundle"])
def test_a_time_span_is_written_to_a_chosen_folder(
    qtbot: QtBot, audit: FakeAudit, form: FileForm
) -> None:
    page = opened(qtbot, audit, WHOLENESS)
    button = page.whole.buttons[form]
    assert not button.isEnabled()
    page.whole.choose.click()
    assert page.whole.folder.text() == "/tmp/out"  # noqa: S108 - as above
    button.click()
    qtbot.waitUntil(lambda: "Written to" in page.notice.text)
    assert ("write", form, Path("/tmp/out")) in audit.asked  # noqa: S108 - as above


def test_no_dialog_opens_while_something_is_recorded(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit, WHOLENESS, recording=True)
    page.whole.choose.click()
    assert page.whole.folder.text() == ""
    assert page.notice.text == "A recording runs; type the folder instead."


def test_nothing_of_who_left_stays(qtbot: QtBot, audit: FakeAudit) -> None:
    page = opened(qtbot, audit)
    qtbot.waitUntil(lambda: page.log.model.held > 0)
    page.log.table.selectRow(1)
    page.log.patient.setText("MRN-4711")
    page.access.number.setText("MRN-4711")
    page.access.go.click()
    page.glass.go.click()
    page.whole.folder.setText("/home/anna")
    qtbot.waitUntil(lambda: page.glass.grid.rowCount() > 0)
    page.forget()
    for canary in ("anna", "MRN-4711", "bay 2"):
        assert left_in(page, canary) == []
    assert page.log.model.rowCount() == 0


def test_spans_are_whole_days_on_the_wall() -> None:
    now = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
    today, day = now.date(), timedelta(days=1)
    midnight = datetime(2026, 11, 29, tzinfo=UTC)
    assert period_of("today", now, today, today) == Period(midnight)
    assert period_of("week", now, today, today) == Period(midnight - 6 * day)
    assert period_of("all", now, today, today) == Period()
    assert period_of("between", now, today, today - day) == Period(midnight - day, midnight + day)


def test_a_fault_that_the_program_found_is_told_in_the_window(qtbot: QtBot) -> None:
    faults = AuditFaults()
    told: list[str] = []
    faults.found.connect(told.append)
    faults.tell(WHOLE)
    faults.tell(BROKEN)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "changed at row 400" in told[0]
    faults.deleteLater()


# --- a real store


def real_page(qtbot: QtBot, database: Database, actor: Actor) -> AuditPage:
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES)

    def prove(password, code, done, failed):  # type: ignore[no-untyped-def]  # as presence.prove
        done(desk.prove(actor, password, code))

    def of_log() -> AuditLog:
        return AuditLog(lambda: database)

    page = AuditPage(
        AuditParts(
            lambda: AuditLooks(lambda: database),
            of_log,
            lambda: AuditFiles(of_log(), lambda: Origin("s")),
            lambda: Glass(lambda: database),
            cast(Prove, prove),
        )
    )
    page.resize(1100, 800)
    qtbot.addWidget(page)
    page.act_as(replace(actor, proved_at=None))
    page.show()
    page.proof.password.setText(REAL_PASSWORD)
    page.proof.confirm.click()
    return page


def test_on_a_real_store_rows_are_read_faults_found_and_all_of_it_is_in_the_log(
    qtbot: QtBot, tmp_path: Path
) -> None:
    database = clinical(tmp_path / "clinical")
    auditor = acting_as(database, "audrey", "auditor")
    fill_fast(database, 2_000)
    page = real_page(qtbot, database, auditor)
    page.log.period.span.setCurrentIndex(page.log.period.span.findData("all"))
    page.log.go.click()
    qtbot.waitUntil(lambda: page.log.model.rowCount() > 1_900, timeout=10_000)
    page.log.table.scrollTo(page.log.model.index(1_500, 0))
    qtbot.waitUntil(lambda: "read a note" in shown(page, 1_500), timeout=10_000)
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET reason = 'x' WHERE seq = 400")
    found: list[Verified] = []
    page.fault_found.connect(found.append)
    page.whole.verify.click()
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    assert page.whole.result.tone == "red"
    assert "row 400" in page.whole.result.text
    looks = [json.loads(row.detail_json) for row in log(database, "AUD-VIEW")]
    assert all(one["rows"] >= 0 for one in looks)
    assert log(database, "AUD-VERIFY")[-1].outcome == 12


@pytest.mark.parametrize("role", ["nurse", "secadmin"])
def test_on_a_real_store_who_may_not_look_is_refused_and_that_is_kept(
    qtbot: QtBot, tmp_path: Path, role: Role
) -> None:
    assert role in get_args(Role)
    database = clinical(tmp_path)
    page = real_page(qtbot, database, acting_as(database, "other", role))
    qtbot.waitUntil(lambda: page.notice.tone == "red", timeout=10_000)
    assert "you may not do this (audit.view)" in page.notice.text
    assert [row.outcome for row in log(database, "AUD-VIEW")] == [8]
