"""Every verb of the command line: open to all by name, or closed until a user signs in."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import bootstrap, paths
from app.cli import run
from app.cli.acting import NOBODY
from app.cli.parser import build_parser
from app.services.filing import Filing
from tests.clinical_verbs import clinical_store, fresh
from tests.fakes import finished_job
from tests.people_desk import acting_as, clinical

OPEN = {  # they read and write no store, or are what signs somebody in
    "": "the window, which has a gate of its own",
    "demo": "made-up encounters in the sandbox store",
    "listen": "keeps nothing",
    "lexicon correct": "standard input only",
    "lexicon lookup": "no patient",
    "lexicon info": "no patient",
    "lexicon test": "no patient",
    "understand": "standard input only",
    "models list": "no patient",
    "models verify": "no patient",
    "doctor": "no patient",
    "train": "no patient",
    "bench": "no patient",
    "notices test": "no patient",
    "store keys status": "no patient, and no key",
    "capture-process": "answers its own program only",
    "speech-process": "answers its own program only",
    "users init": "makes the first user",
}
SPECIAL = {"facts": "session_lock_s=300", "to": "sqlite"}
"""What an argument must look like before anything else is asked."""
Verb = tuple[str, argparse.ArgumentParser]


def verbs(parser: argparse.ArgumentParser, before: str = "") -> Iterator[Verb]:
    """Every verb that can be run, with its own parser."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for group in groups:
        for name, inner in group.choices.items():
            yield from verbs(inner, f"{before} {name}".strip())
    if not groups or not all(group.required for group in groups):
        yield before, parser


def guarded(parser: argparse.ArgumentParser) -> bool:
    return any("--user" in one.option_strings for one in parser._actions)


ALL = dict(verbs(build_parser()))
CLOSED = sorted(name for name, parser in ALL.items() if guarded(parser))
UNLOCKS_FIRST = {
    "store migrate": "a move that was cut off is finished before anybody can sign in",
    "store rescue": "who may sign in stands in what is left of the store",
    "store restore": "who may sign in stands in the backup",
}


def filled(name: str, folder: Path, note: str) -> list[str]:
    """The verb with all that it asks for, and nothing that signs anybody in."""
    argv = name.split()
    for one in ALL[name]._actions:
        if not one.option_strings and one.nargs != 0:
            argv.append(value(one, folder, note))
    for one in _demanded(ALL[name]):
        argv.append(one.option_strings[0])
        if one.nargs != 0:
            argv.append(value(one, folder, note))
    return argv


def _demanded(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The options without which it does not run: those that must be, and the first of a choice."""
    yield from (one for one in parser._actions if one.required and one.option_strings)
    for group in parser._mutually_exclusive_groups:
        if group.required:
            yield group._group_actions[0]


def value(one: argparse.Action, folder: Path, note: str) -> str:
    if one.dest in SPECIAL:
        return SPECIAL[one.dest]
    if one.choices:
        return str(next(iter(one.choices)))
    if one.type is Path:
        return str(folder)
    return "1" if one.type is int else note


@pytest.fixture
def note() -> str:
    """The id of a note in the clinical store that is in force; nothing is open."""
    database = clinical(paths.clinical_dir())
    house = acting_as(database, "house")
    return Filing(database).save(house, replace(finished_job(), profile="clinical"))


def test_every_verb_is_open_by_name_or_closed() -> None:
    assert {name for name, parser in ALL.items() if not guarded(parser)} == set(OPEN)


def test_there_is_no_open_verb_that_is_none() -> None:
    assert set(OPEN) <= set(ALL)


@pytest.mark.parametrize("name", sorted(UNLOCKS_FIRST))
def test_a_verb_that_unlocks_the_store_first_shows_nothing_of_it(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with clinical_store(monkeypatch):
        capsys.readouterr()
        nothing = tmp_path / "nothing"
        code = run(filled(name, nothing, "n0"))
        said = capsys.readouterr()
        assert code != 0
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert not any(path.is_file() for path in nothing.rglob("*"))


@pytest.mark.parametrize("name", sorted(set(CLOSED) - set(UNLOCKS_FIRST)))
def test_without_sign_in_a_verb_reads_nothing(
    name: str, note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with fresh():
        code = run(filled(name, tmp_path, note))
        said = capsys.readouterr()
        assert (code, said.out, said.err) == (3, "", f"erscribe: {NOBODY}\n")
        assert bootstrap.database.cache_info().currsize == 0
        assert bootstrap.store_keys.cache_info().currsize == 0
