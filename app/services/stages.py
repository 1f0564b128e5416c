"""The stages that every job goes through, a file's or a recording's: who does them, and in order.

detect -> recognize -> diarize -> understand -> save. Telling speakers apart needs no words: it is
begun together with recognising, and in a recording of minutes, where somebody surely speaks,
before anything else.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event, RLock
from typing import Final, Protocol, TypeVar

from app.domain.access import Actor
from app.domain.audio import SpeechRegion
from app.domain.errors import AppError
from app.domain.reading import (
    DEFAULT_TEMPLATE,
    UNKNOWN,
    Compare,
    Compared,
    Known,
    Understand,
    Understood,
)
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.site_terms import terms_sha256
from app.domain.transcript import HeardRegion, Transcript, Turn, assign_speakers
from app.domain.vetoes import NO_PAIRS, Pairs, sha256
from app.services.ahead import Ahead
from app.services.events import STAGE_SHARES, Stage, StageProgress
from app.services.messages import MessageError, as_json, of_json
from app.services.ports import Progress
from app.settings import Script
from app.store.live import KeptStage

Listener = Callable[[StageProgress], None]
Given = TypeVar("Given")
Models = dict[str, ModelUsed]
Unwanted = Callable[[Actor], Pairs]
"""The corrections that are not to be made in what somebody records."""

_SPOKEN_S: Final = 120.0
_RECOGNIZES = frozenset({"recognizer", "terms", "language"})
_READS = frozenset({"lexicon", "keywords"})


class CancelledError(AppError):
    """The stages were cancelled; what was done so far is kept."""


class FinalSpeech(Protocol):
    """Detector, recogniser and diarizer, asked about whole recordings by their ids.

    Every method may take minutes, tells its progress, and lets an error that `progress` raises
    through. All raise RecognitionError and ModelError. at_once: whether words and turns may be
    asked for at the same time.
    """

    @property
    def at_once(self) -> bool: ...

    def models(self, progress: Progress) -> Models:
        """By part: recognizer, segmentation, embedding; they are loaded now if they were not."""
        ...

    def regions(self, recording: str, progress: Progress) -> tuple[SpeechRegion, ...]: ...

    def heard(
        self, recording: str, regions: tuple[SpeechRegion, ...], progress: Progress
    ) -> tuple[HeardRegion, ...]: ...

    def turns(
        self,
        recording: str,
        progress: Progress,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
    ) -> tuple[Turn, ...]: ...

    def let_go(self, recording: str) -> None:
        """Its stages are done, or were broken off: what is kept of its sound is not needed."""
        ...


class FinalReading(Protocol):
    """Lexicon and rules, asked what whole recordings mean. Both questions raise RecognitionError
    where they are asked of another process, and let an error that `progress` raises through."""

    def models(self, progress: Progress) -> Models:
        """By part: lexicon, keywords; others may be among them. Raises ResourceError."""
        ...

    def understood(self, question: Understand, progress: Progress) -> Understood: ...

    def compared(self, question: Compare, progress: Progress) -> Compared: ...


@dataclass(slots=True)
class StageRun:
    """Timer, progress and memory of one job under way.

    path: what StageProgress names. kept: what stages of an earlier run gave; keep: keeps what one
    gives now. From the first stage on that is done anew, those after it are too. timings_s: what
    the job waited for each stage. ahead: the share of the job that is done of later stages.
    listener is called by one thread at a time.
    """

    path: Path
    listener: Listener
    cancelled: Event = field(default_factory=Event)
    kept: Mapping[str, KeptStage] = field(default_factory=dict)
    keep: Callable[[KeptStage], None] | None = None
    timings_s: dict[str, float] = field(default_factory=dict)
    models: Models = field(default_factory=dict)
    ahead: Callable[[], float] = lambda: 0.0
    _told: tuple[Stage, float] | None = None
    _telling: RLock = field(default_factory=RLock)

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[Progress]:
        """One stage, told and timed. Raises CancelledError when the job was cancelled."""
        report = self.progress(stage)
        started = time.perf_counter()
        report(0.0)
        yield report
        self._tell(stage, 1.0)
        self.timings_s[stage] = time.perf_counter() - started

    def stage(
        self,
        stage: Stage,
        kind: type[Given],
        work: Callable[[Progress], Given],
        models: Callable[[Progress], Models] = lambda _: {},
    ) -> Given:
        """What a stage gives, now or in an earlier run. models: those it used, asked before."""
        before = self.kept.get(stage)
        if before is not None:
            with suppress(MessageError):  # kept by another version: it is done anew
                given = of_json(kind, before.payload)
                self.timings_s[stage] = before.took_s
                self.models.update(before.models)
                self.progress(stage)(1.0)
                return given
        self._forget(stage)
        used = models(self.progress(stage))
        with self.timed(stage) as report:
            given = work(report)
        self.models.update(used)
        if self.keep is not None:
            self.keep(KeptStage(stage, as_json(given), self.timings_s[stage], used))
        return given

    def _forget(self, stage: Stage) -> None:
        """What later stages gave was made of what this one gave before."""
        order = list(STAGE_SHARES)
        later, self.kept = self.kept, {}
        for name in order[order.index(stage) + 1 :]:
            if name in later and self.keep is not None:
                self.keep(KeptStage(name, ""))

    def progress(self, stage: Stage) -> Progress:
        def report(fraction: float) -> None:
            self._go_on()
            self._tell(stage, fraction)

        return report

    def _go_on(self) -> None:
        if self.cancelled.is_set():
            raise CancelledError("cancelled")

    def _tell(self, stage: Stage, fraction: float) -> None:
        with self._telling:
            self._told = stage, fraction
            self.listener(StageProgress(self.path, stage, fraction, self.ahead()))

    @contextmanager
    def diarizing(
        self, turns: Callable[[Progress], tuple[Turn, ...]], *, at_once: bool
    ) -> Iterator[Callable[[Progress], tuple[Turn, ...]]]:
        """The work of that stage, begun now where other stages can be done beside it."""
        if not at_once or "recognize" in self.kept:
            yield turns
        else:
            with Ahead(lambda told: turns(partial(self._beside, told))) as ahead:
                self.ahead = lambda: STAGE_SHARES["diarize"] * ahead.fraction
                yield partial(self._awaited, ahead)

    def _beside(self, told: Progress, fraction: float) -> None:
        """The stage under way may be waiting for what is done beside it: both are told."""
        told(fraction)
        self._go_on()
        with self._telling:
            if self._told is not None and self._told[0] != "diarize":
                self._tell(*self._told)

    def _awaited(self, ahead: "Ahead[Given]", progress: Progress) -> Given:
        self.ahead = lambda: 0.0
        return ahead.given(progress)

    def saved(self, result: JobResult, save: Callable[[JobResult], object]) -> JobResult:
        with self.timed("save"):
            save(result)
        return replace(result, timings_s=dict(self.timings_s))


def hear(
    run: StageRun,
    speech: FinalSpeech,
    recording: str,
    *,
    min_speakers: int | None = None,
    max_speakers: int | None = None,
    duration_s: float = 0.0,
) -> Transcript:
    """What was said in a recording, and by whom. duration_s: its length, where that is known."""

    def turns(progress: Progress) -> tuple[Turn, ...]:
        return speech.turns(
            recording, progress, min_speakers=min_speakers, max_speakers=max_speakers
        )

    begin = partial(run.diarizing, turns, at_once=speech.at_once)
    with ExitStack() as after:
        after.callback(speech.let_go, recording)
        diarized = after.enter_context(begin()) if duration_s >= _SPOKEN_S else None
        regions = run.stage(
            "detect", tuple[SpeechRegion, ...], lambda report: speech.regions(recording, report)
        )
        if not regions:
            diarized = _nobody
        elif diarized is None:
            diarized = after.enter_context(begin())
        heard = run.stage(
            "recognize",
            tuple[HeardRegion, ...],
            lambda report: speech.heard(recording, regions, report) if regions else (),
            partial(_used, speech, True),
        )
        found = run.stage("diarize", tuple[Turn, ...], diarized, partial(_used, speech, False))
    return assign_speakers(heard, found)


def _used(speech: FinalSpeech, recognizes: bool, progress: Progress) -> Models:
    """The models that words, or turns, are made with."""
    found = speech.models(progress)
    return {
        name: one
        for name, one in found.items()
        if name not in _READS and (name in _RECOGNIZES) == recognizes
    }


def _nobody(_: Progress) -> tuple[Turn, ...]:
    return ()


def depends_on(unwanted: Pairs) -> Models:
    """What a result depends on when corrections were not wanted; nothing when all were."""
    return {"unwanted": ModelUsed("erscribe-unwanted", sha256(unwanted))} if unwanted else {}


def signed_in(known: Known) -> Models:
    """What of the site a result depends on: the dose table and the terms that were agreed on."""
    used = {
        "doses": ModelUsed("erscribe-doses", known.dose_ranges),
        "site_terms": ModelUsed("erscribe-site-terms", terms_sha256(known.terms)),
    }
    return {part: one for part, one in used.items() if one.sha256}


def template_of(settings: Mapping[str, str]) -> str:
    """The note template that a job's settings name; they are kept with its result."""
    return settings.get("note_template", DEFAULT_TEMPLATE)


def understand(
    run: StageRun,
    reading: FinalReading,
    heard: Transcript,
    script: Script,
    then: Callable[[Understood], Understanding] = lambda given: given.understanding,
    unwanted: Pairs = NO_PAIRS,
    *,
    known: Known = UNKNOWN,
    template: str = DEFAULT_TEMPLATE,
) -> Understanding:
    """What it means: corrections, findings, alerts and the note. then: has the last word.

    unwanted: corrections that are not to be made. known: of the patient and of the site. template:
    what the note is composed by.
    """

    def work(report: Progress) -> Understanding:
        note = f"n{uuid.uuid4().hex[:12]}"
        question = Understand(heard, script, note, unwanted, template, known)
        return then(reading.understood(question, report))

    def used(report: Progress) -> Models:
        found = reading.models(report)
        reads = {name: one for name, one in found.items() if name in _READS}
        return {**reads, **depends_on(unwanted), **signed_in(known)}

    return run.stage("understand", Understanding, work, used)
