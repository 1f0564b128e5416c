"""The compiled index on one dictionary, in a process of its own; prints one JSON line.

`python -m app.bench.lexicon_ours FOLDER SECONDS`; also writes FOLDER/answers.txt.
"""

import json
import sys
import time
from pathlib import Path

from app.bench.lexicon_peers import memory_mb, timed_us
from app.text.lexicon.compiled import CompiledIndex


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    queries = (folder / "queries.txt").read_text(encoding="utf-8").split("\n")
    words = (folder / "text.txt").read_text(encoding="utf-8").split()
    begun = time.perf_counter()
    index = CompiledIndex.open(folder)
    load_s = time.perf_counter() - begun
    index.verify()  # every page once, as after the first minutes of use
    answers = [index.nearest((query,)) for query in queries]
    ranked = [timed_us(lambda text: index.lookup("en", (text,)), queries, seconds)]
    took = [timed_us(lambda text: index.nearest((text,)), queries, seconds) for _ in range(3)]
    text_s = []
    for _ in range(4):
        begun = time.perf_counter()
        list(index.scan(words))
        text_s.append(time.perf_counter() - begun)
    found = {
        "load_s": load_s,
        "memory_mb": memory_mb(),
        "took_us": took,
        "ranked_us": ranked,
        "text_ms": 1e3 * sorted(text_s[1:])[1],
    }
    lines = ("" if one is None else f"{one[1]}\t{one[0]}" for one in answers)
    (folder / "answers.txt").write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
