"""Whom and what a message names: numbers with who gives them, people, places (v2.5.1, 2.A)."""

import re
import unicodedata
from datetime import datetime
from typing import Final

from app.domain.documents import DocumentId, DocumentPatient, Person, Site, Visit
from app.domain.transcript import Language
from app.export.hl7.text import components, escaped, time

_COMPOUND: Final = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 "
    "赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 "
    "司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 "
    "宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 "
    "左丘 东门 西门 第五 歐陽 司馬 諸葛 東方 獨孤 南宮 聞人 尉遲 公孫 長孫 "
    "軒轅 東郭 鍾離"
)
"""Chinese family names of two characters, with spaces between."""
_LONGEST_CHINESE: Final = 4
_BOTH: Final = re.compile(
    r"(?P<own>[^\x00-\u2e7f]{2,4})[ （(]+(?P<latin>[A-Za-z][A-Za-z' -]*)[)）]?"
)


def number(value: str, site: Site, kind: str) -> str:
    """CX: a number of the hospital. kind: of table 0203, `MR` or `VN`."""
    return f"{escaped(value)}^^^{authority(site)}^{kind}"


def authority(site: Site) -> str:
    """HD as subcomponents: the hospital's name and the URI or OID under which it counts."""
    rest, kind = site.identifiers, "URI"
    for prefix, named in (("urn:oid:", "ISO"), ("urn:uuid:", "UUID")):
        if rest.startswith(prefix):
            rest, kind = rest.removeprefix(prefix), named
    return f"{escaped(site.name)}&{escaped(rest)}&{kind}"


def document_number(id_: DocumentId) -> str:
    """EI of a document, for ever: note and version. Its 38 characters are more than the 30 that
    TXA-12 is given; a shorter one would no longer be the note's."""
    return components(f"{id_.note_id}.{id_.version}", "ERSCRIBE")


def patient_numbers(patient: DocumentPatient, visit: Visit, site: Site) -> str:
    """PID-3, which may not be empty: of somebody without a number, that of the visit."""
    if patient.number:
        return number(patient.number, site, "MR")
    return number(visit.id, site, "VN")


def patient_names(patient: DocumentPatient, language: Language) -> str:
    """PID-5, XPN: a Chinese name as it is written (table 0465 I), then in letters (A).

    Letters go along only where they were entered beside it, as in `张三 Zhang San`: many characters
    have several readings, and nobody is to be called what nobody said. A made-up name is of type
    U and is not parted, and so is none at all (2.5.1, 3.4.2.5). language: as in `_parted`.
    """
    name = patient.name
    if patient.unknown or not escaped(name).strip():
        return _name(name, "", "U")
    both = _BOTH.fullmatch(name)
    if both and _chinese(both["own"]):
        own, letters = _parted(both["own"], "zh"), _parted(both["latin"], "zh")
        return f"{_name(*own, 'L', 'I')}~{_name(*letters, 'L', 'A')}"
    return _name(*_parted(name, language), "L", "I" if any(map(_han, name)) else "")


def person(who: Person, site: Site, language: Language) -> str:
    """XCN: staff number, name, and the hospital that gave the number."""
    named = "^".join(map(escaped, (who.id, *_parted(who.name, language))))
    return f"{named}^^^^^^{authority(site)}^L"


def person_at(who: Person, site: Site, language: Language, at: datetime) -> str:
    """PPN: as XCN, and when that person did it (PPN-15)."""
    return f"{person(who, site, language)}^^^^^{time(at)}"


def place(visit: Visit) -> str:
    """PL: the department and the bed or room."""
    return components(visit.department, visit.place)


def _name(family: str, given: str, kind: str, written: str = "") -> str:
    return f"{escaped(family)}^{escaped(given)}^^^^^{kind}" + (f"^{written}" if written else "")


def _parted(name: str, language: Language) -> tuple[str, str]:
    """Family name and given name, where they can be told; put together they are the name again.

    In letters the family name is before a comma, else the last word as English writes it, and the
    first where Chinese is written: `Li Wei`.
    """
    if _chinese(name):
        cut = 2 if len(name) > 2 and name[:2] in _COMPOUND.split() else 1  # noqa: PLR2004 - characters
        return name[:cut], name[cut:]
    family, comma, given = name.partition(", ")
    if comma and family and given and ", " not in given:
        return family, given
    if language == "zh":
        family, _, given = name.partition(" ")
    else:
        given, _, family = name.rpartition(" ")
    return (family, given) if family.strip() and given.strip() and _latin(name) else (name, "")


def _chinese(name: str) -> bool:
    """Whether it is a name of two to four Chinese characters and nothing else."""
    return 2 <= len(name) <= _LONGEST_CHINESE and all(map(_han, name))  # noqa: PLR2004 - at least


def _han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")


def _latin(name: str) -> bool:
    return all(unicodedata.name(one, "").startswith("LATIN") for one in name if one.isalpha())
