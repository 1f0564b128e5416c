"""Whom an encounter is about, with what those know that were merged into it."""

from dataclasses import replace

from app.store.care import Patient
from app.store.database import Transaction
from app.store.merges import family
from app.store.tables import EncounterRow
from app.store.tables_people import PatientRow


def patient_of(transaction: Transaction, encounter: str) -> Patient:
    """What the encounter itself says counts; what it does not say, those it stands for may.

    encounter: one that stands for itself; it is called as it was first spelt.
    """
    row = transaction.get(EncounterRow, encounter)
    found = Patient(row.id if row else encounter, unknown=True)
    rows = [transaction.get(PatientRow, one) for one in family(transaction, found.encounter)]
    for one in rows:
        if one is not None:
            found = _completed(found, one)
    known = [one for one in rows if one is not None and one.name and not one.unknown]
    return replace(found, unknown=not known, name=known[0].name if known else found.name)


def _completed(found: Patient, row: PatientRow) -> Patient:
    return replace(
        found,
        patient=found.patient or row.patient_id or "",
        name=found.name or row.name,
        department=found.department or row.department,
        arrived_at=found.arrived_at or row.arrived_at,
        place=found.place or row.place or "",
        age=found.age or row.age or "",
        sex=found.sex or row.sex or "",
        birth_date=found.birth_date or row.birth_date or "",
    )
