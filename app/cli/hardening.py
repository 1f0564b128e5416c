"""A process that crashes leaves no image of its memory: it holds keys and what patients said."""

import ctypes
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4

if sys.platform == "win32":

    def harden() -> None:
        """No crash report of this program; what cannot be set stays as it is."""
        with suppress(OSError, AttributeError):
            ctypes.WinDLL("wer").WerAddExcludedApplication(sys.executable, False)

else:
    import resource

    def harden() -> None:
        """No core file, and on Linux no dump to a crash reporter and no look by other processes of
        the same user; what cannot be set stays as it is."""
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
