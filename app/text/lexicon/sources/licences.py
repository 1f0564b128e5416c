"""Under which licence each source comes, and what that obliges whoever builds from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.text.lexicon.sources.kinds import Kind


@dataclass(frozen=True, slots=True)
class Licence:
    """name: of the licence; obliges: one sentence. passed_on: what is built may leave the site."""

    name: str
    obliges: str
    passed_on: bool = False


LICENCES: Final[Mapping[Kind, Licence]] = {
    "umls": Licence(
        "UMLS Metathesaurus License",
        "Each site needs its own licence from the U.S. National Library of Medicine and reports "
        "its use each year; source vocabularies in it have terms of their own. The index stays on "
        "this site's machines.",
    ),
    "snomed": Licence(
        "SNOMED CT Affiliate License",
        "Free in member countries; elsewhere SNOMED International grants it. Deployments are "
        "reported; the index stays on this site's machines.",
    ),
    "rxnorm": Licence(
        "UMLS Metathesaurus License (SAB=RXNORM itself: no restriction)",
        "Names from other source vocabularies in RxNorm have terms of their own; name the U.S. "
        "National Library of Medicine as the source. The index stays on this site's machines.",
    ),
    "loinc": Licence(
        "LOINC License",
        "Free; the copyright notice of Regenstrief Institute goes with every copy, and nothing of "
        "it is changed or made into another standard.",
    ),
    "icd10cm": Licence(
        "public domain (U.S. CDC/NCHS); ICD-10 is copyright WHO",
        "No fee in the United States; elsewhere ask the World Health Organization for its use.",
    ),
    "icd10zh": Licence(
        "issued by the National Health Commission of China; ICD-10 is copyright WHO",
        "For use by health institutions in China; the table stays on this site's machines.",
    ),
    "formulary": Licence("this hospital's own", "The hospital decides who may have it.", True),
    "staff": Licence(
        "this hospital's own; personal data",
        "Names of people: they stay on this site's machines and are in no export.",
    ),
    "table": Licence(
        "as whoever brought the table knows it",
        "ERScribe cannot know its terms; whoever built it answers for them.",
    ),
}
