"""One peer on one dictionary, run as a script by the peers' own interpreter; prints one JSON line.

`python lexicon_peers.py ENGINE FOLDER SECONDS`; FOLDER holds names.txt, queries.txt and runs.txt,
one a line, in small letters. Imports nothing of the product.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY_BYTES = 10 << 30
"""More than this a workstation would not give to one dictionary."""
Lookup = Callable[[str], Any]


def rapidfuzz(names: list[str], _: Path) -> Lookup:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    distance = Levenshtein.distance
    return lambda text: process.extractOne(text, names, scorer=distance, score_cutoff=2)


def symspellpy(names: list[str], _: Path) -> Lookup:
    from symspellpy import SymSpell, Verbosity

    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for name in names:
        speller.create_dictionary_entry(name, 1)
    return lambda text: speller.lookup(text, Verbosity.TOP, max_edit_distance=2)


def simstring(names: list[str], folder: Path) -> Lookup:
    """The core of QuickUMLS, at its default: cosine of trigrams at least 0.7."""
    from quickumls_simstring import simstring as core

    place = folder / "simstring"
    place.mkdir(exist_ok=True)
    writer = core.writer(str(place / "names.db"), 3, False, False)
    for name in names:
        writer.insert(name)
    writer.close()
    reader = core.reader(str(place / "names.db"))
    reader.measure, reader.threshold = core.cosine, 0.7
    return reader.retrieve


def pyahocorasick(names: list[str], _: Path) -> Lookup:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, name in enumerate(names):
        automaton.add_word(name, number)
    automaton.make_automaton()
    return lambda text: automaton.get(text, None)


ENGINES = {one.__name__: one for one in (rapidfuzz, symspellpy, simstring, pyahocorasick)}


def timed_us(look_up: Lookup, queries: list[str], seconds: float) -> list[float]:
    """Microseconds of each look-up, until the time is over (at least ten)."""
    end_s = time.perf_counter() + seconds
    took = []
    for query in queries:
        begun = time.perf_counter()
        look_up(query)
        took.append(1e6 * (time.perf_counter() - begun))
        if len(took) >= 10 and time.perf_counter() > end_s:
            break
    return took


def memory_mb() -> float:
    """The most the process held; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    engine, folder, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    names, queries, runs = (
        (folder / f"{part}.txt").read_text(encoding="utf-8").split("\n")
        for part in ("names", "queries", "runs")
    )
    begun = time.perf_counter()
    look_up = ENGINES[engine](names, folder)
    build_s = time.perf_counter() - begun
    look_up(queries[0])
    took = [timed_us(look_up, queries, seconds) for _ in range(3)]
    text = timed_us(look_up, runs, seconds)
    found = {
        "build_s": build_s,
        "memory_mb": memory_mb(),
        "took_us": took,
        "text_ms": sum(text) / 1e3 * len(runs) / len(text),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
