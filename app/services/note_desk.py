"""Everything that is done with notes, over one database."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.documents import Site
from app.domain.note_doubts import Protected
from app.domain.transcript import Utterance
from app.services.corrections import Corrections
from app.services.note_copies import NoteCopies
from app.services.note_life import NoteLife
from app.services.outgoing import Leaves
from app.services.proving import Proving
from app.services.review import NoteReview
from app.services.signature_keys import SignatureProvider
from app.services.signing import Signing
from app.services.suggestions import Suggestions
from app.services.vetoes import Vetoes
from app.store.database import Database
from app.store.note_evidence import RecordedSound
from app.text.lexicon import Lexicon
from app.text.protected import protected


@dataclass(frozen=True, slots=True)
class NoteDesk:
    """The parts, all of the same store."""

    review: NoteReview
    life: NoteLife
    suggestions: Suggestions
    signing: Signing
    proving: Proving
    corrections: Corrections
    vetoes: Vetoes
    copies: NoteCopies


def open_note_desk(
    database: Database,
    provider: SignatureProvider,
    lexicon: Callable[[], Lexicon],
    recordings: RecordedSound,
    outgoing: Leaves | None = None,
    site: Callable[[], Site] = lambda: Site("", ""),
) -> NoteDesk:
    """provider: who makes signatures. lexicon: asked for when a note is to be signed. outgoing:
    queues for the EMR what is signed. site: whose notes they are, for what is printed."""
    return NoteDesk(
        NoteReview(database),
        NoteLife(database, outgoing),
        Suggestions(database),
        Signing(database, provider, protected_words(lexicon), outgoing),
        Proving(database, (provider,), recordings),
        Corrections(database),
        Vetoes(database),
        NoteCopies(NoteReview(database), site),
    )


def protected_words(lexicon: Callable[[], Lexicon]) -> Protected:
    """The protected tokens of an utterance, drugs of the lexicon among them."""

    def spans(one: Utterance) -> list[tuple[int, int]]:
        words = [word.text for word in one.words]
        return [(found.first, found.last) for found in protected(words, one.language, lexicon())]

    return spans
