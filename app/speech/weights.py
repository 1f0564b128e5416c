"""Model weights: what the manifests list, and proof that the files are those and no others."""

import hashlib
import importlib.util
import json
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from app import paths
from app.domain.errors import ModelError
from app.domain.result import ModelUsed

Kind = Literal[
    "recognizer",
    "segmentation",
    "embedding",
    "keywords",
    "detector",
    "sections",
    "context",
    "language",
]
MANIFEST = "manifest.toml"

_VERIFY = "run: erscribe models verify"
# Weights that ship inside an installed package, such as the speech detector.
_PACKAGE = "package:"
_PICKLE_SUFFIXES = {".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"}
# A pickle of protocol 2 or later begins with these two bytes.
_PICKLE_STARTS = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))
# Written by interpreters beside package data, or about the model; never read by a loader.
_NOT_WEIGHTS = {"__pycache__", "__init__.py", "MODEL_CARD.md"}


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of a model; `name` is its path below the model's directory, with slashes."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of a manifest.

    path: its directory beside the manifest, or package:NAME/FOLDER inside an installed package.
    source: where its weights come from, in words. root: the directory the manifest lies in.
    """

    name: str
    version: str
    kind: Kind
    path: str
    licence: str
    source: str
    files: tuple[ListedFile, ...]
    root: Path

    @property
    def directory(self) -> Path:
        if not self.path.startswith(_PACKAGE):
            return self.root / self.path
        package, _, folder = self.path.removeprefix(_PACKAGE).partition("/")
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(f"{self.name} needs the package {package}; install it again")
        return Path(spec.submodule_search_locations[0]) / folder

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Weights:
    """A directory whose every byte was checked, and what to call it in results."""

    directory: Path
    model: ModelUsed


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of one row; `failure` is None when all its files are right."""

    row: ModelRow
    failure: ModelError | None


def list_models(roots: Iterable[Path] | None = None) -> tuple[ModelRow, ...]:
    """Every row: the embedded manifest's, then those the hospital installed. Raises ModelError."""
    places = tuple(roots) if roots is not None else (paths.MODELS, paths.installed_models_dir())
    rows: list[ModelRow] = []
    for root in places:
        if (root / MANIFEST).exists():
            rows += _read(root)
    return tuple(rows)


def verified(name: str, roots: Iterable[Path] | None = None) -> Weights:
    """Check every file of a model. Raises ModelError naming the file that is not as listed."""
    rows = list_models(roots)
    for row in rows:
        if row.name == name:
            return _verify(row)
    known = ", ".join(row.name for row in rows) or "none"
    raise ModelError(f"no model is called '{name}' (known: {known}); run: erscribe models list")


def verify_all(roots: Iterable[Path] | None = None) -> tuple[Verification, ...]:
    """Check every model of every manifest. Raises ModelError only for a broken manifest."""
    return tuple(_outcome(row) for row in list_models(roots))


def external(directory: Path) -> ModelUsed:
    """Name and digest of a directory nobody listed (`--model DIR`). Raises ModelError."""
    if not directory.is_dir():
        raise ModelError(f"{directory.name} is not a directory; name a model with --model")
    files = _listed(directory)
    for file in files:
        _refuse_pickle(directory.name, directory / file.name)
    return ModelUsed(directory.resolve().name, digest(files))


def digest(files: Sequence[ListedFile]) -> str:
    """sha256 over the lines `sha256  name` of a model's files in name order, hex."""
    lines = sorted(f"{file.sha256}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_manifest_row(
    name: str,
    *,
    version: str,
    kind: Kind,
    path: str,
    licence: str,
    source: str,
    root: Path | None = None,
) -> ModelRow:
    """Hash what lies in a model's directory now and put its row into the manifest beside it.

    Replaces the row of the same name. Raises ModelError.
    """
    place = root or paths.MODELS
    bare = ModelRow(name, version, kind, path, licence, source, (), place)
    if path.startswith(_PACKAGE):
        raise ModelError(f"{name} lies in a package; its row is written by hand")
    row = ModelRow(name, version, kind, path, licence, source, _listed(bare.directory), place)
    rows = [other for other in list_models([place]) if other.name != name]
    rows = sorted([*rows, row], key=lambda each: each.name)
    text = "\n".join(_written(each) for each in rows)
    (place / MANIFEST).write_text(text, encoding="utf-8")
    return row


