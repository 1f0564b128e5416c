"""Which medicines were given: what is said as going in or gone in, never what is ordered."""

from collections.abc import Sequence
from typing import Final

from app.text.timeline_chest import now_s
from app.text.timeline_data import Cues
from app.text.timeline_doses import Mention, doses, last_dose, mentions, route
from app.text.timeline_orders import (
    NO_EVENT,
    ORDER_S,
    SALTS,
    filled,
    more,
    note,
    of_body,
    reopen,
    replaced,
    salt,
    say_again,
)
from app.text.timeline_state import Code, Draft, Order
from app.text.timeline_words import Said, searched, stopped

ANSWER_S: Final = 60.0
PULSE_S: Final = 8.0
"""So long after a question about a pulse an answer is one to that."""
NAMED_S: Final = 20.0
"""So long after an order its dose may be said alone."""
AGAIN_S: Final = 120.0
TAKEN_BACK_S: Final = 60.0
CORRECTED_S: Final = 40.0
_ASKED: Final = ("ask_mark", "question", "question_after")
_GIVEN: Final = ("given_after", "given_before")
_REACH: Final = {"en": 40, "zh": 16}
_OPENING: Final = {"en": 25, "zh": 6}
Place = tuple[int, int]


def read(code: Code, said: Said, cues: Cues, *, given: bool = True) -> None:
    """Medicines of one utterance: given, taken back, corrected or ordered. given: not False, that
    is only ordered."""
    named = mentions(said, cues)
    if not given:
        _order(code, said, cues, named)
        return
    if _take_back(code, said, cues) or (not named and _into_muscle(code, said, cues)):
        return
    turn = _correction(code, said, cues, named)
    if not named:
        reopen(code, said, cues)
    if all(one.start > (turn or 0) for one in named) and (turn is not None or not named):
        _answer(code, said, cues, len(said.text) if turn is None else turn)
    if named or turn is not None:
        _reported(code, said, cues, named, turn)
    _ordered_and_going(code, said, cues, named)
    _order(code, said, cues, [one for one in named if not one.given])
    if not named:
        _dose_ordered(code, said, cues)


def _reported(
    code: Code, said: Said, cues: Cues, named: Sequence[Mention], turn: int | None
) -> None:
    """What is said as given; from `turn` on it corrects what was reported before."""
    for cue in _given_cues(said, cues):
        if turn is not None and cue[0] >= turn and _amend(code, said, cues, named, turn):
            break
        for one in _bound(said, cues, named, cue):
            one.given = True
            _give(code, said, cues, one, _with(said, one, cue))
    else:
        if turn is not None:
            _amend(code, said, cues, named, turn)


def _ordered_and_going(code: Code, said: Said, cues: Cues, named: Sequence[Mention]) -> None:
    """打进去 is an order of its own, but after one it says that the medicine goes in."""
    if "given_if_ordered" not in cues.drug_cues or not named or not code.orders:
        return
    for place in searched(said, cues.drug_cues["given_if_ordered"]):
        if _void(said, cues, place):
            continue
        for one in _bound(said, cues, named, place):
            order = _ordered(code, one.drug, now_s(said, place[0]))
            if order is not None and order.index != said.index:
                one.given = True
                _give(code, said, cues, one, _with(said, one, place))


def told(code: Code, said: Said, cues: Cues, lasts_s: float = ANSWER_S) -> None:
    """What was read of an utterance and left as an order was given in it, though no known word
    says so; without a name what was ordered last, not longer than lasts_s ago."""
    for one in mentions(said, cues)[:1]:
        _give(code, said, cues, one, (one.first, one.last))
        return
    at_s = now_s(said, 0)
    pending = [one for one in code.orders if at_s - one.at_s <= lasts_s and one.index < said.index]
    if pending:
        stop = len(said.text)
        _answered(code, said, cues, pending[-1], (0, len(said.text.rstrip(" .,!?;:"))), stop)


def _given_cues(said: Said, cues: Cues) -> list[Place]:
    found = {place for key in _GIVEN for place in searched(said, cues.drug_cues[key])}
    return sorted(one for one in found if not _void(said, cues, one))


