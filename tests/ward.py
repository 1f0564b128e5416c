"""A clinical store with everybody in it who may want something of one patient's note."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.access import Actor, Role
from app.store.database import Database, Transaction
from app.store.keys import StoreKeys
from app.store.live import LiveRecording, add_recording
from app.store.relations import begin_encounter
from app.store.results import save_result
from app.store.tables_people import AssignmentRow, GlassRow, UserRow
from tests.fakes import finished_job

KEYS = StoreKeys(bytes(range(32)))
BEGAN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENCOUNTER = "E-1001"
OTHER_ENCOUNTER = "E-2002"
RECORDING = "a" * 32
NURSES_RECORDING = "b" * 32
HERE = "emergency"


def person(name: str, role: Role, department: str = HERE) -> Actor:
    """Somebody who has just given their credential."""
    return Actor(name, name.title(), role, f"s-{name}", department, "bay-3")


AUTHOR = person("author", "physician")
COLLEAGUE = person("colleague", "physician")
STRANGER = person("stranger", "physician", "surgery")
SUPERVISOR = person("supervisor", "physician")
GRANTED = person("granted", "physician", "surgery")
NURSE = person("nurse", "nurse")
OTHER_NURSE = person("othernurse", "nurse")
AUDITOR = person("auditor", "auditor")
COMPLIANCE = person("compliance", "emr_compliance")
COMPLIANCE_2 = person("compliance2", "emr_compliance")
SYSADMIN = person("sysadmin", "sysadmin")
SECADMIN = person("secadmin", "secadmin")
SERVICE = person("service", "export_service")
EVERYBODY = (
    *(AUTHOR, COLLEAGUE, STRANGER, SUPERVISOR, GRANTED, NURSE, OTHER_NURSE),
    *(AUDITOR, COMPLIANCE, COMPLIANCE_2, SYSADMIN, SECADMIN, SERVICE),
)


def proved(actor: Actor, at: datetime | None = None) -> Actor:
    """The same, having given the credential at a moment, or just now."""
    return replace(actor, proved_at=at or datetime.now(UTC))


@dataclass(frozen=True)
class Ward:
    """note: a draft of AUTHOR about ENCOUNTER, made from RECORDING."""

    database: Database
    note: str


def open_ward(folder: Path) -> Ward:
    """The store, with the people, the encounter and the note in it."""
    database = Database.open(folder / "erscribe.sqlite3", keys=KEYS, profile="clinical")
    with database.transaction() as transaction:
        _people(transaction)
        for encounter in (ENCOUNTER, OTHER_ENCOUNTER):
            begin_encounter(transaction, AUTHOR, encounter, BEGAN)
        for user in (COLLEAGUE, NURSE):
            transaction.add(
                AssignmentRow(
                    encounter_id=ENCOUNTER,
                    user_id=user.id,
                    assigned_at=BEGAN,
                    assigned_by=AUTHOR.id,
                )
            )
        _grant(transaction)
        for recording, actor in ((RECORDING, AUTHOR), (NURSES_RECORDING, NURSE)):
            add_recording(
                transaction,
                LiveRecording(recording, ENCOUNTER, BEGAN, actor.id, "clinical"),
            )
        job = finished_job()
        job = replace(
            job,
            recording=replace(job.recording, id=RECORDING),
            profile="clinical",
            encounter_id=ENCOUNTER,
        )
        note = save_result(transaction, job, AUTHOR, BEGAN)
    return Ward(database, note)


def _people(transaction: Transaction) -> None:
    rows = [
        UserRow(
            id=one.id,
            login=one.id,
            name=one.name,
            role=one.role,
            department=one.department,
            trainee=False,
            source="local",
            must_change=False,
            totp_step=0,
            created_at=BEGAN,
            created_by=SECADMIN.id,
        )
        for one in EVERYBODY
    ]
    transaction.add_all(rows)
    transaction.flush()
    transaction.get_one(UserRow, AUTHOR.id).supervisor_id = SUPERVISOR.id
    transaction.flush()


def _grant(transaction: Transaction) -> None:
    now = datetime.now(UTC)
    transaction.add(
        GlassRow(
            id="glass",
            user_id=GRANTED.id,
            encounter_id=ENCOUNTER,
            reason_code="emergency",
            reason="the ward is full",
            started_at=now - timedelta(minutes=1),
            until=now + timedelta(hours=4),
        )
    )
    transaction.flush()
