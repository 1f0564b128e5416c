"""What a signed note says on paper beside its own text, in the note's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from app.domain.documents import ClinicalDocument, DocumentAct
from app.domain.findings import Assertion
from app.domain.note_history import Change
from app.domain.note_versions import VersionKind
from app.domain.transcript import Language
from app.domain.units import WRITTEN

Both = Mapping[Language, str]

TITLES: Final[Mapping[str, Both]] = {
    "ji_zhen_liu_guan": {"en": "Emergency observation record", "zh": "急诊留观病历"},
    "qiang_jiu_ji_lu": {"en": "Resuscitation record", "zh": "抢救记录"},
}
"""By template; every other is an emergency department note."""
_NOTE: Final[Both] = {"en": "Emergency department note", "zh": "急诊病历"}

ACTS: Final[Mapping[DocumentAct, Both]] = {
    "sign": {"en": "Signed", "zh": "已签署"},
    "cosign": {"en": "Signed and co-signed", "zh": "已签署并经上级医师审签"},
    "amendment": {"en": "Amended and signed", "zh": "已修改并签署"},
    "addendum": {"en": "Addendum, signed", "zh": "补充记录，已签署"},
    "error": {"en": "Entered in error", "zh": "录入错误，作废"},
}
SIGNED: Final[Mapping[str, Both]] = {
    "legal": {"en": "Signed by", "zh": "医师签名"},
    "professional": {"en": "Co-signed by", "zh": "上级医师审签"},
}
ASSERTIONS: Final[Mapping[Assertion, Both]] = {
    "present": {"en": "", "zh": ""},
    "negated": {"en": "negated", "zh": "否认"},
    "uncertain": {"en": "uncertain", "zh": "不确定"},
    "historical": {"en": "historical", "zh": "既往"},
    "family": {"en": "family", "zh": "家族"},
    "hypothetical": {"en": "hypothetical", "zh": "假设"},
    "quoted": {"en": "quoted", "zh": "转述"},
}
KINDS: Final[Mapping[VersionKind, Both]] = {
    "draft": {"en": "draft", "zh": "草稿"},
    "signed": {"en": "signed", "zh": "签署"},
    "amendment": {"en": "amendment", "zh": "修改"},
    "addendum": {"en": "addendum", "zh": "补充记录"},
}
CHANGES: Final[Mapping[Change, Both]] = {
    "added": {"en": "added", "zh": "增加"},
    "struck": {"en": "struck", "zh": "删去"},
    "reworded": {"en": "reworded", "zh": "改写"},
    "moved": {"en": "moved", "zh": "移动"},
}
SEXES: Final[Mapping[str, Both]] = {
    "M": {"en": "male", "zh": "男"},
    "F": {"en": "female", "zh": "女"},
}
WORDS: Final[Mapping[str, Both]] = {
    "patient": {"en": "Patient", "zh": "姓名"},
    "number": {"en": "Patient number", "zh": "患者编号"},
    "sex": {"en": "Sex", "zh": "性别"},
    "born": {"en": "Date of birth", "zh": "出生日期"},
    "visit": {"en": "Visit", "zh": "就诊号"},
    "department": {"en": "Department", "zh": "科室"},
    "place": {"en": "Place", "zh": "位置"},
    "arrived": {"en": "Arrived", "zh": "就诊时间"},
    "recorded": {"en": "Recorded", "zh": "记录时间"},
    "author": {"en": "Author", "zh": "记录医师"},
    "at": {"en": "Signed", "zh": "签署时间"},
    "error_at": {"en": "Retracted", "zh": "作废时间"},
    "note": {"en": "Note", "zh": "病历编号"},
    "version": {"en": "version", "zh": "版本"},
    "state": {"en": "State", "zh": "状态"},
    "unknown": {"en": "identity not known", "zh": "身份不明"},
    "not_known": {"en": "not known", "zh": "不详"},
    "not_recorded": {"en": "Not recorded.", "zh": "未记录。"},
    "values": {"en": "Values confirmed by a person", "zh": "经人工确认的数值"},
    "what": {"en": "As said", "zh": "口述内容"},
    "value": {"en": "Confirmed", "zh": "确认值"},
    "by": {"en": "By", "zh": "确认人"},
    "when": {"en": "At", "zh": "确认时间"},
    "addendum": {"en": "Addendum", "zh": "补充记录"},
    "signatures": {"en": "Signatures", "zh": "签名"},
    "history": {"en": "History of changes", "zh": "修改痕迹"},
    "late_entry": {"en": "late entry", "zh": "补记"},
    "arrival": {"en": "arrived", "zh": "就诊时间"},
    "rescue": {"en": "resuscitation ended", "zh": "抢救结束时间"},
    "reason": {"en": "Reason", "zh": "原因"},
}
LATE: Final[Both] = {
    "en": "Late entry: the record of a resuscitation, signed more than 6 h after its end.",
    "zh": "补记（超过抢救结束后6小时）",
}
SANDBOX: Final[Both] = {
    "en": "SANDBOX PROFILE: demonstration only, not a patient record.",
    "zh": "演示环境：仅供演示，不是患者病历。",
}
VOID: Final[Both] = {"en": "ENTERED IN ERROR", "zh": "录入错误 作废"}
WITHHELD: Final[Both] = {
    "en": "This note was entered in error and is retracted. Its text is withheld.",
    "zh": "本病历因录入错误已作废，正文不予显示。",
}
NOT_RELIABLE: Final[Both] = {
    "en": "Signed with a key of this program: it shows who signed what, and is no 可靠电子签名 "
    "without a certificate of an authority.",
    "zh": "以本程序的密钥签名：可证明何人签署了何内容；"
    "没有电子认证服务机构的证书，不是可靠电子签名。",
}
DIGEST: Final[Both] = {"en": "SHA-256 of what was signed:", "zh": "所签内容的SHA-256："}
HOW_STRUCK: Final[Both] = {
    "en": "Struck words are struck through twice, added words are underlined.",
    "zh": "删去的文字以双线划去，增加的文字加下划线。",
}


_PARTS: Final = {"systolic": "收缩压", "diastolic": "舒张压"}
_TOKENS: Final = re.compile(r"([ ;\n])")


def word(name: str, language: Language) -> str:
    return WORDS[name][language]


def labelled(name: str, text: str, language: Language) -> str:
    """A text behind what it is."""
    mark = "：" if language == "zh" else ": "
    return f"{word(name, language)}{mark}{text}"


def listed(parts: Iterable[str], language: Language) -> str:
    """With a comma between them."""
    return ("，" if language == "zh" else ", ").join(parts)


def version(number: int, language: Language) -> str:
    return f"{word('version', language)} {number}"


def printed(value: str, language: Language) -> str:
    """A confirmed value with units as people write them, each part of it on a line of its own;
    nothing else of it is changed."""
    value = value.replace("; ", ";\n")
    known = {**WRITTEN, **(_PARTS if language == "zh" else {})}
    found = (known.get(part, part) for part in _TOKENS.split(value))
    return "".join(found).rstrip(" ") if value.endswith("}") else "".join(found)


def title(document: ClinicalDocument) -> str:
    """What kind of paper it is."""
    return TITLES.get(document.template, _NOTE)[document.language]


def minute(at: datetime, home: datetime) -> str:
    """To the minute, as records ask for it, on the clock that the time keeps; its offset is said
    only where it is not that of `home`, the document's own time."""
    text = f"{at:%Y-%m-%d %H:%M}"
    return text if at.utcoffset() == home.utcoffset() else f"{text} {offset(at)}"


def offset(at: datetime) -> str:
    """As UTC+08:00."""
    return f"UTC{at.isoformat()[-6:]}"


def page_of(page: int, pages: int, language: Language) -> str:
    return f"第 {page} 页 共 {pages} 页" if language == "zh" else f"Page {page} of {pages}"


def follows(document: ClinicalDocument) -> str:
    """What an amendment replaces or an addendum adds to; "" for others."""
    parent, chinese = document.parent, document.language == "zh"
    if parent is None or document.act not in {"amendment", "addendum"}:
        return ""
    which = f"{parent.note_id} {version(parent.version, document.language)}"
    if document.act == "amendment":
        return f"替代 {which}" if chinese else f"Replaces {which}"
    return f"补充于 {which}" if chinese else f"Adds to {which}"
