"""One finding told left and right: the same place of the body, the other side, and treatment or a
known pain there, with nothing that tells of two findings."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from app.domain.transcript import Language
from app.text.queries_found import SENTENCE_END, Doubt, compiled, stretch, table, words
from app.text.queries_place import Place, groups_of
from app.text.queries_sides_meant import meant
from app.text.queries_sides_told import told
from app.text.tables import Table

_said = partial(words, "sides")

_SIDE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?P<side>left|right)\b(?!-?handed)|(?<![\d.] )\b(?P<letter>[lr]|lt|rt)\b(?= [a-z]{3})"
        r"|\b(?P<short>[lr])(?=(?:ll|ul|ml|lq|uq|le|ue)\b)"
    ),
    "zh": re.compile(
        "(?P<side>左|右)(?!利手|右|左|旋|氧|氟|西|乙|美|卡|甲|心|室|房|束|冠|右?手?利|炔|撇)"
    ),
}
_LETTERS = {"l": "left", "r": "right"}
_SENTENCE = re.compile(r"[;!?。；！？]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[,;.?!，。；！？]")
_JUST_BEHIND, _TREATED_BEFORE = 14, 6
_AHEAD, _NEAR, _RIGHT_BESIDE, _WHOLE = 24, 40, 16, 80
_APART = 3
_HEARD_ON = 20
"""So many Chinese characters behind a place are of it, where no mark ends them."""
_BEHIND = {"en": 60, "zh": 60}
"""So far behind a place its treatment is told."""
_BETWEEN = {"en": 28, "zh": 6}


def doubts(text: str, language: Language) -> Iterator[Doubt]:
    """At most one question a text: about the later of two sides of one place."""
    rules = table("sides")[language]
    places = places_of(text.lower() if language == "en" else text, language)
    if language == "en":
        more, text = meant(text, places)
        places = sorted([*places, *more], key=lambda one: one.start)
    if len(places) > 1:
        places = [one for one in places if not _of_another(text, one, rules)]
    for at, later in enumerate(places):
        others = [one for one in places[:at] if one.side != later.side]
        earlier = next((one for one in others if one.group == later.group), None)
        if earlier is not None and (
            _told_before(places[:at], later, earlier)
            or _own_finding(text, places[:at], later, earlier, rules)
            or _first_treated(text, language, later, earlier, rules)
        ):
            continue
        if earlier is not None:
            asked = _one_finding(text, language, earlier, later, rules)
        else:
            earlier = _same_limb(text, places, at, rules)
            asked = earlier is not None and _told_of_one(text, earlier, later, rules)
        if asked and earlier is not None:
            yield Doubt("side", later.start, later.end, text[earlier.start : earlier.end])
            return
    asked_else = next(told(text, places, rules), None)
    said = [one for one in places if one.how == "said"]
    yield from _without_place(text, said, rules) if asked_else is None else (asked_else,)


def _of_another(text: str, place: Place, rules: Table) -> bool:
    """True for "his teammate broke the right tibia"."""
    another = rules.get("another")
    return another is not None and compiled(another).search(text, 0, place.start) is not None


def _told_before(places: Sequence[Place], later: Place, earlier: Place) -> bool:
    """True where the later side was told of the place even before the other one was."""
    same = [one for one in places if one.group == later.group and one.side == later.side]
    return bool(same) and same[0].start < earlier.start


def _own_finding(
    text: str, places: Sequence[Place], later: Place, earlier: Place, rules: Table
) -> bool:
    """True where the later side has been told of the place with an injury of its own."""
    return any(
        _two_injuries(_own(text, earlier), _own(text, one), rules)
        for one in places
        if one.group == later.group and one.side == later.side and one.start > earlier.start
    )


def _first_treated(
    text: str, language: Language, later: Place, earlier: Place, rules: Table
) -> bool:
    """True where nothing is done at the later side, and then something at the first: 右侧气胸，
    左侧肺大疱，右侧胸管引流."""
    treats = compiled(rules["treats"]) if "treats" in rules else None
    if treats is None or treats.search(_own(text, later, _TREATED_BEFORE)):
        return False
    for match in _SIDE[language].finditer(text, later.end):
        clause = _CLAUSE.search(text, match.end())
        end = min(clause.start() if clause else len(text), match.end() + _JUST_BEHIND)
        if match["side"] == earlier.side and treats.search(text, match.end(), end):
            return True
    return False


def places_of(text: str, language: Language) -> list[Place]:
    """Places of the body with a side, in order. text: lower-cased, in English."""
    return list(_places(text, language))


def _places(text: str, language: Language) -> Iterator[Place]:
    groups = groups_of(language)
    for side in _SIDE[language].finditer(text):
        if _said("no_side").match(text, side.start()):
            continue
        counted = _said("counted_bone").match(text, side.end()) if language == "zh" else None
        begin = counted.end() if counted else side.end()
        room = text[begin : begin + _BETWEEN[language]]
        cut = _said("before_place").search(room)
        room = room[: cut.start()] if cut else room
        found = [
            (match.start(), group, match)
            for group, pattern in enumerate(groups)
            if (match := pattern.search(room)) is not None
        ]
        if not found and language == "en":
            place = _before_side(text, side, groups)
            if place is not None:
                yield place
        if found and not _compared(text, side.start()):
            _, group, match = min(found, key=lambda one: (one[0], -len(one[2][0])))
            end = begin + match.end()
            told = side["side"] or _LETTERS[side[0][0]]
            yield Place(told, group, side.start(), end, text[side.start() : end])


def _compared(text: str, start: int) -> bool:
    """True for what a place is only compared with, the hand that acts and the way in of a
    catheter: 比左腿粗, 右手拿刀, 经右侧股静脉."""
    compared = _said("compares").search(text, max(0, start - 3), start)
    via = _said("via").search(text, max(0, start - 1), start)
    way_in = via and _said("vessel").match(text, start)
    return bool(compared or way_in or _said("acting").match(text, start))


def _before_side(text: str, side: re.Match[str], groups: Sequence[re.Pattern[str]]) -> Place | None:
    """A place told before its side: `chest tube in on the left`."""
    room = text[max(0, side.start() - _NEAR) : side.start()]
    if not _said("on_the").search(room):
        return None
    room = _CLAUSE.split(room)[-1]
    found = [
        (match.end(), -match.start(), group)  # the last, and of "chest tube" the whole
        for group, pattern in enumerate(groups)
        for match in pattern.finditer(room)
    ]
    if not found or not side["side"]:
        return None
    _, before, group = max(found)
    at = -before
    start = side.start() - len(room) + at
    return Place(side["side"], group, start, side.end(), text[start : side.end()])


def _one_finding(text: str, language: Language, earlier: Place, later: Place, rules: Table) -> bool:
    """True when the later place is treated or known already, and nothing tells of two."""
    if not _told_of_one(text, earlier, later, rules) or _two_injuries(
        _own(text, earlier), _own(text, later), rules
    ):
        return False
    around = text[earlier.end : later.end + _BEHIND[language]]
    between = text[earlier.end : later.start]
    if _said("measured").match(text, later.end):
        return False
    listed = _said("joined").fullmatch(between)
    if listed and (between.strip() != "," or not _done_at(text, later, rules)):
        return False
    if compiled(rules["treated"]).search(around):
        return True
    return language == "en" and _cause_behind(text, earlier, later, rules)


def _done_at(text: str, place: Place, rules: Table) -> bool:
    """True where the place's own clause tells of treatment: "abscess of the right axilla, left
    axilla incised"; a list of places has none."""
    stop = _CLAUSE.search(text, place.end)
    end = stop.start() if stop else len(text)
    return compiled(rules["treated"]).search(text, place.start, end) is not None


