"""A note as it is laid out to be read and edited: headings, sentences, and what is open at each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.domain.access import Actor
from app.domain.note_chips import (
    Chip,
    Evidence,
    Query,
    chips_of,
    queries_of,
    said_last,
    struck_chips,
)
from app.domain.note_state import Act, NoteState, why_not
from app.domain.note_versions import Confirmation, NoteBody, NoteVersion, VersionSentence
from app.domain.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section; key: UNPLACED for what fits none."""

    key: str
    empty: bool


@dataclass(frozen=True, slots=True)
class AddendumHead:
    """Opens what was added to a signed note."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in its place. position: in its section. suggestions: the open ones about it."""

    sentence: VersionSentence
    section: str
    position: int
    chips: tuple[Chip, ...] = ()
    queries: tuple[Query, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    added: bool = False

    @property
    def open_chips(self) -> tuple[Chip, ...]:
        """Those that wait for a decision."""
        return tuple(one for one in self.chips if one.state == "proposed")

    @property
    def struck(self) -> tuple[Chip, ...]:
        """What was said behind it, and taken back by voice."""
        return tuple(one for one in self.chips if one.struck)


Row = Heading | AddendumHead | Line


def rows(
    known: Evidence,
    body: NoteBody,
    *,
    confirmed: Iterable[Confirmation] = (),
    suggestions: Iterable[Suggestion] = (),
    addenda: Iterable[NoteVersion] = (),
    empty: bool = True,
) -> tuple[Row, ...]:
    """All rows in reading order. empty: show sections that say nothing, so that one can begin in
    them."""
    now = said_last(confirmed)
    proposed = _by_sentence(suggestions)
    struck = struck_chips(known, body, now) if known.struck else {}
    found: list[Row] = []
    for key, sentences in body.places():
        if not sentences and (not empty or not key):
            continue
        found.append(Heading(key, not sentences))
        found += [
            _with(
                _line(known, one, key, position, now, proposed.get(one.number, ())),
                struck.get(one.number, ()),
            )
            for position, one in enumerate(sentences)
        ]
    for version in addenda:
        found.append(AddendumHead(version.author_id, version.created_at))
        found += [
            Line(one, "", position, added=True)
            for position, one in enumerate(version.body.sentences())
        ]
    return tuple(found)


def _line(
    known: Evidence,
    one: VersionSentence,
    key: str,
    position: int,
    now: Mapping[str, str],
    proposed: Sequence[Suggestion],
) -> Line:
    chips = chips_of(known, one, now) if one.source == "dictated" else ()
    queries = queries_of(known, one, now)
    return Line(one, key, position, chips, queries, tuple(proposed))


def _with(line: Line, struck: tuple[Chip, ...]) -> Line:
    return replace(line, chips=(*line.chips, *struck)) if struck else line


def _by_sentence(suggestions: Iterable[Suggestion]) -> dict[int, list[Suggestion]]:
    found: dict[int, list[Suggestion]] = {}
    for one in suggestions:
        if one.accepted is None and one.kind in {"reword", "strike"}:
            found.setdefault(int(one.target), []).append(one)
    return found


def writes(actor: Actor, state: NoteState, owner: str) -> bool:
    """Whether the note is the actor's draft, to be written in."""
    return actor.id == owner and not why_not(state, "edit")


OF_AUTHOR: Final[frozenset[Act]] = frozenset(
    {"edit", "sign", "amend", "archive", "propose_error", "offer"}
)
OF_OTHERS: Final[frozenset[Act]] = frozenset({"cosign", "take"})


def offered_acts(
    actor: Actor, state: NoteState, owner: str, offered_to: str | None
) -> tuple[Act, ...]:
    """The acts to show to an actor; whether they may do them is decided when they do.

    What the note's state forbids is left out; so is what is never theirs.
    """
    own = actor.id == owner
    shown: tuple[Act, ...] = (
        *("sign", "cosign", "take", "offer", "amend", "addendum", "propose_error", "archive"),
    )
    return tuple(
        act
        for act in shown
        if not why_not(state, act)
        and (own or act not in OF_AUTHOR)
        and not (own and act in OF_OTHERS)
        and (act != "take" or offered_to == actor.id)
    )
