"""Names of conditions from ICD-10-CM as clinicians say them, each with its billable code.

Titles of the tabular list (US NCHS and CMS, public domain) are no speech: the words of coders are
dropped, comma forms turned round, British spellings added. A name that would need a side, a cause
or an encounter to be coded keeps the code that says "unspecified", or is left out.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.training.lexicon_words import WRITTEN, mended

MOST_WORDS = 6
_LONGEST = 60
_LEFT_OUT = frozenset("UVWXYZ")
_SIDED = frozenset("CDGHILMST")
_UNSAID = re.compile(r"unspecified|\bNOS\b", re.IGNORECASE)
_MORE = (" with ", " due to ", " in diseases ", "without")
_DANGLING = re.compile(r"(?<!\bof)(?<!\bin)(?<!\bto)(?<!\bthe)(?<!\bby)(?<!\bwith) unspecified\b")
_SYMPTOMS = re.compile(r"R[0-6]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 '/-]*[A-Za-z0-9]")
_CODERS = re.compile(
    r"\b(?:others?|or|elsewhere|classified|classifiable|nec|and/or|not specified|specified|either|"
    r"underdosing|adverse effect|etc|code|stated|such as|each|multiple sites?|following|"
    r"undetermined|assault|self-harm|sequelae?|subsequent|routine|healing|nonunion|malunion|"
    r"due to|associated with|in diseases|affected by|personal history|supervision|encounter|"
    r"parts?|sites?|levels?|type of|not|if applicable|as the|for|any|legal|operation|level|"
    r"affecting|conditions?|and unspecified|disorders? of|diseases? of|manifestations?|products?|"
    r"forms?|without|"
    r"involvement|involving|complicating|classification|unintentional)\b",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"(?:unspecified(?: (?:as to |site|type|organism|cause|eye|ear|trimester|part|location|stage|"
    r"severity|side|limb|degree|hand|foot|arm|leg|shoulder|hip|knee|ankle|elbow|wrist|forearm|"
    r"thigh|lower leg|upper arm|finger|toe|joint|lower extremity|upper extremity|vein|artery|"
    r"state|onset|chronicity|lymph nodes|uncomplicated|fetus).*)?|accidental|"
    r"initial encounter(?: for closed fracture)?|not having achieved remission|uncomplicated|"
    r"not intractable|without status (?:epilepticus|migrainosus)|extranodal and solid organ sites)"
)
_TURNED = frozenset("""
    acute chronic subacute recurrent congenital acquired generalized localized primary secondary
    mild moderate severe bilateral unilateral male female familial hereditary idiopathic juvenile
    infantile neonatal postpartum cervical thoracic lumbar viral bacterial fungal postprocedural
    persistent intermittent complete incomplete partial diffuse external internal
    open closed ruptured unruptured stable unstable benign malignant progressive allergic
    """.split())  # fmt: skip
_TURNABLE = frozenset("""
    abscess abrasion avulsion atresia bite blister calculus cellulitis contracture contusion cyst
    dislocation edema embolism fistula fracture gangrene granuloma hematoma hemangioma hemorrhage
    hypertrophy hypoplasia infarction infection laceration lipoma lymphedema melanoma necrosis
    obstruction osteomyelitis perforation polyp prolapse rupture spasm sprain stenosis strain
    stricture subluxation thrombosis torsion tuberculosis ulcer
    """.split())  # fmt: skip
_PHRASES = (
    (re.compile(r"^malignant neoplasm of ((?:\w+ ){0,2}\w+)$"), r"\1 cancer", r"cancer of \1"),
    (re.compile(r"^benign neoplasm of ((?:\w+ ){0,2}\w+)$"), r"benign \1 tumor",
     r"benign tumor of \1"),
    (re.compile(r"^burn of (first|second|third) degree of ((?:\w+ ){0,2}\w+)$"),
     r"\1 degree burn of \2", r"\1 degree \2 burn"),
    (re.compile(r"^poisoning by (?!.* and )((?:[\w-]+ ){0,2}[\w-]+?)(?:(?<=[^uisa])s)?$"),
     r"\1 poisoning", r"\1 overdose"),
    (re.compile(r"^toxic effects? of (?!.* and )((?:[\w-]+ ){0,2}[\w-]+?)(?:(?<=[^uisa])s)?$"),
     r"\1 poisoning", r"\1 toxicity"),
    (re.compile(r"^(.*\bdiabetes) mellitus\b(.*)$"), r"\1\2", r"\1\2"),
    (re.compile(r"^calculus of (kidney|ureter|gallbladder|bile duct|bladder)$"), r"\1 stone",
     r"\1 calculus"),
)  # fmt: skip
_OF = re.compile(r"^((?:\w+ ){0,2}?)(\w+) of ((?:(?!of|with|and|or|in|by|to)\w+ ?){1,3})$")


@dataclass(frozen=True)
class Condition:
    """One code's name with what else it is called. title: it is the code's own title."""

    code: str
    kind: str
    names: tuple[str, ...]


def conditions(path: Path) -> tuple[Condition, ...]:
    """All conditions of the tabular list (its XML) that have a name a clinician could say."""
    phrases = list(_phrases(ET.parse(path).getroot()))  # noqa: S314 - a file of the classification
    small = _small_words(text for _, text, _ in phrases)
    wanted: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for code, text, rank in phrases:
        name, lost = _cleaned(text, code)
        if name:
            wanted[_lowered(name, small)].append((rank - lost, code))
    return tuple(
        Condition(code, "symptom" if _SYMPTOMS.match(code) else "diagnosis", _called(name))
        for name, ranked in sorted(wanted.items())
        if (code := _only(ranked))
    )


def _only(ranked: list[tuple[int, str]]) -> str:
    """The code that fits best, or "" when two fit alike."""
    best = min(rank for rank, _ in ranked)
    codes = {code for rank, code in ranked if rank == best}
    return codes.pop() if len(codes) == 1 else ""


def _phrases(root: ET.Element) -> Iterator[tuple[str, str, int]]:
    """(code, phrase, rank) of every billable code, and of every heading with such a code below.

    rank: 0 for a code's title, 1 for what it includes, 2 and 3 for those of a heading.
    """
    for top in root.iter("section"):
        for category in top.findall("diag"):
            yield from _below(category, "")


def _below(diagnosis: ET.Element, seventh: str) -> Iterator[tuple[str, str, int]]:
    children = diagnosis.findall("diag")
    for child in children:
        yield from _below(child, _seventh(diagnosis, seventh))
    leaves = _leaves(diagnosis, seventh)
    title = diagnosis.findtext("desc", "")
    rank = 2 if children else 0
    code = _unspecified(leaves, title) if children else "".join(code for code, _ in leaves)
    if not code:
        return
    yield code, title, rank
    if children and code[0] == "S":  # headings of injuries list bones and parts, not injuries
        return
    for note in diagnosis.findall("inclusionTerm/note"):
        yield code, note.text or "", rank + 1


def _leaves(diagnosis: ET.Element, seventh: str) -> list[tuple[str, str]]:
    """The billable codes at and below a heading with their titles."""
    seventh = _seventh(diagnosis, seventh)
    children = diagnosis.findall("diag")
    if children:
        return [leaf for child in children for leaf in _leaves(child, seventh)]
    code = diagnosis.findtext("name", "")
    if code[0] in _LEFT_OUT or (seventh and "A" not in seventh):
        return []
    billed = f"{code if '.' in code else code + '.':X<7}A" if seventh else code
    return [(billed, diagnosis.findtext("desc", ""))]


def _seventh(diagnosis: ET.Element, inherited: str) -> str:
    """The characters that a code below may have in its seventh place."""
    own = {e.get("char", "") for e in diagnosis.findall("sevenChrDef/extension")}
    return "".join(sorted(own)) or inherited


def _unspecified(leaves: list[tuple[str, str]], heading: str) -> str:
    """The one code that says "unspecified" most often; "" when none does, or several do.

    Codes with something more than their heading are left out: "Barrett's, with dysplasia".
    """
    more = {word for word in _MORE if word not in heading}
    counts = {
        code: len(_UNSAID.findall(title))
        for code, title in leaves
        if not any(word in title for word in more)
    }
    most = max(counts.values(), default=0)
    found = [code for code, count in counts.items() if count == most]
    return found[0] if most and len(found) == 1 else ""


def _cleaned(text: str, code: str) -> tuple[str, int]:
    """What is left of a coder's phrase, and how often it said "unspecified"; "" if unusable."""
    lost = len(_UNSAID.findall(text))
    text = re.sub(r"\s*[\[(].*?[\])]", "", mended(text.replace("’", "'")))
    text = re.sub(r"\bNOS\b|of unspecified degree ?", "", text)
    text = text.replace("unspecified eye, unspecified eyelid", "unspecified eyelid")
    head, *tail = [part.strip() for part in text.split(",")]
    for part in tail:
        side = bool(re.match(r"(?:right|left|bilateral)\b", part))
        if side and code[0] in _SIDED:
            return "", 0
        if _DROPPED.fullmatch(part):
            continue
        if part.lower() not in _TURNED:
            return "", 0
        head = f"{part.lower()} {head[:1].lower() + head[1:]}"
    if code[0] in _SIDED and re.search(r"\b(?:right|left|bilateral)\b", head, re.IGNORECASE):
        return "", 0
    head = re.sub(r"(?<! of)(?<! in) unspecified eye(?:lid)?$", "", head)
    if _DANGLING.search(head):
        return "", 0
    name = re.sub(r"\bunspecified ", "", head, flags=re.IGNORECASE)
    name = " ".join(name.replace("bundle-branch", "bundle branch").split())
    return (name, lost) if _sayable(name) else ("", 0)


