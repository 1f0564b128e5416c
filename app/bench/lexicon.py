"""The compiled index against its peers on dictionaries as dense as UMLS, in one run.

Every engine gets the same names and the same misspelt queries in a process of its own; figures
are medians of three passes. What a peer cannot do in ten GB or in the time given says so.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from app.bench.lexicon_terms import as_entries, grown, misspelt, seeds
from app.bench.peers import environment
from app.domain.errors import ResourceError
from app.text.lexicon.compiled.building import build
from app.text.lexicon.compiled.folding import has_a_sound, letters, spelt
from app.text.lexicon.compiled.near import LONGEST, reach_of

SIZES: Final = (10_000, 100_000, 1_000_000, 5_000_000)
QUICK_SIZES: Final = (10_000, 100_000)
QUERIES: Final = 2_000
WORDS: Final = 1_500  # ten minutes of talk
RUN: Final = 6
_SECONDS: Final = 20.0  # of one pass of a slow peer
_LIMIT_S: Final = 1_800
_CHECKED: Final = 4_000_000  # names; beyond them a tenth of the queries is compared
_ROWS: Final = 50_000
_PEERS: Final = (
    "rapidfuzz==3.14.6", "symspellpy==6.10.1", "quickumls-simstring==1.1.5.post1",
    "pyahocorasick==2.3.1",
)  # fmt: skip
_ENGINES: Final = ("rapidfuzz", "symspellpy", "simstring", "pyahocorasick")
_HEAD: Final = (
    "| names | engine | p50 us | p99 us | n | 1,500 words, ms | memory, MB | built, s | slower |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine did; trouble: why it did not."""

    engine: str
    found: dict[str, Any]
    build_s: float = 0.0
    trouble: str = ""


