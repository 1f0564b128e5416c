"""`erscribe bench accuracy`: what the recogniser hears, set by set, as one table.

Each set writes a section of models/EVALUATION.md, so that one can be measured again alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from app.bench import prompts, recordings, sentences, value_sentences
from app.bench.evaluation import HEADING, Figure, conditions, line, table, write_section
from app.bench.hearing import Ears, Product
from app.bench.surroundings import ROOMS
from app.domain.errors import ResourceError
from app.speech import weights
from app.speech.whisper import open_whisper
from app.text.lexicon import Lexicon

QUICK: Final = 20


@dataclass(frozen=True, slots=True)
class AccuracyOptions:
    """What to measure with.

    paths: files of id<TAB>sentence. values: files of sentences with the values and drug names that
    must come out. data: the folder of recordings, None when it is not there.
    sets: names of SETS; empty means all. model: the manifest name or directory of the recogniser.
    most: clips of each set and engine, drawn at random where there are more. page: where sections
    go, None for nowhere.
    """

    paths: tuple[Path, ...]
    model: str
    values: tuple[Path, ...] = ()
    data: Path | None = None
    sets: tuple[str, ...] = ()
    seed: int = 0
    most: int = 400
    page: Path | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One set: its title, what its figures mean, and how they are measured."""

    title: str
    text: str
    measure: Callable[[Ears, AccuracyOptions], Iterator[Figure]]
    needs_data: bool = False


def _data(options: AccuracyOptions) -> Path:
    if options.data is None:
        raise ResourceError("this set needs the folder of open recordings; name it with --data")
    return options.data


