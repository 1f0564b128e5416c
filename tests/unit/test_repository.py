"""Rules about the source itself that no other tool checks."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
TOP_LEVEL = {
    "app",
    "models",
    "resources",
    "installer",
    "tests",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
}
MAX_MODELS_BYTES = 45 * 2**20
MAX_TREE_BYTES = 60 * 2**20


def sources() -> Iterator[Path]:
    for folder in ("app", "installer", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    answer = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_source_file_is_longer_than_400_lines() -> None:
    long = [p for p in sources() if len(p.read_text("utf-8").splitlines()) > MAX_FILE_LINES]
    assert long == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_top_level_holds_the_agreed_rooms_and_nothing_else() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_tracked_models_and_tree_stay_small() -> None:
    files = tracked()
    models = [path for path in files if path.is_relative_to(ROOT / "models")]
    assert sum(path.stat().st_size for path in models) <= MAX_MODELS_BYTES
    assert sum(path.stat().st_size for path in files) <= MAX_TREE_BYTES


def test_no_pickled_weights_are_tracked() -> None:
    pickled = {".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
    assert [path for path in tracked() if path.suffix in pickled] == []
