"""What stands beside a transcript: values, keyword alerts, suggestions, each with its state."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.findings import Alert, AlertLevel, Finding
from app.domain.note_doubts import DISMISSED
from app.domain.note_versions import NoteVersion
from app.domain.suggestions import Suggestion
from app.gui.look import MARKS, begun, clock
from app.gui.review.names import change, standing, value_of
from app.gui.words import term, tr
from app.services.review import NoteView
from app.services.review_rights import Rights


@dataclass(frozen=True, slots=True)
class SideRow:
    """key: a subject, as doubts are named. utterance, first: where it was said.

    open: it waits for somebody; acts: who reads it may act on it.
    """

    key: str
    text: str
    utterance: str | None = None
    first: int = 0
    last: int = 0
    open: bool = False
    acts: bool = False


def value_rows(view: NoteView, rights: Rights) -> tuple[SideRow, ...]:
    """Vital signs first, then doses and allergies; each with who confirmed it."""
    found = [
        (f"value:{number}", one)
        for number, one in enumerate(view.result.understanding.findings)
        if one.value is not None or one.parts or one.kind == "allergy"
    ]
    found.sort(key=lambda pair: pair[1].kind != "vital")
    starts = _starts(view)
    return tuple(
        SideRow(
            key,
            f"{_at(starts, one.utterance, one.first)}  {_named(one)}\n"
            f"{_settled(view, key) or tr('not confirmed yet')}",
            one.utterance,
            one.first,
            one.last,
            not _settled(view, key),
            rights.confirms(key, view.result),
        )
        for key, one in found
    )


def alert_rows(view: NoteView, rights: Rights, doubted: Collection[str]) -> tuple[SideRow, ...]:
    """In the order of time. doubted: the subjects that nobody has settled."""
    return tuple(
        _alert_row(view, rights, f"alert:{number}", one, f"alert:{number}" in doubted)
        for number, one in enumerate(view.result.understanding.alerts)
    )


def suggestion_rows(view: NoteView, rights: Rights) -> tuple[SideRow, ...]:
    """Those that wait first, the newest on top."""
    ordered = sorted(view.suggestions, key=lambda one: (one.accepted is not None, -one.number))
    return tuple(
        SideRow(
            f"suggestion:{one.number}",
            _suggestion(view, one),
            utterance_of(view.versions, one),
            0,
            0,
            one.accepted is None,
            one.accepted is None and rights.decide,
        )
        for one in ordered
    )


def utterance_of(versions: Collection[NoteVersion], one: Suggestion) -> str | None:
    """What was said where a suggestion would change something; None for what is new."""
    if one.kind == "speaker":
        return one.target
    for version in versions:
        for sentence in version.body.sentences():
            if str(sentence.number) == one.target and sentence.utterances:
                return sentence.utterances[0]
    return None


def _alert_row(view: NoteView, rights: Rights, key: str, one: Alert, open_: bool) -> SideRow:
    state = _settled(view, key)
    if not state and not open_:
        state = tr("acknowledged while it was recorded") if one.level == "red" else ""
    if open_:
        state = tr("waits to be acknowledged")
    text = f"{_level(one.level)}  {clock(one.start_s)}  {term(one.keyword)}  “{one.heard}”"
    if one.assertion != "present":
        text += f" ({term(one.assertion)})"
    acts = rights.acknowledge and not _settled(view, key)
    shown = f"{text}\n{state}" if state else text
    return SideRow(key, shown, one.utterance, one.first, one.last, open_, acts)


def _suggestion(view: NoteView, one: Suggestion) -> str:
    why = f"\n{one.reason}" if one.reason else ""
    return f"{change(one)}{why}\n{standing(one, view.name(one.made_by))}"


def _settled(view: NoteView, key: str) -> str:
    """Who settled a subject, and how; "" when nobody did."""
    for one in reversed(view.confirmed):
        if one.subject == key:
            name = view.name(one.by)
            if key.startswith("alert:"):
                if one.value == DISMISSED:
                    return tr("marked as no alert by {name}").format(name=name)
                return tr("acknowledged by {name}").format(name=name)
            return tr("✓ confirmed by {name}: {value}").format(name=name, value=one.value)
    return ""


def _named(one: Finding) -> str:
    """A vital sign by its name; anything else as it is written."""
    if one.kind != "vital":
        return begun(one.text)
    return f"{begun(term(one.concept.rpartition('.')[2]))}  {value_of(one)}"


def _level(level: AlertLevel) -> str:
    return f"{MARKS[level]} {term(level)}"


def _starts(view: NoteView) -> dict[str, tuple[float, ...]]:
    """When each word was said, by utterance."""
    said = view.result.understanding.transcript.utterances
    cited = {one.utterance for one in view.result.understanding.findings}
    return {one.id: tuple(word.start_s for word in one.words) for one in said if one.id in cited}


def _at(starts: dict[str, tuple[float, ...]], utterance: str | None, first: int) -> str:
    times = starts.get(utterance or "", ())
    return clock(times[first]) if first < len(times) else ""
