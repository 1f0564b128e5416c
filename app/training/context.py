"""The model that reconsiders what a mention means, from sentences of our own, in two parts.

The first is linear: multinomial logistic regression over the features of
`app.text.context_features` that were seen LEAST times, fitted by AdaGrad (Duchi and others, 2011),
a quarter of them hidden at each step so that no single word decides, stored in whole numbers of
six bits. The second is a small network (`context_net.py`) that corrects the first; so that it
learns how far to trust it, it is told for each sentence what a linear model of other writers says
(stacking, Wolpert 1992). Each sentence is learned as it was written, as a recogniser would write
it, without marks, and with small words lost or misheard. Deterministic: the same sentences give the
same bytes.

The sentences are `resources/training/context/{en,zh}_WRITER.txt.xz` (`xz -dc` prints them), one a
line: `w` or `h` (written or heard), a tab, and the text with each mention as
`[[words|assertion|concept]]`; a near miss has the assertion `none`, and where the rules take it for
an alert it is learned as hypothetical: shown, but interrupting nobody.

python -m app.training.context [OUT]
python -m app.training.context --check en_WRITER ...     these by a model of all the others
"""

import json
import lzma
import random
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.paths import MODELS, RESOURCES
from app.text.clinical import read_keywords
from app.text.context import MentionSpan
from app.text.context_data import read_context
from app.text.context_features import Judged, features
from app.text.context_model import (
    ASSERTIONS,
    CONFIG,
    FOLDER,
    LOUD,
    fingerprints,
    outweighed,
)
from app.text.context_net import ContextNet, View, viewed
from app.text.fingerprints import gaps, places, risen
from app.text.lexicon.loading import Lexicon
from app.text.pipeline import Pipeline
from app.text.reading import Reading, Token, split
from app.text.tokens import without_marks
from app.training.context_net import Case, fitted_net
from app.training.noisy_text import noisy

SENTENCES: Final = RESOURCES / "training" / "context"
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
EPOCHS: Final = 6
RATE: Final = 0.1
HIDDEN: Final = 0.25
SCALE: Final = 0.5
LEAST: Final = 11
"""Times that a feature was seen, a sentence counting three times (as written, heard, misheard)."""
FOLDS: Final = 3
"""Parts of the writers, each told what a linear model of the other parts says."""
_STEPS: Final = 31
"""To either side of nothing. Four times as many made a quarter more of a file, nothing better."""
_MARK: Final = re.compile(r"\[\[(.+?)\|(\w+)\|(\w+)\]\]")
_RULES_CASES: Final = "r"
"""Who "wrote" the sentences that the rules were tuned on."""
_MISHEARD_SEED: Final = 0x5A25
"""Other noise than the bench's, where a sentence should be in both."""
_NEAR_MISS: Final = "none"
_LEARNED_AS: Final = "hypothetical"
"""What a near miss is learned as: names of teams, rooms, trials and trainings are most of them."""
_SILENT: Final = ("negated", "family", "hypothetical")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its mentions: first and last character (excluded), and what is true of it."""

    text: str
    mentions: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One mention of a line: what is seen of it (fingerprints), what the rules say, the truth.

    view: what the network sees of it; sentence, form: which of a file, 1 as it would be heard, 2
    with small words lost or misheard as well.
    """

    seen: np.ndarray
    ruled: Assertion
    truth: int
    view: View
    sentence: int = 0
    form: int = 0


def sentences(path: Path) -> Iterator[Marked]:
    """The marked sentences of an xz file. Raises ResourceError naming file and line."""
    try:
        text = lzma.decompress(path.read_bytes()).decode()
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path.name} cannot be read; install again") from error
    for number, row in enumerate(text.splitlines(), 1):
        form, _, said = row.partition("\t")
        if form not in {"w", "h"} or not said:
            raise ResourceError(f"{path.name}, line {number}: not a marked sentence")
        yield _marked(said)


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


