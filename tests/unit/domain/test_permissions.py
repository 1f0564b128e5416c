"""All 35 x 9 cells: what each allows, on which condition, and with which proof."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import Actor
from app.domain.permissions import PROOF, Relation, decide
from app.services.permissions import ACTIONS, permissions
from tests.access_cells import COLUMNS, FAILS, MEETS, Cell, cells, label

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CELLS = cells()


def allowed(cell: Cell, relation: Relation, proved_at: datetime | None = NOW) -> bool:
    actor = Actor("u1", "Somebody", cell.role, proved_at=proved_at)
    action = replace(ACTIONS[cell.act], otherwise="")  # this row alone
    return decide(action, permissions(), actor, cell.stands(relation), NOW).allowed


def test_the_table_is_whole() -> None:
    assert len(CELLS) == 35 * 9
    assert {cell.text for cell in CELLS} == {*MEETS, "-"}
    assert len({cell.row for cell in CELLS}) == 35


def test_the_program_has_the_table_of_the_specification() -> None:
    for cell in CELLS:
        assert permissions()[cell.row].cells[cell.column] == cell.text
        assert permissions()[cell.row].proof == cell.proof


@pytest.mark.parametrize("cell", CELLS, ids=label)
def test_a_cell_allows_what_it_says(cell: Cell) -> None:
    for relation in MEETS.get(cell.text, ()):
        if cell.text == "C" and cell.role == "nurse":
            relation = replace(relation, assigned=True)  # noqa: PLW2901 - nurses supervise nobody
        assert allowed(cell, relation) == (cell.proof != "never")


@pytest.mark.parametrize("cell", CELLS, ids=label)
def test_a_cell_refuses_everything_else(cell: Cell) -> None:
    if cell.text == "-":
        flags = {one.name: True for one in fields(Relation) if one.name != "scope"}
        everything = replace(Relation(**flags, scope="vital"), oneself=False)
        actor = Actor("u1", "Somebody", cell.role, proved_at=NOW)
        relation = replace(everything, author=cell.of_author)
        for action in ACTIONS.values():
            if action.permission == cell.row:
                alone = replace(action, otherwise="")
                assert not decide(alone, permissions(), actor, relation, NOW).allowed
    for relation in FAILS.get(cell.text, ()):
        if cell.text == "C" and cell.role in {"sysadmin", "secadmin"}:
            continue  # what they ask for is a second person: test_access
        assert not allowed(cell, relation)


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.asks_proof], ids=label)
def test_a_row_that_asks_for_the_credential_wants_it_fresh(cell: Cell) -> None:
    for relation in MEETS.get(cell.text, ()):
        for stale in (None, NOW - PROOF - timedelta(seconds=1), NOW + timedelta(seconds=1)):
            assert not allowed(cell, relation, stale)
        if cell.text != "C" or cell.role == "physician":
            assert allowed(cell, relation, NOW - PROOF)


@pytest.mark.parametrize("cell", [c for c in CELLS if not c.asks_proof], ids=label)
def test_a_row_that_does_not_ask_works_without(cell: Cell) -> None:
    for relation in MEETS.get(cell.text, ()):
        assert allowed(cell, replace(relation, assigned=True), None) == (cell.proof != "never")


def test_who_only_proposes_never_approves() -> None:
    for cell in CELLS:
        if cell.text == "C(propose)":
            assert f"{cell.act}.approve" in ACTIONS
            assert not allowed(replace(cell, text="C(approve)"), Relation())


def test_who_approves_does_not_do_it_alone() -> None:
    for cell in CELLS:
        alone = {c.text for c in CELLS if c.row == cell.row} <= {"-", "C(approve)"}
        if cell.text == "C(approve)" and not alone:
            assert not allowed(replace(cell, text="C"), Relation())


@pytest.mark.parametrize("role", [*COLUMNS.values(), "sandbox"])
def test_nobody_changes_audit_rows_or_reads_patients_as_administrator(role: str) -> None:
    for name in ("audit.change", "phi.read"):
        for author in (True, False):
            actor = Actor("u1", "Somebody", role, proved_at=NOW)  # type: ignore[arg-type]
            assert not decide(
                ACTIONS[name], permissions(), actor, Relation(author=author), NOW
            ).allowed


def test_reading_a_note_falls_back_to_breaking_the_glass() -> None:
    nurse = Actor("u1", "Somebody", "nurse", proved_at=NOW)
    show = ACTIONS["note.show"]
    refused = decide(show, permissions(), nurse, Relation(), NOW)
    assert (refused.allowed, refused.why) == (False, "break-the-glass")
    granted = decide(show, permissions(), nurse, Relation(glass=True), NOW)
    assert (granted.allowed, granted.glass, granted.permission) == (True, True, "P06")
    related = decide(show, permissions(), nurse, Relation(assigned=True), NOW)
    assert (related.allowed, related.glass, related.permission) == (True, False, "P05")


def test_recordings_of_others_are_not_stopped_recovered_or_deleted() -> None:
    doctor = Actor("u1", "Somebody", "physician", proved_at=NOW)
    for name in ("recording.stop", "recording.recover", "recording.discard"):
        verdict = decide(ACTIONS[name], permissions(), doctor, Relation(author=True), NOW)
        assert (verdict.allowed, verdict.why) == (False, "not-own-recording")
        own = Relation(author=True, recorded=True)
        assert decide(ACTIONS[name], permissions(), doctor, own, NOW).allowed