def _void(said: Said, cues: Cues, place: Place) -> bool:
    return stopped(said, cues, (*_ASKED, *NO_EVENT, "negation", "teaching"), *place) or any(
        start <= place[1] and end >= place[0]
        for start, end in searched(said, cues.drug_cues["not_given"])
    )


def _bound(said: Said, cues: Cues, named: Sequence[Mention], cue: Place) -> list[Mention]:
    """The medicines a cue speaks of: those before it in its sentence, else the one after it."""
    start, end = said.sentence(cue[0])
    open_ones = [one for one in named if not one.given]
    before = [one for one in open_ones if start <= one.start and one.end <= cue[0] + 1]
    found: list[Mention] = []
    at = cue[0]
    for one in reversed(before):
        gap = said.text[one.end : at]
        if len(_rest(gap, one)) > _REACH[cues.language] or _kept_back(cues, gap):
            break
        found.append(one)
        at = one.first
    if found:
        return found
    earlier = [one for one in open_ones if one.end <= start][-1:]
    if earlier and not before and _opens(said, cues, cue):
        return earlier
    if _before_only(said, cues, cue):
        return []
    after = [one for one in open_ones if cue[1] <= one.end and one.start < end]
    near = [one for one in after if one.first - cue[1] <= _REACH[cues.language] // 2]
    return near[:1] if not _refused(said, cues, near[:1]) else []


def _opens(said: Said, cues: Cues, cue: Place) -> bool:
    """ "It's in" in a sentence of its own speaks of what the sentence before it named."""
    start = said.sentence(cue[0])[0]
    places = searched(said, cues.drug_cues["answers"])
    return any(start <= one[0] <= cue[0] and one[0] - start < _OPENING["zh"] for one in places)


def _before_only(said: Said, cues: Cues, cue: Place) -> bool:
    """In English "in" and "given" speak of what was named before, "gave" of what follows."""
    if cues.language != "en":
        return False
    return cues.drug_cues["given_before"].fullmatch(said.text[cue[0] : cue[1]]) is None


def _rest(gap: str, one: Mention) -> str:
    return gap[max(0, one.last - one.end) :]


def _kept_back(cues: Cues, gap: str) -> bool:
    return any(cues.drug_cues[key].search(gap) for key in ("prep", "not_given", "other"))


def _refused(said: Said, cues: Cues, named: Sequence[Mention]) -> bool:
    return any(
        cues.drug_cues["refused"].search(said.text[said.clause(one.start)[0] : one.first])
        for one in named
    )


def _with(said: Said, one: Mention, cue: Place) -> Place:
    start, end = min(one.first, cue[0]), max(one.last, cue[1])
    while said.text[start:end].startswith((" ", ",")):
        start += 1
    return start, end


def _give(code: Code, said: Said, cues: Cues, one: Mention, place: Place) -> None:
    """One event, unless it only says again what is in the log."""
    details = {"drug": one.drug, **_through(code, said, cues, place), **one.details}
    if code.asked[:2] == ("drug", one.drug):
        code.asked = ("", "", now_s(said, place[0]))
    order = _ordered(code, one.drug, now_s(said, place[0]))
    if order is not None:
        details = filled(details, order)
    details["drug"] = salt(code, details["drug"])
    last = code.latest("drug", [("drug", details["drug"])])
    if order is None and last is not None and _repeated(said, cues, last, one, place):
        say_again(last, said, place, details)
        return
    start, end = said.sentence(place[0])
    flows = cues.drug_cues["infusion"].search(said.text[start:end]) is not None
    if order is None and flows and details["drug"] in code.infusions:
        return
    if flows:
        code.infusions.add(details["drug"])
    if order is not None:
        code.orders.remove(order)
    code.add("drug", said, place, details)


def _repeated(said: Said, cues: Cues, last: Draft, one: Mention, place: Place) -> bool:
    if now_s(said, place[0]) - last.at_s > AGAIN_S:
        return False
    if one.details.get("dose", "") not in {"", last.details.get("dose", "")}:
        return False
    start, end = said.clause(place[0])
    return cues.drug_cues["repeat"].search(said.text[start:end]) is None


def _through(code: Code, said: Said, cues: Cues, place: Place) -> dict[str, str]:
    """ "Through that" points to the line just named."""
    start, end = said.sentence(place[0])
    if code.line and cues.drug_cues["through_that"].search(said.text[start:end]):
        return {"route": "io" if code.line == "io" else "iv"}
    return {}


def _ordered(code: Code, drug: str, at_s: float) -> Order | None:
    names = {drug, *SALTS.get(drug, ())}
    waiting = [one for one in code.orders if one.drug in names and at_s - one.at_s <= ORDER_S]
    salts = [one for one in waiting if one.drug != drug]  # what is ordered says more than "calcium"
    found = salts or waiting
    return found[-1] if found else None


def _answer(code: Code, said: Said, cues: Cues, stop: int) -> None:
    """Words before `stop` that answer an order or "is the epi in?" without naming the medicine."""
    about, drug, asked_s = code.asked
    if not _may_answer(code, said):
        return
    asked = about == "drug" and now_s(said, 0) - asked_s <= ANSWER_S
    if "?" in said.text and about in {"drug", "wanted"}:
        code.asked = ("", "", asked_s)
    places = [*searched(said, cues.drug_cues["yes"])] if asked else []
    for place in [*places, *searched(said, cues.drug_cues["answers"])]:
        at_s = now_s(said, place[0])
        pending = [one for one in code.orders if at_s - one.at_s <= ANSWER_S]
        if asked:
            pending = [one for one in code.orders if one.drug == drug] or [
                Order(drug, {}, asked_s, said.index)
            ]
        if not pending or _void(said, cues, place) or not _alone(said, cues, place):
            continue
        if place[1] > stop:
            return
        code.asked = ("", "", at_s)
        all_of_them = cues.drug_cues["both"].search(said.text[: place[1]]) is not None
        for one in [one for one in pending if all_of_them or one.index == pending[-1].index]:
            _answered(code, said, cues, one, place, stop)
        return


def _may_answer(code: Code, said: Said) -> bool:
    """Whether something waits for an answer, and it is no other question that is answered."""
    about, _, asked_s = code.asked
    of_pulse = about == "pulse" and now_s(said, 0) - asked_s <= PULSE_S
    waits = about in {"drug", "wanted"} or bool(code.orders)
    return waits and not of_pulse and not any(one.said is said for one in code.events)


def _into_muscle(code: Code, said: Said, cues: Cues) -> bool:
    """A needle that is in a thigh answers what was ordered into a muscle, and is no line."""
    waits = code.for_muscle(now_s(said, 0) - ANSWER_S)
    if waits is None or "muscle" not in cues.drug_cues:
        return False
    for place in searched(said, cues.drug_cues["muscle"]):
        if not _void(said, cues, place):
            _answered(code, said, cues, waits, place, len(said.text))
            return True
    return False


def _alone(said: Said, cues: Cues, place: Place) -> bool:
    """The answer opens its utterance, or only a dose and a route stand before it."""
    if any(cues.drug_cues[one].search(said.text[: place[1]]) for one in ("fluids", "things")):
        return False
    before = said.text[: place[0]]
    for one in reversed(doses(said, cues, (0, place[0]))):
        before = before[: one.start] + before[one.end :]
    for _, phrases in cues.routes:
        before = phrases.without(before)
    return len(before) <= _OPENING[cues.language] and not _kept_back(cues, before)


def _answered(code: Code, said: Said, cues: Cues, order: Order, place: Place, stop: int) -> None:
    room = (0, stop)
    own = last_dose(said, cues, room)
    way = route(said, cues, room)
    details = filled({"drug": order.drug, **own, **({"route": way} if way else {})}, order)
    if order in code.orders:
        code.orders.remove(order)
    start = 0 if own else place[0]
    code.add("drug", said, (start, place[1]), details)


def _take_back(code: Code, said: Said, cues: Cues) -> bool:
    last = code.latest("drug")
    for start, _ in searched(said, cues.drug_cues["taken_back"]):
        if last is not None and now_s(said, start) - last.at_s <= TAKEN_BACK_S:
            code.drop(last)
            details = {key: value for key, value in last.details.items() if key != "drug"}
            code.orders.append(Order(last.details["drug"], details, now_s(said, start), said.index))
            return True
    return False


def _correction(code: Code, said: Said, cues: Cues, named: Sequence[Mention]) -> int | None:
    """Where a correction of a report begins: within it, or at once by the one who reported."""
    last = code.latest("drug")
    for start, end in searched(said, cues.drug_cues["correction"]):
        if not any(one.start >= end for one in named) and not last_dose(
            said, cues, (end, len(said.text))
        ):
            continue
        reported = any(cue[1] <= start for cue in _given_cues(said, cues))
        soon = last is not None and now_s(said, start) - last.at_s <= CORRECTED_S
        own = last is not None and last.said.utterance.speaker == said.utterance.speaker
        if reported or (soon and own and start <= _OPENING[cues.language] // 2):
            return start
    return None


def _amend(code: Code, said: Said, cues: Cues, named: Sequence[Mention], turn: int) -> bool:
    """The last report says what the correction says; what the correction leaves unsaid of another
    medicine is not known. False when there is nothing to correct."""
    last = code.latest("drug")
    if last is None or now_s(said, turn) - last.at_s > CORRECTED_S:
        return False
    after = [one for one in named if one.start >= turn]
    for one in after:
        one.given = True
    if after and after[-1].drug != last.details["drug"]:
        last.details.clear()
        last.details["drug"] = after[-1].drug
        last.start = after[-1].first if last.said is said else last.start
    found = after[-1].details if after else last_dose(said, cues, (turn, len(said.text)))
    last.details.update(found)
    if last.said is said:
        last.end = max(last.end, *(one.last for one in after), turn)
    return True


def _order(code: Code, said: Said, cues: Cues, named: Sequence[Mention]) -> None:
    """What was not said as given stays as an order, with its details, until it is."""
    for at, one in enumerate(named):
        start, end = said.sentence(one.start)
        due = cues.drug_cues["due"].search(said.text[start:end]) is not None
        if stopped(said, cues, _ASKED, one.start, one.end):
            given = _asks_whether_given(said, cues, (start, end))
            code.asked = ("drug" if given else "wanted", one.drug, now_s(said, one.start))
            continue
        if not due and (stopped(said, cues, ("past", "recap", "teaching"), one.start, one.end)):
            continue
        if (
            _refused(said, cues, [one])
            or of_body(said, cues, one)
            or replaced(said, cues, named[at : at + 2])
        ):
            continue
        details = {} if due else {**_through(code, said, cues, (one.start, one.end)), **one.details}
        note(code, Order(one.drug, details, now_s(said, one.start), said.index))


def _asks_whether_given(said: Said, cues: Cues, room: Place) -> bool:
    """ "Is the epi in?", not "can I have epi?"."""
    places = (place for key in _GIVEN for place in searched(said, cues.drug_cues[key]))
    return any(room[0] <= start < room[1] for start, _ in places)


def _dose_ordered(code: Code, said: Said, cues: Cues) -> None:
    """ "Adrenaline?", "Yes, a milligram.": the dose of what was asked about or of what waits
    without one; "one more" asks for what was given last."""
    if any(one.said is said for one in code.events):
        return
    about, drug, asked_s = code.asked
    room = (0, len(said.text))
    details = last_dose(said, cues, room)
    way = {"route": route(said, cues, room)} if route(said, cues, room) else {}
    way = {**way, **_through(code, said, cues, (0, 1))}
    waiting = code.orders[-1] if code.orders else None
    if waiting is not None and now_s(said, 0) - waiting.at_s <= NAMED_S:
        if "unit" in details and "dose" not in waiting.details:
            waiting.details = {**waiting.details, **details, **way}
            return
        if (
            way
            and not details
            and "way" in cues.drug_cues
            and cues.drug_cues["way"].match(said.text)
        ):
            waiting.details = {**way, **waiting.details}
    if more(code, said, cues, {**details, **way}):
        return
    granted = "granted" in cues.drug_cues and cues.drug_cues["granted"].match(said.text)
    told = "unit" in details or (granted and about == "wanted")
    if about in {"drug", "wanted"} and told and now_s(said, 0) - asked_s <= ANSWER_S:
        note(code, Order(drug, {**way, **details}, now_s(said, 0), said.index))
