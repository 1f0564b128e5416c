"""What others propose to a draft's author, and doubts and values that people settle."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.access import Actor
from app.domain.errors import NotFoundError, StoreError
from app.domain.note_chips import ACCEPTED, REJECTED
from app.domain.note_doubts import DISMISSED, LIVE, is_vital, subject_finding
from app.domain.note_edits import apply, sentence
from app.domain.note_versions import Confirmation, NoteBody, NoteVersion, SpeakerLabel
from app.domain.result import JobResult
from app.domain.suggestions import Suggestion, SuggestionKind, edit_of, label_of, speaker
from app.services.access import Detail, Done
from app.services.note_acts import NoteNow, on_note, whole_id
from app.services.note_life import edited
from app.services.rewording import corrected
from app.services.scripts import script_of
from app.store import suggestions as kept
from app.store.database import Database, Transaction
from app.store.live import kept_alerts
from app.store.results import load_result


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody proposes. target: a sentence's number, a section's key for a new sentence, or
    an utterance's id for its speaker. after: the new text, or `S2 nurse`; "" to strike."""

    kind: SuggestionKind
    target: str
    after: str = ""
    reason: str = ""


class Suggestions:
    """Suggestions are kept as they were made and decided once, by the author of the draft.

    All raise NotFoundError, AccessError, StoreError and SignedNoteError.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def suggest(self, actor: Actor, note: str, proposed: Proposed) -> int:
        """Propose a change to a draft; gives its number."""

        def work(now: NoteNow) -> Done[int]:
            text = now.text()
            result = load_result(now.transaction, now.id)
            one = Suggestion(
                0,
                proposed.kind,
                proposed.target,
                _before(text.body, result, proposed),
                proposed.after,
                text.version,
                proposed.reason,
                actor.id,
                now.at,
            )
            apply(text.body, [edit_of(text.body, one)])  # what could never be accepted is refused
            number = kept.add_suggestion(now.transaction, now.id, one)
            return Done(number, now.id, {"suggestion": number, "kind": one.kind}, text.version)

        return on_note(self._database, actor, "note.suggest", note, work, act="suggest")

    def list_suggestions(self, actor: Actor, note: str) -> tuple[Suggestion, ...]:
        """All of a note, with what was decided."""

        def work(now: NoteNow) -> Done[tuple[Suggestion, ...]]:
            return Done(kept.suggestions(now.transaction, now.id), now.id, {"list": "suggestions"})

        return on_note(self._database, actor, "note.show", note, work)

    def resolve(self, actor: Actor, note: str, number: int, accept: bool) -> NoteVersion:
        """Accept a suggestion, which makes a new version, or reject it."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            one = kept.open_suggestion(now.transaction, now.id, number)
            kept.decide_suggestion(now.transaction, now.id, number, accept, actor, now.at)
            if not accept:
                text = now.text()
                return Done(text, now.id, {"suggestion": number, "accepted": False}, text.version)
            edit = edit_of(now.text().body, one)
            done = edited(now, actor, [edit], f"suggestion {number} of {one.made_by}")
            detail: Detail = {**done.detail, "suggestion": number, "accepted": True}
            return Done(done.given, now.id, detail, done.version)

        return on_note(self._database, actor, "note.resolve", note, work, act="edit")

    def resolve_correction(self, actor: Actor, note: str, number: int, accept: bool) -> NoteVersion:
        """Accept a correction that was proposed, which rewords the sentence, or reject it."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            result = load_result(now.transaction, now.id)
            found = result.understanding.corrections
            if number >= len(found) or found[number].state != "proposed":
                raise NotFoundError(
                    "there is no such proposed correction; see: erscribe notes sign"
                )
            settled = Confirmation(
                f"correction:{number}", ACCEPTED if accept else REJECTED, actor.id, now.at
            )
            kept.confirm(now.transaction, now.id, settled)
            detail: Detail = {"correction": number, "accepted": accept}
            if not accept:
                text = now.text()
                return Done(text, now.id, detail, text.version)
            one = found[number]
            edit = corrected(now.text().body, one, script_of(result.settings))
            done = edited(now, actor, [edit], f"correction {number} ({one.rule})")
            return Done(done.given, now.id, {**done.detail, **detail}, done.version)

        return on_note(self._database, actor, "note.resolve", note, work, act="edit")

    def confirm(self, actor: Actor, note: str, subject: str, value: str = "") -> Confirmation:
        """Settle a doubt, or confirm a value. value: as it is to stand; else as it was heard; of an
        alert, DISMISSED says that it was none.

        A nurse confirms vital signs only. subject: see app.domain.note_doubts.
        """
        name, scope = self._rights(note, subject)

        def work(now: NoteNow) -> Done[Confirmation]:
            result = load_result(now.transaction, now.id)
            heard = _raised(now.transaction, result, subject) or _heard(result, subject)
            one = Confirmation(subject, value.strip() or heard, actor.id, now.at)
            kept.confirm(now.transaction, now.id, one)
            detail: Detail = {
                "subject": subject,
                "changed": one.value != heard,
                "dismissed": subject.startswith("alert:") and one.value == DISMISSED,
            }
            return Done(one, now.id, detail, now.text().version)

        return on_note(self._database, actor, name, note, work, act="edit", scope=scope)

    def _rights(self, note: str, subject: str) -> tuple[str, str]:
        """The act that a subject asks for, and what of it; only the kind of a finding is read."""
        if subject.startswith("alert:"):
            return "alert.acknowledge", ""
        whole = whole_id(self._database, note)
        try:
            with self._database.transaction() as transaction:
                finding = subject_finding(load_result(transaction, whole), subject)
        except NotFoundError:
            finding = None
        return "value.confirm", "vital" if finding and is_vital(finding) else ""


def _before(body: NoteBody, result: JobResult, proposed: Proposed) -> str:
    if proposed.kind in {"reword", "strike"}:
        if not proposed.target.isdecimal():
            raise StoreError("name the sentence by its number; see: erscribe notes show")
        return sentence(body, int(proposed.target)).text
    if proposed.kind == "write":
        return ""
    label_of(proposed.target, proposed.after)
    for label in body.labels:
        if label.utterance == proposed.target:
            return speaker(label)
    for one in result.understanding.transcript.utterances:
        if one.id == proposed.target:
            return speaker(SpeakerLabel(one.id, one.speaker, one.role))
    raise NotFoundError("there is no such utterance; see: erscribe notes show")


def _heard(result: JobResult, subject: str) -> str:
    """What a subject says as it was heard. Raises NotFoundError for none."""
    kind, _, rest = subject.partition(":")
    find = _HEARD.get(kind)
    heard = find(result, rest) if find else None
    if heard is None:
        raise NotFoundError("there is nothing of this name to confirm; see: erscribe notes doubts")
    return heard


def _raised(transaction: Transaction, result: JobResult, subject: str) -> str:
    """What a live alert is about; "" where a subject names none."""
    if not subject.startswith(LIVE):
        return ""
    number = subject.removeprefix(LIVE)
    alerts = kept_alerts(transaction, result.recording.id)
    named = (one for one in alerts if str(one.number) == number)
    return next((one.heard or one.keyword for one in named), "")


def _value(result: JobResult, rest: str) -> str | None:
    finding = subject_finding(result, f"value:{rest}")
    if finding is None:
        return None
    if finding.value is not None:
        return f"{finding.value.number} {finding.value.unit}"
    parts = [f"{part.name} {part.number} {part.unit}" for part in finding.parts]
    return "; ".join(parts) or finding.text


def _word(result: JobResult, rest: str) -> str | None:
    utterance, _, number = rest.rpartition(":")
    for one in result.understanding.transcript.utterances:
        if one.id == utterance and number.isdecimal() and int(number) < len(one.words):
            return one.words[int(number)].text
    return None


def _flag(result: JobResult, rest: str) -> str | None:
    utterance, _, number = rest.rpartition(":")
    for one in result.understanding.transcript.utterances:
        if one.id == utterance and number.isdecimal() and int(number) < len(one.flags):
            flag = one.flags[int(number)]
            return " ".join(word.text for word in one.words[flag.first : flag.last + 1])
    return None


def _alert(result: JobResult, rest: str) -> str | None:
    alerts = result.understanding.alerts
    return alerts[int(rest)].heard if rest.isdecimal() and int(rest) < len(alerts) else None


_HEARD: dict[str, Callable[[JobResult, str], str | None]] = {
    "value": _value,
    "query": _value,
    "word": _word,
    "flag": _flag,
    "alert": _alert,
}
