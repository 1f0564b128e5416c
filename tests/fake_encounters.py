"""Encounter services that keep everything in memory, for tests and pictures of their panels."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from app.domain.access import Actor
from app.domain.admissions import Admission
from app.domain.arrivals import Arrival, Offers, Trouble
from app.domain.encounters import Card, Consent, ConsentStep, MergeReason
from app.domain.errors import AccessError, AppError, NotFoundError, StoreError
from app.domain.intake_words import Told
from app.domain.worklist import Line, Wanted
from app.domain.wristband import Scan
from app.gui.encounters.parts import EncounterParts
from app.services.admissions import Admissions
from app.services.encounters import Encounters
from app.services.handovers import Handovers, OfferedDraft
from app.services.merging import Merging
from app.services.note_life import NoteLife
from app.services.search import EncounterSearch

LIN = Actor("u-lin", "Dr. Lin", "physician", "s-1", "er", "bay-3")
NOW = datetime.now(UTC)
PASSWORD = "right words"  # noqa: S105 - of nobody


@dataclass
class FakeEncounters:
    """All services in one. refuses: what the next act brings instead of an answer."""

    cards: dict[str, Card] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    drafts: tuple[OfferedDraft, ...] = ()
    asked: list[Wanted] = field(default_factory=list)
    acts: list[tuple[Any, ...]] = field(default_factory=list)
    refuses: AppError | None = None
    known: list[Arrival] = field(default_factory=list)
    far: list[Arrival] = field(default_factory=list)
    looks: list[tuple[str, object]] = field(default_factory=list)
    troubles: tuple[Trouble, ...] = ()

    def arrivals(self, _: Actor) -> Offers:
        self.looks.append(("arrivals", ""))
        return Offers(tuple(one for one in self.known if not one.begun), self.troubles)

    def lookup(self, _: Actor, words: str) -> Offers:
        self.looks.append(("lookup", words))
        return Offers(tuple(one for one in self.known if words in one.admission.name))

    def scanned(self, _: Actor, scan: Scan) -> Offers:
        self.looks.append(("scanned", scan))
        return Offers(tuple(_of_numbers(self.known, scan)))

    def ask(self, _: Actor, words: str) -> Offers:
        self.looks.append(("ask", words))
        return Offers(tuple(one for one in self.far if words in one.admission.name))

    def ask_scanned(self, _: Actor, scan: Scan) -> Offers:
        self.looks.append(("ask_scanned", scan))
        self._refuse()
        return Offers(tuple(_of_numbers(self.far, scan)))

    def begin_admitted(self, actor: Actor, one: Admission) -> Card:
        self.acts.append(("admitted", one.visit, one.patient_number))
        said = Told(one.name, one.place, "", one.sex, one.patient_number, one.visit)
        return self.begin(actor, said)

    def take_over(self, _: Actor, encounter: str) -> Card:
        self._refuse()
        self.acts.append(("take_over", encounter))
        return self._keep(replace(self.cards[encounter], name="Smith, Jane", differs=()))

    def find(self, _: Actor, wanted: Wanted) -> tuple[Line, ...]:
        self.asked.append(wanted)
        self._refuse()
        text = wanted.text.casefold()
        found = [
            one
            for one in self.lines
            if one.name.casefold().startswith(text) or one.place.casefold().startswith(text)
            if wanted.progress == "any" or one.unfinished == (wanted.progress == "unfinished")
        ]
        first = found.index(wanted.after) + 1 if wanted.after in found else 0
        return tuple(found[first : first + wanted.size])

    def begin(self, _: Actor, said: Told, *, unknown: bool = False) -> Card:
        self._refuse()
        card = Card(
            said.encounter or f"E20261129-{len(self.cards) + 1:04}",
            NOW,
            "Unknown 3" if unknown else said.name,
            said.patient,
            said.place,
            said.age,
            said.sex,
            "er",
            unknown,
        )
        self.acts.append(("begin", said, unknown))
        self.lines.insert(0, line_of(card))
        return self._keep(card)

    def begin_unknown(self, actor: Actor, said: Told) -> Card:
        return self.begin(actor, said, unknown=True)

    def show(self, _: Actor, encounter: str) -> Card:
        self._refuse()
        if encounter not in self.cards:
            raise NotFoundError("there is no such encounter; see how it is spelt")
        return self.cards[encounter]

    def describe(self, _: Actor, encounter: str, said: Told) -> Card:
        self._refuse()
        self.acts.append(("describe", encounter, said))
        return self._keep(
            replace(
                self.cards[encounter],
                name=said.name,
                place=said.place,
                age=said.age,
                sex=said.sex,
                patient=said.patient,
            )
        )

    def identify(self, actor: Actor, encounter: str, said: Told) -> Card:
        self.acts.append(("identify", encounter))
        return self._keep(replace(self.describe(actor, encounter, said), unknown=False))

    def consent(self, actor: Actor, encounter: str, state: Consent) -> Card:
        self._refuse()
        self.acts.append(("consent", encounter, state))
        step = ConsentStep(encounter, state, NOW, actor.id)
        return self._keep(replace(self.cards[encounter], consent=step, consent_by=actor.name))

    def pair(self, actor: Actor, away: str, kept: str) -> tuple[Card, Card]:
        return self.show(actor, away), self.show(actor, kept)

    def merge(self, _: Actor, away: str, kept: str, reason: MergeReason) -> Card:
        self._refuse()
        self.acts.append(("merge", away, kept, reason))
        return self._keep(replace(self.cards[kept], merged=(away,)))

    def part(self, _: Actor, merged: str) -> Card:
        self.acts.append(("part", merged))
        return self._keep(replace(self.cards[merged], into=""))

    def offered(self, _: Actor) -> tuple[OfferedDraft, ...]:
        return self.drafts

    def take(self, actor: Actor, note: str) -> None:
        self._refuse()
        self.acts.append(("take", actor.id, note))
        self.drafts = tuple(one for one in self.drafts if one.note != note)

    def prove(
        self,
        password: str,
        _: str,
        done: Callable[[Actor], None],
        failed: Callable[[AppError], None],
    ) -> None:
        if password == PASSWORD:
            done(LIN)
        else:
            failed(AccessError("this is not your password"))

    def parts(self, *, proves: bool = True, admissions: bool = False) -> EncounterParts:
        return EncounterParts(
            lambda: cast(Encounters, self),
            lambda: cast(EncounterSearch, self),
            lambda: cast(Merging, self),
            lambda: cast(Handovers, self),
            lambda: cast(NoteLife, self),
            self.prove if proves else None,
            (lambda: cast(Admissions, self)) if admissions else None,
        )

    def _keep(self, card: Card) -> Card:
        self.cards[card.encounter] = card
        return card

    def _refuse(self) -> None:
        refusal, self.refuses = self.refuses, None
        if refusal is not None:
            raise refusal


def _of_numbers(known: list[Arrival], scan: Scan) -> Iterator[Arrival]:
    for one in known:
        if {one.admission.visit, one.admission.patient_number} & {*scan.numbers}:
            yield one


def line_of(card: Card, **more: Any) -> Line:
    return Line(
        card.encounter,
        True,
        card.at,
        card.patient,
        card.name,
        card.department,
        card.place,
        card.age,
        card.sex,
        card.unknown,
        **more,
    )


def many(count: int) -> list[Line]:
    return [
        Line(f"E-{number:04}", True, NOW - timedelta(minutes=number), name=f"Patient {number:04}")
        for number in range(count)
    ]


LOCKED = StoreError("the database is locked; close the other program")
