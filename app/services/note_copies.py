"""A signed note leaves the program: to be pasted into an EMR, or as a file."""

from pathlib import Path
from typing import Final, Literal

from app.domain.access import Actor
from app.domain.errors import ExportError, NotFoundError
from app.export.emr_text import emr_text, section_text
from app.export.note_copy import note_text, signed_json
from app.export.word_document import to_docx
from app.services.review import NoteReview, NoteView

CopyForm = Literal["docx", "txt", "json"]
FORMS: Final[tuple[CopyForm, ...]] = ("docx", "txt", "json")


class NoteCopies:
    """Every copy is a disclosure: of one's own signed note, with the credential given just now, and
    with an audit row that is kept before the copy exists.

    All raise NotFoundError, AccessError and SignedNoteError.
    """

    def __init__(self, review: NoteReview) -> None:
        self._review = review

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
        """A file named after the note in a folder, readable by its owner alone.

        Raises ExportError when it cannot be written.
        """
        view = self._review.disclose(actor, note, form)
        path = folder / f"{view.version.note_id}.{form}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(as_bytes(view, form))
        except OSError as failed:
            raise ExportError(
                f"{path} cannot be written ({failed.strerror}); choose another folder"
            ) from failed
        return path


def as_bytes(view: NoteView, form: CopyForm) -> bytes:
    """The whole file."""
    if form == "docx":
        return to_docx(view.result)
    if form == "json":
        return signed_json(view.versions, view.signatures, view.keys).encode()
    text = note_text(view.version, view.addenda, view.signatures, view.state.words, view.name)
    return text.encode()
