"""The command line from outside: codes, one clear sentence, nothing loaded in vain."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import ROOT

Answer = subprocess.CompletedProcess[str]


def erscribe(*argv: str, stdin: str = "") -> Answer:
    return subprocess.run(
        [sys.executable, "-m", "app", *argv],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(answer: Answer) -> str:
    """The one line that says what is wrong; progress lines begin with a bracket."""
    lines = [line for line in answer.stderr.splitlines() if not line.startswith("[")]
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("erscribe: ")
    assert "Traceback" not in answer.stderr
    return lines[0]


def test_bad_files_are_each_named_and_none_stops_the_next(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "letter.mp3").write_text("Dear Sir")
    names = ("missing.wav", "empty.wav", "letter.mp3")
    answer = erscribe("transcribe", *(str(tmp_path / name) for name in names))
    assert answer.returncode == 1
    complaints = [line for line in answer.stderr.splitlines() if line.startswith("erscribe: ")]
    assert len(complaints) == len(names)
    for name, line in zip(names, complaints, strict=True):
        assert name in line


def test_a_model_that_is_not_there_exits_with_3_and_names_the_known_ones(tmp_path: Path) -> None:
    sample = str(ROOT / "resources" / "samples" / "en_short.flac")
    answer = erscribe("transcribe", sample, "--model", "large-v9", "--no-save")
    assert answer.returncode == 3
    assert "recognizer-embedded" in complaint(answer)


def test_a_real_encounter_is_refused_without_repeating_its_number() -> None:
    sample = str(ROOT / "resources" / "samples" / "en_short.flac")
    answer = erscribe("transcribe", sample, "--encounter", "MRN-4711")
    assert answer.returncode == 1
    assert "4711" not in complaint(answer)


def test_a_wrong_setting_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('device = "tpu"')
    answer = erscribe("transcribe", "a.wav")
    assert answer.returncode == 2
    assert "device" in complaint(answer)


def test_a_file_that_is_no_database_is_left_as_it_is(own_folders: Path) -> None:
    own_folders.mkdir()
    database = own_folders / "erscribe.sqlite3"
    database.write_bytes(b"not a database at all" * 100)
    answer = erscribe("notes", "list")
    assert answer.returncode in {1, 4}
    assert "database" in complaint(answer)
    assert database.read_bytes() == b"not a database at all" * 100


def test_no_note_is_said_in_words_and_an_unknown_one_names_the_list() -> None:
    assert "No notes yet" in erscribe("notes", "list").stdout
    answer = erscribe("notes", "show", "n123")
    assert answer.returncode == 1
    assert "erscribe notes list" in complaint(answer)


def test_lexicon_and_understand_answer_line_by_line() -> None:
    lines = "give hydroxy scene twenty five milligrams\n\nno pulse\n"
    corrected = [
        json.loads(row) for row in erscribe("lexicon", "correct", stdin=lines).stdout.splitlines()
    ]
    assert [row["text"] for row in corrected] == ["Give hydroxyzine 25 mg.", "No pulse."]
    assert corrected[0]["heard"] == "give hydroxy scene twenty five milligrams"
    understood = [
        json.loads(row) for row in erscribe("understand", stdin=lines).stdout.splitlines()
    ]
    assert [alert["keyword"] for alert in understood[1]["alerts"]] == ["no_pulse"]


def test_doctor_finds_every_embedded_model_intact() -> None:
    checks = json.loads(erscribe("doctor", "--json").stdout)["checks"]
    models = {
        check["name"]: check["well"] for check in checks if check["name"].startswith("model ")
    }
    assert models == {
        "model context-embedded": True,
        "model detector": True,
        "model keywords-embedded": True,
        "model language-embedded": True,
        "model recognizer-embedded": True,
        "model sections-embedded": True,
        "model segmentation-embedded": True,
        "model speaker-embedded": True,
    }


@pytest.mark.parametrize(
    ("argv", "unwanted"),
    [
        (("notes", "list"), ("torch", "PySide6", "ctranslate2", "spacy.cli")),
        (("models", "list"), ("torch", "PySide6")),
        (("--version",), ("torch", "spacy", "sqlalchemy", "PySide6")),
    ],
)
def test_a_verb_loads_nothing_it_does_not_need(
    argv: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    code = (
        "import sys\nfrom app.__main__ import main\n"
        f"try: main({list(argv)!r})\nexcept SystemExit: pass\n"
        f"print([name for name in {list(unwanted)!r} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("loaded", [True, False])
def test_the_process_does_what_has_to_be_done_at_its_end_and_tells_its_code(loaded: bool) -> None:
    code = (
        "import atexit, sys\nimport app.__main__ as program\n"
        f"if {loaded}: sys.modules['torch'] = sys\n"
        "atexit.register(print, 'done at the end')\n"
        "program.main = lambda: print('said', end=' ') or 3\n"
        "program.start()"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout) == (3, "said done at the end\n")
