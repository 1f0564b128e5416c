"""What the store knows beside the words: the patient's age and sex, and the signed dose table."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from app.domain.reading import Known
from app.domain.site_terms import SiteTerms, site_term
from app.services.proposals import DOSE_RANGES, SITE_TERMS
from app.store.database import Database, Transaction
from app.store.facts import fact
from app.store.tables import EncounterRow
from app.store.tables_people import PatientRow

__all__ = ["KnownOf", "age_years", "known_of", "terms_of"]

KnownOf = Callable[[str], Known]
"""Asked with an encounter's id, "" for none."""

_YEARS: Final[Mapping[str, float]] = {
    "": 1.0, "y": 1.0, "yr": 1.0, "岁": 1.0, "mo": 1 / 12, "月": 1 / 12, "个月": 1 / 12,
    "w": 7 / 365.25, "周": 7 / 365.25, "d": 1 / 365.25, "天": 1 / 365.25,
}  # fmt: skip
_SEXES: Final[Mapping[str, str]] = {
    "f": "female", "female": "female", "女": "female", "m": "male", "male": "male", "男": "male",
}  # fmt: skip
_AGE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(\D*)")


def known_of(database: Database, encounter: str) -> Known:
    """For the questions about what is said; nothing of it is shown. Raises StoreError."""
    with database.transaction() as transaction:
        signed, terms = fact(transaction, DOSE_RANGES), _terms(transaction)
        row = transaction.get(PatientRow, encounter) if encounter else None
        begun = _begun(transaction, encounter)
        if row is None:
            return Known(dose_ranges=signed, terms=terms, begun=begun)
        return Known(
            age_years(row.age or ""),
            _SEXES.get((row.sex or "").strip().lower(), ""),
            signed,
            terms,
            begun,
        )


def _begun(transaction: Transaction, encounter: str) -> date | None:
    row = transaction.get(EncounterRow, encounter) if encounter else None
    return row.first_at.date() if row is not None else None


def terms_of(database: Database) -> SiteTerms:
    """Terms that two people of the site agreed on. Raises StoreError."""
    with database.transaction() as transaction:
        return _terms(transaction)


def _terms(transaction: Transaction) -> SiteTerms:
    return tuple(map(site_term, json.loads(fact(transaction, SITE_TERMS, "[]"))))


def age_years(age: str) -> float | None:
    """An age as it was typed ("54", "63y", "8mo") in years; None where it is not certain."""
    found = _AGE.fullmatch(age.strip().lower())
    share = _YEARS.get(found[2].strip()) if found else None
    return float(found[1]) * share if found and share is not None else None
