"""How well a note is composed: what is lost, what has no section, how it is spread, commands.

Case files are in the form of tests/data/notes (its README says which). Open corpora, if any, are
read as dictation (MTSamples emergency reports) or conversation (PriMock57, ACI-Bench).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.bench.evaluation import Figure
from app.bench.scoring import Tally, language_of, pooled, share
from app.domain.note import Note
from app.domain.result import Understanding
from app.domain.transcript import Language, Role, Transcript, Utterance, Word
from app.text.commands import heard
from app.text.correction import overlays
from app.text.templates import DEFAULT
from app.text.tokens import tokenize
from app.text.understanding import Understander

_WORD_S: Final = 0.35
_PAUSE_S: Final = 0.9
_FEWEST_SECTIONS: Final = 5
_MOST: Final = 40.0
_TURN: Final = re.compile(r"^\[?(doctor|patient|patient_guest|d|p)\]?\s*:?\s+(.*)", re.IGNORECASE)
_SPOKEN: Final = re.compile(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "(.*?)"\s*$', re.MULTILINE)
_TAG: Final = re.compile(r"<[^>]*>")
_SENTENCE: Final = re.compile(r"[^.?!]+(?:[.?!](?!\s|$)[^.?!]*)*[.?!]?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sentence of a case. sections: those that are right; command: what it is, or "".

    goes_on: it is of the same utterance as the one before. struck: a command takes it out.
    """

    words: str
    sections: frozenset[str]
    command: str = ""
    goes_on: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A dictated note."""

    key: str
    template: str
    language: Language
    said: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A note in numbers of sentences. largest: of its fullest section; sections: not empty."""

    sentences: int
    unplaced: int
    largest: int
    sections: int
    lost: int

    @property
    def counts(self) -> bool:
        """Whether it has enough sections for how it is spread to mean anything."""
        return self.sections >= _FEWEST_SECTIONS


def figures(cases: Path, understander: Understander, texts: Path | None = None) -> Iterator[Figure]:
    """cases: a folder with dictated_*.txt and commands.tsv. texts: open corpora, if any."""
    for path in sorted(cases.glob("dictated_*.txt")):
        yield from _dictated(path.stem, read_cases(path), understander)
    commands = cases / "commands.tsv"
    if commands.exists():
        yield from _commands(commands, understander)
    for name, talks in _corpora(texts) if texts else ():
        # the rules were tuned on the first, third, fifth ... document
        yield from _spread(name, [spread(note) for note in _noted(talks[1::2], understander)])


def read_cases(path: Path) -> list[Case]:
    """The notes of a case file."""
    return [
        _case(block.strip().splitlines())
        for block in path.read_text(encoding="utf-8").split("\n# ")
        if "|" in block
    ]


def _case(lines: Sequence[str]) -> Case:
    key, template, _ = lines[0].removeprefix("# ").split()
    said = tuple(_wanted(line) for line in lines[1:] if "|" in line)
    language = language_of("".join(one.words for one in said))
    return Case(key, template, language, said)


def _wanted(line: str) -> Wanted:
    where, _, words = (part.strip() for part in line.partition("|"))
    goes_on, where = where.startswith("+"), where.removeprefix("+")
    if where.startswith("!"):
        return Wanted(words, frozenset(), where[1:])
    if where == "-":
        return Wanted(words, frozenset(), goes_on=goes_on, struck=True)
    return Wanted(words, frozenset(where.split(" / ")), goes_on=goes_on)


def transcript_of(case: Case) -> Transcript:
    """What one speaker dictates, an utterance for each pause."""
    turns: list[str] = []
    joint = " " if case.language == "en" else ""
    for one in case.said:
        if one.goes_on:
            turns[-1] += joint + one.words
        else:
            turns.append(one.words)
    return spoken([("S1", "unknown", turn) for turn in turns], case.language)


