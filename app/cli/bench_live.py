"""`erscribe bench live`: alerts under load, live words, faults and soaks."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from app import bootstrap, paths
from app.cli.develop import sentence_files
from app.domain.errors import DeviceError
from app.services.pipe import Address
from app.services.ports import Capture

SOUND = ("HOME", "PULSE_RUNTIME_PATH", "PULSE_SERVER", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")


def run(arguments: argparse.Namespace) -> None:
    """Print one table. Raises DeviceError, ResourceError."""
    if arguments.faults:
        faults = import_module("app.bench.recorder_faults")
        faults.run(sys.stdout, arguments.kills, arguments.seed)
    elif arguments.words:
        _words(arguments)
    elif arguments.soak is not None:
        _soak(arguments.soak, arguments.times)
    else:
        _alerts(arguments)


def _alerts(arguments: argparse.Namespace) -> None:
    live = import_module("app.bench.live")
    processes = live.Processes(bootstrap.capture, bootstrap.speech, capture_pid)
    loads = (arguments.load,) if arguments.load else live.LOADS
    events = live.QUICK if arguments.quick else live.EVENTS
    live.run(sys.stdout, processes, arguments.seed, events, loads)


def _words(arguments: argparse.Namespace) -> None:
    streaming = import_module("app.bench.streaming")
    options = streaming.StreamingBench(
        sentence_files(arguments),
        arguments.seed,
        streaming.QUICK if arguments.quick else arguments.most,
        arguments.minutes,
    )
    streaming.run(sys.stdout, bootstrap.speech_process(bootstrap.load_settings()), options)


def _soak(hours: float, times: float | None) -> None:
    soak = import_module("app.bench.soak")
    recorders = soak.Recorders(
        lambda data, speed: _client(data, soak.counting_command(data, speed)),
        lambda data, environment: _client(data, _in(environment, data)),
        capture_pid,
    )
    soak.run(sys.stdout, recorders, hours, times)


def _client(data: Path, command: Sequence[str]) -> Capture:
    client = import_module("app.capture.client").CaptureClient
    made: Capture = client(paths.run_dir(data), command, paths.recordings_dir(data))
    return made


def _in(environment: dict[str, str], data: Path) -> Sequence[str]:
    """The recording process in another environment (POSIX)."""
    changed = [f"{name}={value}" for name, value in environment.items() if name in SOUND]
    return ("env", *changed, *paths.own_command("capture-process", data))


def capture_pid(data: Path) -> int:
    """The recording process of a data folder. Raises DeviceError when there is none."""
    address = Address.read(paths.run_dir(data) / import_module("app.capture.launch").ADDRESS)
    if address is None:
        raise DeviceError("the recording process is not there")
    return address.pid
