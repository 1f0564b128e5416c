"""models/EVALUATION.md: measured figures as one table a section, each section written by its bench.

A section stands between two markers, so that one bench replaces its own and keeps the others'.
"""

import datetime
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bench.host import versions
from app.domain.errors import ResourceError
from app.paths import MODELS
from app.speech.devices import cuda_available

EVALUATION: Final = MODELS / "EVALUATION.md"
_HEAD: Final = (
    "# What the embedded models were measured to do\n\n"
    "Every table is written by its bench (`erscribe bench NAME --write`), never by hand. "
    "Intervals are 95 %.\n"
)
_NAME: Final = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table.

    count: how many independent things were measured; value, low, high: the figure and its 95 %
    interval in `unit`; goal: what was to be reached, as it is to be read ("<= 6"), or "".
    """

    model: str
    sentences: str
    count: int
    measure: str
    value: float
    low: float
    high: float
    unit: str = "%"
    goal: str = ""


def line(figure: Figure) -> str:
    """A figure as one row: model, set, n, figure, interval, goal."""
    value = f"{figure.measure} {figure.value:.1f} {figure.unit}".rstrip()
    interval = f"{figure.low:.1f} to {figure.high:.1f}"
    cells = (figure.model, figure.sentences, str(figure.count), value, interval, figure.goal)
    return "| " + " | ".join(cells) + " |"


HEADING: Final = "| model | set | n | figure | 95 % interval | goal |"


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table of figures."""
    return "\n".join([HEADING, "|---|---|---|---|---|---|", *map(line, figures)])


def conditions() -> str:
    """When, with what and on which kind of machine: one line for below a table."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    device = "CUDA" if cuda_available() else "CPU"
    machine = f"{platform.system()} {platform.machine()}, {device}"
    return f"Measured {day}; {versions()}; {machine}."


def write_section(name: str, title: str, text: str, path: Path = EVALUATION) -> None:
    """Put a section into the page, in place of the one of the same name or at the end.

    name: small letters, digits and hyphens. text: Markdown below the title.
    Raises ResourceError when the page cannot be written or its markers do not match.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no section name")
    first, last = f"<!-- section {name} -->", f"<!-- end {name} -->"
    section = f"{first}\n## {title}\n\n{text.strip()}\n{last}\n"
    try:
        page = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        if (page.count(first), page.count(last)) not in {(0, 0), (1, 1)}:
            raise ResourceError(f"{path.name}: the markers of '{name}' are damaged; mend them")
        if first in page:
            before, rest = page.split(first, 1)
            after = rest.split(last, 1)[1].removeprefix("\n")
            page = before + section + after
        else:
            page = f"{page.rstrip()}\n\n{section}"
        part = path.with_suffix(".part")
        part.write_text(page, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise ResourceError(f"{path.name} cannot be written; check the folder") from error
