"""What stands beside a transcript: values, keyword alerts, suggestions, each with its state."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.findings import Alert, AlertLevel, Finding
from app.domain.live import LiveAlert
from app.domain.note_doubts import DISMISSED, LIVE, subject_finding
from app.domain.note_versions import Confirmation, NoteVersion
from app.domain.suggestions import Suggestion
from app.gui.alert_card import reasons
from app.gui.chinese import shown
from app.gui.look import MARKS, begun, clock
from app.gui.review.names import change, standing, value_of
from app.gui.words import term, tr
from app.services.review import NoteView
from app.services.review_rights import Rights


@dataclass(frozen=True, slots=True)
class SideRow:
    """key: a subject, as doubts are named. utterance, first: where it was said.

    open: it waits for somebody; acts: who reads it may act on it. span_s: of what the text lacks,
    when it was heard.
    """

    key: str
    text: str
    utterance: str | None = None
    first: int = 0
    last: int = 0
    open: bool = False
    acts: bool = False
    span_s: tuple[float, float] | None = None


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
    """In the order of time. doubted: the subjects that nobody has settled.

    Of the alerts while it was recorded, those that the final text does not have and that somebody
    has to look at, or did.
    """
    found = []
    for number, one in enumerate(view.result.understanding.alerts):
        key = f"alert:{number}"
        found.append((one.start_s, _alert_row(view, rights, key, one, key in doubted)))
    for live in view.raised:
        key = f"{LIVE}{live.number}"
        if key in doubted or _settled(view, key):
            found.append((live.start_s, _lost_row(view, rights, key, live, key in doubted)))
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))


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
    acts = rights.acknowledge and not _settled(view, key)
    lines = "\n".join(filter(None, (_alert_text(one), state)))
    return SideRow(key, lines, one.utterance, one.first, one.last, open_, acts)


def _lost_row(view: NoteView, rights: Rights, key: str, one: LiveAlert, open_: bool) -> SideRow:
    """It is shown where the text is at that time, if it has any there."""
    state = tr("waits to be acknowledged") if open_ else _settled(view, key)
    why = tr("heard while it was recorded; the final text does not have it")
    lines = "\n".join((_alert_text(one), why, state))
    place = _words_at(view, one.start_s, one.end_s)
    acts = rights.acknowledge and not _settled(view, key)
    return SideRow(key, lines, *place, open_, acts, (one.start_s, one.end_s))


def _alert_text(one: Alert | LiveAlert) -> str:
    """A keyword that only the sound gave has no words."""
    text = f"{_level(one.level)}  {clock(one.start_s)}  {term(one.keyword)}"
    if one.heard:
        text += f"  “{shown(one.heard)}”"
    said = [] if one.assertion == "present" else [term(one.assertion)]
    told = "; ".join([*said, *reasons(one)])
    return f"{text} ({told})" if told else text


def _words_at(view: NoteView, start_s: float, end_s: float) -> tuple[str | None, int, int]:
    """The words of the text that were said at a time: of which utterance, first and last."""
    for one in view.result.understanding.transcript.utterances:
        inside = [
            number
            for number, word in enumerate(one.words)
            if word.start_s < end_s and word.end_s > start_s
        ]
        if inside:
            return one.id, inside[0], inside[-1]
    return None, 0, 0


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
            value = _value_shown(view, one)
            return tr("✓ confirmed by {name}: {value}").format(name=name, value=value)
    return ""


def _value_shown(view: NoteView, one: Confirmation) -> str:
    """What was confirmed as heard, in the script that was chosen; what was typed, as it is."""
    finding = subject_finding(view.result, one.subject)
    heard = finding is not None and finding.text == one.value
    return shown(one.value) if heard else one.value


def _named(one: Finding) -> str:
    """A vital sign by its name; anything else as it is written."""
    if one.kind != "vital":
        return begun(shown(one.text))
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
