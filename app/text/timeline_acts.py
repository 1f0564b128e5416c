"""Shocks, airway and access: what a hit does to the state of a resuscitation."""

import re
from typing import Final

from app.text.timeline_chest import CLEAR_S, alarmed, now_s, pressing
from app.text.timeline_data import Cues
from app.text.timeline_state import Code
from app.text.timeline_words import Hit, Said, number

CONFIRMED_S: Final = 60.0
CHARGE_LASTS_S: Final = 150.0
TAKEN_BACK_S: Final = 40.0
TRYING_S: Final = 100.0
AGAIN_S: Final = 90.0
_ENERGY: Final = range(5, 401)
CHECKED_S: Final = 30.0
SHOCKED: Final = frozenset({"ventricular_fibrillation", "pulseless_vt", "torsades"})
_TUBES: Final = frozenset({"endotracheal_tube", "lma", "cricothyrotomy"})
_CATHETERS: Final = frozenset({"central_line", "arterial_line", "umbilical_vein"})
_WINDPIPE: Final = re.compile("插管|气管|声门|tube|intubat|trach|cord")
_TUBE: Final = re.compile("插管|导管|管子|气管|声门|tube|intubat|trach|cord")
_NECK: Final = re.compile(
    "(?:through|front of|in)(?: the| his| her)? (?:neck|membrane)|[脖颈]子?前"
)
_SIZE: Final = re.compile(r"(?:size |number )?[1-5]\b|[一二三四五1-5](?:号|点|\.5)")
"""A size alone is that of the device that was asked for."""
_SIZED: Final = re.compile(r"(?:size|number) \d")
_PLACES: Final = frozenset({"limb", "vein", "bone"})
_NAMED: Final = re.compile("shock|defib|放电|除颤|电击|电")
_SAME: Final = re.compile("same |同样|一样|同能量")
_ANEW: Final = re.compile("charg|充|dial|up to|set |put ")


def charge(code: Code, said: Said, hit: Hit, cues: Cues) -> None:
    """An order or a report about the charge; a new one forgets the energy of the last shock."""
    at_s = now_s(said, hit.start)
    words = said.text[hit.start : hit.end]
    if hit.rule.sense == "change" and not (code.charged or "焦" in words or _seen(code, at_s)):
        return
    if not code.charged and _ANEW.search(words):
        code.joules = ""
    if _SAME.match(words) and code.shocked is not None:
        code.joules = code.joules or code.shocked.details.get("joules", "")
    code.charged, code.charged_s = True, at_s
    code.joules = energy(said, cues, hit.start) or code.joules


def disarm(code: Code, said: Said, hit: Hit) -> None:  # noqa: ARG001
    code.charged = False


def shock(code: Code, said: Said, hit: Hit, cues: Cues) -> None:
    """At the word of the one who presses or orders it; a report of the same shock only adds."""
    at_s = now_s(said, hit.start)
    joules = energy(said, cues, hit.start)
    ready = code.charged and at_s - code.charged_s <= CHARGE_LASTS_S
    last = code.shocked
    reported = hit.rule.sense in {"report", "charged"}
    if reported and not code.charged and last is not None and at_s - last.at_s <= CONFIRMED_S:
        last.details |= {"joules": joules} if joules and "joules" not in last.details else {}
        return
    named = _NAMED.search(said.text[hit.start : hit.end]) is not None
    if hit.rule.sense == "report" and not (ready or named):
        return
    if not named and not code.arrest and code.latest("rhythm") is None:
        return
    if hit.rule.sense == "command" and not (ready or _shockable(code, at_s)):
        return
    if hit.rule.sense == "charged" and not ready:
        return
    if hit.rule.sense == "pressed" and not pressing(code, at_s):
        return
    shocked(code, said, hit, joules)


