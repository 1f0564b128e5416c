"""The history of a note on paper: who changed what, when and why, with what was struck legible.

Source: 病历书写基本规范 (2010), article 7: what was written stays legible when it is corrected,
with the time and who did it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from app.domain.documents import ClinicalDocument
from app.domain.note_history import Piece, SentenceChange, Step
from app.domain.transcript import Language
from app.export import paper_words as words
from app.export.emr_text import title as section_title
from app.export.paper_blocks import Block, Heading, Line, plain
from app.export.paper_words import labelled, listed, minute, word

Name = Callable[[str], str]


def history(document: ClinicalDocument) -> tuple[Block, ...]:
    """What a document went through, all times by the clock of its own. Nothing for no steps."""
    language, home = document.language, document.at

    def name(user: str) -> str:
        return document.names.get(user, user)

    found = [one for step in document.history for one in _step(step, name, language, home)]
    if not found:
        return ()
    head = (Heading(word("history", language)), plain(words.HOW_STRUCK[language], "small"))
    return (*head, *found)


def _step(step: Step, name: Name, language: Language, home: datetime) -> Iterator[Block]:
    at = minute(step.at.astimezone(home.tzinfo), home)
    version, kind = words.version(step.version, language), words.KINDS[step.kind][language]
    late = (word("late_entry", language),) if step.late else ()
    parts = (version, kind, f"{name(step.by)} ({step.by})", at, *late)
    yield plain(listed(parts, language), "step")
    if step.reason:
        yield plain(labelled("reason", step.reason, language), "change")
    for one in step.changes:
        yield _change(one, language)
    yield from _times(step, language, home)
    yield from _speakers(step)


def _change(one: SentenceChange, language: Language) -> Line:
    what = words.CHANGES[one.what][language]
    where = section_title(one.section, language)
    said = Piece("kept", f"{one.number}. {what} ({where}): ")
    return Line((said, *one.pieces), "change")


def _times(step: Step, language: Language, home: datetime) -> Iterator[Line]:
    if step.kind == "addendum":
        return
    for name, before, after in zip(
        ("arrival", "rescue"), step.times_before, step.times, strict=True
    ):
        if before != after:
            pieces = [Piece("kept", labelled(name, "", language))]
            if before is not None:
                pieces.append(Piece("struck", minute(before.astimezone(home.tzinfo), home)))
            if after is not None:
                pieces.append(Piece("added", minute(after.astimezone(home.tzinfo), home)))
            yield Line(tuple(pieces), "change")


def _speakers(step: Step) -> Iterator[Line]:
    for label in step.struck_labels:
        said = Piece("struck", f"{label.speaker} {label.role}")
        yield Line((Piece("kept", f"{label.utterance}: "), said), "change")
    for label in step.added_labels:
        said = Piece("added", f"{label.speaker} {label.role}")
        yield Line((Piece("kept", f"{label.utterance}: "), said), "change")