def spoken(turns: Iterable[tuple[str, Role, str]], language: Language) -> Transcript:
    """Turns of speaker, role and words, one after the other."""
    at_s, utterances = 0.0, []
    for number, (speaker, role, line) in enumerate(turns, 1):
        words = []
        for word in tokenize(line):
            words.append(Word(word.text, at_s, at_s + _WORD_S, 1.0))
            at_s += _WORD_S
        at_s += _PAUSE_S
        if words:
            utterances.append(Utterance(f"u{number}", speaker, language, tuple(words), role))
    return Transcript(tuple(utterances))


def understood(
    transcript: Transcript, understander: Understander, template: str = DEFAULT
) -> Understanding:
    """The whole understanding of words as they were heard."""
    lexicon = understander.resources.lexicon
    written, corrections = overlays(transcript, lexicon)
    return understander.understand(written, corrections, "bench", template=template)


def spread(found: Understanding) -> Spread:
    note = found.note
    sizes = [len(one.sentences) for one in note.sections if one.sentences]
    whole = sum(sizes) + len(note.unplaced)
    return Spread(whole, len(note.unplaced), max(sizes, default=0), len(sizes), lost(found))


def lost(found: Understanding) -> int:
    """Utterances whose words are not all in the note or in a command, each once."""
    kept: dict[str, Counter[str]] = {one.id: Counter() for one in found.transcript.utterances}
    for sentence in found.note.sentences():
        if sentence.source == "dictated":
            kept[sentence.utterances[0]].update(_letters(sentence.text))
    gone = {
        (one.utterance, at)
        for one in found.corrections
        if one.kind == "command"
        for at in range(one.first, one.last + 1)
    }
    count = 0
    for one in found.transcript.utterances:
        if not any((one.id, at) in gone for at in range(len(one.words))):
            count += kept[one.id] != Counter(_letters(one.text))
    return count


def _letters(text: str) -> str:
    return "".join(text.split())


def placed(note: Note) -> list[tuple[float, str, str]]:
    """When, section and text of every dictated sentence, in the order they were said."""
    rows = [
        (one.start_s, section.key, one.text)
        for section in note.sections
        for one in section.sentences
        if one.source == "dictated"
    ]
    rows += [(one.start_s, "", one.text) for one in note.unplaced]
    return sorted(rows)


def right(case: Case, found: Understanding) -> list[tuple[Wanted, str]]:
    """Each sentence of the case that belongs in the note, and the section it is in."""
    starts = _starts(case)
    rows = placed(found.note)
    answers = []
    for one, start_s in zip(case.said, starts, strict=True):
        if one.command or one.struck:
            continue
        key = next((key for at_s, key, _ in reversed(rows) if at_s <= start_s + _WORD_S / 2), "")
        answers.append((one, key))
    return answers


def _starts(case: Case) -> list[float]:
    at_s, starts = 0.0, []
    for number, one in enumerate(case.said):
        if number and not one.goes_on:
            at_s += _PAUSE_S
        starts.append(at_s)
        at_s += _WORD_S * len(tokenize(one.words))
    return starts


def _dictated(name: str, cases: Sequence[Case], understander: Understander) -> Iterator[Figure]:
    found = [(case, understood(transcript_of(case), understander, case.template)) for case in cases]
    answers = [(one, key) for case, note in found for one, key in right(case, note)]
    hit = share(sum(key in one.sections for one, key in answers), len(answers))
    yield Figure("note", name, len(answers), "in its section", hit.value, hit.low, hit.high)
    yield from _spread(name, [spread(note) for _, note in found])


