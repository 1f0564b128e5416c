"""A model's directory comes under a manifest whole, or not at all."""

import pickle
from pathlib import Path

import pytest

from app.domain.errors import ModelError
from app.speech.model_import import import_model
from app.speech.weights import list_models, verified


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "made" / "whisper-ours"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"\x06\0\0\0weights")
    (folder / "config.json").write_text("{}")
    return folder


def bring(source: Path, root: Path, version: str = "1") -> str:
    return import_model(source, "recognizer", "MIT", "made here", version, root).name


def test_an_imported_model_can_be_named_and_is_what_was_given(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "models"
    assert bring(source, root) == "whisper-ours"
    directory = verified("whisper-ours", [root]).directory
    assert (directory / "model.bin").read_bytes() == (source / "model.bin").read_bytes()
    (row,) = list_models([root])
    assert (row.kind, row.licence, row.source, row.version) == (
        "recognizer",
        "MIT",
        "made here",
        "1",
    )


def test_a_newer_one_replaces_it_and_the_card_stays(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "models"
    bring(source, root)
    (root / "whisper-ours" / "MODEL_CARD.md").write_text("what it is for")
    (source / "model.bin").write_bytes(b"\x06\0\0\0better")
    (source / "config.json").unlink()
    bring(source, root, "2")
    files = {path.name for path in (root / "whisper-ours").iterdir()}
    assert files == {"model.bin", "MODEL_CARD.md"}
    assert (root / "whisper-ours" / "model.bin").read_bytes().endswith(b"better")
    assert [row.version for row in list_models([root])] == ["2"]


def test_one_that_lies_there_already_is_listed_again(source: Path, tmp_path: Path) -> None:
    bring(source, source.parent)
    (source / "model.bin").write_bytes(b"\x06\0\0\0changed")
    bring(source, source.parent)
    assert verified("whisper-ours", [source.parent]).directory == source


@pytest.mark.parametrize("fault", ["missing", "empty", "pickle"])
def test_what_is_no_model_is_refused_and_the_old_one_kept(
    fault: str, source: Path, tmp_path: Path
) -> None:
    root = tmp_path / "models"
    bring(source, root)
    for path in source.iterdir():
        path.unlink()
    if fault == "missing":
        source.rmdir()
    elif fault == "pickle":
        (source / "model.bin").write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(ModelError):
        bring(source, root)
    assert (verified("whisper-ours", [root]).directory / "config.json").exists()


def test_a_full_disk_leaves_the_old_one(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "models"
    bring(source, root)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.speech.model_import.shutil.copytree", full)
    with pytest.raises(ModelError, match="No space left"):
        bring(source, root)
    assert verified("whisper-ours", [root])
    assert not (root / "whisper-ours.part").exists()


def test_a_copy_that_differs_from_what_was_read_is_refused(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(_: Path, part: Path) -> None:
        part.mkdir()
        (part / "model.bin").write_bytes(b"\x06\0\0\0wrong")

    monkeypatch.setattr("app.speech.model_import.shutil.copytree", faulty)
    with pytest.raises(ModelError, match="check the disk"):
        bring(source, tmp_path / "models")
