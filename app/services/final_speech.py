"""Who does the final stages: the models in this process, or the speech process."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.errors import RecognitionError
from app.domain.live import (
    Detect,
    Diarize,
    Heard,
    Opened,
    Ready,
    Recognize,
    Refused,
    Regions,
    SpeechCommand,
    SpeechEvent,
    Turns,
    Working,
)
from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Turn
from app.services.ports import Diarizer, Progress, Recognizer, Speech, SpeechDetector
from app.services.stages import Models

POLL_S: Final = 0.1
READY_S: Final = 300.0  # large models from a slow disk take minutes

_CLOSED: Final = "the speech process was closed before this was done"

Answer = TypeVar("Answer", Opened, Regions, Heard, Turns, Understood, Compared)


class InProcessSpeech:
    """The models of this process. Holds the sound of one recording from its first stage on, until
    it is told to let go."""

    at_once = True

    def __init__(
        self,
        detector: Callable[[], SpeechDetector],
        recognizer: Callable[[], Recognizer],
        diarizer: Callable[[], Diarizer],
        audio: Callable[[str], AudioChunk],
        speaker_models: Callable[[], Models] | None = None,
    ) -> None:
        """audio: the whole sound of a recording. Models are made when first asked for.

        speaker_models: what the diarizer will be made of, so that nobody waits for it to be told.
        """
        self._detector = detector
        self._recognizer = recognizer
        self._diarizer = diarizer
        self._read = audio
        self._speaker_models = speaker_models or (lambda: diarizer().models)
        self._held: tuple[str, AudioChunk] | None = None
        self._holding = threading.Lock()

    def models(self, progress: Progress) -> Models:  # noqa: ARG002 - loading tells no progress
        recognizer = self._recognizer()
        return {
            "recognizer": recognizer.model,
            **recognizer.helpers,
            **self._speaker_models(),
        }

    def regions(self, recording: str, progress: Progress) -> tuple[SpeechRegion, ...]:
        return tuple(self._detector().regions(self._audio(recording), progress))

    def heard(
        self, recording: str, regions: tuple[SpeechRegion, ...], progress: Progress
    ) -> tuple[HeardRegion, ...]:
        audio = self._audio(recording)
        return tuple(self._recognizer().recognize(audio, regions, progress))

    def turns(
        self,
        recording: str,
        progress: Progress,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
    ) -> tuple[Turn, ...]:
        audio = self._audio(recording)
        found = self._diarizer().turns(
            audio, min_speakers=min_speakers, max_speakers=max_speakers, progress=progress
        )
        return tuple(found)

    def let_go(self, recording: str) -> None:
        with self._holding:
            if self._held is not None and self._held[0] == recording:
                self._held = None

    def _audio(self, recording: str) -> AudioChunk:
        with self._holding:
            if self._held is None or self._held[0] != recording:
                self._held = (recording, self._read(recording))
            return self._held[1]


@dataclass(slots=True)
class _Asked:
    """A question that the speech process has not answered yet."""

    command: str
    answer: type
    fraction: float = 0.0
    given: Any = None
    refusal: str = ""
    done: threading.Event = field(default_factory=threading.Event)


class SpeechDesk:
    """The speech process, shared by live text and final stages: a Speech, a FinalSpeech and a
    FinalReading.

    Questions are answered in order; one that was cancelled keeps its place, so that its answer is
    not taken for the next one's.
    """

    at_once = False

    def __init__(self, speech: Callable[[], Speech], ready_s: float = READY_S) -> None:
        """speech: makes the client; called once, by whoever needs it first. ready_s: how long the
        models may take to load."""
        self._make = speech
        self._ready_s = ready_s
        self._speech: Speech | None = None
        self._on_event: Callable[[SpeechEvent], None] = lambda _: None
        self._asked: deque[_Asked] = deque()
        self._models: Models = {}
        self._failure = ""
        self._ready = threading.Event()
        self._closed = False
        self._change = threading.RLock()

    # --- a Speech

    def listen(self, on_event: Callable[[SpeechEvent], None]) -> None:
        """Every event but the answers to questions of the final stages."""
        self._on_event = on_event
        self._client()

    def send(self, command: SpeechCommand) -> None:
        """Like every Speech: once closed, nothing happens."""
        with self._change:
            if not self._closed:
                self._client().send(command)

    def close(self) -> None:
        """End it; what waits for an answer, or asks from now on, is refused."""
        with self._change:
            self._closed = True
            left = list(self._asked)
            self._asked.clear()
        if self._speech is not None:
            self._speech.close()
        for asked in left:
            asked.refusal = _CLOSED
            asked.done.set()

    # --- a FinalSpeech

    def models(self, progress: Progress) -> Models:
        self._client()
        waited_s = 0.0
        while not self._ready.wait(POLL_S):
            progress(0.0)
            waited_s += POLL_S
            if waited_s >= self._ready_s:
                raise RecognitionError(
                    "the speech process does not become ready; run: erscribe doctor"
                )
        if self._failure:
            raise RecognitionError(self._failure)
        return self._models

    def regions(self, recording: str, progress: Progress) -> tuple[SpeechRegion, ...]:
        return self.ask(Detect(recording), Regions, progress).regions

    def heard(
        self, recording: str, regions: tuple[SpeechRegion, ...], progress: Progress
    ) -> tuple[HeardRegion, ...]:
        return self.ask(Recognize(recording, regions), Heard, progress).heard

    def turns(
        self,
        recording: str,
        progress: Progress,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
    ) -> tuple[Turn, ...]:
        command = Diarize(recording, min_speakers, max_speakers)
        return self.ask(command, Turns, progress).turns

    def let_go(self, recording: str) -> None:
        """The speech process reads it anew for every stage."""

    # --- a FinalReading

    def understood(self, question: Understand, progress: Progress) -> Understood:
        return self.ask(question, Understood, progress)

    def compared(self, question: Compare, progress: Progress) -> Compared:
        return self.ask(question, Compared, progress)

    def _client(self) -> Speech:
        with self._change:
            if self._closed:
                raise RecognitionError(_CLOSED)
            if self._speech is None:
                self._speech = self._make()
                self._speech.listen(self._take)
            return self._speech

    def ask(self, command: SpeechCommand, kind: type[Answer], progress: Progress) -> Answer:
        """The answer to one question. Raises RecognitionError when it is refused."""
        asked = _Asked(type(command).__name__, kind)
        with self._change:
            self._asked.append(asked)
            self._client().send(command)
        told = 0.0
        while not asked.done.wait(POLL_S):
            told = max(told, asked.fraction)
            progress(told)
        if asked.refusal:
            raise RecognitionError(asked.refusal)
        given: Answer = asked.given
        return given

    def _take(self, event: SpeechEvent) -> None:
        match event:
            case Ready(models=models):
                self._models = {part: ModelUsed(*model) for part, model in models.items()}
                self._failure = ""
                self._ready.set()
            case Refused(command="Load", sentence=sentence):
                self._failure = sentence
                self._ready.set()
            case Working(fraction=fraction):
                with self._change:
                    if self._asked:
                        self._asked[0].fraction = fraction
            case Opened() | Regions() | Heard() | Turns() | Understood() | Compared() | Refused():
                if self._answered(event):
                    return
        self._on_event(event)

    def _answered(self, event: Any) -> bool:
        """Whether that was the answer to a question, the first of its kind in the row."""
        with self._change:
            for asked in self._asked:
                if isinstance(event, Refused) and asked.command == event.command:
                    asked.refusal = event.sentence
                elif isinstance(event, asked.answer):
                    asked.given = event
                else:
                    continue
                self._asked.remove(asked)
                asked.done.set()
                return True
        return False
