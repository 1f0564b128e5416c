"""The dictionary's verbs from outside: built, asked, tried, brought in, given out."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.paths import ROOT
from tests.integration.test_cli import Answer, complaint, erscribe

DATA = ROOT / "tests" / "data" / "lexicon_sources"


def built(*names: str, options: tuple[str, ...] = ()) -> Answer:
    return erscribe("lexicon", "build", "--from", *(str(DATA / one) for one in names), *options)


def test_a_build_reports_and_is_used_by_every_verb(own_folders: Path) -> None:
    answer = built("umls", "own", options=("--name", "ours"))
    assert answer.returncode == 0, answer.stderr
    assert "ours: 10 concepts" in answer.stdout
    assert "umls: UMLS Metathesaurus License. Each site needs" in answer.stdout
    assert "formulary.csv, line 6: no drug" in answer.stdout
    assert "Nameless" not in answer.stdout + answer.stderr
    assert "Ashgrove" not in answer.stdout + answer.stderr
    assert "100%] compiling" in answer.stderr
    info = json.loads(erscribe("lexicon", "info").stdout)
    assert [(one["name"], one["used"]) for one in info["builds"]] == [("ours", True)]
    assert info["staff_words"] == 3
    looked = json.loads(erscribe("lexicon", "lookup", "zorvamysin").stdout)
    assert looked["name"].casefold() == "zorvamycin"
    line = json.loads(erscribe("lexicon", "correct", stdin="give zorva misin now\n").stdout)
    assert line["text"] == "Give zorvamycin now."
    assert (own_folders / "lexicons" / "ours" / "manifest.json").is_file()


@pytest.mark.full
def test_a_build_elsewhere_is_not_put_to_use(own_folders: Path, tmp_path: Path) -> None:
    answer = built("rxnorm", options=("--out", str(tmp_path / "mine"), "--as", "rxnorm"))
    assert "It is not put to use" in answer.stdout
    assert not (own_folders / "lexicons").exists()
    assert json.loads(erscribe("lexicon", "info").stdout)["builds"] == []
    again = built("rxnorm", options=("--out", str(tmp_path / "mine")))
    assert again.returncode == 1
    assert "is there already" in complaint(again)


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("--from", "nowhere"), 1, "no such file"),
        (("--from", "pyproject.toml"), 1, "--as"),
        (("--from", str(DATA / "umls"), "--as", "loinc"), 1, "no column"),
        (("--from", str(DATA / "umls"), "--languages", "fr"), 2, "en, zh"),
        (("--from", str(DATA / "umls"), "--semantic-types", "nowhere"), 3, "nowhere"),
        ((), 2, "--from"),
    ],
)
def test_what_cannot_be_built_is_said_in_one_line(
    argv: tuple[str, ...], code: int, why: str, own_folders: Path
) -> None:
    answer = erscribe("lexicon", "build", *argv)
    assert answer.returncode == code
    assert why in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not list(own_folders.glob("lexicons/[!.]*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to be caught")
def test_a_build_that_is_ended_leaves_no_litter(own_folders: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("term\n" + "".join(f"kestrel x{n}y\n" for n in range(300_000)))
    command = [sys.executable, "-m", "app", "lexicon", "build", "--from", str(rows)]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    give_up_s = time.monotonic() + 60
    while not list(own_folders.glob("lexicons/.building-*")) and time.monotonic() < give_up_s:
        time.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate()
    assert child.returncode == 130
    assert b"stopped" in said
    assert [one.name for one in (own_folders / "lexicons").iterdir()] == [".lock"]


@pytest.mark.full
def test_sentences_and_pairs_are_tried(tmp_path: Path) -> None:
    answer = json.loads(erscribe("lexicon", "test", "give", "hydroxy", "scene").stdout)
    assert answer["text"] == "Give hydroxyzine."
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "give hydroxy scene\tGive hydroxyzine.\nthe patient sleeps\tthe patient sleeps\n"
        "he has a cough\the has a cold\n",
        encoding="utf-8",
    )
    scored = json.loads(erscribe("lexicon", "test", "--pairs", str(pairs)).stdout)
    assert (scored["pairs"], scored["right"], scored["repaired"], scored["spoiled"]) == (3, 2, 1, 0)
    assert [one["line"] for one in scored["wrong"]] == [3]
    pairs.write_text("only one cell\n")
    wrong = erscribe("lexicon", "test", "--pairs", str(pairs))
    assert wrong.returncode == 1
    assert "pairs.tsv, line 1" in complaint(wrong)
    assert erscribe("lexicon", "test").returncode == 1


@pytest.mark.full
def test_bans_are_brought_in_and_given_out_and_vocabularies_are_not(tmp_path: Path) -> None:
    assert built("umls", options=("--name", "ours")).returncode == 0
    table = tmp_path / "own.csv"
    table.write_text("action,term,heard,scope\nban,hydroxyzine,hydroxy scene,user\nban,,,user\n")
    dry = erscribe("lexicon", "import", str(table), "--dry-run")
    assert "0 terms to add, 0 bans for the site, 1 bans for you" in dry.stdout
    assert "own.csv, line 3: no term" in dry.stdout
    assert "dry run" in dry.stdout
    assert len(list(csv.reader(erscribe("lexicon", "export").stdout.splitlines()))) == 1
    brought = erscribe("lexicon", "import", str(table))
    assert "1 new bans hold for you" in brought.stdout
    given = erscribe("lexicon", "export")
    assert list(csv.reader(given.stdout.splitlines()))[1][:4] == [
        "ban", "hydroxyzine", "hydroxy scene", "user",
    ]  # fmt: skip
    assert "zorvamycin" not in given.stdout.casefold()
    assert "rows of umls stay" in given.stderr
    out = tmp_path / "out.csv"
    assert erscribe("lexicon", "export", "--out", str(out)).returncode == 0
    assert out.read_text(encoding="utf-8-sig") == given.stdout
    assert erscribe("lexicon", "export", "--out", str(out)).returncode == 1


def test_terms_of_a_sandbox_wait_for_people(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("term\nzorvamycin\n")
    answer = erscribe("lexicon", "import", str(table), "--reason", "new drug")
    assert answer.returncode == 1
    assert "users init" in answer.stderr
