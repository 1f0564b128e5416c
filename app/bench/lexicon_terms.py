"""A dictionary as large and as dense as UMLS, grown from real names by the variants it has.

Sources of the seeds: Disease Ontology, MeSH, RedMed and THUOCL below DATA/vocab. What is grown:
word order, plural, spelling, qualifiers, laterality, sites, causes, drug strengths and forms.
"""

import random
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from app.domain.errors import ResourceError
from app.text.lexicon.records import Entry

_QUALIFIERS: Final = (
    "acute", "chronic", "subacute", "recurrent", "severe", "mild", "moderate", "congenital",
    "acquired", "primary", "secondary", "bilateral", "left", "right", "suspected", "unspecified",
    "postoperative", "traumatic", "neonatal", "juvenile", "malignant", "benign", "metastatic",
    "history of", "family history of", "personal history of", "status post", "screening for",
    "exacerbation of", "complication of", "infection due to", "hereditary", "early onset",
)  # fmt: skip
_ENDINGS: Final = (
    "NOS", "(disorder)", "(finding)", "unspecified", "with complications",
    "without complications",     "type 1", "type 2", "type II", "stage iii", "stage 4", "grade 2",
    "in remission", "in pregnancy",
    "initial encounter", "subsequent encounter", "sequela", "syndrome", "not elsewhere classified",
)  # fmt: skip
_SIDES: Final = ("left", "right", "upper", "lower", "distal", "proximal", "both")
_SITES: Final = (
    "arm", "leg", "hand", "foot", "hip", "knee", "ankle", "wrist", "elbow", "shoulder", "lung",
    "kidney", "liver", "colon", "eyelid", "eye", "ear", "breast", "ovary", "neck", "femur", "tibia",
    "humerus", "radius", "ulna", "clavicle", "toe", "finger", "thumb", "forearm", "thigh", "lobe",
)  # fmt: skip
_STRENGTHS: Final = (
    "0.5",
    "1",
    "2.5",
    "5",
    "10",
    "20",
    "25",
    "40",
    "50",
    "75",
    "100",
    "250",
    "500",
)
_FORMS: Final = (
    "mg oral tablet", "mg oral capsule", "mg extended release oral tablet", "mg/ml injection",
    "mg/ml oral suspension", "mg/ml oral solution", "mg transdermal patch", "% topical cream",
    "% ophthalmic solution", "mcg inhaler", "mg suppository", "mg chewable tablet",
)  # fmt: skip
_BRITISH: Final = (
    ("hem", "haem"), ("edema", "oedema"), ("anemia", "anaemia"), ("tumor", "tumour"),
    ("pedi", "paedi"), ("esophag", "oesophag"), ("leuk", "leuc"), ("diarrhea", "diarrhoea"),
)  # fmt: skip
_HEADS_ZH: Final = (
    "急性", "慢性", "复发性", "原发性", "继发性", "先天性", "左侧", "右侧", "双侧", "疑似", "重度",
    "轻度", "外伤性", "术后", "老年性", "小儿", "新生儿", "药物性", "病毒性", "细菌性",
)  # fmt: skip
_TAILS_ZH: Final = (
    "症", "病", "炎", "综合征", "术", "后遗症", "并发症", "急性发作", "缓解期", "待查", "Ⅰ期",
    "Ⅱ期",     "片", "胶囊", "注射液", "颗粒", "口服液", "软膏", "缓释片", "滴眼液",
)  # fmt: skip


def seeds(data: Path) -> dict[str, list[str]]:
    """Names of conditions, drugs and Chinese terms. Raises ResourceError."""
    vocab = data / "vocab"
    try:
        diseases = _column(vocab / "en_do_term-names.tsv", 1) + _column(
            vocab / "en_mesh_terms.tsv", 1
        )
        drugs = [
            name.replace("_", " ")
            for cell in _column(vocab / "en_redmed_drug_lexicon.tsv", 2)
            for name in cell.split(",")
        ]
        chinese = _column(vocab / "zh_THUOCL_medical.txt", 0, skip=0)
    except OSError as error:
        raise ResourceError(f"{vocab}: the vocabularies are not there; name --data") from error
    return {"conditions": _clean(diseases), "drugs": _clean(drugs), "zh": _clean(chinese)}


