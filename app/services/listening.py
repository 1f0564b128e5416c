"""A file replayed as if it were said now: the live path, told line by line."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, Literal

from app.domain.errors import AppError, DeviceError, RecognitionError
from app.domain.live import (
    CaptureEvent,
    EndFollow,
    Follow,
    FollowEnded,
    Gap,
    KeywordHeard,
    Level,
    LiveAlert,
    LiveWords,
    Ready,
    Refused,
    SpeechEvent,
    Start,
    Status,
    Stopped,
    Trouble,
)
from app.domain.transcript import Word
from app.services.alerting import AlertFusion, SeverityOf
from app.services.ports import Capture, Speech
from app.text.tokens import joined

LineType = Literal["partial", "final", "alert", "gap", "error", "end"]
Event = CaptureEvent | SpeechEvent
_FILE_TROUBLES: Final = frozenset({"silent", "clipping", "wrong_device"})  # a file may be so


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. audio_s: where in the file it ends; emitted_s: when it was told,
    seconds from the first sample on one monotonic clock."""

    type: LineType
    audio_s: float
    emitted_s: float
    fields: dict[str, Any] = field(default_factory=dict)


class Listening:
    """capture and speech: processes of its own, begun here and ended with it."""

    def __init__(
        self,
        capture: Capture,
        speech: Speech,
        severity: SeverityOf,
        emit: Callable[[Line], None],
    ) -> None:
        self._capture = capture
        self._speech = speech
        self._fusion = AlertFusion(severity)
        self._emit = emit
        self._said: dict[int, tuple[Word, ...]] = {}
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._began_s = time.monotonic()
        self._paced = False
        self._duration_s = 0.0

    def run(self, file: Path, recording: str, *, fast: bool) -> None:
        """Replay a file once. Raises DeviceError, DecodeError, RecognitionError, ModelError."""
        try:
            self._speech.listen(self._events.put)
            self._until(Ready)  # a replay begins when it can be heard from its first word
            self._capture.listen(self._events.put)
            kind = "file-fast" if fast else "file"
            self._capture.send(Start(recording, device=f"{kind}:{file.resolve()}"))
            self._until(Status, lambda event: event.state == "recording")
            self._began_s, self._paced = time.monotonic(), not fast
            self._speech.send(Follow(recording, paced=not fast))
            self._until(FollowEnded)
            self._tell("end", self._duration_s)
        finally:
            self._speech.close()
            self._capture.close()

    def _until(self, kind: type[Any], wanted: Callable[[Any], bool] = lambda _: True) -> None:
        while True:
            event = self._events.get()
            self._take(event)
            if isinstance(event, kind) and wanted(event):
                return

    def _take(self, event: Event) -> None:
        match event:
            case Level() if self._paced:
                # sound cannot be told of before it was there: the earliest is the first sample's
                self._began_s = min(self._began_s, time.monotonic() - event.audio_s)
            case KeywordHeard():
                self._alerts(self._fusion.heard(event))
            case LiveWords():
                self._words(event)
                self._understand(event)
            case Gap():
                self._tell("gap", event.end_s, start_s=event.start_s, reason=event.reason)
            case Trouble() if event.kind not in _FILE_TROUBLES:
                self._tell("error", event.audio_s, kind=event.kind, sentence=event.sentence)
            case Stopped():
                self._duration_s = event.duration_s
                self._speech.send(EndFollow())
            case Refused():
                raise _refusal(event)

    def _words(self, event: LiveWords) -> None:
        if not event.words:
            return
        texts = [word.text for word in event.words]
        confirmed = joined(texts[: event.confirmed], event.language)
        shown: dict[str, Any] = {
            "region": event.region,
            "language": event.language,
            "text": joined(texts, event.language),
        }
        if event.ended:
            words = [
                {"text": one.text, "start_s": one.start_s, "end_s": one.end_s,
                 "probability": one.probability}
                for one in event.words
            ]  # fmt: skip
            self._tell("final", event.words[-1].end_s, **shown, words=words)
        else:
            self._tell("partial", event.words[-1].end_s, **shown, confirmed=confirmed)

    def _understand(self, event: LiveWords) -> None:
        """Only confirmed words can raise an alert, and only when there are more of them."""
        confirmed = event.words[: event.confirmed]
        if confirmed and self._said.get(event.region) != confirmed:
            self._said[event.region] = confirmed
            self._alerts(self._fusion.said(event.alerts))

    def _alerts(self, alerts: tuple[LiveAlert, ...]) -> None:
        for one in alerts:
            self._tell(
                "alert",
                one.end_s,
                number=one.number,
                keyword=one.keyword,
                source=one.source,
                level=one.level,
                severity=one.severity,
                assertion=one.assertion,
                interrupts=one.interrupts,
                heard=one.heard,
                start_s=one.start_s,
                end_s=one.end_s,
            )

    def _tell(self, line: LineType, audio_s: float, /, **fields: Any) -> None:
        self._emit(Line(line, audio_s, time.monotonic() - self._began_s, fields))


def _refusal(event: Refused) -> AppError:
    """What a process could not do, with the exit code it named."""
    error: AppError = (
        DeviceError(event.sentence)
        if event.command in ("Start", "listen")
        else RecognitionError(event.sentence)
    )
    error.exit_code = event.exit_code
    return error
