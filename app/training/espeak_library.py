"""One libespeak-ng per process: the library keeps global state and is started once."""

import ctypes
from functools import cache
from typing import Any

from app.domain.errors import ResourceError

_RETRIEVAL = 1  # audio and events go to a callback, nothing is played
_BUFFER_MS = 2000
_PHONEME_EVENTS = 1


@cache
def espeak_library() -> tuple[Any, int]:
    """The library, ready in retrieval mode, and its sample rate in Hz.

    Raises ResourceError when it is not installed.
    """
    try:
        library = ctypes.CDLL("libespeak-ng.so.1")
    except OSError as error:
        raise ResourceError("espeak-ng is missing: install the espeak-ng package") from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    rate_hz = int(library.espeak_Initialize(_RETRIEVAL, _BUFFER_MS, None, _PHONEME_EVENTS))
    return library, rate_hz
