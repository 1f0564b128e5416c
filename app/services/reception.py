"""All that knows people, put together over one store."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.services.admissions import Admissions, admissions_of
from app.services.care import Care
from app.services.claims import Claims
from app.services.credentials import common_passwords
from app.services.directory import directory_of
from app.services.encounters import Encounters
from app.services.glass import Glass
from app.services.handovers import Handovers
from app.services.merging import Merging
from app.services.people import People
from app.services.sign_in import SignIn
from app.services.sitting import Sitting, sitting
from app.settings import Settings
from app.store.database import Database


@dataclass(frozen=True, slots=True)
class Reception:
    """database: opens the store; asked each time, and by nothing before somebody acts."""

    database: Callable[[], Database]
    sign_in: SignIn
    accounts: People
    care: Care
    glass: Glass
    claims: Claims
    encounters: Encounters
    merging: Merging
    handovers: Handovers
    admissions: Admissions

    def sitting(self) -> Sitting:
        """Somebody sits down now."""
        return sitting(self.database())


def open_reception(
    database: Callable[[], Database], settings: Settings, workstation: str, resources: Path
) -> Reception:
    """workstation: the name of this computer, as audit rows have it."""
    return Reception(
        database,
        SignIn(
            database,
            workstation,
            directory=directory_of(settings),
            blocked=common_passwords(resources),
        ),
        People(database),
        Care(database),
        Glass(database),
        Claims(database),
        Encounters(database),
        Merging(database),
        Handovers(database),
        admissions_of(settings, database),
    )
