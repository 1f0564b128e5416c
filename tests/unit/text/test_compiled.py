"""The compiled index: what was put in is found, and a bad file is refused in one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.text.lexicon import Entry
from app.text.lexicon.compiled import CompiledIndex
from app.text.lexicon.compiled.building import FILE, build
from tests.lexicons import SMALL_ENTRIES


def made(folder: Path, *entries: Entry) -> CompiledIndex:
    build(iter(entries), folder)
    return CompiledIndex.open(folder)


@pytest.fixture
def small(tmp_path: Path) -> CompiledIndex:
    return made(tmp_path, *SMALL_ENTRIES)


def test_every_entry_comes_back_as_it_went_in(small: CompiledIndex) -> None:
    for entry in SMALL_ENTRIES:
        assert small.entry(entry.language, entry.id) == entry
        for name in entry.names:
            assert entry in small.named(entry.language, name.upper())
    assert len(small) == sum(len(set(entry.names)) for entry in SMALL_ENTRIES)


def test_what_is_not_there_is_not_found(small: CompiledIndex) -> None:
    assert small.entry("zh", "dx.hyperkalemia") is None
    assert small.named("en", "ibuprofen") == ()
    assert small.named("zh", "hydroxyzine") == ()


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = made(tmp_path)
    assert len(empty) == 0
    assert empty.named("en", "aspirin") == ()
    assert empty.entry("en", "x") is None
    assert empty.lookup("en", ("aspirin",)) is None
    assert empty.lookup("zh", tuple("阿司匹林")) is None
    empty.warm()
    empty.verify()


def test_a_misheard_name_is_found(small: CompiledIndex) -> None:
    match = small.lookup("en", ("hydroxy", "scene"))
    assert match is not None
    assert (match.name, match.entry.id) == ("hydroxyzine", "drug.hydroxyzine")
    chinese = small.lookup("zh", tuple("美托洛儿"))
    assert chinese is not None
    assert chinese.name == "美托洛尔"


@pytest.mark.parametrize("kept", [0, 10, 60, 5_000, 16_384, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    made(tmp_path, *SMALL_ENTRIES)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ResourceError, match="build it again"):
        CompiledIndex.open(tmp_path)


def test_a_foreign_file_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no index there"):
        CompiledIndex.open(tmp_path)
    (tmp_path / FILE).write_bytes(b"PK\3\4" + bytes(40_000))
    with pytest.raises(ResourceError, match="not an index"):
        CompiledIndex.open(tmp_path)


def test_another_format_is_named(tmp_path: Path) -> None:
    made(tmp_path)
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[16] = 99
    path.write_bytes(content)
    with pytest.raises(ResourceError, match="format 99"):
        CompiledIndex.open(tmp_path)


def test_a_changed_byte_is_found_by_verify(tmp_path: Path) -> None:
    made(tmp_path, *SMALL_ENTRIES)
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ResourceError, match="damaged"):
        CompiledIndex.open(tmp_path).verify()
    content[80] ^= 1
    path.write_bytes(content)
    with pytest.raises(ResourceError, match="damaged"):
        CompiledIndex.open(tmp_path)


def test_a_build_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    made(tmp_path, *SMALL_ENTRIES)

    def broken() -> Iterator[Entry]:
        yield SMALL_ENTRIES[0]
        raise ValueError("row 2")

    with pytest.raises(ValueError, match="row 2"):
        build(broken(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert CompiledIndex.open(tmp_path).entry("en", "drug.dopamine") is not None


HOSTILE = ("\0", "a\0b", "\ud800", "\u202eابجد", "x" * 10_000_000, "🫀" * 100, "-", " ", "İ")


def test_hostile_names_are_kept_and_harm_nobody(tmp_path: Path) -> None:
    entries = [
        Entry(f"h.{n}", language, name, "diagnosis", ("pneumonia",))
        for n, name in enumerate(HOSTILE)
        for language in ("en", "zh")
    ]
    index = made(tmp_path, *entries)
    for entry in entries:
        assert index.entry(entry.language, entry.id) == entry
        assert entry in index.named(entry.language, entry.term)
    match = index.lookup("en", ("pneumonya",))
    assert match is not None
    assert match.name == "pneumonia"