def _cause_behind(text: str, earlier: Place, later: Place, rules: Table) -> bool:
    """True for "aspiration of the left bursa because his right elbow is red"."""
    linked = _said("cause").search(text, earlier.end, later.start) is not None
    told = (*rules["complaints"], *rules["injuries"])
    hurt = _clause(text, later, _WHOLE)
    treated = compiled(rules["treated"]).search(_clause(text, earlier)) is not None
    return linked and treated and any(compiled(one).search(hurt) for one in told)


def _told_of_one(text: str, earlier: Place, later: Place, rules: Table) -> bool:
    """True when no word around the places tells of two findings."""
    clause = _CLAUSE.search(text, later.end)
    heard_on = len(text) if text.isascii() else later.end + _HEARD_ON
    end = clause.start() if clause else min(len(text), heard_on)
    before, between = text[max(0, earlier.start - _AHEAD) : earlier.start], text[earlier.end : end]
    if not text.isascii():  # what other sentences tell, before or between, is of neither
        said = SENTENCE_END.split(between)
        between = between if len(said) < _APART else f"{said[0]}。{said[-1]}"
        before = SENTENCE_END.split(before)[-1]
    around = before + between
    if compiled(rules["apart"]).search(compiled(rules["healthy"]).sub(" ", around)):
        return False
    behind = _SENTENCE.search(text, later.end)
    last = behind.start() if behind else len(text)
    if "pair_behind" in rules and compiled(rules["pair_behind"]).search(text, later.end, last):
        return False
    return compiled(rules["pair"]).search(text, 0, later.end) is None