def shocked(code: Code, said: Said, hit: Hit, joules: str = "") -> None:
    """A shock with these joules, else with those that were charged or planned."""
    joules = joules or code.joules or code.planned
    details = {"joules": joules} if joules else {}
    code.shocked = code.add("shock", said, (hit.start, hit.end), details)
    code.charged, code.joules, code.planned, code.paused = False, "", "", True
    code.new_look()


def planned(code: Code, said: Said, hit: Hit, cues: Cues) -> None:
    """ "If it's still VF we go again at 200": the energy of the shock that may come."""
    code.planned = energy(said, cues, hit.start) or code.planned


def clear(code: Code, said: Said, hit: Hit) -> None:
    code.clear_s = now_s(said, hit.start)


def _shockable(code: Code, at_s: float) -> bool:
    """The rhythm just seen is one that is shocked and all were sent off: it had been charged,
    though nobody said so."""
    return at_s - code.clear_s <= CLEAR_S and _seen(code, at_s)


def _seen(code: Code, at_s: float) -> bool:
    """The rhythm just seen is one that is shocked, and nobody has shocked it yet."""
    last = code.latest("rhythm")
    if last is None or not code.seen:
        return False
    return last.details["rhythm"] in SHOCKED and at_s - last.at_s <= CHECKED_S


def misfire(code: Code, said: Said, hit: Hit) -> None:
    last = code.shocked
    if last is not None and now_s(said, hit.start) - last.at_s <= TAKEN_BACK_S:
        code.drop(last)
        code.shocked, code.planned = None, last.details.get("joules", "")
    code.charged = False


def energy(said: Said, cues: Cues, at: int) -> str:
    """The joules named in a sentence; the last, since a correction comes last. "" for none."""
    start, end = said.sentence(at)
    found, sure = "", False
    for match in cues.energies.finditer(said.text, start, end):
        named = bool(match["unit"])
        after = cues.not_dose_after.match(said.text, match.end())
        if (after and not named) or (sure and not named):
            continue
        if not named and not _figure(match["number"]):
            continue
        value = number(match["number"])
        if value.isdigit() and int(value) in _ENERGY:
            found, sure = value, sure or named
    return found


def _figure(text: str) -> bool:
    return text not in set("一二两三四五六七八九零百千半")


def airway(code: Code, said: Said, hit: Hit) -> None:
    at_s, sense = now_s(said, hit.start), hit.rule.sense
    if sense == "bare_mask" and not alarmed(code, at_s):
        return
    if sense in {"bag_mask", "bare_mask", "return"}:
        _mask(code, said, hit, back=sense == "return")
        return
    device = _device(code, said, hit, at_s)
    if device == "endotracheal_tube" and _NECK.search(said.text, hit.start):
        device = "cricothyrotomy"
    if device == "endotracheal_tube" and _for_vessel(code, said, at_s):
        return
    last = code.latest("airway")
    if (
        last is not None
        and last.said is said
        and (last.details["airway"] in _TUBES or _size(said, hit))
    ):
        return
    if device and device != "bag_mask" and device not in code.devices:
        code.add("airway", said, (hit.start, hit.end), {"airway": device})
        code.devices.add(device)


def _device(code: Code, said: Said, hit: Hit, at_s: float) -> str:
    """What is in: as named, else what was tried; "" when something else may be meant."""
    sense, recent = hit.rule.sense, at_s - code.trying_s <= TRYING_S
    tried = (code.trying if recent else "") or "endotracheal_tube"
    if sense == "in":
        return tried if recent and code.events and not _busy_elsewhere(code) else ""
    sized = hit.name == "endotracheal_tube" and _SIZE.match(said.text, hit.start)
    if sized and recent and code.trying and not _TUBE.search(said.text):
        return code.trying
    through_neck = hit.name == "endotracheal_tube" and code.trying == "cricothyrotomy"
    return tried if sense == "tube" or through_neck else hit.name


