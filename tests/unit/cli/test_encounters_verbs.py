"""What the command line does with encounters, and what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app import bootstrap
from app.cli import run
from app.domain.access import Actor
from app.store.live import LiveRecording, add_recording
from tests.clinical_verbs import clinical_store
from tests.people_desk import PASSWORD, acting_as

AS = ("--user", "house", "--password-from", "env:PASSWORD")


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    monkeypatch.setenv("PASSWORD", PASSWORD)
    with clinical_store(monkeypatch):
        yield acting_as(bootstrap.database(), "house", department="er")


def said(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(["encounters", *argv, *AS]) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def test_from_the_first_word_to_two_that_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "begin", "E-1")
    said(capsys, "begin", "E-2", "--name", "Smith, June")
    told = ("--age", "54", "--sex", "F", "--place", "Bed 4")
    assert "F 54y Bed 4" in said(capsys, "identify", "e-1", *told)
    assert "Smith, J." in said(capsys, "identify", "E-1", "--name", "Smith, J.")
    assert "Smith, J. F 54y Bed 4" in said(capsys, "list")
    assert "consent: given" in said(capsys, "consent", "E-1", "given")
    assert "stands for: E-1" in said(capsys, "merge", "E-1", "E-2")
    assert "Smith, June" in said(capsys, "show", "E-1")
    assert "Smith, J." in said(capsys, "part", "E-1")


def test_what_is_none_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "begin", "E-1")
    assert "the age is a number" in said(capsys, "identify", "E-1", "--age", "old", code=1)
    assert "same encounter" in said(capsys, "merge", "E-1", "e-1", code=1)
    assert "no such encounter" in said(capsys, "show", "E-9", code=1)


def test_a_recording_that_goes_on_against_consent_is_told(
    capsys: pytest.CaptureFixture[str], house: Actor
) -> None:
    said(capsys, "begin", "E-1")
    with bootstrap.database().transaction() as transaction:
        live = LiveRecording("d" * 32, "E-1", datetime.now(UTC), house.id, "clinical")
        add_recording(transaction, live)
    run(["encounters", "consent", "E-1", "withdrawn", *AS])
    assert "that goes on" in capsys.readouterr().err