def _outcome(row: ModelRow) -> Verification:
    try:
        _verify(row)
    except ModelError as error:
        return Verification(row, error)
    return Verification(row, None)


def _verify(row: ModelRow) -> Weights:
    directory = row.directory
    if directory.is_symlink() or not directory.is_dir():
        raise ModelError(f"{row.name}: directory {directory.name} is missing; {_VERIFY}")
    if not row.files:
        raise ModelError(f"{row.name}: its manifest row lists no files; install it again")
    for file in row.files:
        _check(row, directory, file)
    if not row.path.startswith(_PACKAGE):
        extra = sorted(_names(directory) - {file.name for file in row.files})
        if extra:
            raise ModelError(f"{row.name}: {extra[0]} is not in the manifest; {_VERIFY}")
    return Weights(directory, ModelUsed(row.name, digest(row.files)))


def _check(row: ModelRow, directory: Path, file: ListedFile) -> None:
    path = directory / file.name
    if path.is_symlink() or not path.resolve().is_relative_to(directory.resolve()):
        raise ModelError(f"{row.name}: {file.name} is a link, not a file; {_VERIFY}")
    if not path.is_file():
        raise ModelError(f"{row.name}: {file.name} is missing; {_VERIFY}")
    if path.stat().st_size != file.size_bytes or _sha256(path) != file.sha256:
        raise ModelError(f"{row.name}: {file.name} is not the listed file; {_VERIFY}")
    _refuse_pickle(row.name, path)


def _refuse_pickle(name: str, path: Path) -> None:
    """Raises ModelError: unpickling runs whatever code the file's maker put there."""
    pickled = path.suffix.lower() in _PICKLE_SUFFIXES
    with path.open("rb") as file:
        pickled = pickled or file.read(2) in _PICKLE_STARTS
    if not pickled and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            pickled = any(entry.endswith(".pkl") for entry in archive.namelist())
    if pickled:
        raise ModelError(
            f"{name}: {path.name} is a pickle, which could run code; convert it to safetensors"
        )


def _names(directory: Path) -> set[str]:
    """Names of all files below a directory, links included, with slashes."""
    return {
        path.relative_to(directory).as_posix()
        for path in directory.rglob("*")
        if (path.is_symlink() or path.is_file())
        and not _NOT_WEIGHTS & set(path.relative_to(directory).parts)
    }


def _listed(directory: Path) -> tuple[ListedFile, ...]:
    names = sorted(_names(directory)) if directory.is_dir() else []
    if not names:
        raise ModelError(f"{directory.name} holds no model files; make or install the model first")
    return tuple(
        ListedFile(name, (directory / name).stat().st_size, _sha256(directory / name))
        for name in names
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read; {_VERIFY}") from error


def _read(root: Path) -> list[ModelRow]:
    file = root / MANIFEST
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return [_row(entry, root) for entry in table.get("model", [])]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ModelError(f"{root.name}/{MANIFEST} is damaged; install the models again") from error


def _row(entry: dict[str, Any], root: Path) -> ModelRow:
    if entry["kind"] not in get_args(Kind):
        raise ModelError(f"{root.name}/{MANIFEST}: '{entry['kind']}' is no kind of model")
    files = tuple(
        ListedFile(file["name"], file["size_bytes"], file["sha256"]) for file in entry["files"]
    )
    texts = {key: str(entry[key]) for key in ("name", "version", "path", "licence", "source")}
    return ModelRow(kind=entry["kind"], files=files, root=root, **texts)


def _written(row: ModelRow) -> str:
    """One row as TOML; a JSON string is a TOML basic string."""
    keys = ("name", "version", "kind", "path", "licence", "source")
    lines = ["[[model]]"]
    lines += [f"{key} = {json.dumps(getattr(row, key), ensure_ascii=False)}" for key in keys]
    lines.append("files = [")
    lines += [
        f"  {{ name = {json.dumps(file.name, ensure_ascii=False)}, "
        f'size_bytes = {file.size_bytes}, sha256 = "{file.sha256}" }},'
        for file in row.files
    ]
    return "\n".join([*lines, "]", ""])
