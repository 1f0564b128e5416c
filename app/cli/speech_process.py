"""The hidden verb of the speech process; a client starts it and says where it listens."""

import argparse
import os
import signal
import sys
from dataclasses import replace
from functools import partial

from app import bootstrap, paths
from app.speech import making, process
from app.speech.streaming_address import address_of
from app.store.recordings import reader_with

_SMALL = {"auto", making.EMBEDDED_RECOGNIZER}  # "auto" is the embedded one, or one on a GPU


def speech(arguments: argparse.Namespace) -> int:
    """Serve the process that started this one; its address comes through standard input.

    arguments.data: the data folder of the recordings, when it is not the user's. Raises
    PipeClosedError.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the recording, not its text
    address = address_of(sys.stdin.readline())
    settings = bootstrap.load_settings()
    if settings.recognizer in _SMALL:
        # a second thread gains so small a model nothing and, waiting busily at the end of every
        # layer, takes from the recording what it needs: three times the CPU time for a look
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    parts = bootstrap.speech_process(settings)
    if arguments.data is not None:
        root = paths.recordings_dir(arguments.data)
        parts = replace(parts, recording=partial(reader_with, root))
    code = process.run(address, parts)
    # threads inside CTranslate2 would not let the interpreter end in peace; nothing is unsaved
    os._exit(code)
