"""A release of a gigabyte is read in bounded memory, whatever its size.

It takes about seven minutes of a processor: 13 s were measured for 30 MB, where 47 MB of memory
were the most.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import ROOT

MB = 1_000_000
MOST_MB = 150
"""Of the reading process; 45 MB were measured while 620 MB were read."""

READ = """
import resource, sys
from pathlib import Path
from app.text.lexicon.sources.kinds import read_source, sources_in
from app.text.lexicon.sources.reading import Reading
reading = Reading(Path(sys.argv[1]) / "scratch")
count = sum(1 for source in sources_in([Path(sys.argv[1])]) for _ in read_source(source, reading))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, reading.report.rows, peak // (1024 if sys.platform == "linux" else 1024**2))
"""


def release(folder: Path, size_bytes: int) -> tuple[int, int]:
    """A made-up UMLS of that size; gives its concepts and rows. One row in a hundred is broken."""
    concepts, rows, written = 0, 0, 0
    with (
        (folder / "MRCONSO.RRF").open("w", encoding="utf-8") as conso,
        (folder / "MRSTY.RRF").open("w", encoding="utf-8") as sty,
    ):
        while written < size_bytes:
            concepts += 1
            cui = f"C{concepts:07}"
            sty.write(f"{cui}|T{('047', '121', '023')[concepts % 3]}|A|name|AT1||\n")
            for number in range(5):
                rows += 1
                name = f"kestrel {'abcdefghij'[number]}{concepts:x} of the marsh and reed"
                line = (
                    f"{cui}|ENG|P|L{rows:08}|PF|S{rows:08}|Y|A{rows:09}|||D{rows:06}|MSH|MH|"
                    f"D{rows:06}|{name}|0|N||\n"
                )
                written += conso.write(line if rows % 100 else "|".join(line.split("|")[:9]) + "\n")
    return concepts, rows


@pytest.mark.full
def test_a_gigabyte_of_umls_is_read_in_bounded_memory(tmp_path: Path) -> None:
    concepts, rows = release(tmp_path, 1_000 * MB)
    answer = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    entries, read, peak_mb = map(int, answer.stdout.split())
    assert entries == concepts
    assert read == rows + concepts
    assert peak_mb < MOST_MB, f"{peak_mb} MB"
