"""What the window of a clinical store is given to know who sits before it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # none of it is loaded before somebody signs in
    from app.services.claims import Claims
    from app.services.glass import Glass
    from app.services.sign_in import SignIn
    from app.services.sitting import Sitting


@dataclass(frozen=True, slots=True)
class PeopleParts:
    """Each part is made on first use, on a thread that may wait: it opens the database.

    workstation: the name of this computer, as audit rows have it.
    """

    sign_in: "Callable[[], SignIn]"
    sitting: "Callable[[], Sitting]"
    claims: "Callable[[], Claims]"
    glass: "Callable[[], Glass]"
    workstation: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a form; it is shown nowhere.

    new: the password that shall take the old one's place, "" to keep it.
    """

    login: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    new: str = field(default="", repr=False)
