"""What a site sets is proposed by one person and approved by another, or it is not set."""

from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, SettingsError, StoreError
from app.services.proposals import Proposals
from app.store.audit import rows
from app.store.facts import fact
from app.store.tables_people import ProposalRow
from app.text.doses import dose_version
from tests import ward
from tests.ward import Ward, open_ward, proved

LOCK = {"session_lock_s": "90"}


@pytest.fixture
def place(tmp_path: Path) -> Ward:
    return open_ward(tmp_path)


@pytest.fixture
def desk(place: Ward) -> Proposals:
    return Proposals(place.database)


def proposed(desk: Proposals) -> str:
    return desk.propose(proved(ward.SYSADMIN), "site.change", "", LOCK, "too long in the bay")


def set_to(place: Ward) -> str:
    with place.database.transaction() as transaction:
        return fact(transaction, "session_lock_s", "as built")


def test_what_is_only_proposed_is_not_set(desk: Proposals, place: Ward) -> None:
    made = proposed(desk)
    assert [one.id for one in desk.waiting()] == [made]
    assert set_to(place) == "as built"
    assert desk.site() == {}


@pytest.mark.parametrize("approver", [ward.COMPLIANCE, ward.SECADMIN])
def test_another_person_approves_and_it_is_set(
    desk: Proposals, place: Ward, approver: Actor
) -> None:
    decided = desk.decide(proved(approver), "site.change", proposed(desk), approve=True)
    assert (decided.decision, decided.decided_by) == ("approved", approver.id)
    assert set_to(place) == "90"
    assert desk.site() == LOCK
    assert desk.waiting() == ()
    with place.database.transaction() as transaction:
        last = rows(transaction)[-2:]
    assert [(row.user_id, row.code) for row in last] == [
        (ward.SYSADMIN.id, "CFG-SEC"),
        (approver.id, "CFG-SEC"),
    ]


def test_what_was_rejected_is_not_set_and_not_decided_again(desk: Proposals, place: Ward) -> None:
    made = proposed(desk)
    desk.decide(proved(ward.COMPLIANCE), "site.change", made, approve=False)
    assert set_to(place) == "as built"
    with pytest.raises(AccessError, match="rejected already"):
        desk.decide(proved(ward.SECADMIN), "site.change", made, approve=True)
    assert set_to(place) == "as built"


def test_nobody_approves_what_they_proposed(desk: Proposals, place: Ward) -> None:
    made = desk.propose(proved(ward.COMPLIANCE), "note.unarchive", place.note, {}, "audit")
    with pytest.raises(AccessError, match="another person"):
        desk.decide(proved(ward.COMPLIANCE), "note.unarchive", made, approve=True)
    desk.decide(proved(ward.COMPLIANCE_2), "note.unarchive", made, approve=True)


def test_the_database_itself_wants_two_people(desk: Proposals, place: Ward) -> None:
    made = proposed(desk)

    def approve_by_hand() -> None:
        with place.database.transaction() as transaction:
            row = transaction.get_one(ProposalRow, made)
            row.decision, row.decided_by, row.decided_at = "approved", row.proposed_by, ward.BEGAN

    with pytest.raises(StoreError, match="breaks one of its rules"):
        approve_by_hand()
    assert set_to(place) == "as built"


def test_who_may_only_propose_does_not_approve(desk: Proposals) -> None:
    with pytest.raises(AccessError):
        desk.decide(proved(ward.SYSADMIN), "site.change", proposed(desk), approve=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_lock_s", "0"),
        ("session_lock_s", "100000"),
        ("session_lock_s", "９０"),
        ("password_profile", "none"),
        ("retention_note_days", "-1"),
        ("audit", "off"),
    ],
)
def test_what_would_be_no_protection_cannot_be_proposed(
    desk: Proposals, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=name):
        desk.propose(proved(ward.SYSADMIN), "site.change", "", {name: value}, "why not")
    assert desk.waiting() == ()


def test_terms_come_together(desk: Proposals, place: Ward) -> None:
    for terms in (["Zolgensma"], ["Zolgensma", "胺碘酮"]):
        made = desk.propose(
            proved(ward.STRANGER), "lexicon.change", "", {"terms": terms}, "on the formulary"
        )
        desk.decide(proved(ward.COMPLIANCE), "lexicon.change", made, approve=True)
    with place.database.transaction() as transaction:
        assert fact(transaction, "site_terms") == '["Zolgensma", "胺碘酮"]'
    assert desk.terms() == ("Zolgensma", "胺碘酮")


def test_what_is_not_there_is_not_decided(desk: Proposals) -> None:
    with pytest.raises(NotFoundError, match="erscribe site proposals"):
        desk.decide(proved(ward.COMPLIANCE), "site.change", "nothing", approve=True)


def doses(version: str, pharmacist: str = "Dr. Li, pharmacy") -> dict[str, str]:
    return {"version": version, "pharmacist": pharmacist}


def test_a_dose_table_holds_once_a_second_person_signed_it_in(desk: Proposals) -> None:
    asked = doses(dose_version())
    made = desk.propose(proved(ward.SYSADMIN), "doses.change", "", asked, "all rows checked")
    assert desk.dose_ranges() == ("", "")
    with pytest.raises(AccessError):
        desk.decide(proved(ward.SYSADMIN), "doses.change", made, approve=True)
    desk.decide(proved(ward.COMPLIANCE), "doses.change", made, approve=True)
    assert desk.dose_ranges() == (dose_version(), "Dr. Li, pharmacy")
    off = desk.propose(proved(ward.SYSADMIN), "doses.change", "", doses("off", ""), "not in use")
    desk.decide(proved(ward.COMPLIANCE), "doses.change", off, approve=True)
    assert desk.dose_ranges() == ("", "")


def test_only_the_installed_dose_table_is_signed_in_and_by_somebody(desk: Proposals) -> None:
    with pytest.raises(SettingsError, match=dose_version()):
        desk.propose(proved(ward.SYSADMIN), "doses.change", "", doses("0" * 12), "why")
    with pytest.raises(SettingsError, match="pharmacist"):
        desk.propose(proved(ward.SYSADMIN), "doses.change", "", doses(dose_version(), " "), "why")
