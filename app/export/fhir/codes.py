"""The codes a document is written with. Sources: FHIR R4 4.0.1, LOINC, UCUM, SAFETY 1.3 and 1.5."""

from dataclasses import dataclass
from typing import Any, Final

from app.domain.documents import DocumentAct
from app.domain.transcript import Language
from app.domain.units import WRITTEN

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
URIS: Final = "urn:ietf:rfc:3986"
HASHES: Final = "urn:ietf:rfc:6920"
"""Names of things by their hash: `ni:///sha-256;...` (RFC 6920)."""
_THO: Final = "http://terminology.hl7.org/CodeSystem/"
REASONS: Final = f"{_THO}v3-ActReason"
ENCOUNTER_CLASSES: Final = f"{_THO}v3-ActCode"
OBSERVED: Final = f"{_THO}v3-ObservationValue"
COMPLETION: Final = f"{_THO}v3-DocumentCompletion"
NUMBER_TYPES: Final = f"{_THO}v2-0203"
PARTICIPANTS: Final = f"{_THO}provenance-participant-type"
OBSERVATIONS: Final = f"{_THO}observation-category"
ABSENT: Final = f"{_THO}data-absent-reason"
EMPTY: Final = f"{_THO}list-empty-reason"
CONDITION_STATUS: Final = f"{_THO}condition-clinical"
CONDITION_SURENESS: Final = f"{_THO}condition-ver-status"
CONDITION_KINDS: Final = f"{_THO}condition-category"
ALLERGY_STATUS: Final = f"{_THO}allergyintolerance-clinical"
ALLERGY_SURENESS: Final = f"{_THO}allergyintolerance-verification"
SIGNATURES: Final = "urn:iso-astm:E1762-95:2013"
FORMATS: Final = "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode"
NOTE_KINDS: Final = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
PROFILES: Final = "http://hl7.org/fhir/StructureDefinition/"
VERSION_NUMBER: Final = f"{PROFILES}composition-clinicaldocument-versionNumber"

CONCEPTS: Final = "urn:erscribe:concept"
SECTIONS: Final = "urn:erscribe:section"
DOCUMENT_KINDS: Final = "urn:erscribe:document"
TEMPLATES: Final = "urn:erscribe:template"
STORE_PROFILES: Final = "urn:erscribe:profile"
MODEL_PARTS: Final = "urn:erscribe:model-part"
MODEL_HASHES: Final = "urn:erscribe:sha256"
PUBLIC_KEY: Final = "urn:erscribe:public-jwk"

NOTE: Final = "34111-5"
VITALS, MEDS, ALLERGIES = "8716-3", "10160-0", "48765-2"
ASSESSMENT, PAST = "51848-0", "11348-0"
SECTION_TITLES: Final[dict[str, tuple[str, str]]] = {
    "chief_complaint": ("Chief complaint", "主诉"),
    "hpi": ("History of present illness", "现病史"),
    "ros": ("Review of systems", "系统回顾"),
    "pmh": ("Past medical history", "既往史"),
    "risk_factors": ("History and risk factors", "既往史及危险因素"),
    "meds": ("Medications", "用药史"),
    "allergies": ("Allergies", "过敏史"),
    "social": ("Social history", "个人史"),
    "family": ("Family history", "家族史"),
    "immunizations": ("Immunizations", "预防接种史"),
    "prehospital": ("Pre-hospital care", "院前急救"),
    "primary_survey": ("Primary survey", "初步评估"),
    "vitals": ("Vital signs", "生命体征"),
    "exam": ("Physical examination", "体格检查"),
    "ecg": ("ECG", "心电图"),
    "results": ("Results", "辅助检查"),
    "procedures": ("Procedures", "操作记录"),
    "assessment": ("Assessment", "初步诊断"),
    "plan": ("Plan", "处理"),
    "ed_course": ("ED course", "急诊经过"),
    "observation_course": ("Course of observation", "留观病程记录"),
    "disposition": ("Disposition", "患者去向"),
    "condition": ("Condition and its changes", "病情变化情况"),
    "measures": ("Resuscitation measures", "抢救措施"),
    "outcome": ("Outcome", "抢救结果"),
    "communication": ("Told to the family, and consent", "病情告知及知情同意"),
    "participants": ("Who took part", "参加抢救人员"),
    "": ("Other", "其他"),
}
"""As the note templates call their sections (resources/templates)."""
ADDED_SECTIONS: Final = {
    VITALS: "vitals",
    ALLERGIES: "allergies",
    ASSESSMENT: "assessment",
    PAST: "pmh",
}
"""By LOINC code: what holds values for which the note has no section."""
TITLES: Final[dict[Language, dict[DocumentAct, str]]] = {
    "en": {
        "sign": "Emergency Department Note",
        "cosign": "Emergency Department Note",
        "amendment": "Emergency Department Note (amended)",
        "addendum": "Emergency Department Note (addendum)",
        "error": "Emergency Department Note (entered in error)",
    },
    "zh": {
        "sign": "急诊病历",
        "cosign": "急诊病历",
        "amendment": "急诊病历（修改）",
        "addendum": "急诊病历（补充）",
        "error": "急诊病历（误录）",
    },
}
LATE: Final[dict[Language, str]] = {"en": " (late entry)", "zh": "（补记）"}
LANGUAGES: Final[dict[Language, str]] = {"en": "en", "zh": "zh-CN"}
STATUS: Final[dict[DocumentAct, str]] = {
    "sign": "final",
    "cosign": "final",
    "addendum": "final",
    "amendment": "amended",
    "error": "entered-in-error",
}
CODE_SYSTEMS: Final = {
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd-10": "http://hl7.org/fhir/sid/icd-10",
    "icd-11": "http://id.who.int/icd/release/11/mms",
    "snomed": "http://snomed.info/sct",
}
"""Of conditions, by our name of the system; a code of any other stays here."""

