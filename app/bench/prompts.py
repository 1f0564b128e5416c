"""Whether names given beforehand help: faster-whisper's hotwords and initial_prompt."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from app.bench.content import drugs, drugs_right
from app.bench.evaluation import Figure
from app.bench.scoring import Interval, errors, language_of, pooled, share
from app.bench.sentences import read_sentences
from app.bench.voices import KnownEngine, Said
from app.text.lexicon import Lexicon

_NAMES: Final = 10
_KINDS: Final = (("no names given", ""), ("hotwords", "hotwords"), ("prompt", "initial_prompt"))


def prompt_figures(
    whisper: Any, model: str, lexicon: Lexicon, paths: Sequence[Path], most: int, seed: int
) -> Iterator[Figure]:
    """Drug names right and error rate of the sentences that name a drug, with and without names.

    The names given are those of the sentence among others of its language, ten in all, shuffled.
    whisper: a faster-whisper model.
    """
    for path in paths:
        texts = [text for text in read_sentences(path) if drugs(text, language_of(text), lexicon)]
        engine = KnownEngine(seed)
        kept = texts if len(texts) <= most else random.Random(seed).sample(texts, most)
        said = [one for one in map(engine.say, kept) if one is not None]
        for name, option in _KINDS if said else ():
            found = _measured(whisper, lexicon, said, option, seed)
            for measure, figure, count in found:
                yield Figure(
                    model,
                    f"{path.stem}, {name}",
                    count,
                    measure,
                    figure.value,
                    figure.low,
                    figure.high,
                )


def _measured(
    whisper: Any, lexicon: Lexicon, said: Sequence[Said], option: str, seed: int
) -> Iterator[tuple[str, Interval, int]]:
    language = language_of(said[0].text)
    known = sorted({name for one in said for name in drugs(one.text, language, lexicon)})
    chooser = random.Random(seed)
    right, there = 0, 0
    tallies = []
    for one in said:
        named = drugs(one.text, language, lexicon)
        given = names_to_give(named, known, chooser)
        extra = {option: (" " if language == "en" else "").join(given)} if option else {}
        heard = transcribed(whisper, one, extra)
        right, there = right + drugs_right(named, heard, language), there + len(named)
        tallies.append(errors(one.text, heard, language))
    yield "drug names right, as heard", share(right, there), there
    yield "CER" if language == "zh" else "WER", pooled(tallies, seed), len(said)


def names_to_give(named: Sequence[str], known: Sequence[str], chooser: random.Random) -> list[str]:
    """The names of a sentence hidden among others, without repeats."""
    own = list(dict.fromkeys(named))
    others = [name for name in known if name not in own]
    given = own + chooser.sample(others, min(len(others), max(0, _NAMES - len(own))))
    chooser.shuffle(given)
    return given


def transcribed(whisper: Any, said: Said, extra: dict[str, str]) -> str:
    """What a faster-whisper model writes for a sentence, decoded as the product does."""
    passages, _ = whisper.transcribe(
        said.samples,
        language=language_of(said.text),
        beam_size=5,
        condition_on_previous_text=False,
        **extra,
    )
    return "".join(passage.text for passage in passages)
