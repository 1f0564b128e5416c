"""A desk of notes in memory: what is done to its one note is done, remembered, and refused when a
test says so. The services themselves are tested on a real store."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.domain.access import Actor
from app.domain.errors import AccessError, AppError, CodeNeededError, StoreError
from app.domain.note_doubts import Doubt, open_doubts
from app.domain.note_edits import Edit, apply
from app.domain.note_proof import Link, NoteProof
from app.domain.note_state import NoteState
from app.domain.note_versions import Confirmation, NoteVersion
from app.gui.note.parts import NoteParts, Prove
from app.services.note_desk import NoteDesk
from app.services.review import NoteView
from app.services.vetoes import Vetoed
from tests.note_views import BEGAN, DOCTOR, draft
from tests.ward import proved

PASSWORD = "opens it"  # noqa: S105 - of nobody


@dataclass
class Bedside:
    """calls: what was asked for, by name. refusal: raised by the next act, once."""

    view: NoteView = field(default_factory=draft)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    refusal: AppError | None = None
    code: str = ""
    copied: str = "54 year old man."
    actor: Actor = DOCTOR

    def parts(self, **changes: Any) -> NoteParts:
        prove: Prove = self._prove
        return replace(NoteParts(lambda: self.desk, prove), **changes)

    @property
    def desk(self) -> NoteDesk:
        made = SimpleNamespace(
            review=SimpleNamespace(view=self._view),
            life=SimpleNamespace(
                edit=self._edit,
                restore=self._restore,
                mark_error=self._act("mark_error"),
                archive=self._act("archive"),
                offer=self._act("offer"),
                take=self._act("take"),
            ),
            suggestions=SimpleNamespace(
                resolve_correction=self._resolve_correction,
                resolve=self._resolve,
                confirm=self._confirm,
            ),
            corrections=SimpleNamespace(undo=self._undo, choose=self._choose),
            vetoes=SimpleNamespace(
                never_here=self._never("never_here"),
                never_in_section=self._never("never_in_section"),
                never_again=self._never("never_again"),
                propose_for_site=self._act("propose_for_site"),
                propose_for_department=self._act("propose_for_department"),
                end=self._act("end"),
                end_in_note=self._act("end_in_note"),
            ),
            signing=SimpleNamespace(
                doubts=self._doubts,
                sign=self._sign,
                cosign=self._act("cosign"),
                amend=self._act("amend"),
                addendum=self._act("addendum"),
            ),
            proving=SimpleNamespace(prove=self._prove_note),
            copies=SimpleNamespace(text=self._copy, save=self._save),
        )
        return cast(NoteDesk, made)

    def texts(self) -> list[str]:
        return [one.text for one in self.view.version.body.sentences()]

    def named(self, name: str) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.calls if call[0] == name]

    def _called(self, *call: Any) -> None:
        self.calls.append(call)
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal

    def _prove(self, password: str, code: str, done: Any, failed: Any) -> None:
        if password != PASSWORD:
            failed(AccessError("this is not your password"))
        elif code != self.code:
            failed(CodeNeededError("the code of your second factor is needed too"))
        else:
            done(proved(self.actor))

    def _view(self, actor: Actor, note: str) -> NoteView:
        self._called("view", note)
        return self.view

    def _made(self, edits: Iterable[Edit], **changes: Any) -> NoteVersion:
        before = self.view.version
        body = apply(before.body, edits)
        if body == before.body and not changes:
            return before
        number = self.view.versions[-1].version + 1
        made = replace(before, version=number, body=body, created_at=BEGAN, **changes)
        self.view = self.view.grown(made)
        return made

    def _edit(self, actor: Actor, note: str, edits: Iterable[Edit]) -> NoteVersion:
        wanted = list(edits)
        self._called("edit", wanted)
        return self._made(wanted)

    def _restore(
        self, actor: Actor, note: str, to: int, now_at: int, settle: Iterable[tuple[str, str]] = ()
    ) -> NoteVersion:
        self._called("restore", to)
        if now_at != self.view.version.version:
            raise StoreError("the note was changed elsewhere since; its history shows how")
        was = next(one for one in self.view.versions if one.version == to)
        for subject, value in settle:
            self._say(actor, subject, value)
        body = replace(was.body, numbers=self.view.version.body.numbers)
        number = self.view.versions[-1].version + 1
        made = replace(self.view.version, version=number, body=body)
        self.view = self.view.grown(made)
        return made

    def _say(self, actor: Actor, subject: str, value: str) -> None:
        said = Confirmation(subject, value, actor.id, BEGAN)
        self.view = replace(self.view, confirmed=(*self.view.confirmed, said))

    def _resolve_correction(
        self, actor: Actor, note: str, number: int, accept: bool
    ) -> NoteVersion:
        self._called("resolve_correction", number, accept)
        self._say(actor, f"correction:{number}", "accepted" if accept else "rejected")
        return self.view.version

    def _resolve(self, actor: Actor, note: str, number: int, accept: bool) -> NoteVersion:
        self._called("resolve", number, accept)
        found = [
            replace(one, accepted=accept, decided_by=actor.id) if one.number == number else one
            for one in self.view.suggestions
        ]
        self.view = replace(self.view, suggestions=tuple(found))
        return self.view.version

    def _confirm(self, actor: Actor, note: str, subject: str) -> Confirmation:
        self._called("confirm", subject)
        self._say(actor, subject, "as heard")
        return self.view.confirmed[-1]

    def _undo(self, actor: Actor, note: str, number: int) -> NoteVersion:
        self._called("undo", number)
        self._say(actor, f"correction:{number}", "undone")
        return self.view.version

    def _choose(self, actor: Actor, note: str, number: int, choice: str) -> NoteVersion:
        self._called("choose", number, choice)
        self._say(actor, f"query:{number}", choice)
        return self.view.version

    def _never(self, name: str) -> Any:
        def never(actor: Actor, note: str, number: int) -> Vetoed:
            self._called(name, number)
            self._say(actor, f"correction:{number}", "undone")
            return Vetoed(self.view.version, 7, (f"correction:{number}",))

        return never

    def _act(self, name: str) -> Any:
        return lambda _, *rest: self._called(name, *rest)

    def _doubts(self, actor: Actor, note: str) -> tuple[Doubt, ...]:
        self._called("doubts")
        settled = {one.subject for one in self.view.confirmed}
        result, body = self.view.result, self.view.version.body
        return open_doubts(result, body, lambda _: (), settled, self.view.suggestions)

    def _sign(self, actor: Actor, note: str, secret: str, override: str) -> None:
        self._called("sign", secret, override, actor.proved_at is not None)
        self._made((), kind="signed")
        self.view = replace(self.view, state=NoteState("signed"))

    def _prove_note(self, actor: Actor, note: str) -> NoteProof:
        self._called("prove")
        links = (Link("result", True, "it is as it was saved"),)
        return NoteProof(note, 1, "signed", links)

    def _copy(self, actor: Actor, note: str, section: str | None) -> str:
        self._called("copy", section, actor.proved_at is not None)
        return self.copied

    def _save(self, actor: Actor, note: str, form: str, folder: Path) -> Path:
        self._called("save", form, folder)
        return folder / f"{note}.{form}"
