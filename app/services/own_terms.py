"""Terms and bans that people bring as a table: looked at first, then proposed or kept.

What holds for the whole site is proposed as one change, and another person approves it; what
somebody does not want for themselves holds at once.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.access import Actor
from app.domain.errors import StoreError
from app.domain.site_terms import SiteTerm, SiteTerms, kept_term, script_of
from app.domain.transcript import Language
from app.domain.vetoes import Pair, pair
from app.services.proposals import Proposals
from app.services.vetoes import NO_DEPARTMENT, Vetoes
from app.text.lexicon import Lexicon
from app.text.lexicon.sources.plain_table import COLUMNS as TERM_COLUMNS
from app.text.lexicon.sources.plain_table import kind_of
from app.text.lexicon.sources.reading import Reading
from app.text.lexicon.sources.report import Report
from app.text.lexicon.sources.sayable import UnsaidError, sayable
from app.text.lexicon.sources.table import needed, records
from app.text.tokens import plain

__all__ = ["HEADER", "Brought", "OwnTerms", "bring", "look_at", "table_of"]

HEADER: Final = ("action", "term", "heard", "scope", "language", "kind", "synonyms")
"""As `lexicon export` writes it. action: add or ban. scope of a ban: user, department or site."""
_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    **TERM_COLUMNS,
    "action": ("action", "动作", "操作"),
    "heard": ("heard", "听到", "误识"),
    "scope": ("scope", "范围"),
}
_ACTIONS: Final[Mapping[str, str]] = {
    "": "add", "add": "add", "添加": "add", "新增": "add",
    "ban": "ban", "禁用": "ban", "禁止": "ban",
}  # fmt: skip
_SCOPES: Final[Mapping[str, str]] = {
    "": "site", "site": "site", "本院": "site", "department": "department", "本科室": "department",
    "user": "user", "本人": "user",
}  # fmt: skip
_SHORTEST: Final[Mapping[Language, int]] = {"en": 3, "zh": 2}


class _WrongError(ValueError):
    """A row that cannot be brought; the text says why and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a table holds, looked at. site, department, own: bans for everybody, for those of the
    department of whoever brings it, and for themselves."""

    terms: SiteTerms
    site: tuple[Pair, ...]
    own: tuple[Pair, ...]
    report: Report
    department: tuple[Pair, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether somebody else must approve some of it."""
        return bool(self.terms or self.site or self.department)


def look_at(path: Path, lexicon: Lexicon, known: SiteTerms) -> Brought:
    """Read a table and change nothing. Raises VocabularyError when it has no column of terms."""
    reading = Reading(path.parent)
    terms: dict[tuple[Language, str], SiteTerm] = {}
    bans: dict[str, dict[Pair, None]] = {"site": {}, "department": {}, "user": {}}
    there = {(one.language, name.casefold()) for one in known for name in one.names}
    layout = needed(path, _COLUMNS, ("term",))
    for line, row in records(path, layout, reading):
        try:
            if _one_of(_ACTIONS, row.get("action", ""), "action") == "ban":
                bans[_one_of(_SCOPES, row.get("scope", ""), "scope")][_banned(row)] = None
                continue
            term = _added(row, lexicon)
        except _WrongError as wrong:
            reading.report.reject(path, line, str(wrong))
            continue
        key = (term.language, term.term.casefold())
        if key in there or key in terms:
            reading.report.leave_out("a term of this site already")
        else:
            terms[key] = term
    site, department, own = (tuple(bans[scope]) for scope in ("site", "department", "user"))
    return Brought(tuple(terms.values()), site, own, reading.report, department)


class OwnTerms:
    """The same for whoever has all of it at hand."""

    def __init__(
        self,
        lexicon: Callable[[], Lexicon],
        known: Callable[[], SiteTerms],
        proposals: Proposals,
        vetoes: Vetoes,
    ) -> None:
        self._lexicon, self._known = lexicon, known
        self._proposals, self._vetoes = proposals, vetoes

    def look_at(self, path: Path) -> Brought:
        """Raises VocabularyError, ResourceError, StoreError."""
        return look_at(path, self._lexicon(), self._known())

    def bring(self, brought: Brought, actor: Actor, reason: str) -> tuple[str, int]:
        """As `bring`."""
        return bring(brought, actor, self._proposals, self._vetoes, reason)


def bring(
    brought: Brought, actor: Actor, proposals: Proposals, vetoes: Vetoes, reason: str
) -> tuple[str, int]:
    """Propose what is for the site, keep what is one's own; gives the proposal's id ("" for none)
    and how many bans of one's own are new. Raises AccessError, SandboxError, StoreError."""
    made = ""
    if brought.department and not actor.department:
        raise StoreError(NO_DEPARTMENT)
    if brought.asks:
        if not reason.strip():
            raise StoreError("say why, for who approves it: --reason TEXT")
        payload = {
            "terms": [kept_term(one) for one in brought.terms],
            "vetoes": [
                *map(list, brought.site),
                *([*one, actor.department] for one in brought.department),
            ],
        }
        made = proposals.propose(actor, "lexicon.change", "", payload, reason.strip())
    return made, vetoes.ban(actor, brought.own) if brought.own else 0


def table_of(terms: SiteTerms, site: Sequence[Pair], own: Sequence[Pair]) -> str:
    """A CSV table that `look_at` reads: only what people of this site wrote themselves."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in terms:
        row = ("add", one.term, "", "site", one.language, one.kind, "|".join(one.synonyms))
        writer.writerow(map(_harmless, row))
    for scope, pairs in (("site", site), ("user", own)):
        for heard, written in sorted(pairs):
            row = ("ban", written, heard, scope, script_of(written), "", "")
            writer.writerow(map(_harmless, row))
    return text.getvalue()


def _harmless(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _one_of(known: Mapping[str, str], given: str, column: str) -> str:
    found = known.get(given.casefold())
    if found is None:
        raise _WrongError(f"{column}: a word that is not known")
    return found


def _banned(row: Mapping[str, Any]) -> Pair:
    heard, written = pair(row.get("heard", ""), row["term"])
    if not written:
        raise _WrongError("no term")
    return heard, written


def _added(row: Mapping[str, str], lexicon: Lexicon) -> SiteTerm:
    """A term that may be written. One that is an ordinary word would spoil right text."""
    language = row.get("language", "").casefold() or script_of(row["term"])
    kind = kind_of(row.get("kind", ""))
    if language not in _SHORTEST:
        raise _WrongError("a language that is neither en nor zh")
    if kind is None:
        raise _WrongError("a kind that is not known")
    tongue: Language = "zh" if language == "zh" else "en"
    names = tuple(_names(row, tongue))
    if not names:
        raise _WrongError("no term")
    for name in names:
        if len(name) < _SHORTEST[tongue]:
            raise _WrongError("too short to be told from other words")
        if _ordinary(name, tongue, lexicon):
            raise _WrongError("an ordinary word of the language")
    return SiteTerm(names[0], tongue, kind, names[1:])


def _names(row: Mapping[str, str], language: Language) -> Iterator[str]:
    for name in filter(None, map(str.strip, (row["term"], *row.get("synonyms", "").split("|")))):
        try:
            yield sayable(name, language)
        except UnsaidError as unsaid:
            raise _WrongError(str(unsaid)) from unsaid


def _ordinary(name: str, language: Language, lexicon: Lexicon) -> bool:
    """Whether correct speech has it everywhere, so that sounding like it says nothing."""
    if language == "zh":
        return name in lexicon.common("zh")
    return plain(name) in lexicon.english.common
