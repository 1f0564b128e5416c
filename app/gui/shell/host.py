"""What panels may ask of the window that they lie in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.gui.audit_faults import AuditFaults
from app.gui.entrance import Entrance
from app.gui.live_desk import LiveDesk
from app.gui.shell.place_desk import PlaceDesk
from app.gui.shell.wiring import Wiring

if TYPE_CHECKING:
    from app.domain.audit import Verified
    from app.domain.typed import TypedPiece
    from app.gui.shell.panels import Prove
    from app.settings import Settings


class WindowHost:
    """panels.Host over the parts of one window. back: from a page to the encounter."""

    def __init__(
        self,
        desk: LiveDesk,
        places: PlaceDesk,
        wiring: Wiring,
        entrance: Entrance | None,
        use: "Callable[[Settings], None] | None",
        back: Callable[[], object],
        faults: AuditFaults | None,
    ) -> None:
        self._desk, self._places, self._wiring = desk, places, wiring
        self._entrance, self._use, self._back = entrance, use, back
        self._faults = faults

    @property
    def recording(self) -> bool:
        return self._desk.recording

    @property
    def moment(self) -> tuple[str, float, str]:
        recording, at_s = self._desk.moment
        return recording, at_s, self._places.place.shown

    def mark(self, name: str) -> None:
        self._desk.mark(name)

    @property
    def prove(self) -> "Prove | None":
        return self._entrance.presence.prove if self._entrance is not None else None

    @property
    def typed(self) -> "tuple[TypedPiece, ...]":
        return self._desk.typed

    def keep_typed(self, pieces: "tuple[TypedPiece, ...]") -> None:
        self._desk.keep_typed(pieces)

    def encounter_changed(self, encounter: str) -> None:
        self._places.rename(encounter)
        self._wiring.tell("look")

    def back(self) -> None:
        self._back()

    def use_settings(self, settings: "Settings") -> None:
        if self._use is not None:
            self._use(settings)

    def tell_fault(self, found: "Verified") -> None:
        if self._faults is not None:
            self._faults.tell(found)
