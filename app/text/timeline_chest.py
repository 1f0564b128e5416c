"""Chest, rhythm, pulse and death: what a hit does to the state of a resuscitation."""

import re
from typing import Final

from app.text.timeline_state import Code, Draft
from app.text.timeline_words import Hit, Said

SAME_CHECK_S: Final = 45.0
"""A call for a pulse and what was felt belong together for so long."""
ANSWER_S: Final = 25.0
LOOK_AGAIN_S: Final = 60.0
UNHEARD_S: Final = 45.0
"""So long after a stop somebody was on the chest again, though nobody was heard to say so."""
WITHOUT_PULSE: Final = frozenset({"ventricular_fibrillation", "pulseless_vt", "asystole", "pea"})
AWAITED_S: Final = 60.0
BACK_S: Final = 12.0
ALARM_S: Final = 120.0
_PRESS: Final = re.compile("(?:and |now |okay |i'm )*(?:press|push)(?!.*(?:chest|hard|fast))")
"""With a charge ready it is the button that is pressed."""
_PRESS_ZH: Final = re.compile("[我来就那]*按")
CLEAR_S: Final = 8.0
_MENDED: Final = re.compile(r"\b(?:no|sorry|wait|scratch|actually|correction)\b|不对|不是|错了")
_STILL: Final = re.compile(
    "还是|照旧|依旧|仍|照样|老样子"
    r"|\b(?:still|again|remains?|back (?:in(?:to)?|to)|straight back)\b"
)
"""Such a rhythm was looked for anew."""
_SOON_S: Final = 40.0
_RESTS: Final = 8.0


def now_s(said: Said, at: int) -> float:
    """When the word at a character was said."""
    return said.utterance.words[said.owners[at]].start_s


def start(code: Code, said: Said, hit: Hit) -> None:
    """Compressions begin or go on: an event only after a pause."""
    weak = hit.rule.sense in {"whole", "pause"} or hit.rule.kind == "keep_going"
    if (code.on and not code.paused) or (code.rosc and weak):
        return
    if hit.rule.sense == "pause" and not _awaited(code, now_s(said, hit.start)):
        return
    if code.charged and _PRESS.match(said.text, hit.start):
        return
    if _PRESS_ZH.match(said.text, hit.start) and _of_button(code, said, hit):
        return
    code.add("cpr_start", said, (hit.start, hit.end), {})
    if code.asked[0] == "pulse":  # a yes that follows is said to this
        code.asked = ("", "", now_s(said, hit.start))
    code.on, code.paused, code.arrest, code.rosc = True, False, True, False
    _pulseless(code, now_s(said, hit.start))


def _of_button(code: Code, said: Said, hit: Hit) -> bool:
    """These words are, or were just read as, those of who presses the button."""
    last = code.shocked
    if last is not None and last.said is said and last.start <= hit.start < last.end:
        return True
    return pressing(code, now_s(said, hit.start))


def pressing(code: Code, at_s: float) -> bool:
    """A charge is ready and all were just sent off: it is the button that is pressed."""
    return code.charged and 0 <= at_s - code.clear_s <= CLEAR_S


def keep_going(code: Code, said: Said, hit: Hit) -> None:
    if code.arrest and not code.on:
        start(code, said, hit)


def again(code: Code, said: Said, hit: Hit) -> None:
    """A bare word for pressing: the chest only in an arrest, or when all looks like one."""
    at_s = now_s(said, hit.start)
    alone = hit.rule.sense == "whole"
    if (code.arrest and not code.rosc) or (alarmed(code, at_s) and not alone):
        start(code, said, hit)


def alarm(code: Code, said: Said, hit: Hit) -> None:
    code.alarm_s = now_s(said, hit.start)


def alarmed(code: Code, at_s: float) -> bool:
    """There is or was an arrest, or somebody said what one begins with a short while ago."""
    return code.known or code.arrest or at_s - max(code.alarm_s, code.no_pulse_s) <= ALARM_S


def stop(code: Code, said: Said, hit: Hit) -> None:
    """Off the chest. Before the first hands of this team only when the chest itself is named."""
    at_s = now_s(said, hit.start)
    unheard = code.arrest and not code.rosc and at_s - code.off_s > UNHEARD_S
    if hit.rule.sense == "on" and not (code.on or unheard):
        return
    first = not code.arrest and hit.rule.sense != "whole"
    if code.on or first or unheard:
        code.add("cpr_stop", said, (hit.start, hit.end), {})
    code.on, code.paused, code.off_s = False, True, at_s
    code.new_look()


def analysis(code: Code, said: Said, hit: Hit) -> None:  # noqa: ARG001
    code.paused = True
    code.new_look()


def rhythm(code: Code, said: Said, hit: Hit) -> None:
    at_s = now_s(said, hit.start)
    if hit.rule.sense == "weak" and not alarmed(code, at_s):
        return
    name = _rhythm_name(code, hit.name, at_s)
    still = _STILL.search(said.text, said.clause(hit.start)[0], hit.end) is not None
    if at_s - code.looked_s > (BACK_S if still else LOOK_AGAIN_S):
        code.new_look()
    if _seen(code, name, at_s) or _corrects(code, said, hit, name):
        return
    code.add("rhythm", said, (hit.start, hit.end), {"rhythm": name})
    code.seen.add(name)
    code.looked_s, code.paused = at_s, True
    code.rosc = code.rosc and name not in WITHOUT_PULSE
    code.asked = ("", "", at_s) if code.asked[0] == "rhythm" else code.asked


def _seen(code: Code, name: str, at_s: float) -> bool:
    """Whether it is named again; after another one it came back."""
    last = code.latest("rhythm")
    back = last is not None and last.details["rhythm"] != name and at_s - last.at_s > BACK_S
    return name in code.seen and not back


