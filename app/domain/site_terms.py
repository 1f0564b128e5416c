"""Terms that a site adds to the lexicon, once two people agreed on them."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.domain.transcript import Language

ANY_KIND: Final = "term"
_HAN: Final = ("\u3400", "\u9fff")


@dataclass(frozen=True, slots=True)
class SiteTerm:
    """kind: as the lexicon has it (drug, diagnosis, ...), ANY_KIND where nobody said."""

    term: str
    language: Language
    kind: str = ANY_KIND
    synonyms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.synonyms)


SiteTerms = tuple[SiteTerm, ...]
NO_TERMS: Final[SiteTerms] = ()


def terms_sha256(terms: SiteTerms) -> str:
    """Which terms they are; "" for none."""
    if not terms:
        return ""
    return hashlib.sha256("\n".join(sorted(map(repr, terms))).encode()).hexdigest()


def site_term(kept: object) -> SiteTerm:
    """A term as it is kept: a text, or all that is known of it."""
    if not isinstance(kept, Mapping):
        return SiteTerm(str(kept), script_of(str(kept)))
    term = str(kept.get("term", ""))
    language: Language = "zh" if kept.get("language", script_of(term)) == "zh" else "en"
    synonyms = tuple(map(str, kept.get("synonyms", ())))
    return SiteTerm(term, language, str(kept.get("kind", ANY_KIND)), synonyms)


def kept_term(term: SiteTerm) -> dict[str, Any] | str:
    """As it is kept: a text where there is no more to say."""
    if term == SiteTerm(term.term, script_of(term.term)):
        return term.term
    return {**asdict(term), "synonyms": list(term.synonyms)}


def wanted_text(payload: Mapping[str, Any]) -> str:
    """What a proposal asks for, on one line: terms to add, and what nobody, or nobody
    of a department, shall write."""
    terms = map(site_term, payload.get("terms", ()))
    added = [
        f"{one.term} ({', '.join(one.synonyms)})" if one.synonyms else one.term for one in terms
    ]
    never = [
        f"{heard or '*'} ≠ {written}{''.join(f' ({one})' for one in where)}"
        for heard, written, *where in payload.get("vetoes", ())
    ]
    return ", ".join([*added, *never])


def script_of(term: str) -> Language:
    """The language whose script it is written in."""
    return "zh" if any(_HAN[0] <= sign <= _HAN[1] for sign in term) else "en"
