"""What of a note's transcript is made ready before it is shown; no widget is touched."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.note_doubts import Doubt
from app.domain.review_lines import Line, doubted, lines
from app.domain.speakers import Speaker, speakers
from app.services.review import NoteView


@dataclass(frozen=True, slots=True)
class Ready:
    """The lines of a transcript, and who speaks in it."""

    lines: tuple[Line, ...]
    speakers: tuple[Speaker, ...]


def ready(view: NoteView, doubts: Iterable[Doubt]) -> Ready:
    """doubts: as far as they are known."""
    body, before = view.version.body, view.versions[0].body
    shown = lines(view.result, body, before, view.suggestions)
    heard = speakers(view.result.understanding.transcript)
    return Ready(doubted(shown, doubts), heard)
