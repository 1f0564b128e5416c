"""A microphone or the bundled sample heard once, to see whether this workstation hears rightly.

It happens in a folder of its own that is deleted afterwards: nothing of it is a recording of the
store, and nothing of it is kept.
"""

import time
import tomllib
import uuid
from collections.abc import Callable
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final

from app.domain.audio import SpeechRegion
from app.domain.errors import AppError, DeviceError, ResourceError
from app.domain.live import CaptureEvent, Level, Refused, Start, Status, Stop, Stopped, Trouble
from app.domain.transcript import HeardRegion, Language
from app.domain.trial import READ_ALOUD, Listener, Matched, Sample, Sound, Tried
from app.paths import RESOURCES
from app.services.ports import Capture, Progress
from app.services.stages import CancelledError, FinalSpeech
from app.settings import LanguageChoice
from app.text.tokens import is_han, joined, plain, tokenize
from app.text.writing import simplified

LONGEST_S: Final = 12.0
_OPEN_S, _END_S, _LOOK_S = 15.0, 30.0, 0.1
_SILENT_DBFS: Final = -70.0
_FAINT_DBFS: Final = -38.0
_FULL_DBFS: Final = -0.2


class Trial:
    """Tries one after the other; not for two threads at once. `close` deletes what was recorded.

    Raises DeviceError for a microphone that does not open, RecognitionError, CancelledError.
    """

    def __init__(
        self,
        capture: Callable[[], Capture],
        speech: FinalSpeech,
        wipe: Callable[[str], None],
        end: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """capture: a recording process of its own folder, made for each try. wipe: deletes a
        recording, as soon as it was heard. end: ends the speech process and deletes the folder."""
        self._capture = capture
        self._speech = speech
        self._wipe = wipe
        self._end = end
        self._clock = clock

    def read_aloud(
        self, device: str, language: Language, listener: Listener, enough: Event, left: Event
    ) -> Tried:
        """Record the sentence until `enough`, twelve seconds at most, and write what was heard.

        left: gives it up.
        """
        return self._try(device, READ_ALOUD[language], language, listener, enough, left)

    def sample(self, sample: Sample, listener: Listener, left: Event) -> Tried:
        """The same with a file that plays as fast as it is taken."""
        device = f"file-fast:{sample.path.resolve()}"
        return self._try(device, sample.text, sample.language, listener, Event(), left)

    def close(self) -> None:
        self._end()

    def _try(
        self,
        device: str,
        said: str,
        language: Language,
        listener: Listener,
        enough: Event,
        left: Event,
    ) -> Tried:
        recording = uuid.uuid4().hex
        Thread(target=self._load, args=(left,), daemon=True, name="trial models").start()
        try:
            take = _Take(listener, self._clock)
            take.record(self._capture(), Start(recording, device=device), enough, left)
            return self._understood(recording, take, said, language, _giving_up(left))
        finally:
            self._wipe(recording)

    def _load(self, left: Event) -> None:
        """Models load while one reads; what goes wrong is told to who waits for them later."""
        with suppress(AppError):
            self._speech.models(_giving_up(left))

    def _understood(
        self, recording: str, take: "_Take", said: str, language: Language, progress: Progress
    ) -> Tried:
        began_s = self._clock()
        take.listener.step("loading")
        model = self._speech.models(progress)["recognizer"].name
        loaded_s = self._clock()
        take.listener.step("hearing")
        heard = self._heard(recording, progress)
        lines = [joined([word.text for word in one.words], one.language) for one in heard]
        text = " ".join(lines).strip()
        return Tried(
            said,
            text,
            language,
            matched(said, text),
            take.sound,
            take.peak_dbfs,
            take.duration_s,
            loaded_s - began_s,
            self._clock() - loaded_s,
            model,
            tuple(take.troubles),
        )

    def _heard(self, recording: str, progress: Progress) -> tuple[HeardRegion, ...]:
        regions: tuple[SpeechRegion, ...] = self._speech.regions(recording, progress)
        return self._speech.heard(recording, regions, progress) if regions else ()


class _Take:
    """One recording from its start to its end, and how loud it was."""

    def __init__(self, listener: Listener, clock: Callable[[], float]) -> None:
        self.listener = listener
        self._clock = clock
        self._events: SimpleQueue[CaptureEvent] = SimpleQueue()
        self.peak_dbfs = -120.0
        self.loudest_dbfs = -120.0
        self.duration_s = 0.0
        self.troubles: list[str] = []
        self._recording = self._ended = False

    @property
    def sound(self) -> Sound:
        if self.peak_dbfs <= _SILENT_DBFS:
            return "silent"
        if self.peak_dbfs >= _FULL_DBFS:
            return "clipping"
        return "faint" if self.loudest_dbfs < _FAINT_DBFS else "good"

    def record(self, capture: Capture, start: Start, enough: Event, left: Event) -> None:
        self.listener.step("opening")
        try:
            capture.listen(self._events.put)
            capture.send(start)
            self._until(lambda: self._recording or self._ended, _OPEN_S, left)
            self.listener.step("recording")
            self._until(lambda: self._ended or enough.is_set(), LONGEST_S, left, late_is_well=True)
            if not self._ended:
                capture.send(Stop())
            self._until(lambda: self._ended, _END_S, left)
        finally:
            capture.close()

    def _until(
        self, over: Callable[[], bool], patience_s: float, left: Event, late_is_well: bool = False
    ) -> None:
        until_s = self._clock() + patience_s
        while not over():
            if left.is_set():
                raise CancelledError("the test was left")
            if self._clock() > until_s:
                if late_is_well:
                    return
                raise DeviceError(
                    "no sound came from this microphone; choose another one, or see that no "
                    "other program holds it"
                )
            try:
                self._take(self._events.get(timeout=_LOOK_S))
            except Empty:
                continue

    def _take(self, event: CaptureEvent) -> None:
        match event:
            case Status(state="recording"):
                self._recording = True
            case Level():
                self.peak_dbfs = max(self.peak_dbfs, event.peak_dbfs)
                self.loudest_dbfs = max(self.loudest_dbfs, event.rms_dbfs)
                self.listener.level(event)
            case Trouble(sentence=sentence) if sentence not in self.troubles:
                self.troubles.append(sentence)
            case Stopped():
                self.duration_s = event.duration_s
                self._ended = True
            case Refused():
                raise DeviceError(event.sentence)


def matched(said: str, heard: str) -> Matched:
    """Words of the one that are in the other in the same order; case and marks do not count."""
    wanted, got = _words(said), _words(heard)
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return Matched(sum(block.size for block in blocks), len(wanted))


def bundled_sample(languages: LanguageChoice, folder: Path = RESOURCES / "samples") -> Sample:
    """The short one, or one that a workstation understands which hears Mandarin only.

    Raises ResourceError.
    """
    name = "zh_encounter" if languages == "zh" else "en_short"
    script = folder / f"{name}.toml"
    try:
        table = tomllib.loads(script.read_text(encoding="utf-8"))
        turns = [str(turn["text"]) for turn in table["turns"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ResourceError(f"{script}: the sample is missing; repair the installation") from error
    return Sample(folder / f"{name}.flac", "zh" if languages == "zh" else "en", " ".join(turns))


def _words(text: str) -> list[str]:
    words = []
    for word in tokenize(text):
        bare = plain(word.text)
        words += list(simplified(bare)) if is_han(bare) else [bare]
    return [word for word in words if word]


def _giving_up(left: Event) -> Progress:
    def go_on(_: float) -> None:
        if left.is_set():
            raise CancelledError("the test was left")

    return go_on
