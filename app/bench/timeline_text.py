"""Resuscitations in the plain form in which writers write them, as rows of a case file.

A recording is a line `# ID` and an utterance a line after it, parts between tabs:
`SPEAKER START TEXT [EVENT ...]`, an event being `kind | phrase | key=value key=value`.
tests/data/timeline/README.md says what an event is.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

_EN_S: Final = 0.065
_ZH_S: Final = 0.2
"""Seconds for a character: writers give no end of an utterance."""

Row = dict[str, Any]


def rows(lines: Iterable[str]) -> Iterator[Row]:
    """A row (`id`, `utterances`, `events`) for each recording. Raises ValueError with the line."""
    row: Row = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("# "):
            if row:
                yield row
            row = {"id": line[2:].strip(), "utterances": [], "events": []}
        elif line.strip():
            try:
                _add(row, line.rstrip("\n").split("\t"))
            except (ValueError, KeyError) as error:
                raise ValueError(f"line {number}: {error}") from error
    if row:
        yield row


def _add(row: Row, parts: list[str]) -> None:
    """One utterance and its events; the one before ends where this begins at the latest."""
    speaker, start, text = parts[:3]
    said, start_s = row["utterances"], float(start)
    if said:
        said[-1]["end_s"] = min(said[-1]["end_s"], start_s)
    each_s = _EN_S if text.isascii() else _ZH_S
    end_s = start_s + each_s * len(text)
    said.append({"speaker": speaker, "start_s": start_s, "end_s": end_s, "text": text})
    row["events"] += [_event(len(said) - 1, text, part) for part in parts[3:] if part.strip()]


def _event(index: int, text: str, part: str) -> Row:
    kind, phrase, *more = (one.strip() for one in part.split("|"))
    if phrase not in text:
        raise ValueError(f"“{phrase}” is not in “{text}”")
    pairs = (one.split("=", 1) for one in " ".join(more).split())
    detail = dict(pairs)
    return {"kind": kind, "utterance": index, "phrase": phrase, "detail": detail}
