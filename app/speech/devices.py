"""What this workstation can compute on, and where a model is put: card or processor, number format,
and how many windows at a time.

On a card eight-bit weights save memory, not time (faster-whisper's own figures: 59 s for 63 s), so
they are taken only where sixteen bits do not fit. Nothing here needs a card to be tested: what asks
one is handed in.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import ctranslate2

from app.services.machine import free_graphics_bytes
from app.settings import Device

_LOG: Final = logging.getLogger(__name__)
_GIB: Final = 1 << 30
_SPARE_BYTES: Final = _GIB // 2
"""CUDA's own context and libraries."""
_WINDOWS_A_MODEL: Final = 10
"""A window's caches and activations take a tenth of the weights at sixteen bits: 246 MB of keys and
values beside 3.1 GB for large-v3, less for turbo."""
MOST_WINDOWS, CPU_WINDOWS = 64, 8
_LIKED: Final[tuple[str, ...]] = ("float16", "int8_float16", "int8", "float32")
_BYTES: Final = {"float16": 2, "bfloat16": 2, "float32": 4}
"""Of a weight; one where it is not listed."""

Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Placement:
    """device: "cpu" or "cuda". batch: windows at a time. said: why it is not where it was wanted,
    "" where it is."""

    device: str
    compute_type: str
    batch: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """kinds: compute types that it has. free_bytes: 0 where the driver does not say."""

    kinds: frozenset[str]
    free_bytes: int = 0


def cuda_available() -> bool:
    """True when CTranslate2 sees an NVIDIA GPU it can use."""
    return bool(ctranslate2.get_cuda_device_count())


def card() -> Card | None:
    """The first GPU; None where there is none that can be used."""
    try:
        if not cuda_available():
            return None
        kinds = frozenset(ctranslate2.get_supported_compute_types("cuda"))
        return Card(kinds, free_graphics_bytes())
    except (RuntimeError, ValueError):  # a driver that does not answer
        return None


def placed(
    wanted: Device, compute_type: str, half_bytes: int, look: Callable[[], Card | None] = card
) -> Placement:
    """Where a model goes first. half_bytes: of its weights at sixteen bits."""
    if wanted == "cpu":
        return on_cpu(compute_type)
    found = look()
    if found is None:
        said = "no NVIDIA GPU can be used: computing on the processor" if wanted == "cuda" else ""
        return on_cpu(compute_type, said)
    liked = tuple(one for one in _LIKED if one in found.kinds) or ("float32",)
    for kind in liked if compute_type == "auto" else (compute_type,):
        batch = windows(found.free_bytes, half_bytes, kind)
        if batch:
            return Placement("cuda", kind, batch)
    free = found.free_bytes / _GIB
    return on_cpu(compute_type, f"the GPU has only {free:.1f} GiB free: computing on the processor")


def on_cpu(compute_type: str, said: str = "") -> Placement:
    """Half-precision formats exist on cards only."""
    kind = "int8" if compute_type == "auto" or "float16" in compute_type else compute_type
    return Placement("cpu", kind, CPU_WINDOWS, said)


def windows(free_bytes: int, half_bytes: int, kind: str) -> int:
    """How many fit at a time, a power of two up to MOST_WINDOWS; 0 when the model does not.

    Without knowledge of what is free, a few.
    """
    if not free_bytes:
        return CPU_WINDOWS
    weights = half_bytes * _BYTES.get(kind, 1) // 2
    left = free_bytes - _SPARE_BYTES - weights
    fit = int(left // max(1, half_bytes // _WINDOWS_A_MODEL))
    return 1 << (min(fit, MOST_WINDOWS).bit_length() - 1) if fit >= 1 else 0


def opened(open_at: Callable[[Placement], Opened], first: Placement) -> tuple[Opened, Placement]:
    """A model where it was to go, or else where it can: fewer bits on the card, then the processor.

    open_at: loads it and computes once, since CUDA's libraries are only missed then; what it raises
    on the processor, or of a number format that was asked for there, passes through.
    """
    for place in _tries(first):
        try:
            return open_at(place), place
        except (RuntimeError, ValueError, OSError) as error:
            if place.device == "cpu":
                raise
            said = _why(error)
            _LOG.warning("%s", said)
    raise AssertionError("the last try is on the processor")


def _tries(first: Placement) -> Iterator[Placement]:
    if first.said:
        _LOG.warning("%s", first.said)
    yield first
    if first.device == "cuda":
        if first.compute_type == "float16":
            yield replace(first, compute_type="int8_float16", batch=max(1, first.batch // 2))
        yield on_cpu("auto", "computing on the processor")


def _why(error: Exception) -> str:
    """One sentence for what a card's libraries say in many."""
    text = str(error).lower()
    if "out of memory" in text:
        return "the GPU's memory is too small or taken by others: less of it is tried"
    if "cudnn" in text or "cublas" in text or "libcu" in text:
        return (
            "a CUDA library (cuBLAS, cuDNN) is missing or of another version: see erscribe doctor"
        )
    return "the GPU cannot be used with this driver: see erscribe doctor"
