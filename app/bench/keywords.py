"""Misses, latency, false alerts and cost of the keyword spotter.

Miss rates carry Wilson's 95 % interval (Wilson, 1927); rates of false alerts the exact one-sided
95 % upper bound of a Poisson mean (Garwood, 1936). Latency runs from a phrase's last acoustic
sample to the sample that decided; the arithmetic itself takes less than a millisecond.
"""

import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from scipy.stats import chi2

from app.bench.keyword_sounds import (
    HELD_OUT,
    KNOWN,
    Case,
    Noise,
    Sound,
    Voices,
    frozen_cases,
    quiet_sentences,
    quiet_speech,
    said,
    voices,
)
from app.bench.scoring import share
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.speech.keyword_spotter import KeywordModel, KeywordSpotter, load_keywords
from app.speech.weights import Weights, external, verified
from app.training.keyword_texts import load_phrases
from app.training.speaker_clips import read_audio

EMBEDDED: Final = "keywords-embedded"
CONDITIONS: Final = (("clean", None), ("10 dB", 10.0), ("5 dB", 5.0))
_GOALS: Final = {"clean": 3.0, "10 dB": 7.0, "5 dB": 12.0}
_ROUNDS: Final = {KNOWN: 3, HELD_OUT: 2}  # how often each frozen sentence is said
_EARLY_S, _LATE_S = 0.4, 0.8  # an event this near to a phrase's end is its own
_GAP: Final = np.zeros(round(0.4 * SAMPLE_RATE_HZ), np.float32)
_MERGE_S: Final = 2.0
_COST_S: Final = 60.0
_CHUNK_S: Final = 0.02
_HOURS: Final = {KNOWN: 8.0, HELD_OUT: 1.5}
_THINNED: Final = 20  # a quick run takes one clip in so many
QUICK: Final = 0.01


@dataclass(frozen=True, slots=True)
class Misses:
    """How many phrases were not raised; interval in percent, latencies in milliseconds."""

    voices: str
    language: str
    condition: str
    keyword: str
    said: int
    missed: int
    low: float
    high: float
    median_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class FalseAlerts:
    """Events on keyword-free sound: `upper` is the 95 % bound of the rate per hour."""

    sound: str
    hours: float
    alerts: int
    rate: float
    upper: float
    by_keyword: dict[str, int]


def wilson(missed: int, said_: int) -> tuple[float, float]:
    """95 % interval of a proportion, in percent; (0, 100) when nothing was said."""
    if said_ == 0:
        return 0.0, 100.0
    found = share(missed, said_)
    return found.low, found.high


def poisson_upper(count: int, hours: float) -> float:
    """One-sided 95 % upper bound of a rate per hour."""
    return float(chi2.ppf(0.95, 2 * (count + 1))) / 2 / hours


@dataclass(frozen=True, slots=True)
class Heard:
    """One phrase said once: whether it was raised, and how long after its end, if known."""

    voices: str
    condition: str
    case: Case
    raised: bool
    delay_s: float | None


def heard(model: KeywordModel, name: str, condition: str, sound: Sound, samples: Samples) -> Heard:
    """Run one sentence past a fresh spotter."""
    events = [e for e in KeywordSpotter(model).push(samples) if e.keyword == sound.case.keyword]
    if sound.end_s is None:
        return Heard(name, condition, sound.case, bool(events), None)
    delays = [event.end_s - sound.end_s for event in events]
    near = [delay for delay in delays if -_EARLY_S <= delay <= _LATE_S]
    return Heard(name, condition, sound.case, bool(near), near[0] if near else None)


def misses(rows: Sequence[Heard]) -> Iterator[Misses]:
    """One figure per voices, language, condition and keyword, and one over all keywords."""
    kinds = list(dict.fromkeys((row.voices, row.case.language, row.condition) for row in rows))
    for name, language, condition in kinds:
        kind = name, language, condition
        own = [row for row in rows if (row.voices, row.case.language, row.condition) == kind]
        for keyword in ("all", *dict.fromkeys(row.case.keyword for row in own)):
            chosen = [row for row in own if keyword in ("all", row.case.keyword)]
            missed = sum(not row.raised for row in chosen)
            low, high = wilson(missed, len(chosen))
            delays = [1000 * row.delay_s for row in chosen if row.delay_s is not None]
            middle, late = np.percentile(delays, [50, 95]) if delays else (None, None)
            yield Misses(
                name, language, condition, keyword, len(chosen), missed, low, high,
                None if middle is None else float(middle), None if late is None else float(late),
            )  # fmt: skip


class Quiet:
    """Counts what is raised on clips that hold no keyword, played as one stream.

    Events of a keyword within 2 s of each other count once.
    """

    def __init__(self, model: KeywordModel, sound: str) -> None:
        self._sound = sound
        self._spotter = KeywordSpotter(model)
        self._latest: dict[str, float] = {}
        self._found: Counter[str] = Counter()
        self.samples = 0

    def add(self, clip: Samples) -> None:
        """One more clip, and a pause."""
        for part in (clip, _GAP):
            self.samples += len(part)
            for event in self._spotter.push(part):
                if event.end_s - self._latest.get(event.keyword, -math.inf) > _MERGE_S:
                    self._found[event.keyword] += 1
                self._latest[event.keyword] = event.end_s

    def result(self) -> FalseAlerts:
        """What was counted so far."""
        hours = self.samples / SAMPLE_RATE_HZ / 3600
        alerts = self._found.total()
        upper = poisson_upper(alerts, hours)
        return FalseAlerts(self._sound, hours, alerts, alerts / hours, upper, dict(self._found))


