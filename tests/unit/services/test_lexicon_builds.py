"""A build is there whole or not at all, says where it comes from, and adds to the lexicon."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import AppError, ResourceError, VocabularyError
from app.paths import ROOT
from app.services.lexicon_builds import Report, Wanted, build, prepare
from app.store.lock import taken_file
from app.text.lexicon.builds import MANIFEST, Manifest, builds_in, chosen, read_manifest
from app.text.lexicon.opening import with_built
from tests.lexicons import small

DATA = ROOT / "tests" / "data" / "lexicon_sources"


def built(folder: Path, *names: str, name: str = "", report: Report | None = None) -> Manifest:
    paths = [DATA / one for one in names]
    return build(prepare(paths, None, folder, Wanted(), name), report or Report())


def inside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_manifest_says_what_it_is_made_of(tmp_path: Path) -> None:
    made = built(tmp_path, "umls", "own")
    assert made.name.endswith("-umls-formulary-staff-table")
    assert read_manifest(tmp_path / made.name) == made
    assert made.entries == {"UMLS": 4, "FORMULARY": 3, "TABLE": 3}
    assert made.names["STAFF"] == 2
    first = made.sources[0]
    assert (first.kind, first.passed_on) == ("umls", False)
    assert "licence" in first.obliges
    assert {one.name for one in first.files} == {
        "MRCONSO.RRF", "MRSTY.RRF", "MRRANK.RRF", "MRREL.RRF",
    }  # fmt: skip
    assert all(len(one.sha256) == 64 for source in made.sources for one in source.files)
    assert inside(tmp_path) == {made.name}


def test_equal_vocabularies_give_equal_versions(tmp_path: Path) -> None:
    one, other = built(tmp_path, "umls", name="a"), built(tmp_path, "umls", name="b")
    assert one.version == other.version
    assert built(tmp_path, "umls", "own/staff.csv", name="c").version != one.version


def test_what_gives_nothing_leaves_the_old_one_and_no_litter(tmp_path: Path) -> None:
    old = built(tmp_path, "umls")
    empty = tmp_path / "empty.csv"
    empty.write_text("term\n\n")
    report = Report()
    with pytest.raises(VocabularyError, match=r"empty\.csv: gave no name"):
        build(prepare([empty], None, tmp_path, Wanted()), report)
    assert inside(tmp_path) == {old.name, "empty.csv"}
    with pytest.raises(VocabularyError, match="is there already"):
        prepare([DATA / "umls"], None, tmp_path, Wanted(), old.name)
    with pytest.raises(VocabularyError, match="no name"):
        prepare([DATA / "umls"], None, tmp_path, Wanted(), "../elsewhere")


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "lexicons").write_text("a file where the folder should be")
    with pytest.raises(AppError, match="nothing was built"):
        built(tmp_path / "lexicons", "umls")


def test_one_build_at_a_time(tmp_path: Path) -> None:
    with taken_file(tmp_path / ".lock"), pytest.raises(AppError, match="another build"):
        built(tmp_path, "umls")


def test_a_killed_build_leaves_nothing_in_use_and_is_swept_by_the_next(tmp_path: Path) -> None:
    old = built(tmp_path, "umls")
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "term\n" + "".join(f"kestrel {'abcdefghij'[n % 10]}x{n}y\n" for n in range(400_000))
    )
    code = (
        "import sys; from pathlib import Path\n"
        "from app.services.lexicon_builds import *\n"
        "job = prepare([Path(sys.argv[1])], 'table', Path(sys.argv[2]), Wanted())\n"
        "build(job, Report())\n"
    )  # fmt: skip
    child = subprocess.Popen([sys.executable, "-c", code, str(rows), str(tmp_path)], cwd=ROOT)
    give_up_s = time.monotonic() + 60
    while not list(tmp_path.glob(".building-*")) and time.monotonic() < give_up_s:
        time.sleep(0.02)
    child.kill()
    assert child.wait() == (-signal.SIGKILL if os.name != "nt" else 1)
    assert [one.name for _, one in builds_in(tmp_path)] == [old.name]
    assert with_built(small(), "auto", tmp_path).large is not None
    new = built(tmp_path, "rxnorm")
    assert inside(tmp_path) == {old.name, new.name, "rows.csv"}


def test_the_setting_says_which_one_is_used(tmp_path: Path) -> None:
    assert chosen("auto", tmp_path / "none") is None
    built(tmp_path, "umls", name="first")
    built(tmp_path, "rxnorm", name="second")
    assert chosen("auto", tmp_path) == tmp_path / "second"
    assert chosen("first", tmp_path) == tmp_path / "first"
    assert chosen(str(tmp_path / "first"), tmp_path / "elsewhere") == tmp_path / "first"
    assert chosen("embedded", tmp_path) is None
    with pytest.raises(ResourceError, match="second, first"):
        chosen("third", tmp_path)


def test_a_damaged_build_gives_way_unless_it_is_named(tmp_path: Path) -> None:
    built(tmp_path, "umls", name="first")
    built(tmp_path, "rxnorm", name="second")
    (tmp_path / "second" / "lexicon.index").write_bytes(b"not an index")
    assert with_built(small(), "auto", tmp_path).named("en", "windpox") == ()
    assert with_built(small(), "auto", tmp_path).named("en", "kestrel fever")
    with pytest.raises(ResourceError):
        with_built(small(), "second", tmp_path)
    (tmp_path / "first" / MANIFEST).write_text("{}")
    assert with_built(small(), "auto", tmp_path) is small()


def test_another_format_is_built_again(tmp_path: Path) -> None:
    made = built(tmp_path, "umls", name="first")
    assert replace(made, format=2) != made
    path = tmp_path / "first" / MANIFEST
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(ResourceError, match="another version"):
        read_manifest(tmp_path / "first")
    assert builds_in(tmp_path) == ()


def test_a_build_adds_to_the_lexicon_and_to_its_version(tmp_path: Path) -> None:
    built(tmp_path, "umls", "own")
    joined = with_built(small(), "auto", tmp_path)
    assert joined.version != small().version
    match = joined.lookup("en", ("zorva", "misin"))
    assert match is not None
    assert match.name == "zorvamycin"
    assert joined.lookup("en", ("hydroxy", "scene")) is not None
    assert joined.knows("en", "ashgrove")
    assert not small().knows("en", "ashgrove")
    assert joined.named("zh", "佐伐霉素")
    assert joined.entry("en", "umls.C9000002") is not None
