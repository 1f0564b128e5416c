"""`erscribe bench streaming`: live words against the words of the whole recording, and how soon.

Talks are sentences said one after another with pauses; where the engine tells when it said a word,
the word's latency is known.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from app.bench.evaluation import HEADING, Figure, line
from app.bench.scoring import Interval, Tally, errors, language_of, percentile, pooled
from app.bench.sentences import some_sentences
from app.bench.voices import Engine, Said, Span, engines
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, as_float
from app.domain.errors import ResourceError
from app.domain.live import Follow, Lag, LiveWords
from app.domain.transcript import Language, Word
from app.speech.process import SpeechParts
from app.speech.streaming_recording import Following
from app.text.tokens import plain
from app.text.writing import heard_line

QUICK: Final = 20  # sentences of a set
_QUIET_S: Final = 0.25  # around every sentence of an engine
_TALK_S: Final = (30.0, 60.0)
_PAUSE_S: Final = (0.15, 1.0)
_FLOOR: Final = 3e-4  # root mean square of the noise under a talk
_NEAR_S: Final = 0.5  # how far a shown word may be from where it was said, to be that word
_FRAME: Final = 4_000  # a recording grows by so many samples


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """Several sentences as one recording; `words` with their true times where they are known."""

    language: Language
    sentences: tuple[str, ...]
    samples: Samples
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StreamingBench:
    """paths: files of id<TAB>sentence. most: sentences of each file. minutes: of real time."""

    paths: tuple[Path, ...]
    seed: int = 0
    most: int = 200
    minutes: float = 5.0
    model: str = "recognizer-embedded"


def talks(said: Sequence[Said], seed: int) -> Iterator[Talk]:
    """Sentences in their order as talks of 30 to 60 s, over faint noise."""
    chooser, noise = random.Random(seed), np.random.default_rng(seed)
    waiting = list(said)
    while waiting:
        length_s, parts, words, sentences = chooser.uniform(*_TALK_S), [], [], []
        at = 0
        while waiting and at < length_s * SAMPLE_RATE_HZ:
            one = waiting.pop(0)
            pause = np.zeros(round(chooser.uniform(*_PAUSE_S) * SAMPLE_RATE_HZ), np.float32)
            edge = round(_QUIET_S * SAMPLE_RATE_HZ)
            shift_s = (at + len(pause)) / SAMPLE_RATE_HZ - _QUIET_S
            words += [
                Span(word.text, word.start_s + shift_s, word.end_s + shift_s) for word in one.words
            ]
            parts += [pause, one.samples[edge : len(one.samples) - edge]]
            at += len(pause) + len(parts[-1])
            sentences.append(one.text)
        sound = np.concatenate([*parts, np.zeros(SAMPLE_RATE_HZ, np.float32)])
        sound += noise.normal(0, _FLOOR, len(sound)).astype(np.float32)
        yield Talk(language_of(sentences[0]), tuple(sentences), sound, tuple(words))


class Played:
    """A talk as a recording: all there, or growing with the clock by a frame at a time."""

    def __init__(self, samples: Samples, clock: Callable[[], float] | None = None) -> None:
        """clock: seconds since it began; None when it is all there."""
        self.pcm: NDArray[np.int16] = np.clip(samples * 32768, -32768, 32767).astype(np.int16)
        self._clock = clock
        self.available = 0 if clock else len(self.pcm)

    @property
    def finished(self) -> bool:
        return self.available == len(self.pcm)

    def poll(self, final: bool = False) -> bool:
        del final  # nothing is ever written by halves here
        before = self.available
        if self._clock is not None:
            frames = int(self._clock() * SAMPLE_RATE_HZ) // _FRAME
            self.available = min(len(self.pcm), frames * _FRAME)
            if self._clock() * SAMPLE_RATE_HZ >= len(self.pcm):
                self.available = len(self.pcm)
        return self.available > before

    def read(self, first: int, last: int) -> NDArray[np.int16]:
        return self.pcm[first : min(last, self.available)]

    def chunk(self) -> AudioChunk:
        return AudioChunk(as_float(self.pcm))


@dataclass(frozen=True, slots=True)
class Told:
    """An event and when it came, in seconds since the recording began."""

    at_s: float
    words: LiveWords


def followed(parts: SpeechParts, talk: Talk, *, paced: bool) -> tuple[list[Told], list[float]]:
    """Everything that is told of a talk, and the lag each second; in real time when paced."""
    began_s = time.monotonic()
    told: list[Told] = []
    lags: list[float] = []

    def clock() -> float:
        return time.monotonic() - began_s

    def take(event: object, **_: bool) -> None:
        if isinstance(event, LiveWords):
            told.append(Told(clock(), event))
        elif isinstance(event, Lag):
            lags.append(event.lag_s)

    played = Played(talk.samples, clock if paced else None)
    following = Following(Follow("bench", paced=paced), take)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            following.tick()
            if played.finished:
                following.no_more_comes()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    following.run(lambda *_: played, parts.follower)
    over.set()
    watcher.join()
    return told, lags


def ended_words(told: Sequence[Told]) -> list[Word]:
    """The words as following left them, region by region."""
    return [word for one in told if one.words.ended for word in one.words.words]


def retractions(told: Sequence[Told]) -> int:
    """How often a confirmed word was taken back or changed: never, or it is a fault."""
    count = 0
    confirmed: dict[int, tuple[Word, ...]] = {}
    for one in told:
        before = confirmed.get(one.words.region, ())
        now = one.words.words[: one.words.confirmed]
        count += now[: len(before)] != before
        confirmed[one.words.region] = now
    return count


def latencies(talk: Talk, told: Sequence[Told]) -> list[tuple[float, float]]:
    """Seconds from a word's true end to the first time it is shown, and to when it is confirmed.

    Only words that are right in the end count; one counts as shown when the same text stands
    within half a second of where it stands in the end.
    """
    ends = [one.words for one in told if one.words.ended]
    placed = [(one.region, at, word) for one in ends for at, word in enumerate(one.words)]
    wanted = [plain(span.text) for span in talk.words]
    found = []
    for code in Levenshtein.opcodes(wanted, [plain(word.text) for _, _, word in placed]):
        if code.tag != "equal":
            continue
        for span, (region, at, word) in zip(
            talk.words[code.src_start : code.src_end],
            placed[code.dest_start : code.dest_end],
            strict=True,
        ):
            shown_s, settled_s = _first(told, region, at, word)
            found.append((shown_s - span.end_s, settled_s - span.end_s))
    return found


def _first(told: Sequence[Told], region: int, at: int, word: Word) -> tuple[float, float]:
    """When a final word was first shown, and when it was confirmed."""
    here = [one for one in told if one.words.region == region]
    settled_s = next(one.at_s for one in here if one.words.confirmed > at)
    shown_s = next(one.at_s for one in here if any(_same(word, other) for other in one.words.words))
    return min(shown_s, settled_s), settled_s


def _same(word: Word, other: Word) -> bool:
    near = abs(word.start_s - other.start_s) <= _NEAR_S
    return near and word.text.casefold() == other.text.casefold()


def run(out: TextIO, parts: SpeechParts, bench: StreamingBench) -> None:
    """Print error rates live and offline, then latencies in real time.

    Raises ResourceError, ModelError, RecognitionError.
    """
    if not bench.paths:
        raise ResourceError("no sentences to measure with: give files of id<TAB>text")
    parts.load()
    out.write(f"{HEADING}\n")
    timed: list[Talk] = []
    for path in bench.paths:
        texts = some_sentences(path, bench.most, bench.seed)
        for engine in engines(bench.seed):
            made = list(talks(spoken(engine, texts), bench.seed))
            if made:
                timed += made if made[0].words else []
                _print(out, quality(parts, f"{path.stem}, {engine.name}", made, bench))
    if bench.minutes > 0:
        _print(out, promptness(parts, _some(timed, bench), bench))


def spoken(engine: Engine, texts: Sequence[str]) -> list[Said]:
    """The sentences that an engine can say."""
    return [said for said in map(engine.say, texts) if said is not None]


def quality(
    parts: SpeechParts, name: str, made: Sequence[Talk], bench: StreamingBench
) -> Iterator[Figure]:
    """Errors of offline and live words of the same talks, their difference, and retractions."""
    offline, live, taken_back = [], [], 0
    for talk in made:
        audio = Played(talk.samples).chunk()
        regions = parts.detector().regions(audio)
        heard = parts.recognizer().recognize(audio, regions)
        told, _ = followed(parts, talk, paced=False)
        offline.append(_errors(talk, [word for one in heard for word in one.words]))
        live.append(_errors(talk, ended_words(told)))
        taken_back += retractions(told)
    count = sum(len(talk.sentences) for talk in made)
    measure = "CER" if made[0].language == "zh" else "WER"
    seed = bench.seed
    yield _figure(bench, name, count, f"{measure} offline", pooled(offline, seed))
    yield _figure(bench, name, count, f"{measure} live", pooled(live, seed))
    more = _difference(live, offline, seed)
    yield _figure(bench, name, count, f"{measure} live minus offline", more, "%", "<= 0.5")
    yield Figure(bench.model, name, count, "confirmed words taken back", taken_back, 0, 0, "", "0")


def promptness(parts: SpeechParts, made: Sequence[Talk], bench: StreamingBench) -> Iterator[Figure]:
    """Seconds from a word's end to the word, the talks played in real time."""
    pairs: list[tuple[float, float]] = []
    lags: list[float] = []
    for talk in made:
        told, lag = followed(parts, talk, paced=True)
        pairs += latencies(talk, told)
        lags += lag
    for which, label, goal in ((0, "shown", "<= 1200"), (1, "confirmed", "<= 2500")):
        values = [1000 * pair[which] for pair in pairs]
        for point in (50, 95):
            found = percentile(values, point, bench.seed)
            yield _figure(
                bench,
                f"{len(made)} talks in real time",
                len(pairs),
                f"word {label} after, p{point}",
                found,
                "ms",
                goal if point == 50 else "",
            )
    found = percentile([1000 * lag for lag in lags], 95, bench.seed)
    yield _figure(bench, "sound waiting to be read", len(lags), "lag, p95", found, "ms")