def _sentences(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    return sentences.plain_figures(ears, options.paths, options.most, options.seed)


def _values(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    return value_sentences.value_figures(ears, options.values, options.most, options.seed)


def _noise(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    paths = options.paths
    return sentences.noisy_figures(ears, paths, options.most, options.seed, _data(options))


def _room(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    paths = options.paths
    return sentences.room_figures(ears, paths, options.most, options.seed, _data(options))


def _real(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    return recordings.real_figures(ears, options.most, options.seed, _data(options))


def _language(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    texts = [text for path in options.paths for text in sentences.read_sentences(path)]
    return recordings.language_figures(ears, texts, options.most, options.seed, _data(options))


def _silence(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    return recordings.silence_figures(ears, options.most, options.seed, _data(options))


def _prompts(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
    whisper = open_whisper(model_directory(options.model), "auto", "auto")
    name, lexicon, paths = ears.model.name, ears.lexicon, options.paths
    return prompts.prompt_figures(whisper, name, lexicon, paths, options.most, options.seed)


SETS: Final = {
    "sentences": Measurement(
        "Recogniser: sentences by synthetic voices",
        "Sentences of tests/data/eval, written apart from training and kept out of every corpus, "
        "said by espeak-ng in accents and variants that no training clip has (known engine) and "
        "by RHVoice, from which no training clip comes (English only). The whole clip is one "
        "region, its language given; decoding as in the product (beam 5, int8 on CPU). WER and "
        "CER: edits over reference words or Hanzi, spelled letters joined, bootstrap intervals "
        "over sentences; shares have Wilson's interval. Numbers: the values that the product's "
        "number rules write for the reference "
        "(with unit: a unit, a percent sign or a second number belongs to it) that stand exactly "
        "so in what it writes for the recogniser's words; n is the number of values. Drugs: "
        "lexicon names of the reference that stand in the recogniser's words (as heard) and in "
        "the text after correction (as written). Word times: absolute errors of words heard "
        "right against espeak-ng's own times.",
        _sentences,
    ),
    "values": Measurement(
        "Recogniser: values and drug names",
        "Sentences dense in values with units and in drug names (tests/data/eval_values, written "
        "by another hand than the rules and the training text). A value is right when it stands "
        "in what the product writes, every digit and its unit, each place counted once; where the "
        "unit was not said and usage leaves one choice (blood pressure, rates, temperature) it "
        "may be missing. n is the number of values or names; Wilson's intervals. The true words: "
        "the product's rules on the text itself, without any recogniser.",
        _values,
    ),
    "noise": Measurement(
        "Recogniser: sentences in noise",
        "The known engine's clips with a random stretch of a recorded noise at 10 dB (mean power "
        "of the clip over mean power of the noise); only noises that the recogniser's training "
        "never used.",
        _noise,
        needs_data=True,
    ),
    "room": Measurement(
        "Recogniser: sentences in rooms",
        f"The known engine's clips in five real rooms in turn ({', '.join(ROOMS)}); training "
        "knows artificial rooms only.",
        _room,
        needs_data=True,
    ),
    "real": Measurement(
        "Recogniser: real read speech",
        "Recordings of speakers who are in no training folder, through detector and recogniser, "
        "the language given; not clinical. For Mandarin what is written in Latin letters counts as "
        "not written. Intervals over speakers, over recordings where there "
        "is one speaker. Children are younger than 16.",
        _real,
        needs_data=True,
    ),
    "language": Measurement(
        "Recogniser: language of 2 s",
        "Share of 2 s clips whose language the product decides right. Synthetic: the known "
        "engine in both languages; clean, noise at 10 dB and room in turn, the n-th clip of each "
        "language with the same draw. Real: the middle of recordings of adult readers. Wilson's "
        "interval.",
        _language,
        needs_data=True,
    ),
    "prompts": Measurement(
        "Recogniser: names given beforehand",
        "Sentences that name a drug, by the known engine, through faster-whisper alone: without "
        "help, with ten drug names (the right ones among them) as hotwords, and with the same "
        "names as initial_prompt.",
        _prompts,
    ),
    "silence": Measurement(
        "Recogniser: where nobody speaks",
        "Recorded noises (those of training too: crying, sneezing, animals, machines, weather, a "
        "kitchen) and made-up sounds (tones, hum, clicks, coloured noise, alarms, breaths) "
        "through detector, recogniser and doubts, the language undecided. Counted are words "
        "without a flag; the figure is the share of clips with any, with Wilson's interval.",
        _silence,
        needs_data=True,
    ),
}


def model_directory(choice: str) -> Path:
    """The directory of a recogniser by name or path. Raises ModelError."""
    return Path(choice) if Path(choice).is_dir() else weights.verified(choice).directory


def run(
    options: AccuracyOptions, out: TextIO, product: Product, lexicon: Callable[[], Lexicon]
) -> None:
    """Print the table as it grows and, with a page, write each set's section.

    product: how files are heard, for a choice of languages. Raises ResourceError, ModelError,
    RecognitionError.
    """
    if not options.paths:
        raise ResourceError("no sentences to measure with: give files of id<TAB>text")
    ears = Ears(product, lexicon)
    out.write(f"{HEADING}\n")
    for name, one in _chosen(options):
        figures = list(_printed(one.measure(ears, options), out))
        if options.page is not None:
            write_section(
                f"recogniser-{name}", one.title, _section(one, figures, ears), options.page
            )
    out.write(f"real-time factor {ears.real_time_factor:.2f}\n")


def _chosen(options: AccuracyOptions) -> Iterator[tuple[str, Measurement]]:
    unknown = [name for name in options.sets if name not in SETS]
    if unknown:
        raise ResourceError(f"'{unknown[0]}' is no set; known: {', '.join(SETS)}")
    for name, one in SETS.items():
        if name in options.sets or (
            not options.sets and (options.data is not None or not one.needs_data)
        ):
            yield name, one


def _printed(figures: Iterable[Figure], out: TextIO) -> Iterator[Figure]:
    for figure in figures:
        out.write(f"{line(figure)}\n")
        out.flush()
        yield figure


def _section(one: Measurement, figures: Sequence[Figure], ears: Ears) -> str:
    model = f"Model {ears.model.name}, sha256 {ears.model.sha256[:12]}."
    return f"{table(figures)}\n\n{one.text}\n\n{conditions()} {model}"
