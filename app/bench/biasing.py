"""`erscribe bench biasing`: what weighing of terms and rescoring each win, and what they cost.

Sentences of files, and carrier sentences around names of the lexicon: half of the names are unseen,
that is none of their words (English) or not they (Mandarin) stand in the open training text.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TextIO

from app.bench.evaluation import HEADING, Figure, line
from app.bench.hearing import heard_text
from app.bench.scoring import comparable, errors, language_of, pooled, share
from app.bench.sentences import read_sentences
from app.bench.voices import KnownEngine, Said
from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.transcript import Language
from app.settings import Settings
from app.speech import making
from app.speech.recognizer import WhisperRecognizer
from app.text.lexicon import Lexicon
from app.training.corpus_text import load_sources

QUICK: Final = 10

_CARRIERS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        "the family mentioned {} this morning",
        "can you check on {} for me",
        "i am worried about {} now",
        "he told the nurse about {} already",
        "let us go over {} again before discharge",
    ),
    "zh": ("家属说起{}这件事", "先看看{}再说", "现在主要担心{}", "再核对一次{}"),
}
_NAME: Final = {"en": re.compile(r"[a-z]{3,}( [a-z]+){0,2}"), "zh": re.compile(r"[一-鿿]{2,8}")}
_WAYS: Final = (("as heard", False, False), ("terms weighed", True, False),
                ("rescored", False, True), ("both", True, True))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A sentence as sound. kind: of its set; term: what must come out, "" for none."""

    kind: str
    said: Said
    term: str


@dataclass(frozen=True, slots=True)
class BiasingBench:
    """paths: files of id<TAB>sentence. data: open text, to know which names are unseen. most:
    sentences of each file, and names of each kind."""

    paths: tuple[Path, ...]
    data: Path | None
    most: int
    seed: int = 0


def run(out: TextIO, bench: BiasingBench, settings: Settings, lexicon: Lexicon) -> None:
    """Print one table. Raises ModelError, RecognitionError, ResourceError."""
    out.write(f"{HEADING}\n")
    for language in _CARRIERS:
        spoken = list(_spoken(bench, language, lexicon))
        base_s = 0.0
        lexicon.lookup(language, ("warm",) if language == "en" else ("热", "身"))
        for name, weigh, rescore in _WAYS:
            chosen = replace(settings, languages=language, weigh_terms=weigh, rescore=rescore)
            recognizer = making.recognizer(chosen, lambda: lexicon)
            started = time.process_time()
            heard = [_heard(recognizer, one.said) for one in spoken]
            spent_s = time.process_time() - started
            base_s = base_s or spent_s
            for figure in _figures(recognizer.model.name, language, name, spoken, heard):
                out.write(f"{line(figure)}\n")
            out.write(f"{language}, {name}: {spent_s / base_s:.2f} of the time as heard\n")
            out.flush()


def _heard(recognizer: WhisperRecognizer, said: Said) -> str:
    audio = AudioChunk(said.samples)
    return heard_text(recognizer.recognize(audio, [SpeechRegion(0.0, audio.duration_s)])[0])


def _spoken(bench: BiasingBench, language: Language, lexicon: Lexicon) -> Iterator[_Spoken]:
    engine, chooser = KnownEngine(bench.seed), random.Random(bench.seed)
    texts = [("sentences", text, "") for path in bench.paths for text in read_sentences(path)]
    texts = [one for one in texts if language_of(one[1]) == language]
    rows = chooser.sample(texts, min(bench.most, len(texts)))
    for kind, names in _names(bench, language, lexicon).items():
        for at, name in enumerate(chooser.sample(names, min(bench.most, len(names)))):
            carriers = _CARRIERS[language]
            rows.append((kind, carriers[at % len(carriers)].format(name), name))
    for kind, text, term in rows:
        said = engine.say(text)
        if said is not None:
            yield _Spoken(kind, said, term)


def _names(bench: BiasingBench, language: Language, lexicon: Lexicon) -> dict[str, list[str]]:
    names = sorted(
        {
            name
            for entry in lexicon.entries
            for name in (entry.names if entry.language == language else ())
            if _NAME[language].fullmatch(name)
        }
    )
    known = _known(bench.data, language)
    return {
        "seen terms": [name for name in names if known(name)],
        "unseen terms": [name for name in names if not known(name)],
    }


def _known(data: Path | None, language: Language) -> Callable[[str], bool]:
    """Whether a name, or all its words, stands in the open training text."""
    sources = load_sources(data)
    if language == "zh":
        text = "\n".join((*sources.mandarin, *sources.mandarin_terms))
        return lambda name: name in text
    words = Counter(word for said in (*sources.english, *sources.english_terms) for word in said)
    return lambda name: all(words[word] for word in name.split())


def _figures(
    model: str, language: Language, way: str, spoken: Sequence[_Spoken], heard: Sequence[str]
) -> Iterator[Figure]:
    for kind in dict.fromkeys(one.kind for one in spoken):
        pairs = [(one, text) for one, text in zip(spoken, heard, strict=True) if one.kind == kind]
        name = f"{language} {kind}, {way}"
        found = pooled([errors(one.said.text, text, language) for one, text in pairs], 0)
        measure = "CER" if language == "zh" else "WER"
        yield Figure(model, name, len(pairs), measure, found.value, found.low, found.high)
        if pairs[0][0].term:
            right = sum(_there(one.term, text, language) for one, text in pairs)
            part = share(right, len(pairs))
            yield Figure(model, name, len(pairs), "terms right", part.value, part.low, part.high)


def _there(term: str, heard: str, language: Language) -> bool:
    if language == "zh":
        return term in comparable(heard, language)
    return f" {term} " in f" {comparable(heard, language)} "
