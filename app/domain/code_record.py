"""A resuscitation as it is reported: one log of what was said and marked, and its intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.code_events import CodeEvent
from app.domain.code_spoken import LogLine, SpokenEvent, merged
from app.domain.code_timeline import Intervals, Marked, Pause, intervals, pauses
from app.domain.transcript import Language, Transcript

EPINEPHRINE = "epinephrine"


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """lines: in order of time. said_by: who said an utterance; marked_by: names of who marked.

    intervals: seconds from the first event, the fraction of compressions as far as starts and stops
    were said or marked; pauses: without compressions.
    """

    note_id: str
    language: Language
    lines: tuple[LogLine, ...]
    intervals: Intervals
    pauses: tuple[Pause, ...]
    said_by: Mapping[str, str] = field(default_factory=dict)
    marked_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def start_s(self) -> float:
        """Where the log begins: minute 0."""
        return self.lines[0].at_s if self.lines else 0.0


def record_of(
    note_id: str,
    transcript: Transcript,
    said: Sequence[SpokenEvent],
    marked: Iterable[CodeEvent],
    names: Mapping[str, str],
) -> CodeRecord:
    """The log of one recording; what had not ended by its last word is counted until then."""
    lines = merged(said, marked)
    spoken = transcript.utterances
    end_s = max(
        [*(one.end_s for one in spoken if one.words), *(one.at_s for one in lines)], default=0.0
    )
    marks = [Marked(_counted(one), one.at_s) for one in lines]
    return CodeRecord(
        note_id,
        transcript.language,
        lines,
        intervals(marks, end_s),
        pauses(marks, end_s),
        {one.id: _who(one.speaker, one.role) for one in spoken},
        names,
    )


def _counted(line: LogLine) -> str:
    """Its kind as the clocks count it."""
    return "adrenaline" if line.kind == "drug" and line.drug == EPINEPHRINE else line.kind


def _who(speaker: str, role: str) -> str:
    return speaker if role == "unknown" else f"{speaker} ({role})"
