"""An encounter begun in three seconds, described or identified later, and consent to recording."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from app.domain.access import Actor
from app.domain.admissions import Admission
from app.domain.arrivals import age_on, same_number
from app.domain.encounters import CONSENTS, UNKNOWN, Card, Consent, ConsentStep
from app.domain.errors import AccessError, StoreError
from app.domain.intake_words import Told
from app.services.access import Detail, Done, Subject, perform
from app.services.care import ENCOUNTER_ID, Patient
from app.store import admissions, care
from app.store.audit import key_of
from app.store.consents import add_consent, consents
from app.store.database import Database, Transaction
from app.store.encounters import card, next_number
from app.store.relations import begin_encounter

__all__ = ["Card", "Encounters", "Told"]

Given = TypeVar("Given")

_TOLD: Final = ("name", "patient", "place", "age", "sex", "birth_date")
"""What is known of a patient, as `Card` and `Told` both call it."""
_TRIES: Final = 5
_FOREIGN: Final = (
    "this visit number is another patient's by what the hospital's system says; compare name and "
    "number, and correct the wrong one"
)


class Encounters:
    """Every method raises AccessError, GlassNeededError, NotFoundError, StoreError."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def begin(self, actor: Actor, said: Told) -> Card:
        """A new encounter, which the actor looks after. It gets an id when none was given."""
        if not any(getattr(said, name) for name in (*_TOLD, "encounter")):
            raise StoreError("type a name or a place first; nothing was begun")
        return self._begin(actor, said)

    def begin_unknown(self, actor: Actor, said: Told) -> Card:
        """The same for somebody whom nobody can name: the name is made up, and numbered by day."""
        return self._begin(actor, replace(said, name=""), unknown=True)

    def begin_admitted(self, actor: Actor, one: Admission) -> Card:
        """The same for somebody whom a system of the hospital or a wristband knows; where the
        visit has been begun already, the encounter that it is.

        Raises AccessError where that is another patient's, and nothing is begun.
        """
        at = datetime.now(UTC).astimezone()
        born = one.birth_date
        whole = Told(
            one.name,
            one.place,
            age_on(born, at.date()),
            one.sex,
            one.patient_number,
            one.visit if ENCOUNTER_ID.fullmatch(one.visit) else "",
            birth_date=born,
            arrived_at=one.arrived_at,
        )
        with self._database().transaction() as transaction:
            number = admissions.survivor(transaction, one.patient_number)
            there = bool(whole.encounter) and care.exists(transaction, whole.encounter)
            if there:
                _check_same(transaction, whole.encounter, number)
        return self.show(actor, whole.encounter) if there else self._begin(actor, whole)

    def take_over(self, actor: Actor, encounter: str) -> Card:
        """What the hospital's system says otherwise of the patient holds from now on.

        What is signed stays as it is. Raises StoreError when nothing differs, AccessError when it
        is another patient's.
        """

        def work(transaction: Transaction, at: datetime) -> Done[Card]:
            before = card(transaction, care.known(transaction, encounter))
            if before.foreign:
                raise AccessError(_FOREIGN)
            if not before.differs:
                raise StoreError("nothing differs any more; nothing was changed")
            care.describe(transaction, _as_there(before, at))
            detail: Detail = {
                one.part: key_of(transaction, one.here) or "nothing" for one in before.differs
            }
            return Done(card(transaction, before.encounter), detail=detail)

        return self._perform(actor, "encounter.describe", work, encounter)

    def show(self, actor: Actor, encounter: str) -> Card:
        """All of an encounter beside its notes' texts; of a merged one, of what stands for it."""

        def work(transaction: Transaction, _: datetime) -> Done[Card]:
            return Done(card(transaction, care.known(transaction, encounter)))

        return self._perform(actor, "encounter.show", work, encounter)

    def describe(self, actor: Actor, encounter: str, said: Told) -> Card:
        """Write what is known of the patient over what was; "" leaves a part as it is.

        Of somebody unknown the name stays until `identify` gives one. What stood there before is in
        the audit row as a hash.
        """
        return self._write(actor, "encounter.describe", encounter, said)

    def identify(self, actor: Actor, encounter: str, said: Told) -> Card:
        """Somebody unknown is known now. Raises StoreError without a name or a patient number."""
        if not said.name and not said.patient:
            raise StoreError("give the patient's name or number; nothing was changed")
        return self._write(actor, "encounter.identify", encounter, said)

    def consent(self, actor: Actor, encounter: str, state: Consent) -> Card:
        """Write down what the patient, or who speaks for them, said about being recorded.

        A recording under way goes on: whether it must stop is for the one who treats to say.
        """
        if state not in CONSENTS:
            raise StoreError(f"consent is one of {', '.join(CONSENTS)}; nothing was changed")

        def work(transaction: Transaction, at: datetime) -> Done[Card]:
            kept = care.known(transaction, encounter)
            add_consent(transaction, kept, state, at, actor.id)
            shown = card(transaction, kept)
            return Done(shown, detail={"consent": state, "recording": shown.recording})

        return self._perform(actor, "encounter.consent", work, encounter)

    def consents(self, actor: Actor, encounter: str) -> tuple[ConsentStep, ...]:
        """Every step, oldest first."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[ConsentStep, ...]]:
            found = consents(transaction, care.known(transaction, encounter))
            return Done(found, detail={"steps": len(found)})

        return self._perform(actor, "encounter.show", work, encounter)

    def _begin(self, actor: Actor, said: Told, *, unknown: bool = False) -> Card:
        if said.encounter:
            return self._begin_as(actor, said, said.encounter if unknown else "")
        for _ in range(_TRIES):
            number = self._number(actor)
            named = replace(said, encounter=f"{_prefix(actor, datetime.now(UTC))}{number:04}")
            with suppress(_TakenError):
                return self._begin_as(actor, named, str(number) if unknown else "")
        raise StoreError("no number is free at the moment; try again")

    def _begin_as(self, actor: Actor, said: Told, number: str) -> Card:
        """number: of somebody unknown; "" for everybody else."""
        if not ENCOUNTER_ID.fullmatch(said.encounter):
            raise AccessError("an encounter's id is up to 64 letters, digits, dots or dashes")
        name = f"{UNKNOWN} {number}" if number else said.name

        def work(transaction: Transaction, at: datetime) -> Done[Card]:
            if care.exists(transaction, said.encounter):
                raise _TakenError("there is an encounter of this id already; nothing was changed")
            begin_encounter(transaction, actor, said.encounter, at)
            care.know(transaction, said.encounter, actor.id)
            _check_whose(transaction, said)
            patient = Patient(
                said.encounter,
                *(said.patient, name, "", said.arrived_at or at, said.place, said.age, said.sex),
                unknown=bool(number),
                birth_date=said.birth_date,
            )
            care.describe(transaction, patient)
            return Done(card(transaction, said.encounter), detail={"unknown": bool(number)})

        return self._perform(actor, "encounter.create", work, said.encounter)

    def _number(self, actor: Actor) -> int:
        with self._database().transaction() as transaction:
            return next_number(transaction, _prefix(actor, datetime.now(UTC)))

    def _write(self, actor: Actor, name: str, encounter: str, said: Told) -> Card:
        def work(transaction: Transaction, _: datetime) -> Done[Card]:
            before = card(transaction, care.known(transaction, encounter))
            made_up = before.unknown and not (name == "encounter.identify" and said.name)
            told = replace(said, name="") if made_up else said
            care.describe(
                transaction,
                Patient(
                    before.encounter,
                    *(told.patient, told.name, "", None, told.place, told.age, told.sex),
                    unknown=made_up,
                    birth_date=told.birth_date,
                ),
            )
            detail = _before(transaction, before, told)
            return Done(card(transaction, before.encounter), detail=detail)

        return self._perform(actor, name, work, encounter)

    def _perform(
        self,
        actor: Actor,
        name: str,
        work: Callable[[Transaction, datetime], Done[Given]],
        encounter: str,
    ) -> Given:
        return perform(self._database(), actor, name, work, Subject(encounter=encounter))


def _check_whose(transaction: Transaction, said: Told) -> None:
    """A visit number that the hospital gave to another patient begins nothing."""
    arrival = admissions.get(transaction, said.encounter)
    if arrival is None or not said.patient:
        return
    stands_for = admissions.survivor(transaction, said.patient)
    if not same_number(stands_for, arrival.admission.patient_number):
        raise AccessError(_FOREIGN)


def _check_same(transaction: Transaction, encounter: str, number: str) -> None:
    """An encounter that was begun from the same visit is of the same patient."""
    begun = card(transaction, care.known(transaction, encounter)).patient
    if begun and number and not same_number(admissions.survivor(transaction, begun), number):
        raise AccessError(_FOREIGN)


def _as_there(before: Card, at: datetime) -> Patient:
    there = {one.part: one.there for one in before.differs}
    born, day = there.get("birth_date", ""), at.astimezone().date()
    return Patient(
        before.encounter,
        there.get("patient", ""),
        there.get("name", ""),
        age=age_on(born, day) if born else "",
        sex=there.get("sex", ""),
        unknown=before.unknown and "name" not in there,
        birth_date=born,
    )


class _TakenError(StoreError):
    """Another window was faster."""


def _prefix(actor: Actor, at: datetime) -> str:
    """What ids of our own begin with: the day, as the clock on the wall has it."""
    kind = "SANDBOX-" if actor.profile == "sandbox" else "E"
    return f"{kind}{at.astimezone():%Y%m%d}-"


def _before(transaction: Transaction, before: Card, said: Told) -> Detail:
    """What is changed, with a hash of what stood there."""
    return {
        name: key_of(transaction, getattr(before, name)) or "nothing"
        for name in _TOLD
        if getattr(said, name) not in {"", getattr(before, name)}
    }
