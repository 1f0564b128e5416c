"""Nothing is loaded whose every byte is not the listed one."""

import hashlib
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import ModelError
from app.speech import weights
from app.speech.weights import ModelRow, Verification


def add(root: Path, name: str = "small") -> ModelRow:
    return weights.write_manifest_row(
        name,
        version="1",
        kind="recognizer",
        path=name,
        licence="Apache-2.0",
        source='our own "recipe" 配方',
        root=root,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A models folder with one listed model of three files."""
    folder = tmp_path / "models"
    inner = folder / "small" / "parts"
    inner.mkdir(parents=True)
    (folder / "small" / "model.bin").write_bytes(b"\x06\0\0\0" + bytes(1000))
    (folder / "small" / "config.json").write_text("{}")
    (inner / "one.safetensors").write_bytes(b"tensor")
    add(folder)
    return folder


def refusal(root: Path) -> str:
    with pytest.raises(ModelError) as caught:
        weights.verified("small", [root])
    return str(caught.value)


def test_a_whole_model_is_given_with_its_digest(root: Path) -> None:
    found = weights.verified("small", [root])
    assert found.directory == root / "small"
    assert found.model.name == "small"
    lines = [
        f"{hashlib.sha256((root / 'small' / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("model.bin", "config.json", "parts/one.safetensors")
    ]
    assert found.model.sha256 == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def test_a_row_is_read_back_as_it_was_written(root: Path) -> None:
    (row,) = weights.list_models([root])
    assert row == add(root)
    assert row.source == 'our own "recipe" 配方'
    assert row.size_bytes == 1004 + 2 + 6


def flip(root: Path) -> None:
    path = root / "small" / "model.bin"
    raw = bytearray(path.read_bytes())
    raw[500] ^= 1
    path.write_bytes(raw)


def shorten(root: Path) -> None:
    path = root / "small" / "model.bin"
    path.write_bytes(path.read_bytes()[:-1])


def empty(root: Path) -> None:
    (root / "small" / "model.bin").write_bytes(b"")


def remove(root: Path) -> None:
    (root / "small" / "model.bin").unlink()


def link(root: Path) -> None:
    path = root / "small" / "model.bin"
    path.rename(root / "elsewhere")
    path.symlink_to(root / "elsewhere")


@pytest.mark.parametrize("damage", [flip, shorten, empty, remove, link])
def test_every_damage_is_refused_by_file_and_remedy(
    root: Path, damage: Callable[[Path], None]
) -> None:
    damage(root)
    sentence = refusal(root)
    assert "model.bin" in sentence
    assert "erscribe models verify" in sentence


def test_a_swapped_file_of_equal_length_is_refused(root: Path) -> None:
    (root / "small" / "parts" / "one.safetensors").write_bytes(b"TENSOR")
    assert "parts/one.safetensors" in refusal(root)


@pytest.mark.parametrize("name", ["extra.json", "parts/extra.bin"])
def test_a_file_nobody_listed_is_refused(root: Path, name: str) -> None:
    (root / "small" / name).write_text("{}")
    assert name in refusal(root)


def test_a_link_nobody_listed_is_refused(root: Path) -> None:
    (root / "small" / "extra").symlink_to(root / "nowhere")
    assert "extra" in refusal(root)


def test_a_linked_folder_inside_a_model_is_refused(root: Path) -> None:
    (root / "small" / "parts").rename(root / "parts")
    (root / "small" / "parts").symlink_to(root / "parts")
    assert "one.safetensors" in refusal(root)


def test_a_linked_model_directory_is_refused(root: Path) -> None:
    (root / "small").rename(root / "other")
    (root / "small").symlink_to(root / "other")
    assert "small" in refusal(root)


def test_a_missing_directory_is_refused(root: Path) -> None:
    (root / "small").rename(root / "other")
    assert "missing" in refusal(root)


def test_an_unknown_name_says_which_are_known(root: Path) -> None:
    with pytest.raises(ModelError, match=r"'large'.*known: small.*erscribe models list"):
        weights.verified("large", [root])


class Explosive:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("name", ["model.bin", "weights.pt", "a.ckpt", "hidden.safetensors"])
def test_a_pickle_is_refused_under_any_name_and_never_run(root: Path, name: str) -> None:
    mark = root.parent / "exploded"
    (root / "small" / name).write_bytes(pickle.dumps(Explosive(mark)))
    add(root)
    sentence = refusal(root)
    assert name in sentence
    assert "pickle" in sentence
    assert not mark.exists()


def test_a_pickle_inside_an_archive_is_refused(root: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
    (root / "small" / "model.bin").write_bytes(content.getvalue())
    add(root)
    assert "pickle" in refusal(root)


def test_an_archive_of_arrays_is_no_pickle(root: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mean.npy", b"\x93NUMPY")
    (root / "small" / "plda.npz").write_bytes(content.getvalue())
    add(root)
    assert weights.verified("small", [root]).model.name == "small"


def test_verifying_all_tells_which_failed(root: Path) -> None:
    (root / "other").mkdir()
    (root / "other" / "model.bin").write_bytes(b"fine")
    add(root, "other")
    flip(root)
    outcomes = weights.verify_all([root])
    assert [(outcome.row.name, outcome.failure is None) for outcome in outcomes] == [
        ("other", True),
        ("small", False),
    ]
    assert isinstance(outcomes[1], Verification)
    assert "model.bin" in str(outcomes[1].failure)


def test_writing_a_row_again_replaces_it_and_keeps_the_others(root: Path) -> None:
    (root / "other").mkdir()
    (root / "other" / "model.bin").write_bytes(b"fine")
    add(root, "other")
    flip(root)
    add(root)
    assert [row.name for row in weights.list_models([root])] == ["other", "small"]
    assert all(outcome.failure is None for outcome in weights.verify_all([root]))


def test_a_row_for_an_empty_directory_is_refused(root: Path) -> None:
    (root / "hollow").mkdir()
    with pytest.raises(ModelError, match="hollow holds no model files"):
        add(root, "hollow")


@pytest.mark.parametrize(
    "text",
    ["not toml [", "[[model]]\nname = 'x'\n", "model = 3\n"],
)
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(ModelError, match="damaged"):
        weights.list_models([tmp_path])


def test_a_row_that_lists_nothing_verifies_nothing(root: Path) -> None:
    text = (root / "manifest.toml").read_text()
    (root / "manifest.toml").write_text(text[: text.index("files = [")] + "files = []\n")
    assert "lists no files" in refusal(root)


def test_an_unknown_kind_is_refused(root: Path) -> None:
    text = (root / "manifest.toml").read_text()
    (root / "manifest.toml").write_text(text.replace('"recognizer"', '"oracle"'))
    with pytest.raises(ModelError, match="oracle"):
        weights.list_models([root])


def test_a_directory_nobody_listed_can_be_named_by_the_user(root: Path) -> None:
    used = weights.external(root / "small")
    assert used.name == "small"
    assert used.sha256 == weights.verified("small", [root]).model.sha256


def test_a_users_directory_with_a_pickle_is_refused(root: Path) -> None:
    (root / "small" / "model.bin").write_bytes(pickle.dumps({}))
    with pytest.raises(ModelError, match="pickle"):
        weights.external(root / "small")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_users_directory_must_hold_a_model(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=name):
        weights.external(tmp_path / name)


def test_every_row_of_the_shipped_manifest_is_true() -> None:
    outcomes = weights.verify_all()
    assert "detector" in {outcome.row.name for outcome in outcomes}
    assert [str(outcome.failure) for outcome in outcomes if outcome.failure] == []


def test_a_row_inside_a_missing_package_is_refused(root: Path) -> None:
    text = (root / "manifest.toml").read_text()
    (root / "manifest.toml").write_text(text.replace('path = "small"', 'path = "package:nopkg/a"'))
    assert "nopkg" in refusal(root)
