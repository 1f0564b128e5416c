"""What the resuscitation page is given by whoever builds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.code_log import CodeLog

if TYPE_CHECKING:  # it loads the rules of the timeline
    from app.services.code_records import CodeRecords


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an event belongs. recording, at_s: "" and None while nothing is recorded; encounter:
    that is open, "" for none."""

    recording: str = ""
    at_s: float | None = None
    encounter: str = ""


@dataclass(frozen=True, slots=True)
class CodeParts:
    """log: asked behind, since it may open the database. moment: asked when something is marked.

    mark: puts the code of an event into the recording itself, where a crash cannot take it.
    records: asked behind as well: what was said in the note that is read.
    """

    log: Callable[[], CodeLog]
    moment: Callable[[], Moment]
    mark: Callable[[str], object]
    records: Callable[[], "CodeRecords"] | None = None
