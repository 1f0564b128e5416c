"""The final stages of a recording: each keeps what it gave, so that a crash costs one stage."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

from app.domain.access import Actor
from app.domain.audio import Recording
from app.domain.errors import RecognitionError, ResourceError, StoreError
from app.domain.live import KeywordHeard, LiveWords
from app.domain.reading import UNKNOWN, Compare, Difference, Known, Understood
from app.domain.result import JobResult, Understanding
from app.domain.transcript import Transcript, Utterance
from app.domain.typed import TypedPiece, woven
from app.domain.vetoes import NO_PAIRS, Pairs
from app.services.alerting import SeverityOf, fused, on_doubt
from app.services.events import RecordingDone
from app.services.filing import DictationStore, KeptStage, LiveRecording
from app.services.known import KnownOf
from app.services.stages import (
    FinalReading,
    FinalSpeech,
    Listener,
    StageRun,
    Unwanted,
    hear,
    template_of,
    understand,
)
from app.services.typed import of_stages
from app.settings import Script
from app.store.recordings import RecordedEvent, RecordingReader, complete
from app.store.sealing import Seals, unsealed


@dataclass(frozen=True, slots=True)
class Finishing:
    """Takes recordings through detect, recognize, diarize, understand and save.

    root: the folder of recordings. settings: kept with each result.
    seals: what each recording is sealed with. unwanted: corrections that are not to be made.
    severity: of keywords that were heard and are in no words. known: beside the words, of the
    patient of an encounter and of the site.
    """

    speech: FinalSpeech
    reading: FinalReading
    store: DictationStore
    root: Path
    script: Script
    settings: Mapping[str, str] = field(default_factory=dict)
    seals: Seals = unsealed
    unwanted: Unwanted = lambda _: NO_PAIRS
    severity: SeverityOf = on_doubt
    known: KnownOf = lambda _: UNKNOWN

    def run(
        self,
        actor: Actor,
        recording: LiveRecording,
        listener: Listener = lambda _: None,
        cancelled: Event | None = None,
        live: Callable[[], Sequence[LiveWords]] = tuple,
        typed: Sequence[TypedPiece] | None = None,
    ) -> RecordingDone:
        """Do the stages that are not done yet; a recording that was cut off is finished first.

        live: the words that were shown while recording, to compare the final ones with.
        typed: while recording; None for what the database kept of it. Raises
        CancelledError, NotFoundError, RecognitionError, ModelError, StoreError; what was done
        until then is kept. A database that cannot be reached matters only when the note is saved.
        """
        whole = complete(self.root, recording.id, self.seals(recording.id))
        run = StageRun(Path(recording.id), listener, cancelled or Event())
        with suppress(StoreError):
            run.kept = self.store.stages(recording)
        run.keep = lambda kept: self._keep(recording, kept)
        understanding = self._understood(run, actor, recording)
        pieces = of_stages(self.store.stages(recording)) if typed is None else typed
        understanding = replace(understanding, note=woven(understanding.note, pieces))
        result = JobResult(
            Recording(recording.id, whole.duration_s, whole.sha256),
            understanding.transcript.language,
            understanding,
            run.models,
            run.timings_s,
            recording.profile,
            recording.encounter_id,
            self._settings(recording),
        )
        saved = run.saved(result, lambda one: self.store.save(actor, recording, one))
        return RecordingDone(recording.id, saved, self._differences(actor, live(), understanding))

    def _understood(self, run: StageRun, actor: Actor, recording: LiveRecording) -> Understanding:
        return understand(
            run,
            self.reading,
            hear(run, self.speech, recording.id),
            self.script,
            lambda one: self._fused(one, recording),
            self._unwanted(actor),
            known=self.known_of(recording.encounter_id or ""),
            template=template_of(self._settings(recording)),
        )

    def _settings(self, recording: LiveRecording) -> dict[str, str]:
        """As they are, but for the template that was chosen when the recording began."""
        chosen = {"note_template": recording.template} if recording.template else {}
        return {**self.settings, **chosen}

    def known_of(self, encounter: str) -> Known:
        """Where the database cannot be asked, the words are read without it."""
        with suppress(StoreError):
            return self.known(encounter)
        return UNKNOWN

    def _unwanted(self, actor: Actor) -> Pairs:
        """Where the database cannot be asked, all corrections are made: each can be undone."""
        with suppress(StoreError):
            return self.unwanted(actor)
        return NO_PAIRS

    def _keep(self, recording: LiveRecording, kept: KeptStage) -> None:
        with suppress(StoreError):
            self.store.keep_stage(recording.id, kept)

    def _fused(self, found: Understood, recording: LiveRecording) -> Understanding:
        heard = keywords_heard(self.root, recording.id, self.seals)
        alerts = fused(found.understanding.alerts, found.mentions, heard, self.severity)
        return replace(found.understanding, alerts=alerts)

    def _differences(
        self, actor: Actor, live: Sequence[LiveWords], final: Understanding
    ) -> tuple[Difference, ...]:
        """None where nobody can say: the note is saved, and must not seem lost for that."""
        if not live:
            return ()
        said, unwanted = live_transcript(live), self._unwanted(actor)
        question = Compare(said, final, self.script, unwanted, self.known_of("").terms)
        with suppress(RecognitionError, ResourceError):
            return self.reading.compared(question, lambda _: None).differences
        return ()


def live_transcript(live: Sequence[LiveWords]) -> Transcript:
    """The confirmed live words; one utterance a region."""
    said = sorted((one for one in live if one.confirmed), key=lambda one: one.words[0].start_s)
    return Transcript(
        tuple(
            Utterance(f"r{at}", "", one.language, one.words[: one.confirmed])
            for at, one in enumerate(said)
        )
    )


def keywords_heard(root: Path, recording: str, seals: Seals = unsealed) -> tuple[KeywordHeard, ...]:
    """What the spotter heard while a recording was made, in order. Raises StoreError."""
    reader = RecordingReader(root, recording, seals(recording))
    reader.poll(sound=False)
    found = (_keyword(recording, one) for one in reader.events() if one.kind == "keyword")
    return tuple(one for one in found if one is not None)


def _keyword(recording: str, event: RecordedEvent) -> KeywordHeard | None:
    fields = event.fields
    try:
        return KeywordHeard(
            recording,
            int(fields["number"]),
            str(fields["keyword"]),
            float(fields["start_s"]),
            float(fields["end_s"]),
            float(fields["score"]),
        )
    except (KeyError, ValueError):  # written by another version
        return None
