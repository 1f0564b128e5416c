"""The recipe of the embedded recogniser, from text to a directory that faster-whisper opens.

1. corpus: sentences said by voices with timings; 2. vocabulary; 3. encoder (stage A) and decoder
(stage B) at the same time, each in a process of its own; 4. other voices and recordings, aligned
by the new encoder; 5. the decoder on what that encoder really gives, while the encoder goes on
learning beside it; 6. both together (stage C). Every stage keeps a checkpoint in `out`, and
`out`/stages.txt says which ones are finished.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import torch

from app.domain.errors import ModelError
from app.training import aligned, corpus
from app.training.chance import report
from app.training.corpus_text import Author, load_sources
from app.training.fit_decoder import fit_decoder
from app.training.fit_encoder import fit_encoder, fit_encoder_again
from app.training.fit_joint import fit_joint
from app.training.fit_reading import fit_reading
from app.training.options import TrainOptions
from app.training.provenance import check_corpus
from app.training.team import at_once
from app.training.tokenizer import train

_HANZI: Final = 2600
_MERGES: Final = 1100
_VOCABULARY_SENTENCES: Final = 12_000
_MINUTES: Final = {"apart": 60.0, "reading": 40.0, "joint": 20.0}
_NUMERALS: Final = "零一二三四五六七八九十百千点"
Stage = Callable[[TrainOptions, float], Path]


def make_vocabulary(options: TrainOptions) -> Path:
    """Train the tokenizer on what will be said; the path of its file."""
    sources = load_sources(options.data)
    author = Author(sources, options.seed)
    english = [" " + author.sentence("en").text for _ in range(_VOCABULARY_SENTENCES)]
    counts = Counter(c for run in (*sources.mandarin, *sources.mandarin_terms * 4) for c in run)
    own = "".join("".join(texts) for texts in sources.templates["zh"].values())
    hanzi = {c for c, _ in counts.most_common(_HANZI)} | set(_NUMERALS)
    hanzi |= {c for c in own if "\u4e00" <= c <= "\u9fff"}
    path = options.out / "tokenizer.json"
    train(english, hanzi, _MERGES).tokenizer.save(str(path))
    return path


def _on_one_core(stage: Stage, options: TrainOptions, minutes: float) -> None:
    torch.set_num_threads(1)
    stage(replace(options, threads=1), minutes)


def _side_by_side(stages: Sequence[Stage], options: TrainOptions, minutes: float) -> None:
    at_once([partial(_on_one_core, stage, options, minutes) for stage in stages])


def _stages(scale: float) -> dict[str, Callable[[TrainOptions], object]]:
    """What is to be done, in order; the times of the long stages are multiplied by `scale`."""

    def apart(options: TrainOptions) -> None:
        _side_by_side((fit_encoder, fit_decoder), options, scale * _MINUTES["apart"])

    def reading(options: TrainOptions) -> None:
        _side_by_side((fit_encoder_again, fit_reading), options, scale * _MINUTES["reading"])

    def joint(options: TrainOptions) -> None:
        fit_joint(options, scale * _MINUTES["joint"])

    return {
        "corpus": corpus.run,
        "vocabulary": make_vocabulary,
        "apart": apart,
        "aligned": aligned.run,
        "reading": reading,
        "joint": joint,
    }


def _check_sources(folder: Path) -> None:
    unlisted = check_corpus(folder, corpus.banned_texts(corpus.KEPT_BACK))
    if unlisted:
        report(f"{len(unlisted)} shards, {unlisted[0].name} first, do not say where they are from")


def run(options: TrainOptions) -> None:
    """Make the recogniser in `out`/recognizer-embedded. Raises ModelError when a stage fails.

    `minutes` is shared between the long stages; None means that each runs for its full length.
    With `resume` finished stages are left as they are and the broken one goes on. A corpus that
    lists a clip that may not be trained on is refused before each stage.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    ledger = options.out / "stages.txt"
    done = ledger.read_text().split() if ledger.exists() else []
    if not options.resume and (done or any(options.out.glob("*.pt"))):
        raise ModelError(f"{options.out} holds an earlier run: add --resume, or name another --out")
    scale = 1.0 if options.minutes is None else options.minutes / sum(_MINUTES.values())
    stages = _stages(scale)
    for number, (name, work) in enumerate(stages.items(), 1):
        if name in done:
            continue
        _check_sources(options.out / "corpus")
        report(f"stage {number} of {len(stages)}: {name}")
        work(options)
        done.append(name)
        ledger.write_text("\n".join(done) + "\n")
