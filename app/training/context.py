"""The model that reconsiders what a mention means: a linear one, from sentences of our own.

Multinomial logistic regression over the features of `app.text.context_model` that were seen more
than once, fitted by AdaGrad (Duchi and others, 2011), a quarter of them hidden at each step so
that no single word decides, stored in whole numbers of eight bits. Each sentence is learned as it
was written and as a recogniser would write it, without marks. Deterministic: the same sentences
give the same bytes.

The sentences are `resources/training/context/{en,zh}_WRITER.txt`, one a line: `w` or `h` (written
or heard), a tab, and the text with each mention as `[[words|assertion|concept]]`; a near miss has
the assertion `none`.

python -m app.training.context [OUT]
python -m app.training.context --check     each writer's sentences by a model of all the others
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.paths import MODELS, RESOURCES
from app.text.clinical import read_keywords
from app.text.context_data import read_context
from app.text.context_model import (
    ASSERTIONS,
    CONFIG,
    FOLDER,
    Judged,
    features,
    fingerprints,
    outweighed,
    places,
)
from app.text.lexicon.loading import Lexicon
from app.text.pipeline import Pipeline
from app.text.reading import Reading, Token, split
from app.text.tokens import without_marks

SENTENCES: Final = RESOURCES / "training" / "context"
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
EPOCHS: Final = 4
RATE: Final = 0.1
HIDDEN: Final = 0.25
SCALE: Final = 0.3
LEAST: Final = 5
"""Times that a feature was seen, a sentence counting twice (as written, as heard). Of 1, 3 and 5
the fewest weights at the same share of right answers on other writers' sentences."""
_STEPS: Final = 127
_MARK: Final = re.compile(r"\[\[(.+?)\|(\w+)\|(\w+)\]\]")
_LOUD: Final = ("present", "uncertain")
_SILENT: Final = ("negated", "family", "hypothetical")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its mentions: first and last character (excluded), and what is true of it."""

    text: str
    mentions: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One mention of a line: what is seen of it (fingerprints), what the rules say, the truth."""

    seen: np.ndarray
    ruled: Assertion
    truth: int


def sentences(path: Path) -> Iterator[Marked]:
    """The marked sentences of a file. Raises ResourceError naming file and line."""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        form, _, text = row.partition("\t")
        if form not in {"w", "h"} or not text:
            raise ResourceError(f"{path.name}, line {number}: not a marked sentence")
        yield _marked(text)


def _marked(text: str) -> Marked:
    plain, mentions, at = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        mentions.append((len(plain), len(plain) + len(match[1]), match[2]))
        plain += match[1]
        at = match.end()
    return Marked(plain + text[at:], tuple(mentions))


def heard(sentence: Marked, language: Language) -> Marked:
    """The sentence in small letters and without marks, its mentions where they went."""
    text, mentions, at = "", [], 0
    for start, end, truth in sentence.mentions:
        text = _joined(text, without_marks(sentence.text[at:start], language))
        words = without_marks(sentence.text[start:end], language).strip()
        text = _joined(text, words)
        mentions.append((len(text) - len(words), len(text), truth))
        at = end
    return Marked(_joined(text, without_marks(sentence.text[at:], language)), tuple(mentions))


def _joined(text: str, more: str) -> str:
    return text + (more.lstrip() if text.endswith(" ") else more)


def examples(every: Iterable[Marked], language: Language, pipeline: Pipeline) -> Iterator[Example]:
    for sentence in every:
        said = _reading(sentence.text)
        places = [
            (said.tokens_at(start, end), truth)
            for start, end, truth in sentence.mentions
            if truth != "none"
        ]
        line = pipeline.judged(said, [span for span, _ in places])
        where = {(one.start, one.end): at for at, one in enumerate(line.mentions)}
        for span, truth in places:
            if span in where:
                yield _example(line, where[span], truth, language)


def _reading(text: str) -> Reading:
    return Reading(text, tuple(Token(*token, 0, 0) for token in split(text)))


def _example(line: Judged, at: int, truth: str, language: Language) -> Example:
    seen = fingerprints(list(features(line, at, language)))
    return Example(seen, line.found[at].assertion, ASSERTIONS.index(truth))


