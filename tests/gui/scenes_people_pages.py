"""The pages of users, audit log and approvals, filled as those who answer for them meet them."""

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QWidget

from app.domain.errors import AccessError
from app.gui.people_pages.approvals_page import ApprovalsPage
from app.gui.people_pages.audit_page import AuditPage
from app.gui.people_pages.users_page import UsersPage
from app.gui.words import sentence
from app.services.audit_looks import Look
from tests.fake_people_pages import (
    ACCESSES,
    ADDRESS,
    BROKEN,
    GRANTS,
    STANDING,
    TEMPORARY,
    USERS,
    WAITING,
    WHOLE,
    WORN,
    Credential,
    FakeApprovals,
    FakeAudit,
    FakePeople,
    approvals_parts,
    audit_parts,
    keeper,
    scene_look,
    users_parts,
)

LOG, ACCESS, GLASS, WHOLENESS = range(4)


def users_page(chosen: int = -1) -> UsersPage:
    page = UsersPage(users_parts(FakePeople(), Credential(keeper())))
    page.resize(1080, 700)
    page._actor = keeper(proved=True)  # read here and now, so that a picture shows it
    page._show_users_read(USERS)
    page.grid.selectRow(chosen)
    return page


def _users_asked() -> QWidget:
    page = UsersPage(users_parts(FakePeople(), Credential(keeper())))
    page.resize(1080, 700)
    page.act_as(keeper())
    return page


def _users_add() -> QWidget:
    page = users_page()
    page.begin("add")
    page.form.login.setText("lin.xiao")
    page.form.name.setText("林晓")
    page.form.department.setText("急诊科")
    page.form.supervisor.setCurrentIndex(1)
    return page


def _users_disable() -> QWidget:
    page = users_page(3)
    page.begin("disable")
    page.form.submit()
    return page


def _users_refused() -> QWidget:
    page = users_page(0)
    page.begin("supervisor")
    page._refused(AccessError("nobody supervises themselves; name somebody else"))
    return page


def _users_secret() -> QWidget:
    page = users_page()
    page.secret.put("Dr. Oluwaseun Featherstonehaugh-Montgomery", TEMPORARY, ADDRESS)
    return page


def audit_page(tab: int = LOG) -> AuditPage:
    page = AuditPage(audit_parts(FakeAudit(), Credential(keeper("auditor"))))
    page.resize(1080, 700)
    page.tabs.setCurrentIndex(tab)
    look = scene_look()
    page.log.show_look(cast(Look, look))
    page.log.model.put(0, look.part(0, 100))
    return page


def _audit_log() -> QWidget:
    page = audit_page()
    page.log.table.selectRow(0)
    return page


def _audit_refused() -> QWidget:
    page = audit_page()
    page.log.show_look(None)
    page._fail(AccessError("as nurse you may not do this (audit.view)"))
    return page


def _audit_access() -> QWidget:
    page = audit_page(ACCESS)
    page.access.number.setText("MRN-004711")
    page.access.show_accesses(ACCESSES)
    return page


def _audit_glass() -> QWidget:
    page = audit_page(GLASS)
    page.glass.show_grants(GRANTS)
    return page


def _audit_whole() -> QWidget:
    page = audit_page(WHOLENESS)
    page.whole.show_verified(WHOLE)
    page.whole.show_standing(STANDING)
    return page


def _audit_fault() -> QWidget:
    page = audit_page(WHOLENESS)
    page.whole.show_verified(BROKEN)
    page.whole.show_standing(WORN)
    page.whole.folder.setText("/home/audit/out")
    return page


def _audit_verifying() -> QWidget:
    page = audit_page(WHOLENESS)
    page.whole.begin_verify()
    page.whole.show_progress(40_000, 100_000)
    return page


def approvals_page(chosen: int = -1, *, waiting: bool = True) -> ApprovalsPage:
    page = ApprovalsPage(approvals_parts(FakeApprovals(), Credential(keeper("emr_compliance"))))
    page.resize(1080, 640)
    page._actor = keeper("emr_compliance")
    page._show_waiting(WAITING if waiting else ())
    page.grid.selectRow(chosen)
    return page


def _approvals_deciding() -> QWidget:
    page = approvals_page(1)
    page.begin(approve=True)
    page.proof._refused(AccessError("login, password or code is wrong; try again"))
    return page


def _approvals_own() -> QWidget:
    return approvals_page(4)


def _approvals_done() -> QWidget:
    page = approvals_page(waiting=False)
    page._fail(
        AccessError(
            sentence(AccessError("this proposal was approved already; nothing was changed"))
        )
    )
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "users": lambda: users_page(0),
        "users_asked": _users_asked,
        "users_add": _users_add,
        "users_disable": _users_disable,
        "users_refused": _users_refused,
        "users_secret": _users_secret,
        "audit_log": _audit_log,
        "audit_refused": _audit_refused,
        "audit_access": _audit_access,
        "audit_glass": _audit_glass,
        "audit_whole": _audit_whole,
        "audit_fault": _audit_fault,
        "audit_verifying": _audit_verifying,
        "approvals": lambda: approvals_page(0),
        "approvals_deciding": _approvals_deciding,
        "approvals_own": _approvals_own,
        "approvals_done": _approvals_done,
    }
