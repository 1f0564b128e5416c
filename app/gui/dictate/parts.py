"""What the typing bar is given by whoever builds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.typed import TypedPiece

if TYPE_CHECKING:  # it loads the database's tables
    from app.services.macros import Macros


@dataclass(frozen=True, slots=True)
class TypingParts:
    """macros: asked behind, since it may open the database. sections: keys of the note's sections
    in their order. at_s: where the user's own recording is, None while none of theirs runs.

    kept: what was typed during it; keep: replaces that, raises AppError.
    """

    macros: "Callable[[], Macros]"
    sections: Callable[[], tuple[str, ...]]
    at_s: Callable[[], float | None]
    kept: Callable[[], tuple[TypedPiece, ...]]
    keep: Callable[[tuple[TypedPiece, ...]], None]
