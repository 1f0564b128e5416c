"""Which encounters lie open on one user's desk, which is looked at, and which is recorded."""

from dataclasses import dataclass, replace

MOST_OPEN = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """An encounter that lies open. label: how its tab calls it. note: what was last read of it."""

    id: str
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """shown: the id of the encounter that is looked at, "" for none. recorded: of whom a recording
    runs; "" for a recording that is filed later, None when nothing is recorded."""

    opened: tuple[Opened, ...] = ()
    shown: str = ""
    recorded: str | None = None

    @property
    def other_recorded(self) -> bool:
        """Somebody looks at one encounter while another one is recorded."""
        return self.recorded is not None and self.recorded != self.shown

    def find(self, encounter: str) -> Opened | None:
        return next((one for one in self.opened if one.id == encounter), None)

    def with_shown(self, encounter: str) -> "Workplace":
        """Look at one, opening it where it is not; "" looks at none.

        Of too many the one that was opened first is put away, but never what is needed now.
        """
        return replace(self._with_opened(encounter), shown=encounter)

    def _with_opened(self, encounter: str) -> "Workplace":
        if not encounter or self.find(encounter):
            return self
        kept = self.opened
        if len(kept) >= MOST_OPEN:
            needed = {self.recorded, self.shown}
            old = next(one for one in kept if one.id not in needed)
            kept = tuple(one for one in kept if one is not old)
        return replace(self, opened=(*kept, Opened(encounter)))

    def without(self, encounter: str) -> "Workplace":
        """Put one away; its neighbour is looked at then. What is recorded cannot be put away."""
        found = self.find(encounter)
        if found is None or encounter == self.recorded:
            return self
        at = self.opened.index(found)
        left = (*self.opened[:at], *self.opened[at + 1 :])
        shown = self.shown
        if shown == encounter:
            shown = left[min(at, len(left) - 1)].id if left else ""
        return replace(self, opened=left, shown=shown)

    def stepped(self, step: int) -> "Workplace":
        """Look at the next one (1) or the one before (-1), round and round."""
        if not self.opened:
            return self
        found = self.find(self.shown)
        at = self.opened.index(found) if found else -1 if step > 0 else 0
        return replace(self, shown=self.opened[(at + step) % len(self.opened)].id)

    def labelled(self, encounter: str, label: str) -> "Workplace":
        return self._changed(encounter, label=label)

    def reading(self, encounter: str, note: str) -> "Workplace":
        """This note of it is read now."""
        return self._changed(encounter, note=note)

    def recording(self, encounter: str | None) -> "Workplace":
        """A recording of it runs, so it lies open; None when none runs."""
        return replace(self._with_opened(encounter or ""), recorded=encounter)

    def _changed(self, encounter: str, **changes: str) -> "Workplace":
        return replace(
            self,
            opened=tuple(
                replace(one, **changes) if one.id == encounter else one for one in self.opened
            ),
        )
