"""What is wrong now: said once, taken back when it is over, told again to whoever joins late."""

from collections.abc import Callable

from app.domain.live import Trouble, TroubleKind, TroubleOver


class Troubles:
    """tell: takes what is new."""

    def __init__(self, tell: Callable[[Trouble | TroubleOver], None]) -> None:
        self._tell = tell
        self._active: dict[TroubleKind, Trouble] = {}
        self._until_s: dict[TroubleKind, float] = {}

    @property
    def active(self) -> tuple[Trouble, ...]:
        return tuple(self._active.values())

    def relay(self, event: Trouble | TroubleOver) -> None:
        """What another thread found."""
        if isinstance(event, Trouble):
            self._active[event.kind] = event
        else:
            self._active.pop(event.kind, None)
        self._tell(event)

    def say(
        self, kind: TroubleKind, sentence: str, audio_s: float, until_s: float | None = None
    ) -> bool:
        """True when it is news. until_s: when it will be over without anybody saying so."""
        if until_s is not None:
            self._until_s[kind] = until_s
        known = self._active.get(kind)
        if known is not None and known.sentence == sentence:
            return False
        self.relay(Trouble(kind, sentence, audio_s))
        return True

    def over(self, kind: TroubleKind, audio_s: float) -> None:
        self._until_s.pop(kind, None)
        if kind in self._active:
            self.relay(TroubleOver(kind, audio_s))

    def pass_time(self, now_s: float, audio_s: float) -> None:
        for kind in [kind for kind, until_s in self._until_s.items() if now_s >= until_s]:
            self.over(kind, audio_s)