def _size(said: Said, hit: Hit) -> bool:
    """A bare size beside a device that has just been named is that of this device."""
    return _SIZED.match(said.text, hit.start) is not None and not _TUBE.search(said.text, hit.start)


def _for_vessel(code: Code, said: Said, at_s: float) -> bool:
    """A catheter of a vessel is a tube as well: the one that was last spoken of."""
    recent = max(code.trying_s, at_s - TRYING_S) < code.needle_s
    return recent and code.needle in _CATHETERS and _WINDPIPE.search(said.text) is None


def _mask(code: Code, said: Said, hit: Hit, *, back: bool) -> None:
    at_s = now_s(said, hit.start)
    if not back and not _TUBES.isdisjoint(code.devices):
        return  # a bag on a tube
    before = code.latest("airway", [("airway", "bag_mask")])
    again = back and (before is None or code.trying_s > before.at_s)
    if "bag_mask" not in code.devices or again:
        code.add("airway", said, (hit.start, hit.end), {"airway": "bag_mask"})
        code.devices.add("bag_mask")
    if back:
        code.trying_s = min(code.trying_s, at_s - TRYING_S - 1)


def _busy_elsewhere(code: Code) -> bool:
    """Something else was asked for after the airway: "in" answers that."""
    ordered = max((one.at_s for one in code.orders), default=-1e9)
    return max(ordered, code.needle_s) > code.trying_s


def trying(code: Code, said: Said, hit: Hit) -> None:
    device = hit.rule.sense or hit.name
    if device != "bag_mask":
        code.trying_s, code.trying = now_s(said, hit.start), device


def airway_lost(code: Code, said: Said, hit: Hit) -> None:
    last = code.latest("airway")
    if last is None or last.details["airway"] == "bag_mask":
        return
    if now_s(said, hit.start) - last.at_s <= CONFIRMED_S:
        code.drop(last)
    code.devices.discard(last.details["airway"])


def needle(code: Code, said: Said, hit: Hit) -> None:
    if hit.rule.kind == "needle" and hit.name == "iv":
        return  # any vein: of a medicine as well
    code.needle_s = now_s(said, hit.start)
    code.needle = hit.name or ("iv" if hit.rule.kind == "needle_vein" else "io")


def access(code: Code, said: Said, hit: Hit, cues: Cues) -> None:
    at_s = now_s(said, hit.start)
    muscle = cues.drug_cues.get("muscle")
    if muscle and code.for_muscle(at_s - CONFIRMED_S) and muscle.search(said.text):
        return  # the needle of an injection
    told = hit.rule.sense if hit.rule.sense in {"iv", "io"} else ""
    kind = hit.name or told or (code.needle if at_s - code.needle_s <= TRYING_S else "")
    kind = kind or ("iv" if hit.rule.sense == "vein" else "")
    if not kind:
        return
    if not hit.name and any(one.said is said and one.kind == "access" for one in code.events):
        return
    last = code.latest("access", [("access", kind)])
    start, end = said.clause(hit.start)
    again = cues.drug_cues["repeat"].search(said.text[start:end]) is not None
    code.line, code.needle = kind, ""
    again = again or (last is not None and _elsewhere(last.said, said, cues))
    if last is not None and (last.said is said or (at_s - last.at_s <= AGAIN_S and not again)):
        return
    code.add("access", said, (hit.start, hit.end), {"access": kind})


def _elsewhere(one: Said, other: Said, cues: Cues) -> bool:
    """Whether both name where the line is, and not the same limb, vein or bone."""
    first, second = ({word for word in re.findall("[a-z]+", said.text) if cues.classes.get(word)
                      in _PLACES} for said in (one, other))  # fmt: skip
    return bool(first) and bool(second) and first.isdisjoint(second)


def access_lost(code: Code, said: Said, hit: Hit) -> None:
    last = code.latest("access")
    if last is not None and now_s(said, hit.start) - last.at_s <= TAKEN_BACK_S:
        code.drop(last)
        code.line = ""
