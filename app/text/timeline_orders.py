"""Orders of medicines that wait: what is noted of them, and what asks for the last one again."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.text.timeline_chest import now_s
from app.text.timeline_data import Cues
from app.text.timeline_doses import Mention
from app.text.timeline_state import Code, Draft, Order
from app.text.timeline_words import Said, searched, stopped

ORDER_S: Final = 240.0
MORE_S: Final = 420.0
REOPENED_S: Final = 20.0
"""So long after what was only taken for given somebody else may say that it is."""
SALTS: Final = {"calcium": ("calcium_chloride", "calcium_gluconate")}
NO_EVENT: Final = ("condition", "later", "later_before", "later_after", "past", "recap", "plan")
"""Vetoes of what is not now."""


def filled(details: dict[str, str], order: Order) -> dict[str, str]:
    """What the report lacks, from the order it answers; the salt too when only "calcium" is said.

    No unit is put to another number than the one it was ordered with.
    """
    salt = order.drug if order.drug in SALTS.get(details["drug"], ()) else details["drug"]
    ordered = dict(order.details)
    if details.get("dose", ordered.get("dose")) != ordered.get("dose"):
        ordered.pop("unit", None)
    rate = ordered.get("unit", "")
    if "unit" in details and rate.startswith(f"{details['unit']}/"):
        details = {**details, "unit": rate}  # 四微克, of what was ordered a minute
    return {**ordered, **details, "drug": salt}


def salt(code: Code, drug: str) -> str:
    """ "Calcium" is the salt that was given before."""
    before = [code.latest("drug", [("drug", salt)]) for salt in SALTS.get(drug, ())]
    return next((one.details["drug"] for one in before if one is not None), drug)


def of_body(said: Said, cues: Cues, one: Mention) -> bool:
    """ "Mag toxicity", "potassium's high": no medicine to give."""
    phrases = cues.drug_cues.get("no_order")
    return phrases is not None and phrases.match(said.text[one.end :].lstrip()) is not None


def more(code: Code, said: Said, cues: Cues, details: dict[str, str]) -> bool:
    """ "One more": an order of the last medicine of that dose, or of the last one."""
    again = cues.drug_cues.get("again")
    if again is None or not any(
        not stopped(said, cues, ("ask_mark", "question", *NO_EVENT), *place)
        for place in searched(said, again)
    ):
        return False
    same = [(key, details[key]) for key in ("dose", "unit") if key in details]
    last = code.latest("drug", same) or code.latest("drug")
    if last is None or now_s(said, 0) - last.at_s > MORE_S:
        return False
    kept = {} if "dose" in details else {k: v for k, v in last.details.items() if k != "drug"}
    order = Order(last.details["drug"], {**kept, **details}, now_s(said, 0), said.index)
    note(code, order)
    return True


def replaced(said: Said, cues: Cues, pair: Sequence[Mention]) -> bool:
    """ "Give amio, no, sorry, lidocaine": the last word wins."""
    if len(pair) < 2:  # noqa: PLR2004 - a pair
        return False
    between = said.text[pair[0].end : pair[1].start]
    return cues.drug_cues["correction"].search(between) is not None


def note(code: Code, order: Order) -> None:
    """A later order of the same medicine adds to the one that waits."""
    for one in list(_waiting(code, order)):
        order.details = {**one.details, **order.details}
        code.orders.remove(one)
    code.orders.append(order)


def _waiting(code: Code, order: Order) -> Iterator[Order]:
    for one in code.orders:
        if one.drug == order.drug and order.at_s - one.at_s <= ORDER_S:
            yield one


def reopen(code: Code, said: Said, cues: Cues) -> None:
    """What was only taken for given was an order after all, when somebody else answers it."""
    last = code.latest("drug")
    if last is None or code.orders or not _taken_for_given(said, last):
        return
    if any(True for _ in searched(said, cues.drug_cues["answers"])):
        code.drop(last)
        details = {key: value for key, value in last.details.items() if key != "drug"}
        code.orders.append(Order(last.details["drug"], details, last.at_s, last.said.index))


def say_again(last: Draft, said: Said, place: tuple[int, int], details: dict[str, str]) -> None:
    """A second mention adds what the first lacks; the first is the event, if it was said at all."""
    if _taken_for_given(said, last):
        last.said, last.guessed = said, False
        last.start, last.end = place
    for key, value in details.items():
        last.details.setdefault(key, value)


def _taken_for_given(said: Said, last: Draft) -> bool:
    soon = now_s(said, 0) - last.at_s <= REOPENED_S
    other = last.said.utterance.speaker != said.utterance.speaker
    return last.guessed and last.said is not said and soon and other
