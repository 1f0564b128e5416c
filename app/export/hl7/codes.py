"""Codes that our HL7 v2.5.1 messages use: tables, triggers, LOINC names of what a note holds.

Sources: HL7 v2.5.1 appendix A (tables), chapters 7 and 9; LOINC long common names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.documents import DocumentAct

OWN: Final = "99ERS"
"""Table 0396: 99 and three letters name a local code system."""
NOTE: Final = ("34111-5", "Emergency department Note")

TABLES: Final[Mapping[str, frozenset[str]]] = {
    "0001": frozenset("FMOUAN"),
    "0004": frozenset("EIOPRBCNU"),
    "0085": frozenset("CDFINOPRSUWX"),
    "0103": frozenset("DPT"),
    "0123": frozenset("OISAPCRFXYZ"),
    "0125": frozenset({"FT", "TX", "NM", "ST", "CWE", "ED"}),
    "0155": frozenset({"AL", "NE", "ER", "SU"}),
    "0191": frozenset({"AP", "AU", "FT", "IM", "multipart", "NS", "SD", "SI", "TEXT", "TX"}),
    "0200": frozenset("ABCDILMNPRSTU"),
    "0270": frozenset(
        {"AR", "CD", "CN", "DI", "DS", "ED", "HP", "OP", "PC", "PH", "PN", "PR", "SP", "TS"}
    ),
    "0271": frozenset({"DI", "DO", "IP", "IN", "PA", "AU", "LA"}),
    "0272": frozenset("VRU"),
    "0273": frozenset({"AV", "CA", "OB", "UN"}),
    "0301": frozenset({"URI", "ISO", "UUID", "DNS", "GUID", "HCD", "HL7", "L", "M", "N", "RANDOM"}),
    "0445": frozenset({"US", "UD", "UA", "AL"}),
    "0465": frozenset("AIP"),
}
"""By number: all values, or of 0125 those that an OBX of ours may have."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an act is in HL7. structure: MSH-9.3. availability: TXA-19. status: OBX-11 of what the
    message holds. order: OBR-25 of the fallback."""

    event: str
    structure: str
    availability: str
    status: str
    order: str


TRIGGERS: Final[Mapping[DocumentAct, Trigger]] = {
    "sign": Trigger("T02", "MDM_T02", "AV", "F", "F"),
    "cosign": Trigger("T04", "MDM_T02", "AV", "F", "F"),
    "addendum": Trigger("T06", "MDM_T02", "AV", "F", "F"),
    "amendment": Trigger("T10", "MDM_T02", "AV", "C", "C"),
    "error": Trigger("T11", "MDM_T01", "CA", "W", "C"),
}
"""Chapter 9.5; a cancelled document (T11) has no content, so MDM_T01. W: sent for a wrong one."""

SECTIONS: Final[Mapping[str, str]] = {
    "10154-3": "Chief complaint Narrative - Reported",
    "10157-6": "History of family member diseases Narrative",
    "10160-0": "History of Medication use Narrative",
    "10164-2": "History of Present illness Narrative",
    "10187-3": "Review of systems Narrative - Reported",
    "10210-3": "Physical findings of General status Narrative",
    "11329-0": "History general Narrative - Reported",
    "11348-0": "History of Past illness Narrative",
    "11369-6": "History of Immunization Narrative",
    "11524-6": "EKG study",
    "18776-5": "Plan of care note",
    "29545-1": "Physical findings Narrative",
    "29762-2": "Social history Narrative",
    "30954-2": "Relevant diagnostic tests/laboratory data Narrative",
    "47519-4": "History of Procedures Document",
    "48765-2": "Allergies and adverse reactions Document",
    "51848-0": "Evaluation note",
    "59284-0": "Consent Document",
    "85847-2": "Patient Care team information",
    "8648-8": "Hospital course Narrative",
    "8650-4": "Hospital Discharge disposition Narrative",
    "8716-3": "Vital signs",
}
"""LOINC code of a section in our templates -> its name."""

VITALS: Final[Mapping[str, tuple[str, str, frozenset[str]]]] = {
    "vital.heart_rate": ("8867-4", "Heart rate", frozenset({"/min"})),
    "vital.respiratory_rate": ("9279-1", "Respiratory rate", frozenset({"/min"})),
    "vital.oxygen_saturation": (
        "59408-5",
        "Oxygen saturation in Arterial blood by Pulse oximetry",
        frozenset({"%"}),
    ),
    "vital.temperature": ("8310-5", "Body temperature", frozenset({"Cel", "[degF]"})),
    "vital.weight": ("29463-7", "Body weight", frozenset({"kg", "g", "[lb_av]"})),
    "vital.height": ("8302-2", "Body height", frozenset({"cm", "m", "[in_i]"})),
    "vital.mean_arterial_pressure": ("8478-0", "Mean blood pressure", frozenset({"mm[Hg]"})),
    "vital.glasgow_coma_scale": ("9269-2", "Glasgow coma score total", frozenset({"{score}"})),
    "vital.pain_score": (
        "72514-3",
        "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
        frozenset({"{score}"}),
    ),
    "systolic": ("8480-6", "Systolic blood pressure", frozenset({"mm[Hg]"})),
    "diastolic": ("8462-4", "Diastolic blood pressure", frozenset({"mm[Hg]"})),
}
"""Concept of a finding, or a part of a blood pressure -> LOINC code, its name, UCUM units."""
GLUCOSE: Final[Mapping[str, tuple[str, str]]] = {
    "mg/dL": ("2339-0", "Glucose [Mass/volume] in Blood"),
    "mmol/L": ("15074-8", "Glucose [Moles/volume] in Blood"),
}
"""The unit decides on the code."""
UNITS: Final = frozenset(GLUCOSE).union(*(units for _, _, units in VITALS.values()))
