"""What the pages of users, audit log and approvals are given in the real program."""

import json
from pathlib import Path

import pytest

from app import bootstrap
from app.cli import window_people_pages
from app.domain.audit import Period
from app.services.audit_looks import Question
from app.services.people import Account
from tests.clinical_verbs import KEEPER_PASSWORD, clinical_store


def test_nothing_is_opened_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened() -> None:
        raise AssertionError("the store was opened")

    monkeypatch.setattr(bootstrap, "database", opened)
    monkeypatch.setattr(bootstrap, "reception", opened)
    audit = window_people_pages.audit(None, lambda: False)
    for make in (audit.looks, audit.log, audit.files, audit.glass):
        make()
    window_people_pages.approvals(None).approvals()
    window_people_pages.users(None)
    outgoing = window_people_pages.outgoing()
    outgoing.desk()
    assert not outgoing.opened()


def test_they_work_on_the_clinical_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with clinical_store(monkeypatch):
        keeper = bootstrap.sign_in().sign_in("keeper", KEEPER_PASSWORD)
        people = window_people_pages.users(None).people()
        assert [one.user.login for one in people.roster(keeper)] == ["keeper"]
        assert window_people_pages.approvals(None).approvals().waiting(keeper) == ()
        added = people.add(keeper, Account("audrey", "Audrey", "auditor"))
        auditor = bootstrap.sign_in().change_password("audrey", added.password, "grey-rivers-noon")
        parts = window_people_pages.audit(None, lambda: False)
        bundle = parts.files().write(auditor, Period(), "bundle", tmp_path)
        events = json.loads(bundle.read_text(encoding="utf-8"))["entry"]
        assert len(parts.looks().ask(auditor, Question())) > len(events) > 0