def run(out: TextIO, seed: int, data: Path | None, *, quick: bool = False) -> None:
    """Print the table and how often the best name is that of brute force. Raises ResourceError."""
    if data is None:
        raise ResourceError("vocabularies are needed: name their folder with --data")
    out.write(f"load average at the start {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores\n\n")
    sizes = QUICK_SIZES if quick else SIZES
    found = seeds(data)
    peers = environment("lexicon", _PEERS)
    out.write(_HEAD)
    checks = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as name:
            folder = Path(name)
            names = grown(found, size, seed + 1)
            prepare(folder, names, spoken(data), QUERIES // (10 if quick else 1), seed)
            ours = _ours(folder, names, 2.0 if quick else _SECONDS)
            checks.append(_agreement(folder, names))
            out.write(line(size, ours, ours))
            for engine in _ENGINES:
                row = _peer(engine, folder, peers, 2.0 if quick else _SECONDS)
                out.write(line(size, row, ours))
                out.flush()
    out.write("\n" + "\n".join(checks) + "\n")


def prepare(folder: Path, names: list[str], text: list[str], count: int, seed: int) -> None:
    """Names, misspelt queries and the runs of a text, a line each."""
    rng = random.Random(seed)
    small = [name.lower() for name in names]
    queries: list[str] = []
    while len(queries) < count:
        name = rng.choice(names)
        if spelt(name) is not None and has_a_sound(name):
            queries.append(misspelt(name.lower(), rng))
    runs = [
        " ".join(text[first : first + size])
        for first in range(len(text))
        for size in range(1, min(RUN, len(text) - first) + 1)
    ]
    parts = (("names", small), ("queries", queries), ("runs", runs), ("text", [" ".join(text)]))
    for part, lines in parts:
        (folder / f"{part}.txt").write_text("\n".join(lines), encoding="utf-8")


def spoken(data: Path) -> list[str]:
    """1,500 words of emergency reports. Raises ResourceError."""
    path = data / "text" / "mtsamples_er_reports.csv"
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ResourceError(f"{path}: not there; name --data") from error
    return re.findall(r"[a-z]+", content.lower())[WORDS : 2 * WORDS]


def _ours(folder: Path, names: list[str], seconds: float) -> Row:
    begun = time.perf_counter()
    build(as_entries(names), folder)
    build_s = time.perf_counter() - begun
    command = [sys.executable, "-m", "app.bench.lexicon_ours", str(folder), str(seconds)]
    return _child("erscribe", command, build_s)


def _peer(engine: str, folder: Path, python: Path | str, seconds: float) -> Row:
    if isinstance(python, str):
        return Row(engine, {}, trouble=python)
    script = Path(__file__).with_name("lexicon_peers.py")
    return _child(engine, [str(python), str(script), engine, str(folder), str(seconds)])


def _child(engine: str, command: list[str], build_s: float = 0.0) -> Row:
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=_LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return Row(engine, {}, trouble=f"not done after {_LIMIT_S} s")
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return Row(engine, {}, trouble=last[:60])
    found = json.loads(done.stdout)
    return Row(engine, found, found.get("build_s", build_s))


def line(size: int, row: Row, ours: Row) -> str:
    """One row of the table. slower: the ratio of its p50 to ours."""
    if row.trouble:
        return f"| {size:,} | {row.engine} | skipped: {row.trouble} | | | | | | |\n"
    p50, p99 = marks(row.found["took_us"])
    ratio = p50 / marks(ours.found["took_us"])[0]
    count = len(row.found["took_us"][0])
    cells = (
        f"{size:,}", row.engine, f"{p50:,.1f}", f"{p99:,.1f}", f"{count:,}",
        f"{row.found['text_ms']:,.0f}", f"{row.found['memory_mb']:,.0f}", f"{row.build_s:,.1f}",
        f"{ratio:,.1f} x",
    )  # fmt: skip
    text = f"| {' | '.join(cells)} |\n"
    if "ranked_us" in row.found:
        p50, p99 = marks(row.found["ranked_us"])
        text += (
            f"| {size:,} | the same, by sound too, ranked, with rivals | {p50:,.1f} | {p99:,.1f}"
        )
        text += f" | {count:,} | | opened in {row.found['load_s']:.3f} s | | |\n"
    return text


def marks(passes: list[list[float]]) -> tuple[float, float]:
    """Medians over the passes of their 50th and 99th percentiles."""
    found = np.median([np.percentile(one, [50, 99]) for one in passes], axis=0)
    return float(found[0]), float(found[1])


def _agreement(folder: Path, names: list[str]) -> str:
    """How often the best name is the one that brute force over all finds."""
    keys = sorted({s.letters for n in names if (s := spelt(n))}, key=lambda k: (len(k), k))
    queries = (folder / "queries.txt").read_text(encoding="utf-8").split("\n")
    answers = (folder / "answers.txt").read_text(encoding="utf-8").split("\n")
    if len(keys) > _CHECKED:
        queries, answers = queries[:: len(queries) // 200], answers[:: len(answers) // 200]
    same = 0
    for query, answer in zip(queries, answers, strict=True):
        best = brute_force(letters(query), keys)
        mine = None if not answer else letters(answer.partition("\t")[2])
        same += best == mine
    share = same / max(1, len(queries))
    return f"{len(names):,} names: best name as brute force {share:.2%} of {len(queries):,}"


def brute_force(heard: bytes, keys: list[bytes]) -> bytes | None:
    """The key with the fewest edits within reach; of equals the first.

    Keys whose length alone rules them out are not compared, which changes nothing but the time.
    """
    reach = reach_of(len(heard))
    if not 0 < len(heard) <= LONGEST + reach:
        return None
    sizes = [len(heard) - reach, len(heard) + reach + 1]
    first, last = (_first_of(keys, size) for size in sizes)
    best: tuple[int, int] | None = None
    for begin in range(first, last, _ROWS):
        some = keys[begin : min(begin + _ROWS, last)]
        scorer = Levenshtein.distance
        far = process.cdist([heard], some, scorer=scorer, score_cutoff=reach, dtype=np.uint8)[0]
        place = int(far.argmin())
        if far[place] <= reach and (best is None or far[place] < best[0]):
            best = (int(far[place]), begin + place)
    return None if best is None else keys[best[1]]


def _first_of(keys: list[bytes], size: int) -> int:
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if len(keys[middle]) < size else (low, middle)
    return low