def grown(found: dict[str, list[str]], count: int, seed: int = 1) -> list[str]:
    """`count` distinct English names; of a smaller count the first of a larger one."""
    rng = random.Random(seed)
    names: dict[str, None] = dict.fromkeys(found["conditions"] + found["drugs"])
    for name in _variants(found, rng):
        if len(names) >= count:
            break
        names[name] = None
    return list(islice(names, count))


def grown_zh(found: dict[str, list[str]], count: int, seed: int = 1) -> list[str]:
    """`count` distinct Chinese names."""
    rng = random.Random(seed)
    names: dict[str, None] = dict.fromkeys(found["zh"])
    while len(names) < count:
        name = rng.choice(found["zh"])
        kind = rng.randrange(4)
        if kind != 1:
            name = rng.choice(_HEADS_ZH) + name
        if kind != 0:
            name += rng.choice(_TAILS_ZH)
        if kind == 3:
            name = rng.choice(found["zh"]) + name
        names[name] = None
    return list(islice(names, count))


def as_entries(names: Iterable[str], language: str = "en") -> Iterator[Entry]:
    """One concept a name."""
    for number, name in enumerate(names):
        yield Entry(f"C{number:07}", "zh" if language == "zh" else "en", name, "diagnosis")


def misspelt(name: str, rng: random.Random) -> str:
    """A name with one or two letters wrong, missing, doubled or exchanged for another."""
    letters = list(name)
    for _ in range(rng.choice((1, 2))):
        places = [place for place, letter in enumerate(letters) if letter.isalpha()]
        place = rng.choice(places) if places else 0
        kind = rng.randrange(3)
        if kind == 0:
            letters[place] = rng.choice("abcdefghijklmnopqrstuvwxyz")
        elif kind == 1:
            letters.insert(place, rng.choice("aeioulnrst"))
        elif len(letters) > 1:
            del letters[place]
    return "".join(letters)


def _variants(  # noqa: C901 - a list of ten kinds
    found: dict[str, list[str]], rng: random.Random
) -> Iterator[str]:
    conditions, drugs = found["conditions"], found["drugs"]
    while True:
        name = rng.choice(conditions)
        kind = rng.randrange(10)
        if kind < 3:
            yield f"{rng.choice(_QUALIFIERS)} {name}"
        elif kind == 3:
            yield f"{name} {rng.choice(_ENDINGS)}"
        elif kind == 4:
            yield f"{name} of {rng.choice(_SIDES)} {rng.choice(_SITES)}"
        elif kind == 5:
            yield f"{name} {rng.choice(('due to', 'with', 'and'))} {rng.choice(conditions)}"
        elif kind == 6:
            drug = rng.choice(drugs)
            yield f"{drug} {rng.choice(_STRENGTHS)} {rng.choice(_FORMS)}"
        elif kind == 7:
            yield f"{rng.choice(drugs)} [{rng.choice(drugs)}] {rng.choice(_STRENGTHS)} mg"
        elif kind == 8:
            yield _spelt(name, rng)
        else:
            yield f"{rng.choice(_QUALIFIERS)} {name} {rng.choice(_ENDINGS)}"


def _spelt(name: str, rng: random.Random) -> str:
    """Another spelling, number or order of the same words."""
    words = name.split()
    kind = rng.randrange(4)
    if kind == 0 and len(words) > 1:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    if kind == 1:
        for american, british in _BRITISH:
            name = name.replace(american, british)
        return name
    if kind == 2:
        return name[:-1] + "ies" if name.endswith("y") else name.removesuffix("s") + "s"
    return name.replace(" ", "-", 1)


def _column(path: Path, number: int, *, skip: int = 1) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in islice(lines, skip, None))
        return [row[number] for row in rows if len(row) > number]


def _clean(names: Iterable[str]) -> list[str]:
    stripped = (re.sub(r"\s+", " ", name).strip() for name in names)
    return list(dict.fromkeys(name for name in stripped if 2 <= len(name) <= 60))