# HL7 "AI Transparency on FHIR" (hl7.fhir.uv.aitransparency, first ballot 2026-01), read in the
# guide's published pages and its source, input/fsh/AIProvenance.fsh and AIDevice.fsh of
# github.com/HL7/aitransparency-ig. Taken: a label AIST on what AI had a part in; of AI-Provenance
# one reason AIAST, an agent that is an AI-Device with a type and the role Artificial-Intelligence,
# human agents with a type; of AI-Device its type and AIKind. Not taken: model cards and prompts,
# since our models have no prompt and their cards stay on the workstation.
_AI: Final = "http://hl7.org/fhir/uv/aitransparency/"
AI_PROVENANCE: Final = f"{_AI}StructureDefinition/AI-Provenance"
AI_DEVICE: Final = f"{_AI}StructureDefinition/AI-Device"
AI_KIND: Final = f"{_AI}StructureDefinition/aitransparency.AIKind"
AI_TYPES: Final = f"{_AI}CodeSystem/AIdeviceTypeCS"


@dataclass(frozen=True, slots=True)
class Vital:
    """A vital sign. units: UCUM codes that its profile permits, the others that may be said in
    `more`, under which it keeps to the general profile only."""

    code: str
    name: str
    zh: str
    profile: str
    units: tuple[str, ...]
    more: tuple[str, ...] = ()


GENERAL: Final = "vitalsigns"
PRESSURE: Final = "vital.blood_pressure"
MMHG: Final = "mm[Hg]"
VITAL_SIGNS: Final[dict[str, Vital]] = {
    "vital.heart_rate": Vital("8867-4", "Heart rate", "心率", "heartrate", ("/min",)),
    "vital.respiratory_rate": Vital("9279-1", "Respiratory rate", "呼吸", "resprate", ("/min",)),
    "vital.temperature": Vital("8310-5", "Body temperature", "体温", "bodytemp", ("Cel", "[degF]")),
    "vital.oxygen_saturation": Vital(
        "2708-6", "Oxygen saturation in Arterial blood", "血氧饱和度", "oxygensat", ("%",)
    ),
    "vital.weight": Vital("29463-7", "Body weight", "体重", "bodyweight", ("kg", "g", "[lb_av]")),
    "vital.height": Vital("8302-2", "Body height", "身高", "bodyheight", ("cm", "[in_i]"), ("m",)),
    "vital.mean_arterial_pressure": Vital(
        "8478-0", "Mean blood pressure", "平均动脉压", GENERAL, (MMHG,)
    ),
    "vital.glasgow_coma_scale": Vital(
        "9269-2", "Glasgow coma score total", "格拉斯哥昏迷评分", GENERAL, ("{score}",)
    ),
    "vital.pain_score": Vital(
        "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "疼痛评分",
        GENERAL, ("{score}",),
    ),
    "vital.glucose": Vital("2339-0", "Glucose [Mass/volume] in Blood", "血糖", GENERAL, ("mg/dL",)),
    "vital.glucose_molar": Vital(
        "15074-8", "Glucose [Moles/volume] in Blood", "血糖", GENERAL, ("mmol/L",)
    ),
}  # fmt: skip
"""By our concept. LOINC counts glucose by mass and by amount of substance apart."""
PULSE_OXIMETRY: Final = ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")
PANEL: Final = ("85354-9", "Blood pressure panel with all children optional")
PANEL_PARTS: Final = {
    "systolic": ("8480-6", "Systolic blood pressure"),
    "diastolic": ("8462-4", "Diastolic blood pressure"),
}
SHOWN: Final = {**WRITTEN, "{score}": "score"}
"""How people read a unit, where not as UCUM spells it; FHIR has none without letters."""
DOSES: Final = frozenset(
    {
        "mg", "ug", "ng", "g", "kg", "mL", "L", "meq", "mmol", "[iU]", "[U]", "{tbl}", "{capsule}",
        "{puff}", "{spray}", "[drp]", "{ampule}", "{vial}", "{patch}", "{dose}", "%", "10*4.[U]",
    }
)  # fmt: skip
"""UCUM units of a dose (resources/findings)."""


def coding(system: str, code: str, display: str = "") -> dict[str, Any]:
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: dict[str, Any], text: str = "") -> dict[str, Any]:
    """A CodeableConcept; parts that are empty are left out."""
    return {**({"coding": list(codings)} if codings else {}), **({"text": text} if text else {})}
