"""Each act in the many ways in which teams say it, and what they say that is no act.

`tests/data/timeline/ways_en.txt` was written by who wrote the rules, so it shows what they keep,
not what they are worth. Each way stands after what makes it possible: a pause, a charge, an order.
"""

from collections.abc import Iterator

import pytest

from app.bench.timeline_fit import ways_of
from app.text.timeline import spoken_events
from tests.unit.text.test_timeline import transcript

WAYS = ways_of("en")
BEFORE = {
    "cpr_start": ("start cpr", "stop compressions"),
    "cpr_stop": ("start cpr", "get the pads on", "what do we know about her", "find the chart"),
    "shock": ("start cpr", "stop compressions", "it's v f", "charge to 200", "charged"),
    "pulse_check": ("start cpr", "stop compressions"),
    "rosc": ("start cpr", "stop compressions", "check a pulse"),
    "rhythm": ("start cpr", "stop compressions"),
    "drug": ("start cpr", "epi one milligram"),
    "none": ("start cpr", "what do we know about her"),
}
LEAST = {"shock": 0.9, "drug": 0.95, "none": 0.99}


def said_of(kind: str, way: str) -> Iterator[str]:
    """The kinds of the events in a way."""
    lines = (*BEFORE.get(kind, ("start cpr",)), way)
    spoken = transcript(*(f"S{at % 3}: {line}" for at, line in enumerate(lines)))
    last = spoken.utterances[-1].id
    yield from (one.kind for one in spoken_events(spoken) if one.utterance == last)


@pytest.mark.parametrize("kind", list(WAYS))
def test_an_act_is_heard_in_nearly_all_the_ways_it_is_said(kind: str) -> None:
    wanted = set() if kind == "none" else {kind}
    wrong = [way for way in WAYS[kind] if set(said_of(kind, way)) != wanted]
    count = len(WAYS[kind])
    assert count >= 20
    assert 1 - len(wrong) / count >= LEAST.get(kind, 0.9), wrong