def _same_limb(text: str, places: list[Place], at: int, rules: Table) -> Place | None:
    """The hurt part of a limb for a treatment that place `at` only receives: another part of the
    limb, at the other side, the one that all the text is about."""
    later = places[at]
    limb = _family(later, rules)
    clause = _clause(text, later)
    if limb is None or not compiled(rules["applied"]).search(clause):
        return None
    same = [one for one in places if one is not later and _family(one, rules) == limb]
    complaints = (*rules["complaints"], *rules["injuries"], *rules.get("lodged", ()))
    near = _clause(text, later, _RIGHT_BESIDE) if text.isascii() else _own(text, later)
    hurt = any(compiled(one).search(near) for one in complaints)
    if hurt or not same or any(one.side == later.side for one in same):
        return None
    before = (one for one in same if one.start < later.start)
    clauses = ((one, _clause(text, one, _WHOLE)) for one in before)
    return next(
        (one for one, words in clauses if any(compiled(kind).search(words) for kind in complaints)),
        None,
    )


def _without_place(text: str, places: list[Place], rules: Table) -> Iterator[Doubt]:
    """A procedure at a side, with no place, where all the places told are at the other side."""
    if not places:
        return
    pattern = compiled(rules["bare"].replace("{procedure}", rules["procedure"]))
    for match in pattern.finditer(text):
        name = "side" if match["side"] else "side2"
        start, end = match.span(name)
        bare = Place(match[name].lower(), -1, start, end, match[name])
        known = any(one.start <= start < one.end for one in places)
        if known or places[0].start > start or any(one.side == bare.side for one in places):
            continue
        if _told_of_one(text, places[0], bare, rules):
            yield Doubt("side", start, end, text[places[0].start : places[0].end])
            return


def _family(place: Place, rules: Table) -> int | None:
    families = enumerate(rules["families"])
    return next((at for at, one in families if compiled(one).search(place.text)), None)


def _clause(text: str, place: Place, reach: int = _NEAR) -> str:
    """The place's clause, `reach` characters on either side of it at most."""
    named = _said("apposed").search(text, 0, place.start)  # "splint to the arm, the left"
    until = named.start() if named else place.start
    begin, end = stretch(text, until, place.end, _CLAUSE)
    return text[max(begin, place.start - reach) : min(end, place.end + reach)]


def _own(text: str, place: Place, before: int = 0) -> str:
    """The place's clause; in Chinese from the place on, or `before` characters earlier, to the next
    side: a finding is told behind its place, and heard texts have no marks between them."""
    if text.isascii():
        return _clause(text, place)
    stop = _CLAUSE.search(text, place.end)
    side = _SIDE["zh"].search(text, place.end)
    ends = [one.start() for one in (stop, side) if one is not None]
    return text[max(0, place.start - before) : min([*ends, place.end + _NEAR])]


def _two_injuries(earlier: str, later: str, rules: Table) -> bool:
    """True when both are told with an injury, and no kind of injury with both."""
    kinds = [
        {at for at, pattern in enumerate(rules["injuries"]) if compiled(pattern).search(clause)}
        for clause in (earlier, later)
    ]
    return all(kinds) and not kinds[0] & kinds[1]
