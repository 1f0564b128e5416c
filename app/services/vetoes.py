"""Corrections that are not wanted: here, by their user, or, when two people agree, on this site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.access import Actor
from app.domain.errors import NotFoundError, StoreError
from app.domain.findings import Correction
from app.domain.note_chips import ACCEPTED, REJECTED, UNDONE
from app.domain.note_edits import Edit, apply
from app.domain.note_versions import Confirmation, NoteBody, NoteVersion
from app.domain.result import JobResult
from app.domain.vetoes import Pair, Pairs, Veto, VetoScope, has, pair
from app.services.access import Detail, Done, Subject, perform
from app.services.note_acts import NoteNow, on_note
from app.services.note_life import edited
from app.services.proposals import Proposals
from app.services.rewording import as_heard
from app.services.scripts import alike, script_of
from app.store import suggestions as kept
from app.store import vetoes
from app.store.database import Database, Transaction
from app.store.results import load_result

__all__ = ["Vetoed", "Vetoes", "pairs_of"]


NO_DEPARTMENT: Final = "you are of no department; ask for the whole site"


@dataclass(frozen=True, slots=True)
class Vetoed:
    """What a veto did to the note it was said in. settled: the corrections it took back."""

    version: NoteVersion
    key: int
    settled: tuple[str, ...]


class Vetoes:
    """Every method leaves an audit row, which names no words. All raise NotFoundError, AccessError,
    StoreError and SignedNoteError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def never_here(self, actor: Actor, note: str, number: int) -> Vetoed:
        """Take a correction back wherever this note has it, as one act of its author."""
        return self._never(actor, note, number, "note")

    def never_again(self, actor: Actor, note: str, number: int) -> Vetoed:
        """The same, and leave those words as they are heard in what this user records later."""
        return self._never(actor, note, number, "user")

    def never_in_section(self, actor: Actor, note: str, number: int) -> Vetoed:
        """Take it back in the section that has it, and leave those words as they are heard in that
        section of what this user records later."""
        return self._never(actor, note, number, "user", placed=True)

    def _never(
        self, actor: Actor, note: str, number: int, scope: VetoScope, *, placed: bool = False
    ) -> Vetoed:
        def work(now: NoteNow) -> Done[Vetoed]:
            result = load_result(now.transaction, now.id)
            wanted = correction_of(result.understanding.corrections, number)
            section = _section_of(now.text().body, wanted) if placed else ""
            of = now.id if scope == "note" else actor.id
            words = (wanted.heard, wanted.text)
            key = vetoes.add_veto(
                now.transaction, words, scope, of, actor.id, now.at, section=section
            )
            done, settled = _taken_back(now, actor, result, wanted, section)
            detail: Detail = {
                **done.detail,
                "veto": key,
                "scope": "section" if section else scope,
                "corrections": len(settled),
            }
            return Done(Vetoed(done.given, key, settled), now.id, detail, done.version)

        return on_note(self._database, actor, "veto.add", note, work, act="edit")

    def ban(self, actor: Actor, pairs: Iterable[Pair]) -> int:
        """Never make these corrections in what this user records; gives how many are new ones.

        A pair that was not heard in particular (`vetoes.term`) is a term never to be written.
        """

        def work(transaction: Transaction, at: datetime) -> Done[int]:
            before = vetoes.pairs_for(transaction, actor.id, actor.department)
            new = [one for one in dict.fromkeys(pairs) if one not in before]
            for one in new:
                vetoes.add_veto(transaction, one, "user", actor.id, actor.id, at)
            return Done(len(new), detail={"vetoes": len(new)})

        return perform(self._database, actor, "veto.own", work, Subject(user=actor.id))

    def mine(self, actor: Actor) -> tuple[Veto, ...]:
        """What the actor does not want to be corrected, newest first."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Veto, ...]]:
            found = vetoes.vetoes_of(transaction, actor.id)
            return Done(found, detail={"vetoes": len(found)})

        return perform(self._database, actor, "veto.list", work)

    def end(self, actor: Actor, key: int) -> None:
        """Let it be corrected again: a veto of one's own, in later recordings."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            vetoes.end_veto(transaction, key, actor.id, actor.id, at)
            return Done(None, str(key))

        perform(self._database, actor, "veto.end", work, Subject(user=actor.id))

    def end_in_note(self, actor: Actor, note: str, key: int) -> None:
        """Let it be corrected again in this note; the text itself stays as it is."""

        def work(now: NoteNow) -> Done[None]:
            vetoes.end_veto(now.transaction, key, now.id, actor.id, now.at)
            return Done(None, now.id, {"veto": key, "ended": True})

        on_note(self._database, actor, "veto.add", note, work, act="edit")

    def propose_for_site(self, actor: Actor, note: str, number: int, reason: str) -> str:
        """Ask that nobody's recordings are corrected so; gives the proposal's id.

        Another person approves it. Both read the words, so the actor has looked at them.
        """
        return self._propose(actor, note, number, reason)

    def propose_for_department(self, actor: Actor, note: str, number: int, reason: str) -> str:
        """The same for the recordings of those of the actor's department."""
        if not actor.department:
            raise StoreError(NO_DEPARTMENT)
        return self._propose(actor, note, number, reason, actor.department)

    def _propose(self, actor: Actor, note: str, number: int, reason: str, *department: str) -> str:
        words = self._words(actor, note, number)
        if not reason.strip():
            raise StoreError("say why nobody wants this correction")
        payload = {"vetoes": [[*pair(*words), *department]]}
        return Proposals(self._database).propose(
            actor, "lexicon.change", "vetoes", payload, reason.strip()
        )

    def _words(self, actor: Actor, note: str, number: int) -> tuple[str, str]:
        def work(now: NoteNow) -> Done[tuple[str, str]]:
            found = load_result(now.transaction, now.id).understanding.corrections
            one = correction_of(found, number)
            return Done((one.heard, one.text), now.id, {"correction": number})

        return on_note(self._database, actor, "note.show", note, work)


