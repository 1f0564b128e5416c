"""Terms that a site agreed on are in the lexicon of what is read, and cross the pipe to it."""

from functools import cache

from app.domain.reading import Compare, Known, Understand
from app.domain.site_terms import SiteTerm
from app.domain.transcript import Transcript
from app.paths import RESOURCES
from app.services.final_reading import InProcessReading
from app.services.messages import decode, encode
from app.services.stages import signed_in
from app.text.understanding import Understander
from tests.lexicons import said

TERMS = (SiteTerm("zorvamycin", "en", "drug", ("Zorva-Pen",)), SiteTerm("红隼热", "zh"))
HEARD = Transcript((said("give zorva misin now", "en"),))


@cache
def understander() -> Understander:
    return Understander.load(RESOURCES)


def written(known: Known) -> str:
    question = Understand(HEARD, "simplified", "n1", known=known)
    crossed = decode(encode(question), Understand | Compare)
    assert crossed == question
    reading = InProcessReading(understander)
    found = reading.understood(crossed, lambda _: None).understanding
    assert reading.understood(crossed, lambda _: None).understanding == found
    return found.transcript.utterances[0].text


def test_a_site_term_is_written_where_the_site_has_it() -> None:
    assert written(Known(terms=TERMS)) == "Give zorvamycin now."
    assert "zorvamycin" not in written(Known())


def test_a_result_depends_on_the_terms_of_its_site() -> None:
    assert signed_in(Known()) == {}
    one, other = (signed_in(Known(terms=TERMS[:count])) for count in (1, 2))
    assert one.keys() == {"site_terms"}
    assert one != other
