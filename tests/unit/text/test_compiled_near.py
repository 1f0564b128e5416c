"""The compiled look-up finds what plain brute force over all names finds."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from app.text.lexicon import Entry
from app.text.lexicon import phonetics_zh as zh
from app.text.lexicon.compiled import CompiledIndex, chinese, english, finding, near, posting
from app.text.lexicon.compiled.building import build
from app.text.lexicon.compiled.container import Array
from app.text.lexicon.compiled.folding import has_a_sound, letters, spelt
from app.text.lexicon.compiled.gathering import _consonants
from app.text.lexicon.index import EnglishIndex, Match
from tests.lexicons import SMALL_ENTRIES, shipped

WORDS = st.text("abc", min_size=1, max_size=14) | st.builds(
    "{}{}".format, st.sampled_from(["acuteinfectionof", "disorder"]), st.text("abcd", max_size=9)
)


def numbers(text: bytes) -> Array:
    return np.frombuffer(text, np.uint8).astype(np.int64)


def channel(names: list[bytes], heavy: int) -> tuple[list[bytes], tuple[Array, ...]]:
    blob = np.frombuffer(b"".join(names), np.uint8)
    keys = posting.distinct(blob, np.cumsum([0, *map(len, names)]).astype(np.int32))
    found = posting.posted(keys, heavy)
    texts = [bytes(keys.blob[keys.ends[n] : keys.ends[n + 1]]) for n in range(len(keys))]
    return texts, (keys.blob, keys.ends, found.posts, found.buckets, found.sieve)


@pytest.mark.parametrize("heavy", [1, 3, 32])
@settings(max_examples=60, deadline=None)
@given(names=st.lists(WORDS, max_size=40), heard=WORDS, turn=st.integers(0, 99))
def test_near_is_brute_force(heavy: int, names: list[str], heard: str, turn: int) -> None:
    if names and turn % 2:  # something near
        name = names[turn % len(names)]
        heard = name[: turn % len(name)] + "b" + name[turn % len(name) + turn % 3 :]
    texts, made = channel([name.encode() for name in names], heavy)
    assert texts == sorted({n.encode() for n in names}, key=lambda text: (len(text), text))
    found, far = np.empty(64, np.int64), np.empty(64, np.int64)
    size = len(heard)
    for reach in range(near.reach_of(size) + 1):
        count = near.near(numbers(heard.encode()), size, reach, made, found, far)
        got = dict(zip(found[:count].tolist(), far[:count].tolist(), strict=True))
        distances = enumerate(Levenshtein.distance(heard.encode(), text) for text in texts)
        assert got == {number: d for number, d in distances if d <= reach}


@settings(max_examples=300, deadline=None)
@given(one=WORDS, other=WORDS, most=st.integers(0, 2))
def test_edits_are_levenshtein(one: str, other: str, most: int) -> None:
    blob, heard = np.frombuffer(b"x" + one.encode(), np.uint8), numbers(other.encode())
    expected = min(Levenshtein.distance(one, other), most + 1)
    assert near.edits(blob, 1, len(one), heard, len(other), most) == expected


def test_names_rank_as_the_plain_index_ranks_them(tmp_path: Path) -> None:
    entries = [entry for entry in SMALL_ENTRIES if entry.language == "en"]
    build(entries, tmp_path)
    compiled, plain = CompiledIndex.open(tmp_path), EnglishIndex(entries)
    for heard in ("hydroxy scene", "met opral all", "hydroxyzeen", "nor epinefrin", "penicillan"):
        mine, its = compiled.lookup("en", tuple(heard.split())), plain.lookup(heard.split())
        assert mine is not None
        assert its is not None
        assert (mine.entry.id, mine.name, mine.score) == (its.entry.id, its.name, its.score)


def test_consonants_are_the_same_for_one_name_and_for_all() -> None:
    names = [one for e in shipped().entries[:900] for n in e.names if (one := spelt(n))]
    blob = np.frombuffer(b"".join(name.fine for name in names), np.uint8)
    ends = np.cumsum([0, *(len(name.fine) for name in names)]).astype(np.int32)
    made, made_ends = _consonants(blob, ends)
    sound, found = np.empty(99, np.int64), np.empty(99, np.int64)
    for number, name in enumerate(names[:200]):
        fine = numbers(name.fine)
        count = english.skeleton(sound, english._sound(fine, 0, len(fine), sound), found)
        assert bytes(found[:count].astype(np.uint8)) == bytes(
            made[made_ends[number] : made_ends[number + 1]]
        )


def test_chinese_characters_are_as_alike_as_the_plain_rules_say() -> None:
    (readings, rows), shapes = chinese.tables(), chinese.shapes()
    pairs = [
        *zip("斯绿儿行长重血氯林检项佃", "司氯尔型掌种雪绿灵睑顶细", strict=True),
        ("阿", "司"),
        ("x", "斯"),
    ]
    for heard, meant in pairs:
        alike = chinese.similarity(ord(heard), ord(meant), readings, rows, shapes)
        expected = zh.similarity(heard, meant) if heard != "x" else 0.0
        assert alike == pytest.approx(expected), heard + meant


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("Hydroxy-zine HCl", b"hydroxyzinehcl"),
        ("β-blocker", b"betablocker"),
        ("Ménière's disease", b"menieresdisease"),
        ("ＡＢＣ １", b"abc1"),
    ],
)
def test_letters_lose_blanks_marks_and_accents(said: str, folded: bytes) -> None:
    assert letters(said) == folded


def test_an_abbreviation_is_found_as_it_is_spelt_only(tmp_path: Path) -> None:
    build([Entry("dx.af", "en", "AFib", "diagnosis"), *SMALL_ENTRIES], tmp_path)
    index = CompiledIndex.open(tmp_path)
    match = index.lookup("en", ("a", "fib"))
    assert match is not None
    assert (match.name, match.score) == ("AFib", 1.0)
    assert index.lookup("en", ("a", "fab")) is None


def test_the_nearest_name_and_the_runs_of_a_text(tmp_path: Path) -> None:
    build(SMALL_ENTRIES, tmp_path)
    index = CompiledIndex.open(tmp_path)
    assert index.nearest(("panto", "prazol")) == ("pantoprazole", 1)
    assert index.nearest(("xylophone",)) is None
    text = ["please", "give", "hydroxy", "scene", "and", "met", "oprolol", "now"]
    found = {(first, last): match.name for first, last, match in index.scan(text, floor=0.9)}
    assert found == {(2, 3): "hydroxyzine", (5, 6): "metoprolol"}


def test_a_scan_finds_what_a_look_up_of_every_run_finds(tmp_path: Path) -> None:
    build([e for e in shipped().entries if e.language == "en"][:260], tmp_path)
    index = CompiledIndex.open(tmp_path)
    said = "takes met oprolol and asprin but no hydroxy scene since the ate norvasc and lisinopril"
    more = "then cefazollin for two days and takes met oprolol again"
    text = f"{said} {more}".split()
    floor, longest = 0.85, 4
    runs = [
        (first, end - 1)
        for first in range(len(text))
        for end in range(first + 1, min(first + longest, len(text)) + 1)
    ]
    looked_up = [(*run, index.lookup("en", tuple(text[run[0] : run[1] + 1]))) for run in runs]
    scanned = list(index.scan(text, longest=longest, floor=floor))
    assert len(runs) > finding._FEWEST  # so that more than one thread has looked
    assert len(scanned) > 3
    assert scanned == [
        one for one in looked_up if one[2] is not None and one[2].score >= floor and _heard(one)
    ]


def _heard(found: tuple[int, int, Match | None]) -> bool:
    """A scan leaves abbreviations out, which only a look-up finds, as they are spelt."""
    return found[2] is not None and has_a_sound(found[2].name)


def test_two_processes_use_one_file_while_it_is_replaced(tmp_path: Path) -> None:
    build(SMALL_ENTRIES, tmp_path)
    index = CompiledIndex.open(tmp_path)
    script = (
        "import sys; from pathlib import Path; from app.text.lexicon.compiled import CompiledIndex;"
        "found = CompiledIndex.open(Path(sys.argv[1])).named('en', 'dopamine');"
        "print(found[0].id)"
    )
    run = [sys.executable, "-c", script, str(tmp_path)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == (
        "drug.dopamine\n"
    )
    build([Entry("drug.new", "en", "dopamine", "drug")], tmp_path)
    assert index.named("en", "dopamine")[0].id == "drug.dopamine"
    assert CompiledIndex.open(tmp_path).named("en", "dopamine")[0].id == "drug.new"
