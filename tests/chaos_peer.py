"""An HL7 receiver that dies, is silent, refuses, answers half a frame or garbage, and files each
message once by its MSH-10. It listens at a local socket, which is no network."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.addresses import Peer
from app.export.hl7.way import Hl7Way

PEER = Peer("hl7.test", 2575)
BEGIN, END = b"\x0b", b"\x1c\r"
DEEDS = (
    *("file",) * 8,
    *("die early", "die late", "silent early", "silent late", "half", "garbage", "stray"),
    *("refuse", "busy", "close between"),
)


def way_to(path: Path, answer_s: float = 0.3) -> Hl7Way:
    """The product's own way, its connections made at the socket."""

    def connect(_: str, __: int, timeout_s: float) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(timeout_s)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            raise
        return line

    return Hl7Way(PEER, open_line=connect, answer_s=answer_s, whole_s=3 * answer_s)


@dataclass
class ChaosPeer:
    """filed: MSH-10 of each message, once, in the order in which it was filed first.

    got: how often each one came. deeds: what was done to those that came.
    """

    path: Path
    seed: int
    filed: list[str] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    got: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)
    changed: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - no secret
        self._limited: Counter[str] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "ChaosPeer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)

    def _serve(self) -> None:
        """Now and then nobody listens for a while."""
        while not self._over.is_set():
            with socket.socket(socket.AF_UNIX) as listener:
                self.path.unlink(missing_ok=True)
                listener.bind(str(self.path))
                listener.listen()
                listener.settimeout(0.05)
                until = time.monotonic() + self._dice.uniform(1.0, 4.0)
                while not self._over.is_set() and time.monotonic() < until:
                    with suppress(TimeoutError):
                        line, _ = listener.accept()
                        with line:
                            line.settimeout(0.05)
                            self._talk(line)
            self.path.unlink(missing_ok=True)
            self._over.wait(self._dice.uniform(0.0, 0.2))

    def _talk(self, line: socket.socket) -> None:
        """Message after message, until one side hangs up."""
        while not self._over.is_set():
            body = self._frame(line)
            if body is None or not self._answer(line, body):
                return

    def _frame(self, line: socket.socket) -> bytes | None:
        data = b""
        quiet = 0
        while not data.endswith(END):
            try:
                more = line.recv(65536)
            except TimeoutError:
                quiet += 1
                if self._over.is_set() or quiet > 40:
                    return None
                continue
            except OSError:
                return None
            if not more:
                return None
            data += more
        return data.removeprefix(BEGIN).removesuffix(END)

    def _answer(self, line: socket.socket, body: bytes) -> bool:
        """Whether the talk goes on."""
        name = body.split(b"\r")[0].split(b"|")[9].decode()
        self.got[name] += 1
        deed = self._dice.choice(DEEDS)
        if deed in {"refuse", "busy"} and self._limited[name] >= 3:
            deed = "file"
        self.deeds[deed] += 1
        try:
            return self._do(deed, line, name, body)
        except OSError:
            return False

    def _do(self, deed: str, line: socket.socket, name: str, body: bytes) -> bool:
        if deed in {"refuse", "busy"}:
            self._limited[name] += 1
            line.sendall(answer("AE" if deed == "refuse" else "CE", name, "207"))
            return deed == "refuse"
        if deed in {"die early", "silent early"}:
            return deed == "silent early" and self._wait(line)
        self._file(name, body)
        for part in self._answers(deed, name):
            line.sendall(part)
        if deed == "silent late":
            return self._wait(line)
        return deed in {"file", "stray"}

    def _answers(self, deed: str, name: str) -> tuple[bytes, ...]:
        received, filed = answer("CA", name), answer("AA", name)
        return {
            "die late": (),
            "silent late": (received,),
            "half": (received[:20],),
            "garbage": (self._dice.randbytes(200),),
            "stray": (answer("AA", "NOBODYS"), received, filed),
        }.get(deed, (received, filed))

    def _file(self, name: str, body: bytes) -> None:
        if name not in self.bodies:
            self.filed.append(name)
            self.bodies[name] = body
        self.changed += self.bodies[name] != body

    def _wait(self, line: socket.socket) -> bool:
        """Say nothing until the other side has enough."""
        return self._frame(line) is not None and False


def answer(code: str, name: str, error: str = "") -> bytes:
    said = f"MSH|^~\\&|EMR|H|ERSCRIBE||20261129120000+0800||ACK|{name[:10]}A|P|2.5.1\r"
    said += f"MSA|{code}|{name}\r"
    if error:
        said += f"ERR||PID^1|{error}|E\r"
    return BEGIN + said.encode() + END


def until(happened: Callable[[], bool], within_s: float) -> None:
    ends = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < ends, f"it did not happen within {within_s:g} s"
        time.sleep(0.05)
