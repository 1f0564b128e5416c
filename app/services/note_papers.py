"""A signed note with all that belongs to it, as it is printed for those outside."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.documents import ClinicalDocument, Site
from app.export import paper_history
from app.export.paper import Block
from app.services.note_acts import NoteNow
from app.services.outgoing_documents import cosigned, gather, leaving
from app.services.review import NoteView


@dataclass(frozen=True, slots=True)
class NotePaper:
    """document: the text as it stands. addenda: documents that add to it, in their order."""

    document: ClinicalDocument
    addenda: tuple[ClinicalDocument, ...]
    history: tuple[Block, ...]

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
        return {"": printed(self.document, site, self.history, self.addenda)}


def gathered(now: NoteNow, view: NoteView) -> NotePaper:
    """Raises ExportError for a note of no encounter."""
    found = leaving(view.versions, cosigned(now.transaction, now.id))
    text = next(one for one in reversed(found) if one.act != "addendum")
    document = gather(now.transaction, text, now.at)
    added = [gather(now.transaction, one, now.at) for one in found if one.act == "addendum"]
    past = paper_history.history(view.steps, view.name, document.language, document.at)
    return NotePaper(document, tuple(added), past)
