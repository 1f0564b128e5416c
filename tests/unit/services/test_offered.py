"""Which roles find which of the pages that few people need."""

from typing import get_args

import pytest

from app.domain.access import Role
from app.services.offered import offered, pages_of

EXPECTED = {
    "auditor": {"audit"},
    "emr_compliance": {"audit", "approvals", "outgoing"},
    "export_service": {"outgoing"},
    "physician": {"outgoing"},
    "sysadmin": {"outgoing"},
    "secadmin": {"users", "approvals"},
}


@pytest.mark.parametrize("role", get_args(Role))
def test_a_page_is_offered_to_those_who_may_do_something_on_it(role: Role) -> None:
    assert pages_of(role) == EXPECTED.get(role, set())
    for page in ("users", "audit", "approvals", "outgoing"):
        assert offered(page, role) == (page in EXPECTED.get(role, set()))


def test_a_page_that_there_is_not_is_offered_to_nobody() -> None:
    assert not offered("settings", "secadmin")