def _sayable(name: str) -> bool:
    return bool(
        _NAME.fullmatch(name)
        and len(name) <= _LONGEST
        and len(name.split()) <= MOST_WORDS
        and "unspecified" not in name.lower()
        and not _CODERS.search(name)
    )


def _small_words(texts: Iterator[str]) -> Counter[str]:
    """How often each word stands inside a phrase with a small letter, less with a capital."""
    found: Counter[str] = Counter()
    for text in texts:
        for word in text.split()[1:]:
            bare = word.strip("(),[]")
            if bare[1:].islower():
                found[bare.casefold()] += 1 if bare.islower() else -1
    return found


_NAMED = re.compile(r"(?:syndrome|disease|fever|virus|encephalitis|anomaly|palsy|tumou?r)$")
_MEDICAL = re.compile(
    r"(?:ic|al|ous|ary|oid|ive|ent|ant|ing|ed|ory|ar|ile|itis|osis|asis|emia|oma|tion|sion|ness|"
    r"ity|ia|y|us|um|ism|es|ure|age|ine|ol|ate|ide|ase|ion|ment|ance|ence|ae|is|ine|ode)$"
)


def _lowered(name: str, small: Counter[str]) -> str:
    """The name with a small first letter, unless the first word is somebody's or some place's."""
    first, _, rest = name.partition(" ")
    bare = first.casefold()
    if first[1:] and not first[1:].islower():
        return _written(name)
    proper = small[bare] < 0 or bare.endswith("'s") or bare in WRITTEN
    unknown = small[bare] == 0 and _NAMED.search(rest) and not _MEDICAL.search(bare)
    return _written(name if proper or unknown else " ".join(filter(None, (bare, rest))))


def _written(name: str) -> str:
    return " ".join(WRITTEN.get(word.casefold(), word) for word in name.split())


def _called(name: str) -> tuple[str, ...]:
    """The name and what else it is called, the first as it is printed."""
    names = [name]
    for pattern, *forms in _PHRASES:
        names += [pattern.sub(form, name) for form in forms if pattern.match(name)]
    turned = _OF.match(name)
    if turned and turned.group(2) in _TURNABLE and set(turned.group(1).split()) <= _TURNED:
        before, head, site = turned.groups()
        names.append(f"{before}{site} {head}")
    return tuple(
        dict.fromkeys(" ".join(one.split()) for one in names if len(one.split()) <= MOST_WORDS)
    )
