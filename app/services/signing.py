"""Signs notes: by their author, again when amended, and by a trainee's supervisor."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NoReturn, TypeVar

from app.domain.access import Actor
from app.domain.errors import IntegrityError, InternalError, StoreError
from app.domain.note_doubts import Doubt, Protected, open_doubts
from app.domain.note_edits import Edit, Write, apply
from app.domain.note_state import Act, is_late
from app.domain.note_versions import NoteBody, NoteVersion, content, sha256
from app.domain.signatures import Claims, Signature, SignatureKind, SigningKey
from app.services.access import Detail, Done
from app.services.note_acts import NoteNow, on_note
from app.services.note_life import needed
from app.services.outgoing import Leaves
from app.services.signature_keys import SignatureProvider
from app.store import live, notes, suggestions
from app.store.database import Database, Transaction
from app.store.note_signatures import add_key, add_signature, keys_named, keys_of, signatures
from app.store.results import load_result

Given = TypeVar("Given")


class Signing:
    """Every signature asks for the credential again: the actor proved it a moment ago, and
    `secret`, the password, opens the signing key.

    All methods raise NotFoundError, AccessError, StoreError and SignedNoteError.
    """

    def __init__(
        self,
        database: Database,
        provider: SignatureProvider,
        protected: Protected,
        outgoing: Leaves | None = None,
    ) -> None:
        """protected: which heard words no rule may change (app.text.protected). outgoing: queues
        what is signed for the EMR; None where nothing leaves."""
        self._database = database
        self._signer = provider
        self._protected = protected
        self._outgoing = outgoing

    def doubts(self, actor: Actor, note: str) -> tuple[Doubt, ...]:
        """What is to be looked at before the note is signed."""

        def work(now: NoteNow) -> Done[tuple[Doubt, ...]]:
            found = self._doubts(now)
            return Done(found, now.id, {"doubts": len(found)}, now.text().version)

        return on_note(self._database, actor, "note.show", note, work)

    def sign(self, actor: Actor, note: str, secret: str, override: str = "") -> NoteVersion:
        """Sign a draft as it is now. override: why, in spite of open doubts; it is kept.

        Raises StoreError when doubts are open, red alerts that nobody acknowledged among them, and
        no reason is given.
        """

        def work(now: NoteNow) -> Done[NoteVersion]:
            doubts = self._doubts(now)
            if doubts and not override.strip():
                _refuse(doubts)
            text = now.text()
            signed = replace(
                text,
                kind="signed",
                reason=override.strip() if doubts else "",
                late=is_late(text.body.rescue_ended_at, now.at),
                overridden=tuple(one.subject for one in doubts),
                confirmed=suggestions.confirmations(now.transaction, now.id),
            )
            return self._keep(now, actor, secret, signed)

        return self._act(actor, "sign", note, work)

    def amend(
        self, actor: Actor, note: str, secret: str, edits: Iterable[Edit], reason: str
    ) -> NoteVersion:
        """Correct a signed note: a new version, signed again, beside which the old one stays."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            text = now.text()
            before = replace(text.body, numbers=_numbers(now))
            body = apply(before, edits)
            if body == before:
                raise StoreError("nothing is changed by this; the note stays as it is")
            late = is_late(body.rescue_ended_at, now.at)
            return self._keep(
                now,
                actor,
                secret,
                replace(text, kind="amendment", body=body, reason=needed(reason), late=late),
            )

        return self._act(actor, "amend", note, work)

    def addendum(self, actor: Actor, note: str, secret: str, text: str) -> NoteVersion:
        """Add to a signed note; what was signed stays untouched."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            empty = NoteBody(now.text().body.template, numbers=_numbers(now))
            added = replace(
                now.text(),
                kind="addendum",
                body=apply(empty, [Write("", text)]),
                reason="",
                late=False,
                overridden=(),
                confirmed=(),
            )
            return self._keep(now, actor, secret, added)

        return self._act(actor, "addendum", note, work)

    def cosign(self, actor: Actor, note: str, secret: str) -> tuple[int, ...]:
        """A supervisor's signature over all that awaits it; gives the versions."""

        def work(now: NoteNow) -> Done[tuple[int, ...]]:
            waiting = awaiting(now.versions(), signatures(now.transaction, now.id))
            if any(one.author_id == actor.id for one in waiting):
                raise StoreError("a supervisor signs what somebody else has written")
            keys = {self._sign(now, actor, secret, one, "professional").id for one in waiting}
            last = max(one.version for one in waiting)
            detail: Detail = {
                "sha256": sha256(content(waiting[-1])),
                "versions": len(waiting),
                "key": keys.pop(),
                **self._queued(now, actor),
            }
            return Done(tuple(one.version for one in waiting), now.id, detail, last)

        return self._act(actor, "cosign", note, work)

    def _act(
        self, actor: Actor, act: Act, note: str, work: Callable[[NoteNow], Done[Given]]
    ) -> Given:
        """What is slow about sending is loaded before the transaction, and the sender is woken
        after it."""
        if self._outgoing is not None:
            self._outgoing.ready()
        given = on_note(self._database, actor, f"note.{act}", note, work, act=act)
        if self._outgoing is not None:
            self._outgoing.wake()
        return given

    def _queued(self, now: NoteNow, actor: Actor) -> Detail:
        """What leaves because of it, in the same transaction."""
        if self._outgoing is None:
            return {}
        return self._outgoing.queue(now.transaction, now.id, now.at, actor)

    def _keep(
        self, now: NoteNow, actor: Actor, secret: str, version: NoteVersion
    ) -> Done[NoteVersion]:
        made = notes.add_version(
            now.transaction,
            replace(version, author_id=actor.id, created_at=now.at, needs_cosign=actor.trainee),
        )
        key = self._sign(now, actor, secret, made, "legal")
        detail: Detail = {
            "sha256": sha256(content(made)),
            "kind": made.kind,
            "key": key.id,
            **_overridden(made),
            "late": made.late,
            "needs_cosign": made.needs_cosign,
            **self._queued(now, actor),
        }
        return Done(made, now.id, detail, made.version)

    def _sign(
        self, now: NoteNow, actor: Actor, secret: str, version: NoteVersion, kind: SignatureKind
    ) -> SigningKey:
        kept = keys_of(now.transaction, actor.id)
        claims = Claims(actor.id, kind, now.at)
        data = content(version)
        key, jws = self._signer.sign(actor, secret, kept, claims, data)
        if self._signer.check(key, data, jws) != claims:
            raise InternalError(ValueError("a signature that does not verify"))
        if key not in kept:
            add_key(now.transaction, key)
        add_signature(now.transaction, now.id, Signature(version.version, claims, key.id, jws))
        return key

    def _doubts(self, now: NoteNow) -> tuple[Doubt, ...]:
        result = load_result(now.transaction, now.id)
        return open_doubts(
            result,
            now.text().body,
            self._protected,
            suggestions.settled(suggestions.confirmations(now.transaction, now.id)),
            suggestions.suggestions(now.transaction, now.id),
            live.kept_alerts(now.transaction, result.recording.id),
        )


