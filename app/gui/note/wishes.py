"""What somebody wants done with a note's sentence; the page does it."""

from dataclasses import dataclass

from app.domain.note_edits import Move, Strike
from app.domain.vetoes import Where


@dataclass(frozen=True, slots=True)
class Play:
    """Hear these seconds of the note's recording."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Decide:
    """Make a proposed correction, or leave its words as heard."""

    correction: int
    accept: bool


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Write a correction's words as they were heard."""

    correction: int


@dataclass(frozen=True, slots=True)
class Never:
    """Take a correction back, and never make it in this note, in its section, or for this user."""

    correction: int
    where: Where


@dataclass(frozen=True, slots=True)
class NeverOnSite:
    """Ask that nobody gets this correction, or nobody of this department; two people decide."""

    correction: int
    department: bool = False


@dataclass(frozen=True, slots=True)
class Choose:
    """Answer a query with one of its readings."""

    finding: int
    choice: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Keep what is doubted as it is written."""

    subject: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """Accept or reject a suggestion."""

    suggestion: int
    accept: bool


@dataclass(frozen=True, slots=True)
class Add:
    """A new sentence; position: None at the section's end."""

    section: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class CopySection:
    section: str


Wish = (
    Play
    | Decide
    | TakeBack
    | Never
    | NeverOnSite
    | Choose
    | Settle
    | Resolve
    | Add
    | Move
    | Strike
    | CopySection
)
