"""Changes to the site that one person proposes and another one approves."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from app.domain.access import Actor
from app.domain.errors import SettingsError
from app.domain.site_terms import site_term
from app.domain.vetoes import Pair
from app.services.access import Done, Subject, perform
from app.store import proposals as kept
from app.store.database import Database, Transaction
from app.store.facts import fact, facts, set_fact
from app.store.proposals import Proposal
from app.store.tables_people import Decision
from app.store.vetoes import add_veto, site_pairs
from app.text.doses import dose_version

__all__ = ["DOSES_OFF", "SITE_FACTS", "Proposal", "Proposals"]

Apply = Callable[[Transaction, Proposal, datetime], None]

DOSE_RANGES: Final = "dose_ranges"
DOSE_PHARMACIST: Final = "dose_ranges_pharmacist"
DOSES_OFF: Final = "off"
SITE_TERMS: Final = "site_terms"
_DAYS: Final = (1, 36_500)


def _whole(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high


SITE_FACTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "password_profile": {"us", "cn-l3"}.__contains__,
    "session_lock_s": _whole(60, 600),
    "session_end_s": _whole(60, 7_200),
    "retention_audio_days": _whole(*_DAYS),
    "retention_note_days": _whole(*_DAYS),
    "retention_audit_days": _whole(*_DAYS),
    "retention_backup_days": _whole(*_DAYS),
}
"""What of a site may be set, and what it may be. Times out of bounds would be no protection."""


class Proposals:
    """Proposes, lists and decides; what is approved is applied in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(
        self, actor: Actor, name: str, object_id: str, payload: Mapping[str, Any], reason: str
    ) -> str:
        """name: an act that is proposed (`site.change`). Gives the proposal's id.

        Raises AccessError, SettingsError for what may not be set, StoreError.
        """
        _check(name, payload)

        def work(transaction: Transaction, at: datetime) -> Done[str]:
            made = kept.add_proposal(transaction, name, object_id, payload, reason, actor.id, at)
            return Done(made, made, {"step": "proposed"})

        return perform(self._database, actor, name, work)

    def decide(
        self,
        actor: Actor,
        name: str,
        proposal_id: str,
        *,
        approve: bool,
        apply: Apply | None = None,
    ) -> Proposal:
        """Approve or reject a proposal of this act. apply: carries out what was approved; site
        changes carry themselves out. Raises AccessError, NotFoundError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[Proposal]:
            decision: Decision = "approved" if approve else "rejected"
            decided = kept.decide_proposal(transaction, proposal_id, decision, actor.id, at)
            carry_out = apply or _APPLY.get(name)
            if approve and carry_out is not None:
                carry_out(transaction, decided, at)
                kept.set_done(transaction, proposal_id, at)
            return Done(decided, proposal_id, {"step": decision})

        return perform(self._database, actor, f"{name}.approve", work, Subject())

    def site(self) -> Mapping[str, str]:
        """What the site has set."""
        with self._database.transaction() as transaction:
            known = facts(transaction)
        return {name: value for name, value in known.items() if name in SITE_FACTS}

    def terms(self) -> tuple[str, ...]:
        """The site's own terms, as they were approved."""
        with self._database.transaction() as transaction:
            kept_terms = json.loads(fact(transaction, SITE_TERMS, "[]"))
        return tuple(site_term(one).term for one in kept_terms)

    def vetoes(self) -> tuple[Pair, ...]:
        """Corrections that nobody on this site wants."""
        with self._database.transaction() as transaction:
            return tuple(sorted(site_pairs(transaction)))

    def dose_ranges(self) -> tuple[str, str]:
        """The version of the dose table that was signed in, and the pharmacist; "" for none."""
        with self._database.transaction() as transaction:
            return fact(transaction, DOSE_RANGES), fact(transaction, DOSE_PHARMACIST)

    def waiting(self) -> tuple[Proposal, ...]:
        """Those not decided yet, oldest first; a site's proposals hold no patient text."""
        with self._database.transaction() as transaction:
            return kept.proposals(transaction, waiting=True)


def _check(name: str, payload: Mapping[str, Any]) -> None:
    if name == "doses.change":
        _check_doses(payload)
    for key, value in payload.items() if name == "site.change" else ():
        if key not in SITE_FACTS:
            known = ", ".join(SITE_FACTS)
            raise SettingsError(f"'{key}' is nothing that a site sets; it sets: {known}")
        if not SITE_FACTS[key](str(value)):
            raise SettingsError(f"'{key}' cannot be {value!r}; see the manual for its bounds")


def _check_doses(payload: Mapping[str, Any]) -> None:
    """Only the table that is installed can be signed in, and by somebody with a name."""
    version, installed = str(payload.get("version", "")), dose_version()
    if version not in {installed, DOSES_OFF}:
        raise SettingsError(
            f"the installed dose table has the version {installed}; check that one, then propose it"
        )
    if version != DOSES_OFF and not str(payload.get("pharmacist", "")).strip():
        raise SettingsError("the name of the pharmacist who checked the table is missing")


def _set_doses(transaction: Transaction, found: Proposal, _: datetime) -> None:
    """From now on doses are compared with this version, or with none."""
    version = str(found.payload["version"])
    on = version != DOSES_OFF
    set_fact(transaction, DOSE_RANGES, version if on else "")
    set_fact(transaction, DOSE_PHARMACIST, str(found.payload.get("pharmacist", "")) if on else "")


def _set_facts(transaction: Transaction, found: Proposal, _: datetime) -> None:
    for name, value in found.payload.items():
        set_fact(transaction, name, str(value))


def _add_terms(name: str) -> Apply:
    def add(transaction: Transaction, found: Proposal, _: datetime) -> None:
        terms = json.loads(fact(transaction, name, "[]"))
        terms += [term for term in found.payload.get("terms", ()) if term not in terms]
        set_fact(transaction, name, json.dumps(terms, ensure_ascii=False))

    return add


def _change_lexicon(transaction: Transaction, found: Proposal, at: datetime) -> None:
    """Terms of the site, and corrections that nobody on it, or of a department, wants."""
    _add_terms(SITE_TERMS)(transaction, found, at)
    for heard, written, *where in found.payload.get("vetoes", ()):
        words, by = (heard, written), found.decided_by or ""
        add_veto(transaction, words, "site", None, by, at, department="".join(where))


_APPLY: Final[Mapping[str, Apply]] = {
    "site.change": _set_facts,
    "alerts.change": _add_terms("site_keywords"),
    "lexicon.change": _change_lexicon,
    "doses.change": _set_doses,
}