def misheard(sentence: Marked, language: Language) -> Marked:
    """A heard sentence with small words lost or misheard, always the same; not its mentions."""
    chance = random.Random(zlib.crc32(sentence.text.encode()) ^ _MISHEARD_SEED)
    text, mentions, at = "", [], 0
    for start, end, truth in sentence.mentions:
        text += noisy(sentence.text[at:start], language, chance)
        mentions.append((len(text), len(text) + end - start, truth))
        text += sentence.text[start:end]
        at = end
    return Marked(text + noisy(sentence.text[at:], language, chance), tuple(mentions))


def _joined(text: str, more: str) -> str:
    return text + (more.lstrip() if text.endswith(" ") else more)


def examples(
    every: Iterable[Marked], language: Language, pipeline: Pipeline, form: int = 0
) -> Iterator[Example]:
    for number, sentence in enumerate(every):
        said = _reading(sentence.text)
        marked = {said.tokens_at(start, end): truth for start, end, truth in sentence.mentions}
        meant = {span: truth for span, truth in marked.items() if truth != _NEAR_MISS}
        line = pipeline.judged(said, list(meant))
        for at, one in enumerate(line.mentions):
            truth = meant.get((one.start, one.end))
            if truth is None and _taken_for_alert(one, line, marked, pipeline):
                truth = _LEARNED_AS
            if truth is not None:
                yield replace(_example(line, at, truth, language), sentence=number, form=form)


def _taken_for_alert(
    one: MentionSpan, line: Judged, marked: Mapping[tuple[int, int], str], pipeline: Pipeline
) -> bool:
    """True for words that somebody marked as a near miss and the rules take for an alert."""
    near = (span for span, truth in marked.items() if truth == _NEAR_MISS)
    touched = any(one.start < end and one.end > start for start, end in near)
    return touched and pipeline.interrupts(line.tokens[one.start : one.end])


def _reading(text: str) -> Reading:
    return Reading(text, tuple(Token(*token, 0, 0) for token in split(text)))


def _example(line: Judged, at: int, truth: str, language: Language) -> Example:
    seen = fingerprints(list(features(line, at, language)))
    view = viewed(line, at, language)
    return Example(seen, line.found[at].assertion, ASSERTIONS.index(truth), view)


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


def told(found: Sequence[Sequence[Example]]) -> list[np.ndarray]:
    """What linear models of other writers' examples say of each writer's: log-odds, (n, 7)."""
    sums: list[np.ndarray] = [np.zeros((0, len(ASSERTIONS)))] * len(found)
    for fold in range(FOLDS):
        own = range(fold, len(found), FOLDS)
        others = [one for at, some in enumerate(found) if at not in own for one in some]
        known, weights = fitted(others)
        for at in own:
            sums[at] = np.array([summed(one, known, weights) for one in found[at]], np.float32)
    return sums


