"""What this workstation can compute on."""

import ctranslate2


def cuda_available() -> bool:
    """True when CTranslate2 sees an NVIDIA GPU it can use."""
    return bool(ctranslate2.get_cuda_device_count())
