"""The bench of the index: its dictionary, its oracle, and its table."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from app.bench import lexicon
from app.bench.lexicon_terms import as_entries, grown, grown_zh, misspelt, seeds
from app.domain.errors import ResourceError
from app.text.lexicon.compiled.building import build

SEEDS = {
    "conditions": ["pneumonia", "iron deficiency anemia", "hip fracture"],
    "drugs": ["cisplatin", "hydroxyzine"],
    "zh": ["肺炎", "糖尿病"],
}


def test_a_grown_dictionary_is_distinct_and_the_same_every_time() -> None:
    names = grown(SEEDS, 500)
    assert len(set(names)) == 500
    assert names == grown(SEEDS, 500)
    assert grown(SEEDS, 100) == names[:100]
    assert set(SEEDS["conditions"]) < set(names)
    assert len(set(grown_zh(SEEDS, 200))) == 200


def test_a_misspelt_name_is_at_most_two_edits_away() -> None:
    rng = random.Random(1)  # noqa: S311 - a test, not a secret
    wrong = [misspelt("hydroxyzine", rng) for _ in range(200)]
    assert max(Levenshtein.distance("hydroxyzine", one) for one in wrong) == 2


def test_the_oracle_takes_the_first_of_the_nearest() -> None:
    keys = [b"abcde", b"abcdf", b"hydroxyzine"]
    assert lexicon.brute_force(b"abcdx", keys) == b"abcde"
    assert lexicon.brute_force(b"hydroxizin", keys) == b"hydroxyzine"
    assert lexicon.brute_force(b"zzzzzz", keys) is None
    assert lexicon.brute_force(b"", keys) is None


def test_missing_vocabularies_are_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="name --data"):
        seeds(tmp_path)
    with pytest.raises(ResourceError, match="name their folder"):
        lexicon.run(sys.stdout, 0, None)


def test_a_peer_that_cannot_be_had_is_skipped_with_its_reason() -> None:
    ours = lexicon.Row("erscribe", {"took_us": [[10.0, 20.0]]})
    row = lexicon.Row("symspellpy", {}, trouble="no network")
    assert lexicon.line(10, row, ours) == "| 10 | symspellpy | skipped: no network | | | | | | |\n"


def test_a_row_gives_the_ratio_of_the_medians() -> None:
    ours = lexicon.Row("erscribe", {"took_us": [[10.0] * 9]})
    found = {"took_us": [[200.0] * 9] * 3, "text_ms": 5.0, "memory_mb": 7.0}
    assert lexicon.line(10, lexicon.Row("rapidfuzz", found, 1.0), ours).endswith("| 20.0 x |\n")


def test_our_child_answers_as_brute_force(tmp_path: Path) -> None:
    names = grown(SEEDS, 300)
    build(as_entries(names), tmp_path)
    lexicon.prepare(tmp_path, names, ["iron", "deficiency", "anemia"], 20, 0)
    command = [sys.executable, "-m", "app.bench.lexicon_ours", str(tmp_path), "0.1"]
    assert '"took_us"' in subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "100.00% of 20" in lexicon._agreement(tmp_path, names)
