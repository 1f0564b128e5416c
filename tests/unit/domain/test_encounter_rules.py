"""Which two encounters may be shown as one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.encounters import Card, NoteLine, RecordingLine, merge_refusal, recorded_first
from app.services.care import ENCOUNTER_ID

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
AWAY = Card("E-1", NOON, patient="M1")
KEPT = Card("E-2", NOON)
SIGNED = (NoteLine("n1", "E-1", NOON, "signed", True),)
DRAFT = (NoteLine("n1", "E-1", NOON, "draft", False),)
RUNNING = (RecordingLine("r1", "E-1", NOON, "recording", "given"),)
STOPPED = (RecordingLine("r1", "E-1", NOON, "stopped", ""),)


@pytest.mark.parametrize(
    ("away", "kept", "why"),
    [
        (AWAY, replace(KEPT, encounter="e-1"), "same encounter"),
        (replace(AWAY, into="E-9"), KEPT, "merged already"),
        (AWAY, replace(KEPT, into="E-9"), "merged already"),
        (replace(AWAY, merged=("E-9",)), KEPT, "other way round"),
        (replace(AWAY, recordings=RUNNING), KEPT, "stop the recording"),
        (AWAY, replace(KEPT, recordings=RUNNING), "stop the recording"),
        (replace(AWAY, sealed=True), KEPT, "sealed"),
        (AWAY, replace(KEPT, patient="M2"), "two different patient numbers"),
        (replace(AWAY, notes=SIGNED), KEPT, "keep it"),
        (replace(AWAY, notes=SIGNED), replace(KEPT, notes=SIGNED), "entered in error"),
    ],
)
def test_what_must_not_become_one_does_not(away: Card, kept: Card, why: str) -> None:
    assert why in merge_refusal(away, kept)


@pytest.mark.parametrize(
    ("away", "kept"),
    [
        (AWAY, KEPT),
        (AWAY, replace(KEPT, patient="m1", merged=("E-9",))),
        (replace(AWAY, notes=DRAFT, recordings=STOPPED), replace(KEPT, notes=SIGNED)),
    ],
)
def test_a_double_entry_may_be_merged(away: Card, kept: Card) -> None:
    assert merge_refusal(away, kept) == ""


def test_what_is_recorded_first_has_an_id_of_its_own() -> None:
    assert recorded_first(NOON) != recorded_first(NOON)
    for sandbox in (False, True):
        made = recorded_first(NOON, sandbox=sandbox)
        assert ENCOUNTER_ID.fullmatch(made)
        assert made.startswith("SANDBOX-2026" if sandbox else "E2026")