def _spread(name: str, notes: Sequence[Spread]) -> Iterator[Figure]:
    if not notes:
        return
    whole = sum(one.sentences for one in notes)
    free = pooled([Tally(one.unplaced, one.sentences) for one in notes], seed=7)
    goal = "<= 10" if name.startswith(("dictated", "MTSamples")) else ""
    yield Figure("note", name, whole, "unplaced", free.value, free.low, free.high, goal=goal)
    wide = [one for one in notes if one.counts]
    if wide:
        most = max(100 * one.largest / one.sentences for one in wide)
        even = share(sum(100 * one.largest <= _MOST * one.sentences for one in wide), len(wide))
        yield Figure(
            *("note", name, len(wide), f"no section over 40 % (fullest {most:.0f} %)"),
            *(even.value, even.low, even.high),
            goal="100",
        )
    gone = share(sum(one.lost for one in notes), whole)
    yield Figure("note", name, whole, "lost", gone.value, gone.low, gone.high, goal="0")


def _commands(path: Path, understander: Understander) -> Iterator[Figure]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for language in ("en", "zh"):
        mine = [(wanted, words) for code, wanted, words in rows if code == language]
        found = [(wanted, _kind(words, language, understander)) for wanted, words in mine]
        meant = [(wanted, kind) for wanted, kind in found if wanted != "-"]
        text = [kind for wanted, kind in found if wanted == "-"]
        got = share(sum(wanted == kind for wanted, kind in meant), len(meant))
        name = f"commands {language}"
        yield Figure("note", name, len(meant), "obeyed", got.value, got.low, got.high)
        false = share(sum(kind != "-" for kind in text), len(text))
        yield Figure(
            "note", name, len(text), "text taken for one", false.value, false.low, false.high
        )


def _kind(words: str, language: Language, understander: Understander) -> str:
    (said,) = spoken([("S1", "unknown", words)], language).utterances
    command = heard(replace(said, text=words), understander.resources.commands)
    return command.kind if command else "-"


Dialogue = list[tuple[str, Role, str]]


def _noted(turns: Iterable[Dialogue], understander: Understander) -> Iterator[Understanding]:
    for one in turns:
        yield understood(spoken(one, "en"), understander)


def _corpora(texts: Path) -> Iterator[tuple[str, list[Dialogue]]]:
    yield "MTSamples ER reports", list(reports(texts / "mtsamples_er_reports.csv"))
    yield "PriMock57", list(consultations(texts / "primock57" / "transcripts"))
    yield "ACI-Bench test 1", list(dialogues(texts / "aci_bench" / "clinicalnlp_taskB_test1.csv"))


def reports(path: Path) -> Iterator[Dialogue]:
    """Reports as one speaker would dictate them, a sentence an utterance."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = re.sub(r"(?<=[:.]),\s*|,(?=[A-Z])|\s+", " ", row["transcription"] or "")
            lines = [one.strip(" ,") for one in _SENTENCE.findall(text)]
            yield [("S1", "unknown", one) for one in lines if re.search(r"\w", one)]


def consultations(folder: Path) -> Iterator[Dialogue]:
    """PriMock57: a TextGrid for the doctor and one for the patient."""
    for doctor in sorted(folder.glob("*_doctor.TextGrid")):
        sides: tuple[tuple[Path, str, Role], ...] = (
            (doctor, "S1", "physician"),
            (Path(str(doctor).replace("_doctor", "_patient")), "S2", "patient"),
        )
        turns = [
            (float(start), speaker, role, _TAG.sub("", words))
            for path, speaker, role in sides
            for start, _, words in _SPOKEN.findall(path.read_text(encoding="utf-8"))
        ]
        yield [(speaker, role, words) for _, speaker, role, words in sorted(turns) if words.strip()]


def dialogues(path: Path) -> Iterator[Dialogue]:
    """Dialogues with `[doctor]` and `[patient]` before each turn."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = map(_TURN.match, row["dialogue"].splitlines())
            yield [_turn(one[1].lower(), one[2]) for one in found if one]


def _turn(who: str, words: str) -> tuple[str, Role, str]:
    if who.startswith("d"):
        return "S1", "physician", words
    return ("S3", "family", words) if who.endswith("guest") else ("S2", "patient", words)
