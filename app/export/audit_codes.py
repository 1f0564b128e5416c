"""What each audit code is called in DICOM, FHIR and IHE's Basic Audit Log Patterns."""

from typing import Any, Final, Literal

from app.domain.audit import AuditRow

Kind = Literal[
    "PatientCreate",
    "PatientRead",
    "PatientUpdate",
    "PatientQuery",
    "Query",
    "PrivacyDisclosure.Source",
    "delete",
    "glass",
    "security",
    "application",
    "audit",
    "other",
]
"""The shape of an event; those with a capital are profiles, for what succeeded."""

DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
EVENT_TYPES: Final = "http://terminology.hl7.org/CodeSystem/audit-event-type"
INTERACTIONS: Final = "http://hl7.org/fhir/restful-interaction"
LIFECYCLE: Final = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
LOCAL: Final = "urn:erscribe:audit-code"

_BALP: Final = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
PROFILES: Final = {
    kind: _BALP + kind
    for kind in (
        "PatientCreate",
        "PatientRead",
        "PatientUpdate",
        "PatientQuery",
        "Query",
        "PrivacyDisclosure.Source",
    )
}
ABOUT_PATIENTS: Final = frozenset({"note", "recording", "encounter", "alert", "export"})
"""What rows are about when they are about somebody."""

_DISCLOSURES: Final = frozenset({"EXP-SEND", "EXP-DISCLOSE"})
_LISTS: Final = frozenset(
    {"NOTE-LIST", "NOTE-WAITING", "ENC-LIST", "REC-LIST", "EXP-VIEW", "BTG-LIST"}
)
_BY_DEED: Final[dict[str, Kind]] = {
    "C": "PatientCreate",
    "R": "PatientRead",
    "U": "PatientUpdate",
    "D": "delete",
}
_REST: Final = {
    "PatientCreate": "create",
    "PatientRead": "read",
    "PatientUpdate": "update",
    "PatientQuery": "search",
    "Query": "search",
    "delete": "delete",
}
_DISPLAYS: Final = {
    "110100": "Application Activity",
    "110101": "Audit Log Used",
    "110106": "Export",
    "110113": "Security Alert",
    "110114": "User Authentication",
    "110120": "Application Start",
    "110121": "Application Stop",
    "110122": "Login",
    "110123": "Logout",
    "110127": "Emergency Override Started",
    "110129": "Security Configuration",
    "110131": "Software Configuration",
    "110132": "Use of Restricted Function",
    "110133": "Audit Recording Stopped",
    "110134": "Audit Recording Started",
    "110136": "Security Roles Changed",
    "110137": "User security Attributes Changed",
    "110138": "Emergency Override Stopped",
}
_SUBTYPES: Final = {
    "AUTH-LOGIN": "110122",
    "AUTH-UNLOCK": "110122",
    "AUTH-SWITCH": "110122",
    "AUTH-FAIL": "110122",
    "AUTH-LOCKOUT": "110122",
    "AUTH-LOGOUT": "110123",
    "AUTH-LOCK": "110123",
    "AUTH-TIMEOUT": "110123",
    "SEC-USER": "110137",
    "SEC-ROLE": "110136",
    "AUD-OFF": "110133",
    "AUD-ON": "110134",
    "BTG-START": "110127",
    "BTG-END": "110138",
    "APP-START": "110120",
    "APP-STOP": "110121",
}
_FAMILIES: Final[dict[str, tuple[Kind, str, str]]] = {
    "AUTH": ("security", "110114", "110122"),
    "SEC": ("security", "110113", "110129"),
    "ENC": ("security", "110113", "110129"),
    "DAT": ("security", "110113", "110129"),
    "AUD": ("audit", "110101", ""),
    "BTG": ("glass", "110113", "110127"),
    "APP": ("application", "110100", "110131"),
    "CFG": ("application", "110100", "110131"),
    "SYS": ("application", "110100", "110131"),
    "CLOCK": ("security", "110113", "110129"),
}
"""By the beginning of a code: shape, type, and subtype where the code has none of its own."""
_ALERTS: Final = frozenset({"AUD-OFF", "AUD-ON", "AUD-TAMPER"})  # of the log, not a use of it


def kind_of(row: AuditRow) -> Kind:
    """The shape of a row's event."""
    family = row.code.partition("-")[0]
    if family == "BTG" and row.action == "E":
        return "glass"
    if row.object_type not in ABOUT_PATIENTS:
        return _FAMILIES.get(family, ("other", "", ""))[0]
    if row.outcome:
        return "other"
    if row.code in _DISCLOSURES:
        return "PrivacyDisclosure.Source"
    if row.code in _LISTS:
        return "PatientQuery" if row.patient_key or row.encounter_key else "Query"
    return _BY_DEED.get(row.action, "other")


def type_of(row: AuditRow, kind: Kind) -> dict[str, Any]:
    """The coding of AuditEvent.type."""
    if kind in _REST:
        return {"system": EVENT_TYPES, "code": "rest", "display": "Restful Operation"}
    if kind == "PrivacyDisclosure.Source":
        return _dcm("110106")
    if row.object_type in ABOUT_PATIENTS and kind == "other":
        return {"system": EVENT_TYPES, "code": "rest", "display": "Restful Operation"}
    if row.code in _ALERTS:
        return _dcm("110113")
    return _dcm(_FAMILIES.get(row.code.partition("-")[0], ("other", "110100", ""))[1])


def subtypes_of(row: AuditRow, kind: Kind) -> list[dict[str, Any]]:
    """The codings of AuditEvent.subtype, our own code last."""
    own = {"system": LOCAL, "code": row.code}
    if kind in _REST:
        verb = _REST[kind]
        return [{"system": INTERACTIONS, "code": verb, "display": verb}, own]
    if kind == "PrivacyDisclosure.Source":
        return [{"system": LIFECYCLE, "code": "disclose"}, own]
    family = _FAMILIES.get(row.code.partition("-")[0], ("other", "", ""))
    code = _SUBTYPES.get(row.code, "" if row.object_type in ABOUT_PATIENTS else family[2])
    return [_dcm(code), own] if code else [own]


def _dcm(code: str) -> dict[str, Any]:
    return {"system": DCM, "code": code, "display": _DISPLAYS[code]}
