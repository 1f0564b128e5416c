"""A signed note leaves the program: to be pasted into an EMR, or as a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from app.domain.access import Actor
from app.domain.documents import Site
from app.domain.errors import ExportError, NotFoundError
from app.export.emr_text import emr_text, section_text
from app.export.note_copy import note_text, signed_json
from app.services.note_papers import gathered
from app.services.review import NoteReview, NoteView

CopyForm = Literal["pdf", "docx", "txt", "json", "cda"]
FORMS: Final[tuple[CopyForm, ...]] = ("pdf", "docx", "txt", "json", "cda")
_PAPERS: Final[frozenset[CopyForm]] = frozenset({"pdf", "docx", "cda"})
_ENDINGS: Final[Mapping[str, str]] = {"cda": "xml"}


class NoteCopies:
    """Every copy is a disclosure: of one's own signed note, with the credential given just now, and
    with an audit row that is kept before the copy exists.

    All raise NotFoundError, AccessError and SignedNoteError.
    """

    def __init__(self, review: NoteReview, site: Callable[[], Site] = lambda: Site("", "")) -> None:
        """site: whose notes they are; asked for when one is printed."""
        self._review, self._site = review, site

    def text(self, actor: Actor, note: str, section: str | None = None) -> str:
        """As an EMR wants it: one section's sentences, or all sections under their headings."""
        form = "section" if section is not None else "text"
        view = self._review.disclose(actor, note, form, "clipboard")
        body, language = view.version.body, view.version.origin.language
        if section is None:
            return emr_text(body, (one.body for one in view.addenda), language)
        text = section_text(body, section, language)
        if not text:
            raise NotFoundError("this section says nothing; there is nothing to copy")
        return text

    def save(self, actor: Actor, note: str, form: CopyForm, folder: Path) -> Path:
        """A file named after the note in a folder, readable by its owner alone; gives its path. As
        CDA an addendum is a document of its own: its file lies beside it, named by its version.

        Raises ExportError when it cannot be written.
        """
        if form in _PAPERS:
            paper = self._review.disclosed(actor, note, form, gathered)
            note_id, files = paper.note_id, paper.files(form, self._site())
        else:
            view = self._review.disclose(actor, note, form)
            note_id, files = view.version.note_id, {"": as_bytes(view, form)}
        ending = _ENDINGS.get(form, form)
        path = folder / f"{note_id}.{ending}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                path = folder / f"{note_id}{name}.{ending}"
                path.touch(mode=0o600)
                path.write_bytes(data)
        except OSError as failed:
            raise ExportError(
                f"{path} cannot be written ({failed.strerror}); choose another folder"
            ) from failed
        return folder / f"{note_id}.{ending}"


def as_bytes(view: NoteView, form: CopyForm) -> bytes:
    """The whole file, as text or signed JSON."""
    if form == "json":
        return signed_json(view.versions, view.signatures, view.keys).encode()
    text = note_text(view.version, view.addenda, view.signatures, view.state.words, view.name)
    return text.encode()
