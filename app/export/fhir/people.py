"""Who and what a document is about and made by: patient, people, hospital, this program, visit."""

from collections.abc import Sequence
from typing import Final

from app.domain.documents import ClinicalDocument, Person, Site
from app.export.fhir import codes
from app.export.fhir.canon import Resource
from app.export.fhir.codes import coding, concept
from app.export.fhir.names import Names, is_chinese, one_line, time
from app.export.fhir.values import Placed

PROGRAM: Final = "ERScribe"
UNKNOWN: Final = "Unknown"
GENDERS: Final = {"M": "male", "F": "female"}
_LONGEST_CHINESE: Final = 4
_COMPOUND: Final = (
    "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|长孙|宇文|东方|独孤|南宫|端木|轩辕|司空|闻人|"
    "澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|亓官|拓跋|呼延|歐陽|司馬|諸葛"
)
"""Chinese family names of two characters (复姓), with a bar between."""


def patient(document: ClinicalDocument, names: Names) -> Resource:
    """Whom nobody could name is called unknown, and then by the name that was made up."""
    one = document.patient
    name = one_line(one.name)
    resource: Resource = {
        "resourceType": "Patient",
        "id": _id(names.patient()),
        "identifier": [names.patient_number()],
    }
    if one.unknown:
        called: list[Resource] = [{"use": "anonymous", "text": UNKNOWN}]
        resource["name"] = called + ([{"use": "temp", "text": name}] if name else [])
    elif name:
        resource["name"] = [human_name(name)]
    if one.sex in GENDERS:
        resource["gender"] = GENDERS[one.sex]
    if one.birth_date is not None and not one.unknown:
        resource["birthDate"] = one.birth_date.isoformat()
    return resource


def human_name(name: str) -> Resource:
    """A name as a text, and in its parts where these are certain."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if is_chinese(name) and 1 < len(name) <= _LONGEST_CHINESE:
        cut = 2 if name[:2] in _COMPOUND and len(name) > len("复姓") else 1
        return {"text": name, "family": name[:cut], "given": [name[cut:]]}
    if comma and family and given and "," not in given:
        return {"text": name, "family": family, "given": [given]}
    return {"text": name}


def practitioners(
    document: ClinicalDocument, names: Names, placed: Sequence[Placed]
) -> list[Resource]:
    """Everybody who wrote, signed or confirmed what is here, once each, the author first."""
    found: dict[str, Person] = {}
    for one in (
        document.author,
        *(signed.by for signed in document.signatures),
        *(one.by for one in placed),
    ):
        found.setdefault(one_line(one.id), one)
    return [_practitioner(one, names) for one in found.values()]


def _practitioner(one: Person, names: Names) -> Resource:
    name = one_line(one.name)
    return {
        "resourceType": "Practitioner",
        "id": _id(names.person(one)),
        "identifier": [names.staff_number(one)],
        **({"name": [human_name(name)]} if name else {}),
    }


def organization(site: Site, names: Names) -> Resource:
    return {
        "resourceType": "Organization",
        "id": _id(names.hospital()),
        "identifier": [names.hospital_number()],
        "name": one_line(site.name),
    }


def device(document: ClinicalDocument, names: Names) -> Resource:
    """This program, with the models that had a part: their names and the hashes of their files."""
    software = one_line(document.software)
    resource: Resource = {
        "resourceType": "Device",
        "id": _id(names.device()),
        "status": "active",
        "deviceName": [{"name": PROGRAM, "type": "model-name"}],
        "owner": names.hospital(),
    }
    if software:
        resource["version"] = [{"value": software}]
    if document.models:
        resource["meta"] = {"profile": [codes.AI_DEVICE]}
        resource["type"] = concept(coding(codes.AI_TYPES, "Artificial-Intelligence"))
        kind = concept(coding(codes.AI_TYPES, "Deep-Learning-Models"))
        resource["extension"] = [{"url": codes.AI_KIND, "valueCodeableConcept": kind}]
        resource["property"] = [
            {
                "type": concept(coding(codes.MODEL_PARTS, part)),
                "valueCode": [
                    concept(coding(codes.MODEL_HASHES, one.sha256), text=one_line(one.name))
                ],
            }
            for part, one in sorted(document.models.items())
        ]
    return resource


def encounter(document: ClinicalDocument, names: Names) -> Resource:
    """The visit. Whether it is over is not ours to know: the note is of its time."""
    visit = document.visit
    resource: Resource = {
        "resourceType": "Encounter",
        "id": _id(names.visit()),
        "identifier": [names.visit_number()],
        "status": "in-progress",
        "class": coding(codes.ENCOUNTER_CLASSES, "EMER", "emergency"),
        "subject": names.patient(),
        "participant": [{"individual": names.person(document.author)}],
        "serviceProvider": names.hospital(),
    }
    if one_line(visit.department):
        resource["serviceType"] = concept(text=one_line(visit.department))
    if one_line(visit.place):
        resource["location"] = [{"location": {"display": one_line(visit.place)}}]
    if visit.arrived_at is not None:
        resource["period"] = {"start": time(visit.arrived_at)}
    return resource


def _id(reference: Resource) -> str:
    return str(reference["reference"]).removeprefix("urn:uuid:")