def summed(one: Example, known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The linear part's log-odds, up to a sum."""
    at = places(known, one.seen)
    sums: np.ndarray = weights[at[at < len(known)]].sum(axis=0)
    return sums


def _cases(found: Sequence[Sequence[Example]]) -> Iterator[Case]:
    before = 0
    for some, sums in zip(found, told(found), strict=True):
        for one, said in zip(some, sums, strict=True):
            yield Case(one.view, said, one.truth, before + one.sentence, one.form)
        before += 1 + max(one.sentence for one in some)


def both_parts(
    found: Sequence[Sequence[Example]], obeyed: Sequence[Example] = ()
) -> dict[str, np.ndarray]:
    """A language's model as it is stored.

    found: the examples of each writer; obeyed: of the cases that the rules were tuned on. There the
    rules are nearly always right; a network that learned from them as well undid right answers
    about new plain sentences in favour of the rules. Only the linear part learns from these.
    """
    net = fitted_net(list(_cases(found)))
    known, weights = fitted([*obeyed, *(one for some in found for one in some)])
    step = float(np.abs(weights).max()) / _STEPS
    whole = np.round(weights / step).astype(np.int8)
    return {"gaps": gaps(known), "weights": whole, "step": np.array(step, np.float32), **net}


def train(out: Path) -> None:
    """Fit both languages' models and write them into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    config = {"assertions": list(ASSERTIONS)}
    (out / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        train_language(out, language)


def train_language(out: Path, language: Language) -> None:
    arrays = _model_of(written(language), language)
    np.savez_compressed(out / f"{language}.npz", allow_pickle=False, **arrays)


def _model_of(files: Mapping[str, Path], language: Language) -> dict[str, np.ndarray]:
    found = {name: of_file(path, language) for name, path in files.items()}
    obeyed = found.pop(f"{language}_{_RULES_CASES}", [])
    return both_parts([*found.values()], obeyed)


def written(language: Language) -> dict[str, Path]:
    """The writers' files by name, such as en_a."""
    files = sorted(SENTENCES.glob(f"{language}_*.txt.xz"))
    return {path.name.partition(".")[0]: path for path in files}


def of_file(path: Path, language: Language) -> list[Example]:
    """A writer's examples: every sentence as it is, as it would be heard, and misheard."""
    every = tuple(sentences(path))
    bare = tuple(heard(one, language) for one in every)
    forms = (every, bare, tuple(misheard(one, language) for one in bare))
    rules = rules_alone(language)
    return [one for form, some in enumerate(forms) for one in examples(some, language, rules, form)]


@lru_cache(maxsize=2)
def rules_alone(language: Language) -> Pipeline:
    """The product's rules, without any model that reconsiders them."""
    found = Lexicon.load(RESOURCES / "lexicon")
    return Pipeline(
        read_keywords(RESOURCES / "keywords" / f"{language}.toml", found),
        read_context(RESOURCES / "context" / f"{language}.toml"),
        partial(found.knows, language),
    )


def check(writers: Sequence[str]) -> Iterator[str]:
    """Some writers' sentences judged by the rules, and by a model of all other writers'."""
    for language in LANGUAGES:
        held = [name for name in writers if name.startswith(language)]
        if held:
            files = written(language)
            others = {name: path for name, path in files.items() if name not in held}
            model = _model_of(others, language)
            for name in held:
                own = of_file(files[name], language)
                yield f"{name}: {_compared(own, model)}"


def _compared(own: Sequence[Example], model: Mapping[str, np.ndarray]) -> str:
    net = ContextNet.stored(model)
    known, weights = risen(model["gaps"]), model["weights"] * model["step"]
    sums = [net.log_odds(one.view, summed(one, known, weights)) for one in own]
    said = [_answers(one, odds) for one, odds in zip(own, sums, strict=True)]
    ruled = [(ASSERTIONS.index(one.ruled),) * 2 for one in own]
    return f"rules {_summary(own, ruled)}; with the model {_summary(own, said)}"


def _answers(one: Example, sums: np.ndarray) -> tuple[int, int]:
    """As for a finding, and more warily as for an alert."""
    return (
        ASSERTIONS.index(outweighed(sums, one.ruled, stands=one.ruled != "present")),
        ASSERTIONS.index(outweighed(sums, one.ruled, stands=True)),
    )


def _summary(own: Sequence[Example], said: Sequence[tuple[int, int]]) -> str:
    right = np.mean([one.truth == at for one, (at, _) in zip(own, said, strict=True)])
    pairs = [
        (ASSERTIONS[one.truth], ASSERTIONS[at] in LOUD)
        for one, (_, at) in zip(own, said, strict=True)
    ]
    kept = np.mean([loud for truth, loud in pairs if truth in LOUD])
    silent = np.mean([loud for truth, loud in pairs if truth in _SILENT])
    return (
        f"{right:.1%} of {len(pairs)} right, {kept:.1%} of affirmed and uncertain kept as alerts,"
        f" {silent:.1%} of negated, others' and hypothetical not silenced"
    )


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--check"]:
        for line in check(arguments[1:]):
            print(line, flush=True)
        return
    out = Path(arguments[0]) if arguments else MODELS / FOLDER
    train(out)
    print(f"{out}: {sum(one.stat().st_size for one in out.iterdir())} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
