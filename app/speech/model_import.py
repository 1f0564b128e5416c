"""Bringing a model's directory under a manifest, so that it can be named and is checked."""

import shutil
from pathlib import Path

from app import paths
from app.domain.errors import ModelError
from app.speech.weights import Kind, ModelRow, digest, external, write_manifest_row


def import_model(
    source: Path, kind: Kind, licence: str, origin: str, version: str, root: Path | None = None
) -> ModelRow:
    """Copy a directory below `root` (default: the installed models) and list it in its manifest.

    The model is called as its directory is; one of that name is replaced only once the copy is
    whole. Raises ModelError when it holds no files, a pickle, or cannot be copied.
    """
    given = external(source)
    name = given.name
    place = root or paths.installed_models_dir()
    target = place / name
    if not (target.exists() and target.samefile(source)):
        _replace(target, source)
    row = write_manifest_row(
        name, version=version, kind=kind, path=name, licence=licence, source=origin, root=place
    )
    if digest(row.files) != given.sha256:
        raise ModelError(f"{name} is not as it was read; check the disk and import it again")
    return row


def _replace(target: Path, source: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part)
        _keep_card(target, part)
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        reason = f"{target.name} cannot be copied to {target.parent}: {error.strerror}"
        raise ModelError(reason) from error


def _keep_card(old: Path, new: Path) -> None:
    """A model's card outlives its retraining; the recipe does not write one."""
    card = "MODEL_CARD.md"
    if (old / card).exists() and not (new / card).exists():
        shutil.copyfile(old / card, new / card)
