"""The loops as machine code answer as the same loops in plain Python do, which other tests run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import RESOURCES
from app.text.lexicon.compiled import building
from app.text.lexicon.records import read_entries

ASK = """
import json, sys
from pathlib import Path
from app.text.lexicon.compiled import CompiledIndex, jit
index = CompiledIndex.open(Path(sys.argv[1]))
found = []
for language, words in json.loads(sys.argv[2]):
    match = index.lookup(language, tuple(words))
    found.append(match and [match.entry.id, match.name, match.score, match.margin])
print(json.dumps([jit.COMPILED, found]))
"""
ASKED = [
    ("en", ["sysplatin"]), ("en", ["hydroxy", "scene"]), ("en", ["epinefrin"]), ("en", ["table"]),
    ("en", ["a", "fib"]), ("zh", list("阿斯皮林")), ("zh", list("心机梗死")), ("zh", list("桌子")),
]  # fmt: skip


def answers(folder: Path, cache: Path, disabled: str) -> list[object]:
    shell = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", ASK, str(folder), json.dumps(ASKED)]
    done = subprocess.run(command, env=shell, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.full
def test_machine_code_answers_as_plain_python(tmp_path: Path) -> None:
    entries = [
        entry
        for code in ("en", "zh")
        for entry in read_entries(RESOURCES / "lexicon" / f"{code}.tsv", code)
    ]
    building.build(entries, tmp_path / "built")
    plain = answers(tmp_path / "built", tmp_path / "cache", "1")
    compiled = answers(tmp_path / "built", tmp_path / "cache", "0")
    assert plain == compiled
    assert any(plain[1])  # type: ignore[arg-type]
    assert list((tmp_path / "cache").rglob("*.nbc"))
