"""Names and numbers of WS/T 500 documents (电子病历共享文档规范, 2016).

The standard itself was not at hand. All that stands here was read in public implementations of it
that agree: templates of the repositories bzrrr/cda and HenrySomke/ConvertServer, and four more
sets of templates, stylesheets and samples of 门(急)诊病历 (C0002) and 急诊留观病历 (C0003). Where
they disagree, or where a code would be a guess, nothing is coded and the text stands alone; which
OIDs are meant for ICD-10 they do not agree on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["clinic", "observation"]

SERIAL: Final = "2.16.156.10011.1.1"  # 文档流水号
VISIT: Final = "2.16.156.10011.1.11"  # 门(急)诊号
PATIENT: Final = "2.16.156.10011.1.13"  # 病案号
STAFF: Final = "2.16.156.10011.1.4"  # 医务人员
AUTHOR: Final = "2.16.156.10011.1.7"  # 文档创作者
ELEMENTS: Final = ("2.16.156.10011.2.2.1", "卫生信息数据元目录")
SHARED: Final = ("2.16.156.10011.2.4", "卫生信息共享文档规范编码体系")
SEXES: Final = ("2.16.156.10011.2.3.3.4", "生理性别代码表（GB/T 2261.1）")
SEX: Final[Mapping[str, tuple[str, str]]] = {
    "M": ("1", "男"),
    "F": ("2", "女"),
    "": ("9", "未说明的性别"),
}
LOINC: Final = ("2.16.840.1.113883.6.1", "LOINC")
CONFIDENTIAL: Final = ("2.16.840.1.113883.5.25", "Confidentiality")
ENCOUNTERS: Final = ("2.16.840.1.113883.5.4", "ActCode")
ICD_10_CM: Final = ("2.16.840.1.113883.6.90", "ICD-10-CM")
"""HL7's OID: our codes are of the American edition, which is not the one that WS/T 500 names."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A document of the standard: its template, its code and its title."""

    template: str
    code: str
    title: str


KINDS: Final[Mapping[Part, Kind]] = {
    "clinic": Kind("2.16.156.10011.2.1.1.22", "C0002", "门(急)诊病历"),
    "observation": Kind("2.16.156.10011.2.1.1.23", "C0003", "急诊留观病历"),
}
OBSERVATION: Final = "ji_zhen_liu_guan"
"""The template whose notes are 急诊留观病历; all others are 门(急)诊病历."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the standard. code: LOINC, "" where the standard has none. title: in Chinese.

    element: the data element that holds its text, with its name; "" for none.
    """

    code: str
    name: str
    title: str
    element: str = ""
    element_name: str = ""


CHAPTERS: Final[Mapping[str, Chapter]] = {
    "allergies": Chapter(
        "48765-2",
        "Allergies, adverse reactions, alerts",
        "过敏史",
        "DE05.01.022.00",
        "过敏史",
    ),
    "chief_complaint": Chapter("10154-3", "CHIEF COMPLAINT", "主诉", "DE04.01.119.00", "主诉"),
    "hpi": Chapter("10164-2", "HISTORY OF PRESENT ILLNESS", "现病史", "DE02.10.071.00", "现病史"),
    "pmh": Chapter("11348-0", "HISTORY OF PAST ILLNESS", "既往史", "DE02.10.099.00", "既往史"),
    "exam": Chapter("29545-1", "PHYSICAL EXAMINATION", "体格检查", "DE04.10.258.00", "体格检查"),
    "results": Chapter(
        "30954-2", "STUDIES SUMMARY", "实验室检验", "DE04.30.009.00", "辅助检查结果"
    ),
    "assessment": Chapter("29548-5", "Diagnosis", "诊断记录"),
    "plan": Chapter("18776-5", "TREATMENT PLAN", "治疗计划"),
}
"""In the order of 门(急)诊病历, by our key. Orders (医嘱, 46209-3) are left to the system that
they are given in: a dictated plan is none."""
OBSERVATION_CHAPTERS: Final[Mapping[str, Chapter]] = {
    "procedures": Chapter("47519-4", "HISTORY OF PROCEDURES", "手术操作"),
    "observation_course": Chapter(
        "8648-8", "Hospital Course", "住院过程", "DE06.00.181.00", "急诊留观病程记录"
    ),
    "disposition": Chapter("", "", "其他相关信息"),
}
"""What 急诊留观病历 has behind those."""
ALWAYS: Final = ("chief_complaint", "hpi", "assessment")
"""The chapters that are there, said or not; the stylesheets make them without asking."""
VITALS: Final = Chapter("8716-3", "VITAL SIGNS", "生命体征")
"""Of other parts of WS/T 500, and put behind the chapters of these two."""
ALLERGIC: Final = ("DE02.10.023.00", "过敏史标志")
DIAGNOSIS: Final = ("DE05.01.025.00", "诊断名称")
DIAGNOSIS_CODE: Final = ("DE05.01.024.00", "诊断代码")


@dataclass(frozen=True, slots=True)
class Measure:
    """A data element for a vital sign in one unit, and how WS/T 500 writes that unit."""

    code: str
    name: str
    unit: str


MEASURES: Final[Mapping[tuple[str, str], Measure]] = {
    ("8310-5", "Cel"): Measure("DE04.10.186.00", "体温", "℃"),
    ("8867-4", "/min"): Measure("DE04.10.206.00", "心率", "次/min"),
    ("9279-1", "/min"): Measure("DE04.10.081.00", "呼吸频率", "次/min"),
    ("8480-6", "mm[Hg]"): Measure("DE04.10.174.00", "收缩压", "mmHg"),
    ("8462-4", "mm[Hg]"): Measure("DE04.10.176.00", "舒张压", "mmHg"),
    ("59408-5", "%"): Measure("DE04.50.149.00", "血氧饱和度", "%"),
    ("29463-7", "kg"): Measure("DE04.10.188.00", "体重", "kg"),
    ("8302-2", "cm"): Measure("DE04.10.167.00", "身高", "cm"),
}
"""By LOINC code and UCUM unit; other quantities and units keep both, and none is converted."""