def _errors(talk: Talk, words: Sequence[Word]) -> Tally:
    wanted = ("" if talk.language == "zh" else " ").join(talk.sentences)
    return errors(wanted, heard_line(words, talk.language), talk.language)


def _difference(live: Sequence[Tally], offline: Sequence[Tally], seed: int) -> Interval:
    """How much higher the pooled rate of the same talks is, in points, resampled over talks."""
    pairs = [
        Tally(one.part - other.part, one.whole) for one, other in zip(live, offline, strict=True)
    ]
    return pooled(pairs, seed)


def _some(made: Sequence[Talk], bench: StreamingBench) -> list[Talk]:
    """Talks drawn at random until there are minutes enough."""
    drawn = random.Random(bench.seed).sample(list(made), len(made))
    some: list[Talk] = []
    while drawn and sum(len(one.samples) for one in some) < bench.minutes * 60 * SAMPLE_RATE_HZ:
        some.append(drawn.pop())
    return some


def _figure(
    bench: StreamingBench,
    name: str,
    count: int,
    measure: str,
    found: Interval,
    unit: str = "%",
    goal: str = "",
) -> Figure:
    return Figure(bench.model, name, count, measure, found.value, found.low, found.high, unit, goal)


def _print(out: TextIO, figures: Iterator[Figure]) -> None:
    for figure in figures:
        out.write(f"{line(figure)}\n")
        out.flush()
