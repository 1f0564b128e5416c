"""Parts of FHIR that tests look at."""

from typing import Any

from app.domain.documents import ClinicalDocument
from app.export.fhir.canon import parse
from app.export.fhir.document import bundle
from tests.documents import SITE

Resource = dict[str, Any]


def of_type(document: ClinicalDocument, kind: str) -> list[Resource]:
    """The resources of a type in the written document, in order."""
    found = parse(bundle(document, SITE))["entry"]
    return [one["resource"] for one in found if one["resource"]["resourceType"] == kind]


def only(document: ClinicalDocument, kind: str) -> Resource:
    (found,) = of_type(document, kind)
    return found


def of_code(document: ClinicalDocument, code: str) -> Resource:
    """The Observation of a LOINC code."""
    observations = of_type(document, "Observation")
    (found,) = [one for one in observations if one["code"]["coding"][0]["code"] == code]
    return found


def codes(concept: Resource) -> list[str]:
    return [one["code"] for one in concept["coding"]]


def section(document: ClinicalDocument, title: str) -> Resource:
    sections: list[Resource] = only(document, "Composition")["section"]
    (found,) = [one for one in sections if one["title"] == title]
    return found
