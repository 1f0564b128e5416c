"""The embedded keyword spotter on the bundled encounters, against their scripts."""

import json
from collections.abc import Iterator

import numpy as np
import pytest
import soundfile

from app.paths import RESOURCES
from app.speech.keyword_spotter import KeywordModel, KeywordSpotter, load_keywords
from app.speech.weights import verified
from tests.speech.essentials import TRUTH

pytestmark = pytest.mark.weights

DRUGS = {"epinephrine", "amiodarone", "肾上腺素"}
EARLY_S, LATE_S = 0.3, 1.0


@pytest.fixture(scope="module")
def model() -> KeywordModel:
    return load_keywords(verified("keywords-embedded"))


def wanted(sample: str, known: set[str]) -> Iterator[tuple[str, float, float]]:
    """(keyword, start, end) of the turns in which the script has one of our phrases."""
    script = json.loads((TRUTH / f"{sample}.json").read_text("utf-8"))
    for alert in script["alerts"]:
        if alert["keyword"] in known:
            yield alert["keyword"], alert["start_s"], alert["end_s"]
    for dose in script["doses"]:
        if dose["drug"] in DRUGS:
            yield "resuscitation_drug", dose["start_s"], dose["end_s"]


# the Mandarin physician names the anaphylaxis again at the end; its script lists it once
@pytest.mark.parametrize(
    ("sample", "count", "more"),
    [("en_encounter", 6, 0), ("en_short", 3, 0), ("zh_encounter", 6, 1)],
)
def test_the_phrases_of_the_bundled_encounters_are_raised_and_nothing_else(
    model: KeywordModel, sample: str, count: int, more: int
) -> None:
    samples, rate_hz = soundfile.read(RESOURCES / "samples" / f"{sample}.flac", dtype="float32")
    assert rate_hz == 16_000
    events = KeywordSpotter(model).push(samples)
    turns = list(wanted(sample, {keyword.id for keyword in model.keywords}))
    assert len(turns) == count
    assert len(events) == count + more
    for keyword, start_s, end_s in turns:
        assert any(
            event.keyword == keyword and start_s - EARLY_S <= event.end_s <= end_s + LATE_S
            for event in events
        ), f"{keyword} at {start_s} s"


def test_a_minute_of_noise_raises_nothing(model: KeywordModel) -> None:
    rng = np.random.default_rng(11)
    white = rng.standard_normal(60 * 16_000)
    swelling = white * (1 + np.sin(np.arange(len(white)) / 4000)) * 0.1
    for level in (0.001, 0.03, 0.3):
        assert KeywordSpotter(model).push((level * white).astype(np.float32)) == []
    assert KeywordSpotter(model).push(swelling.astype(np.float32)) == []


def test_what_ships_is_small_and_says_when_it_was_sure(model: KeywordModel) -> None:
    assert sum(tensor.size for tensor in model.tensors.values()) <= 200_000
    assert all(0.4 <= keyword.threshold < 1 for keyword in model.keywords)
