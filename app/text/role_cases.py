"""Conversations whose speakers' roles are known: our own scripts, and two public corpora."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.transcript import Language, Role, Transcript, Utterance
from app.text.tokens import tokenize

_HANZI: Final = re.compile(r"[一-鿿]")
_INTERVAL: Final = re.compile(r'xmin = ([\d.]+)\s+xmax = [\d.]+\s+text = "((?:[^"]|"")*)"')
_MARKUP: Final = re.compile(r"<[^>]*>")
_LETTERED: Final = re.compile(r"([DP]):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, and the role of each speaker in it."""

    id: str
    transcript: Transcript
    roles: Mapping[str, Role]


def scripts(path: Path) -> Iterator[Conversation]:
    """The conversations of one of our own files, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turns = [(turn["speaker"], turn["text"]) for turn in row["turns"]]
        yield Conversation(row["id"], _transcript(turns), row["speakers"])


def interviews(folder: Path) -> Iterator[Conversation]:
    """The simulated interviews of Fareez et al. (2022, CC BY 4.0): a paragraph a turn."""
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        turns = [match.groups() for line in lines if (match := _LETTERED.match(line.strip()))]
        said = [(who, text) for who, text in turns if text]
        yield Conversation(path.stem, _transcript(said), {"D": "physician", "P": "patient"})


def consultations(folder: Path) -> Iterator[Conversation]:
    """PriMock57 (Papadopoulos Korfiatis et al., 2022, CC BY 4.0): a file a speaker, timed."""
    for path in sorted(folder.glob("*_doctor.TextGrid")):
        timed: list[tuple[float, str, str]] = []
        for who in ("doctor", "patient"):
            page = path.with_name(path.name.replace("_doctor", f"_{who}"))
            for start, text in _INTERVAL.findall(page.read_text(encoding="utf-8")):
                plain = _MARKUP.sub("", text).strip()
                if plain:
                    timed.append((float(start), who, plain))
        turns = [(who, text) for _, who, text in sorted(timed)]
        key = path.name.removesuffix("_doctor.TextGrid")
        yield Conversation(key, _transcript(turns), {"doctor": "physician", "patient": "patient"})


def for_tuning(consultation: str) -> bool:
    """Whether a PriMock57 consultation is in the half to tune on: those of odd number."""
    return int(consultation[-1]) % 2 == 1


def _transcript(turns: Sequence[tuple[str, str]]) -> Transcript:
    said = []
    for number, (speaker, text) in enumerate(turns, 1):
        language: Language = "zh" if _HANZI.search(text) else "en"
        said.append(Utterance(f"u{number}", speaker, language, tokenize(text), text=text))
    return Transcript(tuple(said))