def cost(model: KeywordModel, seed: int) -> float:
    """Processor seconds per second of sound that comes in chunks of 20 ms."""
    samples = np.random.default_rng(seed).standard_normal(round(_COST_S * SAMPLE_RATE_HZ))
    spotter, size = KeywordSpotter(model), round(_CHUNK_S * SAMPLE_RATE_HZ)
    sound = (0.05 * samples).astype(np.float32)
    started = time.process_time()
    for first in range(0, len(sound), size):
        spotter.push(sound[first : first + size])
    return (time.process_time() - started) / _COST_S


def model_named(name: str) -> KeywordModel:
    """A model of the manifests, or the directory of one just trained. Raises ModelError."""
    directory = Path(name)
    if directory.is_dir():
        return load_keywords(Weights(directory, external(directory)))
    return load_keywords(verified(name))


@dataclass(frozen=True, slots=True)
class KeywordBench:
    """What to measure with: frozen sentences, open recordings, and a share of the full length."""

    sentences: Path
    data: Path
    seed: int
    share: float = 1.0


def measured_misses(model: KeywordModel, bench: KeywordBench) -> Iterator[Misses]:
    """Frozen sentences by every engine, clean and in noise."""
    positives, _ = frozen_cases(bench.sentences)
    noise = Noise(bench.data, bench.seed)
    rows: list[Heard] = []
    for voice in voices(bench.seed):
        cases = positives * _ROUNDS[voice.name] if bench.share == 1 else positives[::_THINNED]
        for name, sound in said([voice], cases):
            for condition, snr_db in CONDITIONS:
                samples = sound.samples if snr_db is None else noise(sound.samples, snr_db)
                rows.append(heard(model, name, condition, sound, samples))
    yield from misses(rows)


def measured_false_alerts(model: KeywordModel, bench: KeywordBench) -> Iterator[FalseAlerts]:
    """Frozen near misses, real speech, and synthetic speech by unseen voices."""
    phrases = load_phrases()
    _, near = frozen_cases(bench.sentences)
    thinned = 1 if bench.share == 1 else _THINNED
    for voice in voices(bench.seed + 1):
        counted = Quiet(model, f"synthetic: frozen near misses, {voice.name}")
        for _, sound in said([voice], near[::thinned]):
            counted.add(sound.samples)
        yield counted.result()
    for name, paths in quiet_speech(bench.data, phrases).items():
        counted = Quiet(model, name)
        for path in paths[::thinned]:
            counted.add(read_audio(path))
        yield counted.result()
    for voice in voices(bench.seed + 2):
        yield from _on_synthetic(model, voice, bench)


def _on_synthetic(model: KeywordModel, voice: Voices, bench: KeywordBench) -> Iterator[FalseAlerts]:
    wanted = _HOURS[voice.name] * bench.share * 3600 * SAMPLE_RATE_HZ
    kinds: dict[str, Quiet] = {}
    for kind, sentence in quiet_sentences(bench.data, load_phrases(), bench.seed):
        sound = voice.say(Case(sentence.language, "", "", sentence.text))
        if sound is not None:
            named = f"synthetic: {kind}, {voice.name}"
            kinds.setdefault(kind, Quiet(model, named)).add(sound.samples)
        if sum(counted.samples for counted in kinds.values()) >= wanted:
            break
    yield from (counted.result() for counted in kinds.values())


def run(out: TextIO, model: KeywordModel, bench: KeywordBench) -> None:
    """Print the tables, and the same as one line of JSON. Raises ResourceError."""
    missed, quiet = [], []
    out.write(f"misses, goals {_GOALS} %\n")
    out.write("voices | lang | condition | keyword | missed | % | 95 % interval | median, p95 ms\n")
    for figure in measured_misses(model, bench):
        missed.append(figure)
        out.write(
            f"{figure.voices} | {figure.language} | {figure.condition} | {figure.keyword} | "
            f"{figure.missed} of {figure.said} | {100 * figure.missed / figure.said:.1f} | "
            f"{figure.low:.1f}-{figure.high:.1f} | {_ms(figure.median_ms)}, {_ms(figure.p95_ms)}\n"
        )
    out.write("\nfalse alerts\nsound | hours | alerts | per hour | 95 % upper bound | of which\n")
    for counted in measured_false_alerts(model, bench):
        quiet.append(counted)
        out.write(
            f"{counted.sound} | {counted.hours:.2f} | {counted.alerts} | {counted.rate:.2f} | "
            f"{counted.upper:.2f} | {counted.by_keyword}\n"
        )
        out.flush()
    share = cost(model, bench.seed)
    out.write(f"\nprocessor: {100 * share:.2f} % of one core, chunks of 20 ms\n")
    found = {"misses": [asdict(m) for m in missed], "false_alerts": [asdict(q) for q in quiet]}
    out.write(json.dumps(found | {"core_share": share}) + "\n")


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