def _corrects(code: Code, said: Said, hit: Hit, name: str) -> bool:
    """ "That's torsades, no, that's VF": one look, and the last word wins."""
    last = code.latest("rhythm")
    if last is None or last.said is not said:
        return False
    if not _MENDED.search(said.text, last.end, hit.start):
        return False
    last.details["rhythm"] = name
    code.seen.add(name)
    return True


def rhythm_asked(code: Code, said: Said, hit: Hit) -> None:
    """ "Asystole on the monitor?": a yes names it."""
    code.asked = ("rhythm", hit.name, now_s(said, hit.start))


def cpr_asked(code: Code, said: Said, hit: Hit) -> None:
    """ "Is somebody compressing?": a yes says that the first hands are on."""
    if not code.on:
        code.asked = ("cpr", "", now_s(said, hit.start))


def rhythm_call(code: Code, said: Said, hit: Hit) -> None:
    if now_s(said, hit.start) - code.looked_s > _RESTS:
        code.new_look()


def pulse_call(code: Code, said: Said, hit: Hit) -> None:
    at_s = now_s(said, hit.start)
    if hit.rule.sense == "bare" and not alarmed(code, at_s):
        return
    if hit.rule.sense == "paused" and not (code.arrest and code.paused):
        return
    last = code.latest("rosc")
    if last is not None and last.said is said and code.rosc:
        return
    code.called = (said.index, hit.end)
    _check(code, said, hit, at_s)
    code.asked, code.paused = ("pulse", "", at_s), True


def no_pulse(code: Code, said: Said, hit: Hit) -> None:
    at_s = now_s(said, hit.start)
    if hit.rule.sense == "none_bare" and not alarmed(code, at_s):
        return
    if hit.rule.sense == "felt" and not (_under_way(code, at_s) or _felt_for(code, at_s)):
        return
    _check(code, said, hit, at_s)
    code.rosc, code.paused, code.asked = False, True, ("", "", at_s)
    code.no_pulse_s = at_s
    _pulseless(code, at_s)


def pulse_lost(code: Code, said: Said, hit: Hit) -> None:
    """ "We've lost it": a pulse, when there was one again."""
    if code.rosc:
        no_pulse(code, said, hit)


def pulse(code: Code, said: Said, hit: Hit) -> None:
    """After CPR, the first definite word of a pulse; "I've got one" only to who asked for it."""
    if hit.rule.sense == "felt" and not _felt_for(code, now_s(said, hit.start)):
        return
    if code.called[0] == said.index and hit.start < code.called[1]:
        return
    if code.arrest and not code.rosc:
        code.add("rosc", said, (hit.start, hit.end), {})
        code.rosc, code.paused = True, True
    code.felt_s = now_s(said, hit.start)
    code.asked = ("", "", now_s(said, hit.start))


def yes(code: Code, said: Said, hit: Hit) -> None:
    """The answer to a question about a pulse or a named rhythm."""
    about, name, asked_s = code.asked
    if now_s(said, hit.start) - asked_s > ANSWER_S:
        return
    if about == "pulse":
        pulse(code, said, hit)
    elif about == "rhythm":
        rhythm(code, said, Hit(hit.rule, name, hit.start, hit.end, ()))
    elif about == "cpr":
        start(code, said, hit)
        code.asked = ("", "", asked_s)


def no(code: Code, said: Said, hit: Hit) -> None:
    about, _, asked_s = code.asked
    at_s = now_s(said, hit.start)
    if about == "pulse" and at_s - asked_s <= ANSWER_S:
        code.no_pulse_s, code.rosc = at_s, False
        _pulseless(code, at_s)
    if about in {"pulse", "rhythm"}:
        code.asked = ("", "", at_s)


def death(code: Code, said: Said, hit: Hit) -> None:
    if not code.dead:
        code.add("death", said, (hit.start, hit.end), {})
    code.dead = True


def _under_way(code: Code, at_s: float) -> bool:
    return code.arrest and bool(code.events) and at_s - code.events[-1].at_s <= LOOK_AGAIN_S


def _felt_for(code: Code, at_s: float) -> bool:
    last = code.latest("pulse_check")
    asked = code.asked[0] == "pulse" and at_s - code.asked[2] <= ANSWER_S
    return asked or (last is not None and code.paused and at_s - last.at_s <= ANSWER_S)


def _awaited(code: Code, at_s: float) -> bool:
    """Hands are waited for: in a pause of CPR, or since nobody felt a pulse."""
    return code.arrest or at_s - code.no_pulse_s <= AWAITED_S


def _check(code: Code, said: Said, hit: Hit, at_s: float) -> None:
    """One event for a call and its results, until the chest is on again or time has passed."""
    for one in reversed(code.events):
        over = one.kind in {"cpr_start", "rosc"} or one.at_s < code.felt_s
        if over or at_s - one.at_s > SAME_CHECK_S:
            break
        if one.kind == "pulse_check":
            return
    code.add("pulse_check", said, (hit.start, hit.end), {})


def _rhythm_name(code: Code, name: str, at_s: float) -> str:
    if name != "ventricular_tachycardia":
        return name
    without = (code.arrest and not code.rosc) or at_s - code.no_pulse_s <= _SOON_S
    return "pulseless_vt" if without else name


def _pulseless(code: Code, at_s: float) -> None:
    """A tachycardia named just before it was said that there is no pulse had none."""
    for one in code.events:
        if _was_tachycardia(one) and max(at_s - _SOON_S, code.felt_s) <= one.at_s <= at_s:
            one.details["rhythm"] = "pulseless_vt"
            code.seen.add("pulseless_vt")


def _was_tachycardia(one: Draft) -> bool:
    return one.kind == "rhythm" and one.details["rhythm"] == "ventricular_tachycardia"
