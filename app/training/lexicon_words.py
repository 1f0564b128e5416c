"""Spellings of both sides of the Atlantic, words that keep their capitals, slips of the lists."""

import re

_NAMES = """
    Arthus California Coxsackie Fabry Fanconi Fontan Forbes Franklin Goldenhar Lawrence Majeed
    Marfan Marseilles Moebius Pap Piry Tokelau
    """.split()  # fmt: skip
_SMALL = """
    adult-onset anticardiolipin antiphospholipid athlete's bagasse bare boutonneuse bronze caisson
    cat-scratch cheese-washer's chikungunya chylomicron citrate coalworker's coffee-worker's
    compressed-air cri-du-chat cryptophthalmos cyclin-dependent deficiency disorder division
    farmer's flax-dressers' foot-and-mouth furrier's harvester's haymaker's heparin-induced
    hypereosinophilic postthrombotic
    hyperammonemia-hyperornithinemia-homocitrullinemia hyperimmunoglobulin jungle kinase-like
    lipoprotein maltworker's maple-bark-stripper's mediator methicillin minicore moyamoya multicore
    multiminicore mushroom-worker's myelin myopathy nevus orf pappataci phantom phosphoinositide
    picker's plateau platelet-type plica postpolio prune pseudo-von quintan ragpicker's restless
    sailor's shaken singer's smoker's stiff-man swimmer's syndrome teacher's transporter trench
    tsutsugamushi tuberculous type uveoparotid variant woolsorter's zone
    """.split()  # fmt: skip
WRITTEN = (
    {name.casefold(): name for name in _NAMES}
    | {name: name for name in _SMALL}
    | {f"non-{name.casefold()}": f"non-{name}" for name in ("ABO", "Hodgkin", "O157", "Q")}
    | {"hemoglobin-m": "hemoglobin M", "megavitamin-b6": "megavitamin B6"}
)
"""Words as they are written inside a line, by their small letters."""

REFUSED = frozenset({
    "foreign body sensation eye", "furuncle hand", "osteochondritis dissecans knee", "plica knee",
    "burn", "corrosion", "falling", "fracture", "hanging", "illness", "immersion", "infestation",
    "injury", "itch", "nine mile fever", "pleuro-pneumonia-like-organism infection", "poisoning",
    "worms", "wound",
})  # fmt: skip
"""Names that say nothing, or are said of everything."""

_SLIPS = {
    "erosivearthritis": "erosive arthritis",
    "vesicoureteral-reflux": "vesicoureteral reflux",
    "Berardinelli-Siep": "Berardinelli-Seip",
    "Wolff-Hirschorn": "Wolf-Hirschhorn",
    "Hyperimmunoglobin": "Hyperimmunoglobulin",
}
_BRITISH = (
    (r"\bhemo(?=[a-z])", "haemo"), (r"\bhemat", "haemat"), (r"\bhem(?=orrh|angi)", "haem"),
    (r"emia\b", "aemia"), (r"(glyc|leuk|ur|hypox|olipid|vol)emic\b", r"\1aemic"),
    (r"\banem", "anaem"), (r"isch?em", "ischaem"), (r"\besoph", "oesoph"),
    (r"(?<!o)edema", "oedema"),
    (r"tumor\b", "tumour"), (r"rrhea\b", "rrhoea"), (r"\bceliac", "coeliac"), (r"sulf", "sulph"),
    (r"\bcec(?=um|al|o)", "caec"), (r"\bfec(?=al|es)", "faec"), (r"\bgynec", "gynaec"),
    (r"\bpedi(?=atr)", "paedi"), (r"\borthoped", "orthopaed"), (r"fiber", "fibre"),
    (r"\bcolor", "colour"), (r"ization\b", "isation"), (r"ized\b", "ised"),
    (r"\bestro(?=gen)", "oestro"),
)  # fmt: skip


def mended(text: str) -> str:
    """A line of a public list without its known slips of the pen."""
    for slip, right in _SLIPS.items():
        text = text.replace(slip, right)
    return text


def british(name: str) -> str:
    """The name as it is spelt in Britain; the same name where there is no difference."""
    for pattern, form in _BRITISH:
        name = re.sub(pattern, form, name)
    return name
