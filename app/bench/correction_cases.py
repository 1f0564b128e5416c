"""Cases of the correction bench that need no sound: misspelt drugs, typed Chinese, visits.

Every source keeps to one half: its documents by hash, its terms by the frozen split, and the frames
that words without a sentence are put into by a list of its own.
"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from app.bench.correction_score import Case
from app.bench.correction_speech import Cache
from app.bench.correction_terms import Part, Span, Terms, joined, part_of_document, units
from app.bench.correction_texts import lines
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon import Lexicon

_FRAMES: Final[dict[tuple[Part, Language], tuple[str, ...]]] = {
    ("tuning", "en"): ("she takes {} at home", "please give {} now", "he asked about {} again"),
    ("reporting", "en"): (
        "the patient was started on {}",
        "we stopped {} last week",
        "{} was held",
    ),
    ("tuning", "zh"): ("写的是{}", "说的是{}吗"),
    ("reporting", "zh"): ("记录为{}", "提到了{}"),
}
_SHORTEST: Final = 6
_FARTHEST: Final = 2
_KNOWN, _MISSPELT = 2, (3, 4)
"""Columns of the RedMed table: names; misspellings by sound and by one letter."""


def spoken(cache: Path, terms: Terms, part: Part, language: Language) -> dict[str, list[Case]]:
    """What each recogniser made of the spoken sentences, by the name it has in the cache."""
    found: dict[str, list[Case]] = {}
    for heard in Cache(cache, part, language).read():
        case = _case(language, heard.meant, heard.heard, terms, part)
        found.setdefault(heard.recogniser, []).append(case)
    return found


def misspelt(data: Path, terms: Terms, part: Part, lexicon: Lexicon) -> Iterator[Case]:
    """Drug names as people misspell them, in a frame; real words and other drugs left out.

    The list also calls common misspellings names: what our lexicon knows is meant before those.
    """
    names = terms.names["en"]
    for row in _rows(data / "vocab" / "en_redmed_drug_lexicon.tsv"):
        known = [" ".join(units(name.replace("_", " "), "en")) for name in row[_KNOWN].split(",")]
        for column in _MISSPELT:
            for wrong in row[column].split(","):
                right = _nearest(wrong, [n for n in known if lexicon.named("en", n)])
                right = right or _nearest(wrong, known)
                taken = wrong in names or lexicon.knows("en", wrong)
                if right and right in names and not taken and terms.part(right) == part:
                    yield _framed("en", right, wrong, part)


def _nearest(wrong: str, known: Sequence[str]) -> str:
    """The name that a misspelling is of; "" when it is too short or too far from all."""
    if len(wrong) < _SHORTEST or not wrong.isalpha():
        return ""
    right = min(known, key=lambda name: Levenshtein.distance(wrong, name), default="")
    return right if Levenshtein.distance(wrong, right) <= _FARTHEST else ""


def typed(data: Path, terms: Terms, part: Part) -> Iterator[Case]:
    """Chinese medical questions with wrong characters, beside the right ones; clean ones too."""
    for wrong, right in _pairs(data):
        if part_of_document(right) == part and len(units(wrong, "zh")) == len(units(right, "zh")):
            yield _case("zh", right, wrong, terms, part)


def right_sides(data: Path, part: Part) -> Iterator[str]:
    """The right questions of a half, once each."""
    yield from dict.fromkeys(r for _, r in _pairs(data) if part_of_document(r) == part)


def confused(data: Path, terms: Terms, part: Part, most: int, seed: int) -> Iterator[Case]:
    """Chinese terms of three Hanzi and more with one character exchanged for a confusable one."""
    alike = {row[0]: row[1].split() for row in _rows(data / "vocab" / "zh_med_confusionset.txt", 0)}
    rng = random.Random(seed)
    names = sorted(n for n in terms.names["zh"] if len(n) > _FARTHEST and terms.part(n) == part)
    rng.shuffle(names)
    for name in names[:most]:
        places = [at for at, character in enumerate(name) if alike.get(character)]
        if places:
            at = rng.choice(places)
            wrong = name[:at] + rng.choice(alike[name[at]]) + name[at + 1 :]
            if wrong not in terms.names["zh"] and len(units(wrong, "zh")) == len(name):
                yield _framed("zh", name, wrong, part)


def visits(data: Path, terms: Terms, part: Part) -> Iterator[Case]:
    """Real recogniser errors in visits, by the half of the visit."""
    for path in sorted((data / "vocab").glob("en_asr_span_cases_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if part_of_document(f"aci:{row['id']}") == part:
                yield _case("en", row["reference"], row["asr"], terms, part)


def clean(
    data: Path, part: Part, language: Language, source: str, most: int, seed: int
) -> list[Case]:
    """Sentences that are right as they stand: whatever is changed in them is harmed."""
    found = [one.parts for one in lines(data, language, source) if one.part == part]
    drawn = random.Random(seed).sample(found, min(most, len(found)))
    said = (tuple(units(joined(parts, language), language)) for parts in drawn)
    return [Case(language, parts, parts) for parts in said if parts]


def general(data: Path, part: Part) -> Iterator[Case]:
    """Read novels as a general recogniser heard them: no word of theirs is a medical term."""
    folder = data / "text" / "asr_pairs"
    said = {row[0]: row[1] for row in _rows(folder / "ref_test-clean.tsv", 0)}
    for row in _rows(folder / "test-clean.b1.rnnt_baseline.tsv", 0):
        if row[0] in said and len(row) > 1 and part_of_document(row[0].split("-")[0]) == part:
            yield Case("en", tuple(units(said[row[0]], "en")), tuple(units(row[1], "en")))


def _case(language: Language, meant: str, heard: str, terms: Terms, part: Part) -> Case:
    """A line with those of its terms that belong to the half."""
    parts = tuple(units(meant, language))
    own = [span for span in terms.find(parts, language) if terms.part(span.name) == part]
    return Case(language, parts, tuple(units(heard, language)), tuple(own))


def _framed(language: Language, right: str, wrong: str, part: Part) -> Case:
    frames = _FRAMES[part, language]
    frame = frames[len(wrong) % len(frames)]
    before = units(frame.partition("{}")[0], language)
    size = len(units(right, language))
    return Case(
        language,
        tuple(units(frame.format(right), language)),
        tuple(units(frame.format(wrong), language)),
        (Span(len(before), len(before) + size, right),),
    )


def _pairs(data: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(data / "vocab" / "zh_mcscset_pairs.tsv"):
        yield row[0], row[1]


def _rows(path: Path, head: int = 1) -> Iterator[list[str]]:
    try:
        table = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ResourceError(f"{path.name} is not there; name its folder with --data") from error
    for line in table[head:]:
        yield line.split("\t")