def pairs_of(database: Database, actor: Actor) -> Pairs:
    """What is not to be corrected in what the actor records. It is asked by a job that was
    permitted, and holds words of a lexicon, not of a patient."""
    with database.transaction() as transaction:
        return vetoes.pairs_for(transaction, actor.id, actor.department)


def correction_of(found: tuple[Correction, ...], number: int) -> Correction:
    """Raises NotFoundError."""
    if not 0 <= number < len(found):
        raise NotFoundError("the note has no such correction; see: erscribe notes show")
    return found[number]


def _section_of(body: NoteBody, one: Correction) -> str:
    """The one section that has what was heard or written. Raises StoreError."""
    found = _sections_of(body, one)
    if len(found) != 1:
        raise StoreError("the note does not have it in one section; choose where else it holds")
    return found[0]


def _sections_of(body: NoteBody, one: Correction) -> tuple[str, ...]:
    """Keys of the sections that have it."""
    return tuple(
        section.key
        for section in body.sections
        if any(has(sentence, one, alike) for sentence in section.sentences)
    )


def _taken_back(
    now: NoteNow, actor: Actor, result: JobResult, wanted: Correction, section: str
) -> tuple[Done[NoteVersion], tuple[str, ...]]:
    """Every correction of the same words as they were heard again, in one version; those of one
    section, where it is named.

    Where the note no longer says it so, its text is a person's, and stays.
    """
    same = pair(wanted.heard, wanted.text)
    body = now.text().body
    said = {one.subject: one.value for one in kept.confirmations(now.transaction, now.id)}
    edits: list[Edit] = []
    settled = []
    for number, one in enumerate(result.understanding.corrections):
        subject = f"correction:{number}"
        if pair(one.heard, one.text) != same or said.get(subject) in {REJECTED, UNDONE}:
            continue
        if section and section not in _sections_of(body, one):
            continue
        applied = one.state == "applied" or said.get(subject) == ACCEPTED
        edit = as_heard(body, one, script_of(result.settings)) if applied else None
        if edit is not None:
            edits.append(edit)
            body = apply(body, edits[-1:])
        value = UNDONE if applied else REJECTED
        kept.confirm(now.transaction, now.id, Confirmation(subject, value, actor.id, now.at))
        settled.append(subject)
    return edited(now, actor, edits, f"never: {wanted.rule}"), tuple(settled)
