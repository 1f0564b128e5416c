"""Whatever becomes of the file's pages is seen, and what is left of it is saved."""

from collections import Counter
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.store.database import Database
from app.store.keys import StoreKeys, new_master, sandbox_keys
from app.store.rescue import rescue
from tests.page_faults import PAGE, Original, meet, original


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return original(tmp_path_factory.mktemp("whole"))


def met(whole: Original, seeds: range, folder: Path, saving: int) -> Counter[str]:
    """saving: every so manieth is rescued too."""
    found: Counter[str] = Counter()
    for seed in seeds:
        fault = meet(whole, seed, folder / "store", saving=seed % saving == 0)
        found[fault.met] += 1
        if fault.rescued is not None:
            found["rescued"] += 1
            found["notes whole"] += len(fault.rescued.whole)
            found["notes damaged"] += len(fault.rescued.damaged)
            found["notes lost and told"] += len(fault.rescued.lost)
    return found


def test_damage_is_met_at_the_start_and_nothing_is_read_wrong(
    whole: Original, tmp_path: Path
) -> None:
    found = met(whole, range(200), tmp_path, 50)
    assert found["at start"] + found["when read"] >= 180
    assert found["rescued"] >= 3


@pytest.mark.full
def test_two_thousand_times(whole: Original, tmp_path: Path) -> None:
    found = met(whole, range(2_000), tmp_path, 10)
    print(dict(found))  # noqa: T201 - the figures are reported
    assert found["at start"] + found["when read"] + found["nothing"] == 2_000


def test_a_whole_store_is_rescued_whole(whole: Original, tmp_path: Path) -> None:
    keys = sandbox_keys(whole.folder)
    told = rescue(whole.path, keys, tmp_path / "out" / "erscribe.sqlite3")
    assert told.whole == tuple(sorted(whole.results))
    assert (told.lost_pages, told.damaged, told.lost, told.holes) == (0, (), (), ())


def test_every_page_may_go_and_the_others_stay(whole: Original, tmp_path: Path) -> None:
    keys = sandbox_keys(whole.folder)
    content = whole.path.read_bytes()
    copy = tmp_path / "copy" / "erscribe.sqlite3"
    copy.parent.mkdir()
    kept = []
    pages = len(content) // PAGE
    for page in (0, 1, *range(pages // 10, pages, pages // 10)):
        gone = content[: page * PAGE] + bytes(PAGE) + content[(page + 1) * PAGE :]
        copy.write_bytes(gone)
        to = tmp_path / f"{page}" / "erscribe.sqlite3"
        told = rescue(copy, keys, to)
        named = {*told.whole, *told.damaged, *told.lost}
        assert named == whole.results.keys(), f"page {page + 1}"
        kept.append(len(told.whole))
    assert min(kept) < len(whole.results)
    assert sum(kept) > len(kept) * len(whole.results) * 0.7


def test_what_was_only_in_the_log_is_rescued_too(whole: Original, tmp_path: Path) -> None:
    keys = sandbox_keys(whole.folder)
    folder = tmp_path / "busy"
    database = original(folder)
    other = sandbox_keys(folder)
    assert other.id != keys.id
    with Database.open(database.path).transaction():  # its log stays while this is open
        copy = tmp_path / "copy" / "erscribe.sqlite3"
        copy.parent.mkdir()
        for end in ("", "-wal"):
            source = database.path.with_name(database.path.name + end)
            if source.exists():
                copy.with_name(copy.name + end).write_bytes(source.read_bytes())
    told = rescue(copy, other, tmp_path / "out" / "erscribe.sqlite3")
    assert len(told.whole) == len(database.results)


def test_another_stores_keys_rescue_nothing_and_say_so(whole: Original, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"put the keys\.json"):
        rescue(whole.path, StoreKeys(new_master()), tmp_path / "out")


def test_a_rescue_overwrites_nothing(whole: Original, tmp_path: Path) -> None:
    there = tmp_path / "erscribe.sqlite3"
    there.write_bytes(b"something")
    with pytest.raises(StoreError, match="name another folder"):
        rescue(whole.path, sandbox_keys(whole.folder), there)
    assert there.read_bytes() == b"something"