def check_signatures(
    transaction: Transaction,
    versions: Sequence[NoteVersion],
    providers: Iterable[SignatureProvider],
) -> tuple[Signature, ...]:
    """All signatures of a note, each right. Raises IntegrityError naming one that is not."""
    note_id = versions[0].note_id
    found = signatures(transaction, note_id)
    keys = keys_named(transaction, [one.key_id for one in found])
    by_name = {one.name: one for one in providers}
    texts = {one.version: one for one in versions}
    for one in found:
        if not _right(one, texts.get(one.version), keys.get(one.key_id), by_name):
            raise IntegrityError(
                f"the {one.claims.kind} signature of version {one.version} of note {note_id} does "
                "not fit what it signs"
            )
    unsigned = {one.version for one in versions if one.kind != "draft"} - {
        one.version for one in found if one.claims.kind == "legal"
    }
    if unsigned:
        raise IntegrityError(
            f"version {min(unsigned)} of note {note_id} has lost its author's signature"
        )
    return found


def awaiting(
    versions: Sequence[NoteVersion], signed: Iterable[Signature]
) -> tuple[NoteVersion, ...]:
    """The addenda, and the text, that a supervisor has still to sign."""
    done = {one.version for one in signed if one.claims.kind == "professional"}
    text = next(one for one in reversed(versions) if one.kind != "addendum")
    return tuple(
        one
        for one in versions
        if one.needs_cosign and one.version not in done and (one.kind == "addendum" or one is text)
    )


def _numbers(now: NoteNow) -> int:
    """The highest sentence number in any version, so that none is given twice."""
    return max(one.body.numbers for one in now.versions())


def _right(
    one: Signature,
    version: NoteVersion | None,
    key: SigningKey | None,
    providers: dict[str, SignatureProvider],
) -> bool:
    if version is None or key is None or key.user_id != one.claims.signer_id:
        return False
    if one.claims.kind == "legal" and version.author_id != one.claims.signer_id:
        return False
    provider = providers.get(key.provider)
    return provider is not None and provider.check(key, content(version), one.jws) == one.claims


def _refuse(doubts: Sequence[Doubt]) -> NoReturn:
    """Says how many doubts are open; what they are about is patient text."""
    alerts = sum(one.kind == "alert" for one in doubts)
    if alerts:
        raise StoreError(
            f"{len(doubts)} doubts are open, red alerts that nobody acknowledged among them: "
            f"{alerts}; settle them, or say why it is signed in spite of them: erscribe notes sign "
            "NOTE --override REASON"
        )
    raise StoreError(
        f"{len(doubts)} doubts are open; settle them, or say why it is signed in spite "
        "of them: erscribe notes sign NOTE --override REASON"
    )


def _overridden(made: NoteVersion) -> Detail:
    """What was open and was signed all the same; why is in the version, which its hash covers."""
    subjects = made.overridden if made.kind == "signed" else ()
    alerts = sum(one.startswith("alert:") for one in subjects)
    return {"overridden": len(subjects), "overridden_alerts": alerts}
