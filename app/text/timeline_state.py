"""What is known of a resuscitation so far, while its words are read from first to last."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.code_spoken import Certainty, SpokenEvent, SpokenKind
from app.text.line import unsure
from app.text.timeline_words import Said

_NEVER = -1e9


@dataclass(slots=True, eq=False)
class Draft:
    """An event as far as it is known: a later correction or confirmation may still change it.

    guessed: not its words alone, the course of the resuscitation tells of it.
    """

    kind: SpokenKind
    said: Said
    start: int
    end: int
    details: dict[str, str]
    guessed: bool = False

    @property
    def at_s(self) -> float:
        return self.said.utterance.words[self.said.words(self.start, self.end)[0]].start_s

    def event(self) -> SpokenEvent:
        first, last = self.said.words(self.start, self.end)
        utterance = self.said.utterance
        glue = " " if utterance.language == "en" else ""
        heard = glue.join(word.text.strip() for word in utterance.words[first : last + 1])
        doubted = self.guessed or unsure(utterance, first, last)
        doubt: Certainty = "unsure" if doubted else "sure"
        return SpokenEvent(
            self.kind, self.at_s, utterance.id, first, last, heard, doubt, self.details
        )


@dataclass(slots=True, eq=False)
class Order:
    """A medicine that was asked for or got ready, with what was said of it."""

    drug: str
    details: dict[str, str]
    at_s: float
    index: int


@dataclass(slots=True)
class Code:
    """The state. known: the whole talk is about an arrest; on: hands are on the chest; paused:
    something has interrupted since; arrest: there was CPR; rosc: a pulse is back; no_pulse_s: when
    nobody felt one, felt_s: when somebody did; called: the utterance and the end of the latest
    call for a pulse; alarm_s: when somebody said what an arrest begins with.

    charged: energy is or is being charged, joules: how much as far as said; planned: of a shock
    that was only planned.
    machines: speakers that are a defibrillator's voice. asked: what the latest question was about
    ("pulse", "rhythm", "drug" for whether one was given, "wanted"), of which name, and when.
    """

    events: list[Draft] = field(default_factory=list)
    known: bool = False
    on: bool = False
    paused: bool = False
    arrest: bool = False
    rosc: bool = False
    dead: bool = False
    off_s: float = _NEVER
    no_pulse_s: float = _NEVER
    felt_s: float = _NEVER
    alarm_s: float = _NEVER
    seen: set[str] = field(default_factory=set)
    looked_s: float = _NEVER
    charged: bool = False
    joules: str = ""
    planned: str = ""
    charged_s: float = _NEVER
    clear_s: float = _NEVER
    shocked: Draft | None = None
    asked: tuple[str, str, float] = ("", "", _NEVER)
    called: tuple[int, int] = (-1, 0)
    devices: set[str] = field(default_factory=set)
    trying_s: float = _NEVER
    trying: str = ""
    needle: str = ""
    needle_s: float = _NEVER
    line: str = ""
    orders: list[Order] = field(default_factory=list)
    infusions: set[str] = field(default_factory=set)
    machines: set[str] = field(default_factory=set)

    def add(
        self, kind: SpokenKind, said: Said, place: tuple[int, int], details: dict[str, str]
    ) -> Draft:
        made = Draft(kind, said, *place, details)
        self.events.append(made)
        return made

    def drop(self, gone: Draft) -> None:
        self.events = [one for one in self.events if one is not gone]

    def latest(self, kind: str, details: Iterable[tuple[str, str]] = ()) -> Draft | None:
        """The last event of a kind that has such details."""
        wanted = tuple(details)
        for one in reversed(self.events):
            if one.kind == kind and all(one.details.get(key) == value for key, value in wanted):
                return one
        return None

    def for_muscle(self, since_s: float) -> Order | None:
        """The last order, when it was given since then and goes into a muscle."""
        last = self.orders[-1] if self.orders else None
        if last is None or last.at_s < since_s or last.details.get("route") != "im":
            return None
        return last

    def new_look(self) -> None:
        """The rhythm may be named again as something new."""
        self.seen = set()
