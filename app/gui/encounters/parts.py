"""What the encounter panels are given by whoever builds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access import Actor
from app.domain.errors import AppError

if TYPE_CHECKING:  # the window stands before any of them is loaded
    from app.services.admissions import Admissions
    from app.services.encounters import Encounters
    from app.services.handovers import Handovers
    from app.services.merging import Merging
    from app.services.note_life import NoteLife
    from app.services.search import EncounterSearch

Prove = Callable[[str, str, Callable[[Actor], None], Callable[[AppError], None]], None]
"""Password, one-time code, what to do with who proved to be themselves, what with a refusal."""


@dataclass(frozen=True, slots=True)
class EncounterParts:
    """Each is asked for behind, since it may open the database. prove: None in a sandbox.

    admissions: None where no setting names a system of the hospital that knows patients.
    """

    encounters: "Callable[[], Encounters]"
    search: "Callable[[], EncounterSearch]"
    merging: "Callable[[], Merging]"
    handovers: "Callable[[], Handovers]"
    life: "Callable[[], NoteLife]"
    prove: Prove | None = None
    admissions: "Callable[[], Admissions] | None" = None


def label_with(parts: EncounterParts) -> Callable[[Actor, str], str]:
    """How an encounter is called in one line; reads the store, so it is asked behind."""
    from app.gui.encounters.saying import title  # noqa: PLC0415 - keeps this file free of widgets

    return lambda actor, encounter: title(parts.encounters().show(actor, encounter))
