"""Lets torchaudio be imported beside a CPU build of torch.

The torchaudio wheel links its compiled extension to CUDA libraries. Without them its import
fails, and with it every library that imports torchaudio. torchaudio itself knows how to run
without that extension, so it is told that there is none. Beside a CUDA build nothing is changed.
"""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import NoReturn

_EXTENSION = "torchaudio._extension"


def ensure_torchaudio() -> bool:
    """Import torchaudio, without its compiled extension when that cannot be loaded.

    Call before importing pyannote.audio or transformers. Returns True when the extension had to
    be left out (resampling and features still work; forced alignment does not).
    """
    try:
        importlib.import_module("torchaudio")
    except OSError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules[_EXTENSION] = _absent_extension()
        importlib.import_module("torchaudio")
    return bool(getattr(sys.modules.get(_EXTENSION), "left_out", False))


def _absent_extension() -> ModuleType:
    """What torchaudio looks for in its extension package when nothing is compiled."""
    absent = ModuleType(_EXTENSION)
    absent.__dict__.update(
        left_out=True,
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        _check_cuda_version=lambda: None,
        _load_lib=lambda _name: False,
        fail_if_no_align=_without_alignment,
    )
    return absent


def _without_alignment(_function: Callable[..., object]) -> Callable[..., NoReturn]:
    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise RuntimeError("forced alignment needs torchaudio's compiled extension")

    return refuse
