"""What the window is furnished with: each panel is made when it is first needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.domain.access import Actor
    from app.domain.audit import Verified
    from app.domain.errors import AppError
    from app.domain.typed import TypedPiece
    from app.gui.audit_faults import AuditFaults
    from app.gui.bridge import LiveParts
    from app.gui.buttons import ButtonParts
    from app.gui.jobs import JobQueue
    from app.gui.outgoing_watch import OutgoingWatch
    from app.gui.people_parts import PeopleParts
    from app.services.file_intake import FileIntake
    from app.services.review import NoteReview
    from app.settings import Settings

    Prove = Callable[[str, str, Callable[[Actor], None], Callable[[AppError], None]], None]


class Host(Protocol):
    """What a panel may ask of the window that it lies in."""

    @property
    def recording(self) -> bool:
        """Something is recorded, or is about to be: nothing may lie over the window."""
        ...

    @property
    def moment(self) -> tuple[str, float, str]:
        """The user's recording that runs and how long it is, "" where none is; and the encounter
        that is looked at."""
        ...

    def mark(self, name: str) -> None:
        """Put a mark into the recording itself. Raises AppError."""
        ...

    @property
    def prove(self) -> "Prove | None":
        """Asks for the credential again; None in a sandbox, whose user has none."""
        ...

    @property
    def typed(self) -> "tuple[TypedPiece, ...]":
        """What was typed during the user's own recording that runs."""
        ...

    def keep_typed(self, pieces: "tuple[TypedPiece, ...]") -> None:
        """All that was typed during it so far. Raises AppError."""
        ...

    def encounter_changed(self, encounter: str) -> None:
        """It is called something else now, or somebody said more of it."""
        ...

    def back(self) -> None:
        """From a page to the encounter."""
        ...

    def use_settings(self, settings: "Settings") -> None:
        """Bring into force what of changed settings can be so at once."""
        ...

    def tell_fault(self, found: "Verified") -> None:
        """The audit log was looked through; a fault in it stays on screen."""
        ...


Make = Callable[[Host], QWidget]


@dataclass(frozen=True, slots=True)
class Page:
    """Something that takes the middle of the window for a while: settings, users, the audit log.

    title: asked each time, since the language may change. shortcut: keys that open it, "" for none.
    shown_to: who finds it in the menu.
    """

    key: str
    title: Callable[[], str]
    make: Make
    shortcut: str = ""
    shown_to: "Callable[[Actor], bool]" = lambda _: True


@dataclass(frozen=True, slots=True)
class Panels:
    """Factories of the panels; None leaves a place empty.

    label: how the tab of an encounter calls it; it reads the store and so is asked behind.
    """

    encounters: Make | None = None
    banner: Make | None = None
    note: Make | None = None
    review: Make | None = None
    code: Make | None = None
    sound: Make | None = None
    typing: Make | None = None
    pages: tuple[Page, ...] = ()
    label: "Callable[[Actor, str], str] | None" = None


@dataclass(frozen=True, slots=True)
class WindowParts:
    """Everything that a window is given by whoever builds it.

    review, intake: asked behind, since they may have to open the database. people: None for a
    sandbox. language: told which one was chosen in the menu, to keep it.
    """

    jobs: "JobQueue"
    review: "Callable[[], NoteReview]"
    live: "LiveParts"
    people: "PeopleParts | None" = None
    panels: Panels = Panels()
    intake: "Callable[[], FileIntake] | None" = None
    language: "Callable[[str], None] | None" = None
    buttons: "Callable[[], ButtonParts] | None" = None
    first: bool = False
    faults: "AuditFaults | None" = None
    outgoing: "OutgoingWatch | None" = None
    use_settings: "Callable[[Settings], None] | None" = None
