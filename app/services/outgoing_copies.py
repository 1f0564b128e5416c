"""A signed note given out by hand in one of the forms in which it goes to the EMR."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.access import Actor
from app.domain.errors import NotFoundError, SettingsError, SignedNoteError
from app.domain.note_versions import sha256
from app.domain.outgoing import Destination
from app.services.access import Detail, Done
from app.services.note_acts import NoteNow, on_note
from app.services.outgoing import Forms, envelope, message_id, written
from app.services.outgoing_documents import Leaving, cosigned, gather, leaving
from app.settings import Settings
from app.store.database import Database
from app.store.outbox import frozen

To = Literal["stdout", "file", "url"]
_NATURAL: Final[dict[str, Destination]] = {"fhir": "fhir", "hl7": "hl7"}
"""Where a form goes by itself; the others go into a folder."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One document in one form. message: the id that it has, or would have, in the outbox.

    queued: these are the very bytes that were queued for the EMR.
    """

    payload: bytes
    note_id: str
    version: int
    message: str
    queued: bool


class OutgoingCopies:
    """Every copy is a disclosure: of one's own signed note, with the credential given just now, and
    with an audit row that is kept before the copy exists."""

    def __init__(self, database: Database, settings: Callable[[], Settings], forms: Forms) -> None:
        self._database, self._settings, self._forms = database, settings, forms

    def document(
        self, actor: Actor, note: str, form: str, to: To, version: int | None = None
    ) -> Exported:
        """What was queued for the EMR, where it was; else written now. version: of the note; its
        text as it stands when none is given.

        Raises NotFoundError, AccessError, SignedNoteError, SettingsError, and UnwritableError for
        what cannot be valid in this form.
        """
        settings = self._settings()
        if form in {"fhir", "hl7", "cda"} and not (settings.emr_site and settings.emr_identifiers):
            raise SettingsError(
                "emr_site and emr_identifiers are not set, and this form names the hospital; set "
                "both in the settings"
            )
        self._forms(form)  # loaded before the transaction

        def work(now: NoteNow) -> Done[Exported]:
            if not now.state.final:
                raise SignedNoteError(
                    "only a note that is signed, and co-signed where it must be, leaves the "
                    "program: erscribe notes sign NOTE"
                )
            found = self._found(now, form, version, settings)
            detail: Detail = {
                "form": form,
                "to": to,
                "sha256": sha256(found.payload),
                "queued": found.queued,
            }
            return Done(found, now.id, detail, found.version)

        return on_note(self._database, actor, "note.disclose", note, work)

    def _found(self, now: NoteNow, form: str, version: int | None, settings: Settings) -> Exported:
        one = _wanted(now, version)
        kept = [
            two
            for two in frozen(now.transaction, now.id, form)
            if two.version == one.version.version and two.act != "error"
        ]
        if kept:
            return Exported(kept[-1].payload, now.id, kept[-1].version, kept[-1].id, queued=True)
        named = message_id(one.key, _NATURAL.get(form, "folder"), form)
        document = gather(now.transaction, one, now.at, transcript=settings.emr_transcript)
        payload = written(self._forms(form), document, envelope(settings, named))
        return Exported(payload, now.id, one.version.version, named, queued=False)


def _wanted(now: NoteNow, version: int | None) -> Leaving:
    found = leaving(now.versions(), cosigned(now.transaction, now.id))
    if version is None:
        return [one for one in found if one.act != "addendum"][-1]
    for one in found:
        if one.version.version == version:
            return one
    numbers = ", ".join(str(one.version.version) for one in found)
    raise NotFoundError(f"the note has no signed version of this number; it has {numbers}")
