"""Each act in the many ways in which teams say it, and what they say that is no act.

`tests/data/timeline/ways_*.txt` were written by who wrote the rules, so they show what these keep,
not what they are worth. Each way stands after what makes it possible: a pause, a charge, an order.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from app.bench.timeline_fit import ways_of
from app.domain.transcript import Language
from app.text.timeline import spoken_events
from tests.unit.text.test_timeline import transcript

WAYS: Final = {language: ways_of(language) for language in ("en", "zh")}
BEGINS: Final[Mapping[Language, tuple[str, ...]]] = {"en": ("start cpr",), "zh": ("开始按压",)}
BEFORE: Final[Mapping[Language, Mapping[str, tuple[str, ...]]]] = {
    "en": {
        "cpr_start": ("start cpr", "stop compressions"),
        "cpr_stop": ("start cpr", "get the pads on", "what do we know about her", "find the chart"),
        "shock": ("start cpr", "stop compressions", "it's v f", "charge to 200", "charged"),
        "pulse_check": ("start cpr", "stop compressions"),
        "rosc": ("start cpr", "stop compressions", "check a pulse"),
        "rhythm": ("start cpr", "stop compressions"),
        "drug": ("start cpr", "epi one milligram"),
        "airway": ("start cpr", "get ready to intubate"),
        "access": ("start cpr", "we need a line"),
        "none": ("start cpr", "what do we know about her"),
    },
    "zh": {
        "cpr_start": ("开始按压", "停"),
        "cpr_stop": ("开始按压", "病历呢", "家属到了", "叫主任来"),
        "rhythm": ("开始按压", "停一下看波"),
        "shock": ("开始按压", "停", "室颤", "充电200", "充好了", "都让开"),
        "drug": ("开始按压", "肾上腺素一毫克"),
        "airway": ("开始按压", "准备插管"),
        "access": ("开始按压", "打个留置针"),
        "pulse_check": ("开始按压", "停"),
        "rosc": ("开始按压", "停，摸脉搏"),
    },
}
LEAST: Final[Mapping[Language, Mapping[str, float]]] = {
    "en": {"shock": 0.9, "drug": 0.95, "none": 0.99},
    "zh": {"none": 0.97},
}
USUAL: Final[Mapping[Language, float]] = {"en": 0.9, "zh": 0.93}
COUNT: Final[Mapping[Language, int]] = {"en": 20, "zh": 25}


def kinds_in(language: Language, kind: str, way: str) -> Iterator[str]:
    """The kinds of the events in a way."""
    lines = (*BEFORE[language].get(kind, BEGINS[language]), way)
    spoken = transcript(*(f"S{at % 3}: {line}" for at, line in enumerate(lines)))
    last = spoken.utterances[-1].id
    yield from (one.kind for one in spoken_events(spoken) if one.utterance == last)


@pytest.mark.parametrize(
    ("language", "kind"), [(language, kind) for language, ways in WAYS.items() for kind in ways]
)
def test_an_act_is_heard_in_nearly_all_the_ways_it_is_said(language: Language, kind: str) -> None:
    ways, wanted = WAYS[language][kind], set() if kind == "none" else {kind}
    wrong = [way for way in ways if set(kinds_in(language, kind, way)) != wanted]
    assert len(ways) >= COUNT[language]
    assert 1 - len(wrong) / len(ways) >= LEAST[language].get(kind, USUAL[language]), wrong
