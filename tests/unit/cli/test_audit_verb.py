"""`erscribe audit`: one line and an exit code; files that a receiver can read."""

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from app import bootstrap, paths
from app.cli import run
from app.store.audit import seal
from app.store.audit_anchor import ANCHOR
from app.store.database import Database
from tests.audit_log import SetClock, fill
from tests.clinical_verbs import fresh
from tests.unit.store.test_audit_verify import past_the_guards

Output = pytest.CaptureFixture[str]


@pytest.fixture
def database() -> Iterator[Database]:
    """The sandbox store in force, with rows of a moment ago."""
    with fresh():
        made = bootstrap.database()
        fill(made, 40, SetClock(at=datetime.now(UTC) - timedelta(seconds=60)))
        with made.transaction() as transaction:
            seal(transaction)
        yield made


def said(capsys: Output, *arguments: str) -> str:
    assert run(["audit", *arguments]) == 0
    return capsys.readouterr().out


def test_a_whole_log_is_said_to_be_whole(database: Database, capsys: Output) -> None:
    told = said(capsys, "verify")
    assert told.startswith("The audit log is whole: 42 rows, 1 checkpoints, anchored to row 40")


def test_a_changed_log_gives_one_line_and_exit_code_4(database: Database, capsys: Output) -> None:
    with past_the_guards(database) as sql:
        sql.execute("UPDATE audit_log SET user_id = 'x' WHERE seq = 17")
    assert run(["audit", "verify"]) == 4
    assert capsys.readouterr().out == "FAULT at row 17: row 17 was changed\n"


def test_a_copy_kept_elsewhere_is_looked_at_too(
    database: Database, capsys: Output, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes((paths.store_dir() / ANCHOR).read_bytes())
    said(capsys, "verify", "--anchor", str(copy))
    copy.write_bytes(copy.read_bytes().replace(b'"first_seq":1,', b'"first_seq":2,'))
    assert run(["audit", "verify", "--anchor", str(copy)]) == 4
    assert "did not sign" in capsys.readouterr().out
    assert run(["audit", "verify", "--anchor", str(tmp_path / "none.jsonl")]) == 4


def test_rows_are_shown_a_line_each(database: Database, capsys: Output) -> None:
    lines = said(capsys, "show").splitlines()
    assert len(lines) == 41
    assert "sandbox  sandbox  NOTE-READ  done  note n0  TREAT" in lines[0]
    assert said(capsys, "show", "--exports-only") == ""
    assert said(capsys, "show", "--to", "2020-01-01") == ""
    assert len(said(capsys, "show", "--from", "2020-01-01").splitlines()) > 40


def test_a_day_alone_is_the_whole_day(database: Database, capsys: Output) -> None:
    today = datetime.now().astimezone().date().isoformat()
    assert len(said(capsys, "show", "--from", today, "--to", today).splitlines()) > 0


def test_csv_is_sorted_as_asked(database: Database, capsys: Output) -> None:
    text = said(capsys, "export", "--sort", "object_id", "--desc")
    values = [row["object_id"] for row in csv.DictReader(io.StringIO(text))]
    assert len(values) == 41
    assert values == sorted(values, reverse=True)


def test_json_lines_are_the_rows_of_the_csv_sorted_as_asked(
    database: Database, capsys: Output
) -> None:
    lines = said(capsys, "export", "--format", "jsonl", "--sort", "at", "--desc").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 41
    assert [row["utc_ms"] for row in rows] == sorted((row["utc_ms"] for row in rows), reverse=True)
    names = next(csv.reader(io.StringIO(said(capsys, "export"))))
    assert all(list(row) == names for row in rows)


def test_fhir_is_written_to_a_file_of_the_owner_alone(
    database: Database, capsys: Output, tmp_path: Path
) -> None:
    out = tmp_path / "log.json"
    assert said(capsys, "export", "--format", "bundle", "--out", str(out)) == ""
    assert len(Bundle.model_validate_json(out.read_text()).entry or ()) == 41
    if os.name == "posix":
        assert out.stat().st_mode & 0o77 == 0
    lines = said(capsys, "export", "--format", "ndjson").splitlines()
    assert {json.loads(line)["resourceType"] for line in lines} == {"AuditEvent"}
    assert run(["audit", "export", "--out", str(tmp_path / "log.json" / "x")]) == 1


def test_who_saw_an_encounter_is_reported(database: Database, capsys: Output) -> None:
    lines = said(capsys, "report", "--encounter", "sandbox-3").splitlines()
    assert len(lines) == 6
    assert "sandbox (sandbox)  -  NOTE-READ  done  TREAT" in lines[0]
    found = json.loads(said(capsys, "report", "--encounter", "sandbox-3", "--json"))
    assert (found[0]["code"], found[0]["why"]) == ("NOTE-READ", "TREAT")
    assert len(json.loads(said(capsys, "report", "--patient", "mrn-1", "--json"))) == 8
    assert said(capsys, "report", "--patient", "MRN-999") == "Nobody, as far as this log knows.\n"


def test_a_row_is_proved_to_be_under_a_checkpoint(database: Database, capsys: Output) -> None:
    proof = json.loads(said(capsys, "prove", "5"))
    assert (proof["row"]["seq"], proof["checkpoint"]["last_seq"]) == (5, 40)
    assert run(["audit", "prove", "9999"]) == 1
    assert "no checkpoint covers" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--from", "yesterday"], ["--sort", "nothing"]])
def test_what_cannot_be_understood_is_refused(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit):
        run(["audit", "export", *arguments])
