"""A note's text as it is pasted into an EMR: plain lines, its sections in the template's order."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.domain.note_versions import UNPLACED, NoteBody
from app.domain.transcript import Language
from app.export.word_document import section_title

TITLES_ZH: Final[Mapping[str, str]] = {
    "chief_complaint": "主诉",
    "hpi": "现病史",
    "ros": "系统回顾",
    "pmh": "既往史",
    "meds": "用药史",
    "allergies": "过敏史",
    "social": "个人史",
    "family": "家族史",
    "vitals": "生命体征",
    "exam": "体格检查",
    "results": "辅助检查",
    "procedures": "操作记录",
    "assessment": "初步诊断",
    "plan": "处理",
    "ed_course": "急诊经过",
    "prehospital": "院前急救",
    "primary_survey": "初步评估",
    "risk_factors": "既往史及危险因素",
    "ecg": "心电图",
    "immunizations": "预防接种史",
    "observation_course": "留观病程记录",
    "condition": "病情变化情况",
    "measures": "抢救措施",
    "outcome": "抢救结果",
    "communication": "病情告知及知情同意",
    "participants": "参加抢救人员",
    "disposition": "患者去向",
}
_MARKS: Final = "。！？；…，、"
_UNPLACED: Final[Mapping[Language, str]] = {"en": "Not placed in a section", "zh": "未归入栏目"}


def title(key: str, language: Language) -> str:
    """A section's heading in the note's language."""
    if key == UNPLACED:
        return _UNPLACED[language]
    return TITLES_ZH.get(key, key) if language == "zh" else section_title(key)


def section_text(body: NoteBody, key: str, language: Language) -> str:
    """One section's sentences, without its heading: an EMR has a field for each. "" for none."""
    return joined((one.text for one in dict(body.places()).get(key, ())), language)


def emr_text(body: NoteBody, addenda: Iterable[NoteBody], language: Language) -> str:
    """All sections that say something, under their headings, then what was added later."""
    parts = [
        f"{title(key, language)}\n{joined((one.text for one in sentences), language)}"
        for key, sentences in body.places()
        if sentences
    ]
    heading = "补充记录" if language == "zh" else "Addendum"
    parts += [
        f"{heading}\n{joined((one.text for one in added.sentences()), language)}"
        for added in addenda
    ]
    return "\n\n".join(parts) + "\n"


def joined(sentences: Iterable[str], language: Language) -> str:
    """Sentences as one text. Only spaces are put between them, and none behind a Chinese mark:
    nothing that was signed reads otherwise."""
    text = ""
    for one in sentences:
        gap = "" if not text or (language == "zh" and text[-1] in _MARKS) else " "
        text += gap + one
    return text
