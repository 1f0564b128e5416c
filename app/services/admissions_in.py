"""What a message of the hospital's system does to visits, and to encounters that were begun.

A visit is kept, and offered to whoever begins an encounter; it is nobody's until then. An encounter
that was begun from it follows it while no note of it is signed, and only in what nobody wrote
differently here; everything else is a difference that is shown and waits for a click. The
department of an encounter says who may read it, so no message changes that.
"""

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from app.domain.access import SYSTEM_ACTOR, Actor, AuditEvent, Detail, Outcome
from app.domain.admissions import Admission, AdmissionEvent
from app.domain.arrivals import Arrival, Part, age_on, left, parts_of, same_number, told_of
from app.domain.encounters import Card
from app.store import admissions, care
from app.store.audit import append, key_of
from app.store.care import Patient
from app.store.database import Database, Transaction
from app.store.encounters import card

KEPT_FOR: Final = timedelta(days=7)
"""Of whom nobody told for so long, nothing is kept but what encounters have."""
_AHEAD: Final = timedelta(hours=1)
_FOLLOWED: Final[tuple[Part, ...]] = ("name", "sex", "birth_date", "place")

Refused = Literal["another_patient", "no_such_patient"]
"""The visit number is another patient's; a person is told of whom no visit is known here."""


class AdmissionsIn:
    """Takes what happened; each message counts once, however often it comes."""

    def __init__(
        self,
        database: Callable[[], Database],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._now = database, now

    def take(self, events: Sequence[AdmissionEvent]) -> Refused | None:
        """Keep what one message tells; None once it is on the disk, or was before.

        Of what is refused only that is kept. Raises StoreError, and then nothing was kept.
        """
        at = self._now()
        with self._database().transaction() as transaction:
            admissions.forget(transaction, at - KEPT_FOR)
            if not events or admissions.taken(transaction, events[0].id):
                return None
            for event in events:
                refused = _happened(transaction, _not_ahead(event, at), at)
                if refused is not None:
                    return refused
            admissions.remember(transaction, events[0].id, at)
        return None

    def turned_away(self, detail: Detail) -> None:
        """Connections and messages that were not taken since the last time, by kind."""
        event = AuditEvent(
            self._now(), _actor(), "ENC-ADT", "E", 8, "listener", reason="refused", detail=detail
        )
        with self._database().transaction() as transaction:
            append(transaction, event)


def _not_ahead(event: AdmissionEvent, now: datetime) -> AdmissionEvent:
    """A clock that is wrong must not keep all that is told later from being heard."""
    return replace(event, at=now) if event.at > now + _AHEAD else event


def _happened(transaction: Transaction, event: AdmissionEvent, at: datetime) -> Refused | None:
    if event.kind == "merged":
        _merge(transaction, event, at)
        return None
    number = admissions.survivor(transaction, event.admission.patient_number)
    told = replace(event, admission=replace(event.admission, patient_number=number))
    if not told.admission.visit:
        return _person(transaction, told, at)
    return _visit(transaction, told, at)


def _visit(transaction: Transaction, event: AdmissionEvent, at: datetime) -> Refused | None:
    """Somebody came, left, or is known better."""
    one = event.admission
    before = admissions.get(transaction, one.visit)
    if before and not same_number(before.admission.patient_number, one.patient_number):
        known = before.contested
        if known is None or not same_number(known.patient_number, one.patient_number):
            admissions.put(transaction, replace(before, contested=one), at)
            _tell(transaction, event, at, outcome=8, reason="another-patient")
        return "another_patient"
    now = told_of(before or Arrival(Admission(one.visit, one.patient_number, "")), one, event.at)
    if event.kind in {"admitted", "left"}:
        now = left(now, event.at if event.kind == "left" else None, event.at)
    admissions.put(transaction, now, at)
    changed = _follow(transaction, before, now, at)
    _tell(transaction, event, at, detail={"encounters": changed})
    return None


def _person(transaction: Transaction, event: AdmissionEvent, at: datetime) -> Refused | None:
    """Somebody is known better, whichever visit it is about."""
    visits = admissions.of_patient(transaction, event.admission.patient_number)
    if not visits:
        _tell(transaction, event, at, outcome=4, reason="no-such-patient")
        return "no_such_patient"
    changed = sum(_rename(transaction, one, event.admission, event.at, at) for one in visits)
    _tell(transaction, event, at, detail={"encounters": changed, "visits": len(visits)})
    return None


def _merge(transaction: Transaction, event: AdmissionEvent, at: datetime) -> None:
    """The number that is kept stands for the one that is gone, wherever nothing is signed."""
    gone = event.gone
    if not same_number(gone, event.admission.patient_number):
        admissions.merge_patients(transaction, gone, event.admission.patient_number, event.at)
    kept = admissions.survivor(transaction, gone)
    if same_number(kept, gone):  # into itself, or it is in use again by now
        _tell(transaction, event, at, reason="nothing-gone")
        return
    found = [
        card(transaction, care.known(transaction, one))
        for one in admissions.encounters_of(transaction, gone)
    ]
    free = [one for one in found if not (one.signed or one.sealed)]
    for one in free:
        renumbered = Patient(one.encounter, patient=kept, unknown=one.unknown)
        care.describe(transaction, renumbered)
        _tell_changed(transaction, one, at, {"patient": one.patient})
    visits = admissions.of_patient(transaction, gone)
    for before in visits:
        _rename(transaction, before, replace(event.admission, patient_number=kept), event.at, at)
    counts = {"encounters": len(free), "signed": len(found) - len(free), "visits": len(visits)}
    _tell(transaction, event, at, detail={**counts, "gone": key_of(transaction, gone)})


def _rename(
    transaction: Transaction, before: Arrival, patient: Admission, said_at: datetime, at: datetime
) -> int:
    """A visit of a patient who is known better; place and time are the visit's own. How many
    encounters were changed."""
    visit = before.admission
    renumbered = replace(visit, patient_number=patient.patient_number)
    known = replace(patient, arrived_at=None, place="", department="")
    now = told_of(replace(before, admission=renumbered), known, said_at)
    admissions.put(transaction, now, at)
    return _follow(transaction, before, now, at)


def _follow(transaction: Transaction, before: Arrival | None, now: Arrival, at: datetime) -> int:
    """Bring an encounter up to date as far as that needs no click; how many were changed."""
    visit = now.admission.visit
    if not care.exists(transaction, visit):
        return 0
    found = card(transaction, care.known(transaction, visit))
    if found.signed or found.sealed or found.unknown or not same_number(found.encounter, visit):
        return 0
    if not found.patient or not same_number(found.patient, now.admission.patient_number):
        return 0
    changes = _changes(found, before.admission if before else None, now.admission)
    if not changes:
        return 0
    care.describe(transaction, _as_patient(found, changes, at))
    _tell_changed(transaction, found, at, {part: getattr(found, part) for part in changes})
    return 1


def _changes(found: Card, before: Admission | None, now: Admission) -> dict[Part, str]:
    """What is new, and was not written differently by somebody here."""
    told = parts_of(now)
    earlier = parts_of(before) if before else {}
    return {
        part: told[part]
        for part in _FOLLOWED
        if told[part] and getattr(found, part) != told[part]
        if getattr(found, part) in {"", earlier.get(part, "")}
    }


def _as_patient(found: Card, changes: dict[Part, str], at: datetime) -> Patient:
    """An age that came from the birth date comes from the new one."""
    born = changes.get("birth_date", "")
    patient = Patient(
        found.encounter,
        name=changes.get("name", ""),
        place=changes.get("place", ""),
        sex=changes.get("sex", ""),
        unknown=found.unknown,
        birth_date=born,
    )
    day = at.astimezone().date()
    if born and found.age in {"", age_on(found.birth_date, day)}:
        return replace(patient, age=age_on(born, day))
    return patient


def _tell(
    transaction: Transaction,
    event: AdmissionEvent,
    at: datetime,
    *,
    outcome: Outcome = 0,
    reason: str = "",
    detail: Detail | None = None,
) -> None:
    one = event.admission
    append(
        transaction,
        AuditEvent(
            at,
            _actor(),
            *("ENC-ADT", "U", outcome, "encounter"),
            encounter=one.visit,
            patient=one.patient_number,
            reason=reason,
            detail={"kind": event.kind, **(detail or {})},
        ),
    )


def _tell_changed(
    transaction: Transaction, found: Card, at: datetime, stood: dict[Part, str]
) -> None:
    """As when somebody describes an encounter: what stood there is a hash."""
    detail: Detail = {part: key_of(transaction, text) or "nothing" for part, text in stood.items()}
    event = AuditEvent(at, _actor(), "ENC-DESCRIBE", "U", 0, "encounter", detail=detail)
    append(transaction, replace(event, encounter=found.encounter, patient=found.patient))


def _actor() -> Actor:
    return replace(SYSTEM_ACTOR, workstation=platform.node())
