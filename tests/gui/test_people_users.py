"""The users' page: everybody with what holds them up, and each change with its consequence."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import AccessError
from app.gui.people_pages.parts import UsersParts
from app.gui.people_pages.users_page import UsersPage
from app.services.people import Account, People
from app.services.sign_in import SignIn
from app.services.user_acts import UserAct, acts_for, matching, supervisors
from tests.fake_people_pages import (
    ADDRESS,
    PASSWORD,
    SECRET,
    TEMPORARY,
    USERS,
    Credential,
    FakePeople,
    keeper,
    users_parts,
)
from tests.people_desk import HASHES, WORKSTATION, acting_as, add, clinical, log
from tests.people_desk import PASSWORD as REAL_PASSWORD
from tests.window_walk import left_in

ANNA, CHEN, KEEPER, LOCKED, DISABLED, TEMP, WANG = range(7)


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def credential() -> Credential:
    return Credential(keeper())


@pytest.fixture
def page(qtbot: QtBot, people: FakePeople, credential: Credential) -> UsersPage:
    made = UsersPage(users_parts(people, credential))
    made.resize(1000, 900)
    qtbot.addWidget(made)
    made.act_as(keeper(proved=True))
    made.show()
    qtbot.waitUntil(lambda: made.grid.rowCount() == len(USERS))
    return made


def cells(page: UsersPage, row: int) -> list[str]:
    items = (page.grid.item(row, column) for column in range(page.grid.columnCount()))
    return [item.text() for item in items if item is not None]


def choose(page: UsersPage, row: int) -> None:
    page.grid.selectRow(row)


def confirm(page: UsersPage, password: str = PASSWORD) -> None:
    page.form.go.click()
    assert page.form.proof.isVisible()
    page.form.proof.password.setText(password)
    page.form.proof.confirm.click()


def possible(page: UsersPage) -> set[UserAct]:
    return {act for act, button in page.acts.items() if button.isEnabled()}


def test_each_user_is_seen_with_what_holds_them_up(page: UsersPage) -> None:
    assert cells(page, CHEN) == [
        "chen.jun", "陈俊", "Physician", "急诊抢救室", "trainee of 王芳", "here", "off",
        "✓ can sign in",
    ]  # fmt: skip
    assert cells(page, WANG)[5:7] == ["directory", "✓ on"]
    assert cells(page, LOCKED)[7].startswith("! locked until ")
    assert cells(page, DISABLED)[7].startswith("✕ disabled since 2026-11-29")
    assert cells(page, TEMP)[7] == "must change the password"
    assert page.count.text() == "7 of 7 users"


def test_looking_asks_for_the_credential_unless_it_was_given_just_now(
    qtbot: QtBot, people: FakePeople, credential: Credential
) -> None:
    page = UsersPage(users_parts(people, credential))
    qtbot.addWidget(page)
    page.act_as(keeper())
    page.show()
    assert page.opening.isVisible()
    assert page.grid.rowCount() == 0
    page.opening.password.setText("wrong")
    page.opening.confirm.click()
    assert "wrong" in page.opening.notice.text
    page.opening.password.setText(PASSWORD)
    page.opening.confirm.click()
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(USERS))


def test_a_user_is_found_by_every_word(page: UsersPage) -> None:
    page.search.setText("急诊 王")
    assert page.count.text() == "1 of 7 users"
    assert cells(page, 0)[0] == "wang.fang"
    page.search.setText("MONTGOMERY")
    assert page.grid.rowCount() == 1


def test_only_what_would_not_be_refused_can_be_pressed(page: UsersPage) -> None:
    assert possible(page) == set()
    for row, expected in (
        (ANNA, {"role", "password", "disable", "supervisor", "factor"}),
        (KEEPER, {"password", "factor", "factor_off"}),
        (LOCKED, {"role", "password", "unlock", "disable", "factor"}),
        (DISABLED, {"role", "password", "enable", "factor"}),
        (WANG, {"role", "disable", "supervisor", "factor", "factor_off"}),
    ):
        choose(page, row)
        assert possible(page) == expected
        assert page.acts["enable"].isVisible() == (row == DISABLED)


def test_a_change_says_what_comes_of_it_and_asks_for_the_credential_each_time(
    qtbot: QtBot, page: UsersPage, people: FakePeople, credential: Credential
) -> None:
    choose(page, ANNA)
    page.acts["disable"].click()
    assert page.form.what.text().startswith("Anna Li is signed out everywhere and cannot sign in")
    confirm(page, "wrong")
    assert people.acts == []
    assert page.form.proof.isVisible()
    page.form.proof.password.setText(PASSWORD)
    page.form.proof.confirm.click()
    qtbot.waitUntil(lambda: cells(page, ANNA)[7].startswith("✕ disabled"))
    assert page.notice.text == "Anna Li is disabled."
    assert not page.form.isVisible()
    page.acts["enable"].click()
    confirm(page)
    qtbot.waitUntil(lambda: cells(page, ANNA)[7] == "✓ can sign in")
    assert people.acts == [("disable", "anna.li"), ("enable", "anna.li")]
    assert credential.asked == 3


def test_a_temporary_password_is_shown_once(qtbot: QtBot, page: UsersPage) -> None:
    choose(page, ANNA)
    page.acts["password"].click()
    confirm(page)
    qtbot.waitUntil(page.secret.isVisible)
    assert page.secret.password.text() == TEMPORARY
    assert "Anna Li" in page.secret.heading.text()
    assert page.busy()
    page.secret.done.click()
    assert not page.secret.isVisible()
    assert not page.busy()
    assert left_in(page, TEMPORARY) == []


def test_a_secret_is_gone_when_the_page_is_left(qtbot: QtBot, page: UsersPage) -> None:
    choose(page, ANNA)
    page.acts["password"].click()
    confirm(page)
    qtbot.waitUntil(page.secret.isVisible)
    page.hide()
    page.show()
    assert page.secret.password.text() == ""
    assert not page.secret.isVisible()


def test_a_second_factor_is_shown_to_be_typed_and_as_an_address(
    qtbot: QtBot, page: UsersPage, people: FakePeople
) -> None:
    choose(page, ANNA)
    page.acts["factor"].click()
    assert "one-time code at every sign-in" in page.form.what.text()
    confirm(page)
    qtbot.waitUntil(page.secret.isVisible)
    assert page.secret.secret.text().replace(" ", "") == SECRET
    assert page.secret.address.text() == ADDRESS
    assert not page.secret.password.isVisible()
    qtbot.waitUntil(page.acts["factor_off"].isEnabled)
    page.acts["factor_off"].click()
    assert not page.secret.isVisible()
    confirm(page)
    qtbot.waitUntil(lambda: cells(page, ANNA)[6] == "off")
    assert people.acts[-1] == ("factor_off", "anna.li")


def test_a_user_is_added(qtbot: QtBot, page: UsersPage, people: FakePeople) -> None:
    page.add.click()
    form = page.form
    assert not form.go.isEnabled()
    QTest.keyClicks(form.login, "lin.xiao")
    form.name.setText("林晓")
    form.department.setText("急诊科")
    form.supervisor.setCurrentIndex(form.supervisor.findData("wang.fang"))
    form.factor.setChecked(True)
    confirm(page)
    qtbot.waitUntil(page.secret.isVisible)
    assert people.acts == [
        ("add", Account("lin.xiao", "林晓", "physician", "急诊科", "wang.fang", False, True))
    ]
    assert (page.secret.password.text(), page.secret.address.text()) == (TEMPORARY, ADDRESS)
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(USERS) + 1)
    assert left_in(form, "lin.xiao") == []


def test_what_was_filled_in_stays_when_it_is_refused(
    qtbot: QtBot, page: UsersPage, people: FakePeople
) -> None:
    people.refusal = AccessError("there is a user with this login already; choose another one")
    page.add.click()
    page.form.login.setText("anna.li")
    page.form.name.setText("Anna Li")
    confirm(page)
    qtbot.waitUntil(lambda: page.form.notice.tone == "red")
    assert "choose another one" in page.form.notice.text
    assert page.form.login.text() == "anna.li"
    people.refusal = None
    page.form.login.setText("anna.li2")
    confirm(page)
    qtbot.waitUntil(lambda: len(people.acts) == 1)


def test_a_role_and_a_supervisor_are_changed(
    qtbot: QtBot, page: UsersPage, people: FakePeople
) -> None:
    choose(page, ANNA)
    page.acts["role"].click()
    assert page.form.role.currentData() == "physician"
    page.form.role.setCurrentIndex(page.form.role.findData("auditor"))
    confirm(page)
    qtbot.waitUntil(lambda: cells(page, ANNA)[2] == "Auditor")
    choose(page, CHEN)
    page.acts["supervisor"].click()
    offered = [page.form.supervisor.itemData(at) for at in range(page.form.supervisor.count())]
    assert offered == ["", "wang.fang"]
    page.form.supervisor.setCurrentIndex(1)
    confirm(page)
    qtbot.waitUntil(lambda: len(people.acts) == 2)
    assert people.acts == [("role", "anna.li", "auditor"), ("supervisor", "chen.jun", "wang.fang")]


def test_a_form_is_about_the_user_who_is_chosen(page: UsersPage) -> None:
    choose(page, LOCKED)
    page.acts["unlock"].click()
    assert page.form.isVisible()
    choose(page, ANNA)
    assert not page.form.isVisible()
    page.acts["role"].click()
    page.form.leave_button.click()
    assert not page.form.isVisible()


def test_nothing_of_who_left_stays(qtbot: QtBot, page: UsersPage) -> None:
    choose(page, ANNA)
    page.search.setText("anna")
    page.acts["factor"].click()
    confirm(page)
    qtbot.waitUntil(page.secret.isVisible)
    page.forget()
    for canary in ("anna", SECRET, "王芳"):
        assert left_in(page, canary) == []


def test_every_control_has_a_name_and_keys_reach_the_acts(page: UsersPage) -> None:
    choose(page, ANNA)
    page.add.click()
    for kind in (page.search, page.grid, page.form.login, page.form.role, page.form.supervisor):
        assert kind.accessibleName()
    reached: set[QWidget] = set()
    one = page.search.nextInFocusChain()
    while one is not None and one is not page.search:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.add(one)
        one = one.nextInFocusChain()
    wanted: list[QWidget] = [*page.acts.values(), page.add, page.grid, page.form.go]
    assert set(wanted) <= reached


def test_pure_rules_of_who_can_be_meant() -> None:
    actor = keeper()
    assert "disable" not in acts_for(actor, USERS[KEEPER])
    assert matching(USERS, "") == USERS
    assert [one.user.login for one in supervisors(USERS)] == ["anna.li", "wang.fang"]
    assert [one.user.login for one in supervisors(USERS, "u-anna.li")] == ["wang.fang"]


def test_on_a_real_store_a_new_user_signs_in(qtbot: QtBot, tmp_path: Path) -> None:
    database = clinical(tmp_path)
    admin = acting_as(database, "keeper", "secadmin")
    add(database, "house")
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES)

    def prove(password, code, done, failed):  # type: ignore[no-untyped-def]  # as presence.prove
        done(desk.prove(admin, password, code))

    page = UsersPage(UsersParts(lambda: People(lambda: database, HASHES), prove))
    qtbot.addWidget(page)
    page.act_as(admin)
    page.show()
    qtbot.waitUntil(lambda: page.grid.rowCount() == 2)
    page.add.click()
    page.form.login.setText("lin")
    page.form.name.setText("林晓")
    page.form.supervisor.setCurrentIndex(1)
    confirm(page, REAL_PASSWORD)
    qtbot.waitUntil(page.secret.isVisible)
    actor = desk.change_password("lin", page.secret.password.text(), "grey-rivers-at-noon")
    assert (actor.name, actor.trainee) == ("林晓", True)
    assert [row.outcome for row in log(database, "SEC-USER")] == [0, 0]
    qtbot.waitUntil(lambda: page.grid.rowCount() == 3)
    assert cells(page, 2)[4] == "trainee of Dr. House"
