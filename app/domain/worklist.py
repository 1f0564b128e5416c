"""What is looked for among encounters, and what a line of the answer says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.domain.encounters import Standing

Progress = Literal["any", "unfinished", "finished"]
MOST: Final = 200
"""So many lines a page at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One encounter found. at: when it arrived or was first named, aware UTC.

    consent, standing: as far as they were looked up. consent: the last thing that was said about
    it, "" for nothing.
    """

    encounter: str
    unfinished: bool
    at: datetime
    patient: str = ""
    name: str = ""
    department: str = ""
    place: str = ""
    age: str = ""
    sex: str = ""
    unknown: bool = False
    consent: str = ""
    standing: Standing = "empty"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; every part narrows it.

    name: how it begins; the case of ASCII letters does not count. text: how the name, the place or
    the encounter's id begins, or the whole patient number; with it, name and patient are not asked.
    since, until: of the arrival, aware, the first included. after: the last line of the page
    before. size: at most MOST.
    """

    progress: Progress = "any"
    patient: str = ""
    name: str = ""
    text: str = ""
    department: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: Line | None = None
    size: int = 50
