"""What the speech process was asked for and has not given yet, so that another one can go on."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.domain.live import (
    Detect,
    Diarize,
    EndFollow,
    Follow,
    FollowEnded,
    Heard,
    LiveWords,
    Open,
    Opened,
    Ready,
    Recognize,
    Refused,
    Regions,
    SpeechCommand,
    SpeechEvent,
    Turns,
)
from app.domain.reading import Compare, Compared, Heed, Understand, Understood

_TRIES: Final = 2
_AGAIN: Final = (
    "speech recognition failed twice at this step; the recording is kept, run: erscribe recover"
)
_OF_FILE: Final = "speech recognition failed twice at this file; try it again, or another format"
_Stage = Open | Detect | Recognize | Diarize | Understand | Compare
_Answer = Opened | Regions | Heard | Turns | Understood | Compared


@dataclass
class _Followed:
    """One recording that is followed, and how far.

    heed: the vetoes last told. before: regions before the first of the process that runs now.
    next: the number of the region after the last that ended. reached_s: the end of the last
    confirmed word.
    """

    command: Follow
    heed: Heed | None = None
    ending: bool = False
    before: int = 0
    next: int = 0
    open: LiveWords | None = None
    reached_s: float = 0.0

    def take(self, words: LiveWords) -> LiveWords:
        """The words under their number in the recording."""
        words = replace(words, region=words.region + self.before)
        self.open = None if words.ended else words
        if words.ended:
            self.next = words.region + 1
        if words.confirmed:
            self.reached_s = max(self.reached_s, words.words[words.confirmed - 1].end_s)
        return words

    def cut_off(self) -> Iterator[LiveWords]:
        """The process is gone: a region that was open ends with its confirmed words."""
        cut, self.open = self.open, None
        if cut is not None and cut.confirmed:
            words = cut.words[: cut.confirmed]
            self.next = cut.region + 1
            yield replace(cut, words=words, confirmed=len(words), ended=True)
        self.before = self.next

    def commands(self) -> Iterator[SpeechCommand]:
        yield replace(self.command, from_s=max(self.command.from_s, self.reached_s))
        if self.heed is not None:
            yield self.heed
        if self.ending:
            yield EndFollow()


class Owed:
    """Commands under way, and how far following has come. Not for two threads at once."""

    def __init__(self) -> None:
        self._ready = False
        self._follows: deque[_Followed] = deque()
        self._stages: deque[_Stage] = deque()
        self._tries = 0  # processes that began the first of the stages

    @property
    def anything(self) -> bool:
        """Whether a sign of life may be expected."""
        return not self._ready or bool(self._follows) or bool(self._stages)

    @property
    def reached_s(self) -> float:
        """How far the recording that is followed is written down."""
        return self._follows[0].reached_s if self._follows else 0.0

    def command(self, command: SpeechCommand) -> None:
        """A command was given."""
        if isinstance(command, Follow):
            self._follows.append(_Followed(command, reached_s=command.from_s))
        elif isinstance(command, Heed):
            for follow in self._follows:
                if follow.command.recording == command.recording:
                    follow.heed = command
        elif isinstance(command, EndFollow):
            for follow in [one for one in self._follows if not one.ending][:1]:
                follow.ending = True
        elif isinstance(command, _Stage):
            self._stages.append(command)

    def event(self, event: SpeechEvent) -> SpeechEvent:
        """An event came; gives it with the region's number in the recording."""
        if isinstance(event, LiveWords) and self._follows:
            return self._follows[0].take(event)
        if isinstance(event, Ready) or _refused(event) == "Load":
            self._ready = True
        elif self._follows and (isinstance(event, FollowEnded) or _refused(event) == "Follow"):
            self._follows.popleft()
        elif self._stages and (
            isinstance(event, _Answer) or _refused(event) == type(self._stages[0]).__name__
        ):
            self._stages.popleft()
            self._tries = 1 if self._stages else 0
        return event

    def begin_again(self) -> Iterator[SpeechEvent]:
        """A new process is there: gives what is to be told about the one before.

        A region that was open ends with its confirmed words; a stage that two processes did not
        survive is refused.
        """
        self._ready = False
        if self._stages and self._tries >= _TRIES:
            stage = self._stages.popleft()
            self._tries = 0
            sentence = _OF_FILE if getattr(stage, "file", "") else _AGAIN
            yield Refused(type(stage).__name__, sentence)
        self._tries += bool(self._stages)
        for follow in self._follows:
            yield from follow.cut_off()

    def commands(self) -> Iterator[SpeechCommand]:
        """What a new process is to be told: follow from where nothing is settled, then the rest."""
        for follow in self._follows:
            yield from follow.commands()
        yield from self._stages


def _refused(event: SpeechEvent) -> str:
    """The command that is refused; "" when none is."""
    return event.command if isinstance(event, Refused) else ""
