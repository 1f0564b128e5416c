"""What goes out on paper or as CDA is what is saved by hand."""

import pytest

from app.export.cda_zh import cda
from app.export.pdf import pdf
from app.export.word_note import docx
from app.services.outgoing import Envelope
from app.services.outgoing_forms import writer
from tests.documents import SITE, example


@pytest.mark.parametrize(("form", "made"), [("pdf", pdf), ("docx", docx), ("cda", cda)])
def test_a_form_of_the_queue_is_written_by_its_name(form: str, made) -> None:  # type: ignore[no-untyped-def]
    note = example("zh")
    assert writer(form)(note, Envelope(SITE, "M1")) == made(note, SITE)
