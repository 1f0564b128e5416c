"""A copy of the product whose models can be taken away, emptied or given random weights."""

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from app.paths import ROOT
from app.speech.weights import list_models, write_manifest_row

_INT8 = 1  # CTranslate2's data type numbers: float32 0, int8 1, ...


class ProductCopy:
    """app/, models/ and resources/ copied, so that a test may damage them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("app", "models", "resources"):
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=ignore)

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """`erscribe ARGV` in this copy."""
        guard = str(ROOT / "tests" / "no_network")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([guard, str(self.root)])}
        return subprocess.run(
            [sys.executable, "-m", "app", *argv],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def weights_of(self, model: str) -> Path:
        folder = self.root / "models" / model
        return next(path for path in sorted(folder.iterdir()) if path.stem == "model")

    def remove(self, model: str) -> None:
        self.weights_of(model).unlink()

    def empty(self, model: str) -> None:
        self.weights_of(model).write_bytes(b"")

    def randomise(self, model: str) -> None:
        """Noise of each tensor's own scale in place of what was learnt."""
        path = self.weights_of(model)
        if path.suffix == ".safetensors":
            randomise_safetensors(path)
        else:
            path.write_bytes(randomised_ctranslate2(path.read_bytes()))

    def list_again(self, model: str) -> None:
        """Make the manifest agree with the damaged files, as an attacker would."""
        place = self.root / "models"
        row = next(row for row in list_models([place]) if row.name == model)
        write_manifest_row(
            model,
            version=row.version,
            kind=row.kind,
            path=row.path,
            licence=row.licence,
            source=row.source,
            root=place,
        )


def scale(array: NDArray[Any]) -> float:
    """Spread of a tensor's values; half precision would overflow while summing."""
    return float(array.astype(np.float64).std()) + 1e-3


def randomise_safetensors(path: Path) -> None:
    rng = np.random.default_rng(1)
    noise = {
        name: np.asarray(rng.standard_normal(array.shape) * scale(array), array.dtype)
        for name, array in load_file(path).items()
    }
    save_file(noise, path)


def randomised_ctranslate2(data: bytes) -> bytes:
    """A CTranslate2 model.bin (versions 5 and 6) with every int8 weight replaced by noise.

    Layout: version u32, name, revision u32, count u32, then variables: name, rank u8, shape u32
    each, type u8, bytes u32, data; a name is a u16 length and that many bytes.
    """
    out, at = bytearray(data), 0
    rng = np.random.default_rng(1)

    def take(layout: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{layout}", data, at)
        at += struct.calcsize(layout)
        return int(value)

    def skip_name() -> None:
        nonlocal at
        length = take("H")
        at += length

    take("I")
    skip_name()
    take("I")
    for _ in range(take("I")):
        skip_name()
        for _ in range(take("B")):
            take("I")
        kind, size = take("B"), take("I")
        if kind == _INT8:
            out[at : at + size] = rng.integers(-127, 128, size, np.int8).tobytes()
        at += size
    return bytes(out)
