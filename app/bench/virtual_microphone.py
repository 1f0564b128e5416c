"""A microphone that is none: a sound server of its own whose default input is what we play."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import DeviceError

NEEDED: Final = ("pulseaudio", "pacat", "pactl")
_SINK: Final = "erscribe"
_SCRIPT: Final = (
    f"load-module module-null-sink sink_name={_SINK} rate={SAMPLE_RATE_HZ} channels=1\n"
    f"set-default-sink {_SINK}\n"
    f"set-default-source {_SINK}.monitor\n"
    "load-module module-native-protocol-unix\n"
)
_START_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class VirtualMicrophone:
    """environment: for processes that are to record from it."""

    environment: dict[str, str]

    @contextmanager
    def speaking(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A player whose standard input takes 16 kHz mono PCM, as fast as it is heard."""
        command = [
            "pacat",
            "--playback",
            f"--device={_SINK}",
            f"--rate={SAMPLE_RATE_HZ}",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=200",
        ]
        player = subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE)
        try:
            yield player
        finally:
            player.kill()
            player.wait()

    def control(self, *arguments: str) -> str:
        """`pactl` on this server; what it printed."""
        return subprocess.run(
            ["pactl", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=_START_S,
        ).stdout


def missing() -> str:
    """The sentence that says what to install; "" when all is there."""
    absent = [name for name in NEEDED if shutil.which(name) is None]
    if not absent:
        return ""
    return (
        f"{', '.join(absent)} not found: install pulseaudio, pulseaudio-utils, libasound2-plugins"
    )


@contextmanager
def virtual_microphone() -> Iterator[VirtualMicrophone]:
    """Start the server; it ends with the block. Raises DeviceError when it cannot be had."""
    sentence = missing()
    if sentence:
        raise DeviceError(sentence)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="erscribe-pulse-")))
        script = folder / "server.pa"
        script.write_text(_SCRIPT, encoding="ascii")
        environment = {
            **os.environ,
            "HOME": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "run"),
            "PULSE_SERVER": f"unix:{folder / 'run' / 'native'}",
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        environment.pop("PULSE_SOURCE", None)
        server = subprocess.Popen(
            ["pulseaudio", "-n", "-F", str(script), "--exit-idle-time=-1", "--daemonize=no"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(server.wait)
        stack.callback(server.kill)
        microphone = VirtualMicrophone(environment)
        _wait_until_there(microphone, server)
        yield microphone


def _wait_until_there(microphone: VirtualMicrophone, server: "subprocess.Popen[bytes]") -> None:
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s and server.poll() is None:
        try:
            if _SINK in microphone.control("list", "short", "sources"):
                return
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            time.sleep(0.05)
    raise DeviceError("the virtual microphone does not start; see whether pulseaudio works here")
