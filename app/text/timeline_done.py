"""Medicines, airways and lines that the rules did not hear, told by words and what is waited for.

Teams have more words for "given" than any list. After an order, an attempt or a needle, or where a
medicine or a device is named, one linear layer weighs the words (names stand as DRUG, AIRWAY and
LINE, so that what is learned of one is known of all), how long something has been waited for and
who speaks. What it is sure enough of becomes an event that is marked unsure. Weights are made by
`app.bench.timeline_fit`; nothing is learned at run time.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from app.domain.code_spoken import SpokenKind
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text import timeline_acts as acts
from app.text import timeline_course as course
from app.text import timeline_drugs as drugs
from app.text.timeline_data import Cues, Rule, cues_of
from app.text.timeline_phrases import Phrases
from app.text.timeline_state import Code
from app.text.timeline_words import Hit, Said, searched, stopped

KINDS: Final[tuple[SpokenKind, ...]] = ("drug", "airway", "access")
_SHOWN: Final = {"drug": "DRUG", "airway": "AIRWAY", "access": "LINE"}
SURE: Final[Mapping[Language, float]] = {"en": 0.4, "zh": 0.6}
NEAR_S: Final = 300.0
BESIDE: Final = 8
"""So few utterances away an event is near, however long everybody was silent."""
FEW: Final = 3
_ORDINARY: Final = frozenset({"drug", "rhythm"})
"""What is said at a bedside as well: alone it tells of no resuscitation."""
_VETOES: Final = ("question", "ask_mark", "condition", "later", "plan", "negation", "past", "recap",
                  "teaching", "negated_after", "told_to", "elsewhere")  # fmt: skip
_NEVER_DONE: Final = ("ask_mark", "past", "recap", "teaching")
_TOKEN: Final = re.compile(r"\d+|[A-Z]+|[a-z]+(?:'[a-z]+)?|\?|[㐀-鿿]")
_AGES: Final = (6.0, 12.0, 25.0, 60.0)
_LENGTHS: Final = (2, 4, 7, 12)
_GAUGES: Final = frozenset({"14", "16", "18", "20", "22", "24"})
_ENDINGS: Final = ("ing", "ed")
_NO_FAULT: Final = re.compile(
    r"\b(?:no|without|not|nothing|zero|isn't|never|any)"
    r"(?: (?:any|a|an|sign of|hint of|bit of|over|in))*(?: the)? "
    r"(?:leak\w*|swell\w*|resistance|gurgl\w*|bubbl\w*|extravasation|puff\w*|lump|bulg\w*|kinks?"
    r"|problems?|trouble|bother|fuss|drama|bleeding|tissuing|stomach|belly|doubt|delay)\b"
)
_JUDGED: Final = frozenset({"praise", "fails", "flows", "fixed", "trace"})
_FAILS: Final = 3
"""What is said last of an attempt is how it went, and who says "not" twice has failed."""
_RESTS: Final = (0.5, 2.0, 4.0, 8.0, 16.0)
_KINDS: Final = 12
_STEM, _REPLY = 4, 8
"""So many words of what is said next tell whether something was done."""
_NEVER: Final = 999.0
_ANSWERED_S: Final = 12.0
"""So soon after an order nobody sums up, whatever the words are like."""
_PUFFS: Final = re.compile(
    r"bag|mask|breath|puff|squeez|seal|ventilat|ambu|t piece|囊|罩|捏|给气|通气"
)
_NOSE: Final = re.compile(r"\b(?:nose|nostrils?|naris|nares?)\b")
_TUBE_SIGNS: Final = re.compile(
    r"\b(?:cords|tidal|capno\w*|carbon|waveform|condensation|misting|mist|fogging|colou?r change"
    r"|teeth|lips?|tubed|intubated|trachea|windpipe)\b"
)
"""What is seen of no other device, and where one lies that is not named."""
_UNNAMED: Final[Mapping[Language, str]] = {"en": "endotracheal_tube", "zh": ""}
"""What a blade, a bougie or "the airway" is for."""
_LASTS: Final[Mapping[Language, tuple[float, float]]] = {
    "en": (90.0, 150.0),
    "zh": (drugs.ANSWER_S, acts.TRYING_S),
}
_VESSELS: Final = (("bone", "io"), ("vein", "iv"), ("limb", "iv"))
Lines = Sequence[tuple[Said, Sequence[Hit]]]


@dataclass(frozen=True, slots=True)
class Open:
    """What is waited for before an utterance. ordered_s, tried_s, needle_s: since when; ordered_at:
    the utterance of the order; device, vessel: what was tried; in_place: devices that are in;
    lasts_s: how long an order and an attempt may wait."""

    ordered_s: float
    ordered_at: int
    tried_s: float
    device: str
    needle_s: float
    vessel: str
    in_place: frozenset[str]
    lasts_s: tuple[float, float] = (drugs.ANSWER_S, acts.TRYING_S)


@dataclass(frozen=True, slots=True)
class Named:
    """What an utterance names. text: its line with DRUG, AIRWAY and LINE for names; at: where the
    first of each kind stands in the line, with the name; airways: all devices; vessel: "io" or
    "iv" where a bone, a vein or a limb is named."""

    text: str
    airways: tuple[str, ...]
    at: dict[SpokenKind, tuple[str, int, int]]
    vessel: str = ""


@lru_cache(maxsize=2)
def shipped(language: Language) -> course.Weights | None:
    """The shipped weights; None where nothing was learned. Raises ResourceError."""
    path = RESOURCES / "timeline" / f"done_{language}.npz"
    return course.read_weights(path, len(KINDS)) if path.exists() else None


def waited_for(code: Code, said: Said) -> Open:
    at_s = said.utterance.words[0].start_s
    last = code.orders[-1] if code.orders else None
    return Open(
        at_s - last.at_s if last else _NEVER,
        last.index if last else -1,
        min(_NEVER, at_s - code.trying_s),
        code.trying or _UNNAMED[said.utterance.language],
        min(_NEVER, at_s - code.needle_s),
        code.needle,
        frozenset(code.devices),
        _LASTS[said.utterance.language],
    )


def _of_kind(said: Said, cues: Cues) -> Iterator[tuple[SpokenKind, Sequence[tuple[str, Phrases]]]]:
    yield "drug", [cues.drugs[at] for at in cues.drug_index.possible(said.text)]
    yield "airway", cues.airways
    yield "access", cues.accesses


def named(said: Said, cues: Cues) -> Named:
    found: list[tuple[int, int, SpokenKind, str]] = []
    for kind, names in _of_kind(said, cues):
        for name, phrases in names:
            for start, end in searched(said, phrases):
                if not said.text[start:end].strip().isdigit():
                    found.append((start, -end, kind, name))
    text, last = "", 0
    at: dict[SpokenKind, tuple[str, int, int]] = {}
    for start, less, kind, name in sorted(found, key=lambda one: one[:2]):
        if start < last:
            continue
        text += f"{said.text[last:start]} {_SHOWN[kind]} "
        last = -less
        at.setdefault(kind, (name, start, -less))
    airways = tuple(name for _, _, kind, name in sorted(found) if kind == "airway")
    text += said.text[last:]
    kinds = {cues.classes.get(one) for one in _TOKEN.findall(text)} if cues.classes else set()
    vessel = next((name for kind, name in _VESSELS if kind in kinds), "")
    return Named(text, airways, at, vessel)


def missed(
    lines: Lines,
    opens: Sequence[Open],
    events: Sequence[course.Event],
    told: course.Told,
    weights_of: course.Learned,
    ask: Collection[int],
) -> list[tuple[int, SpokenKind]]:
    """Utterances (their place in `lines`) and the kind that is told of them, likeliest first.
    ask: the places that are asked about."""
    have = {(index, kind) for index, kind, _ in events}
    found: list[tuple[float, int, SpokenKind]] = []
    for at, ((said, hits), now) in enumerate(zip(lines, opens, strict=True)):
        weights = weights_of(said.utterance.language)
        if at not in ask or weights is None or not about_a_code(said, events):
            continue
        words = named(said, cues_of(said.utterance.language))
        asked = [
            kind
            for kind in KINDS
            if (said.index, kind) not in have
            and kind not in told.get(said.index, ())
            and possible(kind, words, now)
        ]
        if now.ordered_s > _ANSWERED_S and _of_another_time(said, words):
            asked = []
        if asked:
            likely = weights.likely(features(at, lines, hits, now, words))
            found += [(float(likely[KINDS.index(one)]), at, one) for one in asked]
    return [
        (at, kind) for sure, at, kind in sorted(found, reverse=True) if sure >= _sure(lines[at][0])
    ]


def _sure(said: Said) -> float:
    return SURE[said.utterance.language]


def about_a_code(said: Said, events: Sequence[course.Event]) -> bool:
    """Whether what was heard so near is of a patient who is being resuscitated."""
    at_s = said.utterance.words[0].start_s
    near = [
        kind
        for index, kind, event_s in events
        if (abs(event_s - at_s) <= NEAR_S and abs(index - said.index) <= course.FAR)
        or abs(index - said.index) <= BESIDE
    ]
    if said.utterance.language == "en" and _ORDINARY.issuperset(near):
        return False
    telling = not course.TELLING.isdisjoint(near) or "airway" in near
    return telling and len(near) >= FEW and len(set(near)) > 1


def _of_another_time(said: Said, words: Named) -> bool:
    place = next(iter(words.at.values()), ("", 0, len(said.text)))
    return stopped(said, cues_of(said.utterance.language), _NEVER_DONE, *place[1:])


def possible(kind: SpokenKind, words: Named, now: Open) -> bool:
    if kind == "drug":
        return kind in words.at or now.ordered_s <= now.lasts_s[0]
    if kind == "access":
        return kind in words.at or now.needle_s <= now.lasts_s[1] or bool(words.vessel)
    return bool(device(words, now))


def device(words: Named, now: Open) -> str:
    """The airway that may be meant: as named, else as tried, else as its signs say, else by mask
    when nothing is in."""
    if words.airways:
        return next((one for one in words.airways if one not in now.in_place), "")
    if "npa" not in now.in_place and _NOSE.search(words.text):
        return "npa"
    if now.tried_s <= now.lasts_s[1]:
        return now.device if now.device not in now.in_place else ""
    if "endotracheal_tube" not in now.in_place and _TUBE_SIGNS.search(words.text):
        return "endotracheal_tube"
    return "bag_mask" if not now.in_place and _PUFFS.search(words.text) else ""


def apply(code: Code, said: Said, kind: SpokenKind, now: Open) -> None:
    """The act as if its words had been heard, after the rules have read the utterance."""
    cues = cues_of(said.utterance.language)
    words = named(said, cues)
    before = len(code.events)
    if any(one.said is said and one.kind == kind for one in code.events):
        return
    place = (0, len(said.text.rstrip(" .,!?;:")))
    if kind == "drug":
        drugs.told(code, said, cues, now.lasts_s[0])
    elif kind == "airway":
        name = device(words, now)
        if name and name not in code.devices:
            code.add("airway", said, place, {"airway": name})
            code.devices.add(name)
    else:
        waits = now.vessel if now.needle_s <= now.lasts_s[1] else ""
        name = words.at["access"][0] if "access" in words.at else waits or words.vessel
        acts.access(code, said, Hit(Rule("access", "", False, (), ()), name, *place, ()), cues)
    for one in code.events[before:]:
        one.guessed = True


def features(at: int, lines: Lines, hits: Sequence[Hit], now: Open, words: Named) -> Iterator[str]:
    """Names of what is so about an utterance."""
    said = lines[at][0]
    cues = cues_of(said.utterance.language)
    known = "".join(_SHOWN[kind][0] for kind in KINDS if kind in words.at)
    waits = "".join(
        letter
        for letter, age in (("d", now.ordered_s), ("a", now.tried_s), ("l", now.needle_s))
        if age <= acts.TRYING_S
    )
    yield f"open {known} {waits}"
    yield f"ordered {bisect_left(_AGES, now.ordered_s)} {'D' in known}"
    yield f"tried {bisect_left(_AGES, now.tried_s)} {'A' in known}"
    yield f"needle {bisect_left(_AGES, now.needle_s)} {'L' in known}"
    if now.ordered_at >= 0 and now.ordered_s <= now.lasts_s[0]:
        speaker = next(
            (one.utterance.speaker for one, _ in lines if one.index == now.ordered_at), ""
        )
        yield f"by who ordered {speaker == said.utterance.speaker} {'D' in known}"
        yield f"after {min(said.index - now.ordered_at, 4)} {'D' in known}"
    if "airway" in words.at:
        yield f"airway {words.at['airway'][0]} {words.at['airway'][0] in now.in_place}"
    yield from {
        f"rule {one.rule.kind} {bool(one.stopped)}" for one in hits if one.rule.kind not in KINDS
    }
    first = min((one[1] for one in words.at.values()), default=0)
    place = (first, max((one[2] for one in words.at.values() if one[1] == first), default=0))
    yield from (
        f"veto {one} {bool(known)}" for one in _VETOES if stopped(said, cues, (one,), *place)
    )
    tokens = _tokens(words)
    yield f"long {bisect_left(_LENGTHS, len(tokens))} {known}"
    yield from spoken(words, cues)
    yield from (f"word {one} {known} {waits}" for one in set(tokens))
    if cues.classes:
        yield from _of_classes(words, cues, f"{known} {waits}")
        yield from _around(at, lines, cues, f"{bool(known)} {waits}")


def _around(at: int, lines: Lines, cues: Cues, open_: str) -> Iterator[str]:
    """What was said just before and is said next: an act takes its time, a reply comes at once."""
    said = lines[at][0]
    if at:
        before = lines[at - 1][0]
        rest_s = said.utterance.words[0].start_s - before.utterance.words[-1].end_s
        same = before.utterance.speaker == said.utterance.speaker
        yield f"rest {bisect_left(_RESTS, rest_s)} {open_}"
        yield f"rest {bisect_left(_RESTS, rest_s)} {same} {open_}"
        asked = _classes(named(before, cues), cues)[-_REPLY:]
        yield from (f"before {one} {same} {open_}" for one in set(asked))
    if at + 1 < len(lines):
        follows = _classes(named(lines[at + 1][0], cues), cues)[:_REPLY]
        yield from (f"then {one} {open_}" for one in set(follows))


def _of_classes(words: Named, cues: Cues, open_: str) -> Iterator[str]:
    """The kinds of words, with what is known and waited for."""
    kinds = _classes(words, cues)
    yield from (f"kind {one} {open_}" for one in set(kinds))
    judged = [one for one in kinds if one in _JUDGED]
    yield f"ends {judged[-1] if judged else ''} {open_}"
    yield f"fails {min(kinds.count('fails'), _FAILS)} {open_}"
    yield from {f"both {one} {two}" for one, two in combinations(kinds[:_KINDS], 2)}
    if words.vessel:
        yield f"vessel {words.vessel} {open_}"


def spoken(words: Named, cues: Cues) -> Iterator[str]:
    """The part that only the words of an utterance have in it."""
    tokens = _tokens(words)
    if cues.classes:
        of_kind = ["^", *_classes(words, cues), "$"]
        yield from (f"kind {one}" for one in set(of_kind))
        yield from (f"kinds {one} {two}" for one, two in pairwise(of_kind))
        yield from (f"stem {one[:_STEM]}" for one in set(tokens) if len(one) > _STEM)
    yield from (f"word {one}" for one in set(tokens))
    framed = ["^", *tokens, "$"]
    yield from (f"pair {one} {two}" for one, two in pairwise(framed))
    known = "".join(_SHOWN[kind][0] for kind in KINDS if kind in words.at)
    yield from (f"word {one} with {known}" for one in set(tokens))


def _tokens(words: Named) -> list[str]:
    found = _TOKEN.findall(words.text.replace("'s", " 's "))
    return ["#" if one.isdigit() else one for one in found]


def _classes(words: Named, cues: Cues) -> list[str]:
    """The kinds of words, one after the other; words of no kind are left out. A fault that is not
    there is praise: "no swelling"."""
    text = _NO_FAULT.sub("good", words.text)
    found = (_class(one, cues) for one in _TOKEN.findall(text.replace("'s", " 's ")))
    return [one for one in found if one]


def _class(word: str, cues: Cues) -> str:
    if word.isdigit():
        return "gauge" if word in _GAUGES else "few" if len(word) == 1 else "many"
    if word.isupper() or word == "?":
        return word
    known = cues.classes.get(word, "")
    return known or next((one for one in _ENDINGS if word.endswith(one)), "")