def fitted(every: Sequence[Example], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The features that were seen LEAST times (fingerprints, rising), and a row of weights of
    each, one an assertion, that are summed over the features of a mention."""
    chance = np.random.default_rng(seed)
    prints, times = np.unique(np.concatenate([one.seen for one in every]), return_counts=True)
    known = prints[times >= LEAST]
    rows = [at[at < len(known)] for at in (places(known, one.seen) for one in every)]
    weights = np.zeros((len(known), len(ASSERTIONS)), np.float32)
    squares = np.full_like(weights, 1e-8)
    for _ in range(EPOCHS):
        for at in chance.permutation(len(every)):
            seen = rows[at][chance.random(len(rows[at])) >= HIDDEN]
            slope = SCALE * _odds(weights[seen].sum(axis=0) * SCALE)
            slope[every[at].truth] -= SCALE
            squares[seen] += slope * slope
            weights[seen] -= RATE * slope / np.sqrt(squares[seen])
    return known, weights * np.float32(SCALE * (1 - HIDDEN))


def _odds(sums: np.ndarray) -> np.ndarray:
    odds: np.ndarray = np.exp(sums - sums.max())
    return odds / odds.sum()


def train(out: Path) -> None:
    """Fit both languages' models and write them into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    config = {"assertions": list(ASSERTIONS)}
    (out / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        files = sorted(SENTENCES.glob(f"{language}_*.txt"))
        known, weights = fitted([one for path in files for one in of_file(path, language)])
        step = float(np.abs(weights).max()) / _STEPS
        np.savez_compressed(
            out / f"{language}.npz",
            known=known,
            weights=np.round(weights / step).astype(np.int8),
            step=np.float32(step),
        )


def of_file(path: Path, language: Language) -> list[Example]:
    """A writer's examples: every sentence as it is, then as it would be heard."""
    every = tuple(sentences(path))
    both = (*every, *(heard(one, language) for one in every))
    return list(examples(both, language, rules_alone(language)))


@lru_cache(maxsize=2)
def rules_alone(language: Language) -> Pipeline:
    """The product's rules, without any model that reconsiders them."""
    found = Lexicon.load(RESOURCES / "lexicon")
    return Pipeline(
        read_keywords(RESOURCES / "keywords" / f"{language}.toml", found),
        read_context(RESOURCES / "context" / f"{language}.toml"),
        partial(found.knows, language),
    )


def check() -> Iterator[str]:
    """Each writer's sentences judged by the rules, and by a model of all other writers'."""
    for language in LANGUAGES:
        files = sorted(SENTENCES.glob(f"{language}_*.txt"))
        found = {path.stem: of_file(path, language) for path in files}
        for writer, own in found.items():
            model = fitted([one for name, some in found.items() if name != writer for one in some])
            said = [_answer(one, *model) for one in own]
            ruled = [ASSERTIONS.index(one.ruled) for one in own]
            yield f"{writer}: rules {_summary(own, ruled)}; with the model {_summary(own, said)}"


def _answer(one: Example, known: np.ndarray, weights: np.ndarray) -> int:
    """As for a finding; alerts are judged more warily."""
    at = places(known, one.seen)
    sums = weights[at[at < len(known)]].sum(axis=0)
    return ASSERTIONS.index(outweighed(sums, one.ruled, stands=one.ruled != "present"))


def _summary(own: Sequence[Example], said: Sequence[int]) -> str:
    pairs = [(ASSERTIONS[one.truth], ASSERTIONS[at]) for one, at in zip(own, said, strict=True)]
    right = np.mean([truth == answer for truth, answer in pairs])
    heard_ones = [answer in _LOUD for truth, answer in pairs if truth in _LOUD]
    silent = [answer in _LOUD for truth, answer in pairs if truth in _SILENT]
    return (
        f"{right:.1%} of {len(pairs)} right, {np.mean(heard_ones):.1%} of affirmed and uncertain"
        f" kept, {np.mean(silent):.1%} of negated, others' and hypothetical not silenced"
    )


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--check"]:
        for line in check():
            print(line, flush=True)
        return
    out = Path(arguments[0]) if arguments else MODELS / FOLDER
    train(out)
    print(f"{out}: {sum(one.stat().st_size for one in out.iterdir())} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
