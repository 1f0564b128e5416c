"""A signed note with all that belongs to it, as it is printed for those outside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.documents import ClinicalDocument, Site
from app.services.note_acts import NoteNow
from app.services.outgoing_documents import cosigned, gather, leaving
from app.services.review import NoteView


@dataclass(frozen=True, slots=True)
class NotePaper:
    """document: the text as it stands, with all that happened to the note until now. addenda:
    documents that add to it, in their order."""

    document: ClinicalDocument
    addenda: tuple[ClinicalDocument, ...]

    @property
    def note_id(self) -> str:
        return self.document.id.note_id

    def files(self, form: str, site: Site) -> Mapping[str, bytes]:
        """What is saved, by what is added to the note's name. Raises ExportError."""
        # each of them takes a while to load, and is seldom used
        if form == "cda":
            from app.export.cda_zh import cda  # noqa: PLC0415

            added = {f".{one.id.version}": cda(one, site) for one in self.addenda}
            return {"": cda(self.document, site), **added}
        if form == "pdf":
            from app.export.pdf import pdf as printed  # noqa: PLC0415
        else:
            from app.export.word_note import docx as printed  # noqa: PLC0415
        return {"": printed(self.document, site, self.addenda)}


def gathered(now: NoteNow, view: NoteView) -> NotePaper:
    """Raises ExportError for a note of no encounter."""
    found = leaving(view.versions, cosigned(now.transaction, now.id))
    text = next(one for one in reversed(found) if one.act != "addendum")
    document = gather(now.transaction, text, now.at)
    added = [gather(now.transaction, one, now.at) for one in found if one.act == "addendum"]
    return NotePaper(replace(document, history=view.steps, names=view.names), tuple(added))
