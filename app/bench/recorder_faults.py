"""What a recording loses when its process is killed, its disk fails, or its disk is full.

A process of its own records a signal in which every sample tells its position; it is killed, or a
call that it makes to the operating system fails. Then the recording is finished as after any
other crash, and every sample is compared.
"""

import errno
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from app.bench import recorder_child, recorder_shim
from app.bench.recorder_child import Counters, Filled, coded, read_counters
from app.bench.recorder_shim import KILL, KILL_HALFWAY, SHORT
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import NotFoundError, StoreError
from app.store.recordings import RecordingReader, complete

AT_ONCE: Final = 4  # processes; they sleep most of the time
SPEEDS: Final = (1.0, 1.0, 1.0, 40.0)  # at 40 times the speed of sound, files turn over too
LATEST_S: Final = 2.5
LIMIT_BYTES: Final = 300_000
_ID: Final = "abcd"
_FAULTS: Final = {
    "EIO": errno.EIO,
    "ENOSPC": errno.ENOSPC,
    "EINTR": errno.EINTR,
    "short write": SHORT,
    "kill": KILL,
    "kill in a write": KILL_HALFWAY,
}
_BY_STRACE: Final = ("write", "fdatasync", "fsync", "fallocate", "rename", "unlink", "mkdir")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One recording after its fault.

    lost: samples that were handed to the writer and are not there, counted from the end. broken:
    samples that are wrong, missing in the middle, or were known to be on disk and are not. marks:
    how many are lost. damage: sentences about what is there and cannot be read.
    """

    fault: str
    lost: int
    broken: int = 0
    marks: int = 0
    damage: tuple[str, ...] = ()

    @property
    def lost_s(self) -> float:
        return self.lost / SAMPLE_RATE_HZ


class Folder:
    """One recording's place, and the processes that write it."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True)
        self.root = place / "recordings"
        self.counters = place / "counters"
        self.log = place / "calls"

    def command(self, mode: str, number: float = 0) -> list[str]:
        module = [sys.executable, "-m", recorder_child.__name__, mode]
        return [*module, str(self.root), _ID, str(self.counters), f"{number:g}"]

    def calls(self) -> list[str]:
        """Names of the calls that were made on the recording's files."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.split()[0] for line in lines]

    def judge(self, fault: str) -> Outcome:
        """Finish the recording and compare every sample."""
        told = read_counters(self.counters) if self.counters.exists() else Counters()
        try:
            finished = complete(self.root, _ID)
        except NotFoundError:
            return Outcome(fault, told.handed, told.durable)
        except StoreError as error:
            return Outcome(fault, told.handed, told.durable, damage=(str(error),))
        reader = RecordingReader(self.root, _ID)
        reader.poll()
        heard = reader.read(0, finished.samples)
        wrong = int(np.count_nonzero(heard != coded(0, len(heard))))
        kept = sum(event.kind == "mark" for event in reader.events())
        return Outcome(
            fault,
            max(0, told.handed - finished.samples),
            wrong + max(0, told.durable - finished.samples),
            max(0, told.marks - kept),
            finished.damage,
        )


def killed(place: Path, seed: int) -> Outcome:
    """Record, kill at a random moment, and look. Every fifth recording is gone on with first."""
    chance = random.Random(seed)
    folder = Folder(place)
    for _ in range(2 if seed % 5 == 0 else 1):
        speed = chance.choice(SPEEDS)
        with subprocess.Popen(folder.command("steady", speed), stderr=subprocess.DEVNULL) as child:
            _wait_for(folder, child)
            time.sleep(chance.uniform(0.0, LATEST_S))
            child.kill()
    outcome = folder.judge("kill")
    shutil.rmtree(place)
    return outcome


def _wait_for(folder: Folder, child: subprocess.Popen[bytes]) -> None:
    """Until the writer begins; what comes before is no recording."""
    while not (folder.root / _ID).exists() and child.poll() is None:
        time.sleep(0.005)


def killings(place: Path, count: int, seed: int) -> list[Outcome]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda n: killed(place / str(n), seed * 100_003 + n), range(count)))


def sweep(
    place: Path, faults: Sequence[str] = tuple(_FAULTS), many: int = 1, step: int = 1
) -> list[Outcome] | None:
    """Fail each call of a short recording in turn; None without a C compiler.

    many: how many calls in a row fail. step: only every so manieth call is made to fail.
    """
    place.mkdir(parents=True, exist_ok=True)
    library = recorder_shim.compiled(place)
    if library is None:
        return None
    calls = _failing(place / "none", library, -1, 0, 0).calls()

    def one(fault: str, at: int) -> Outcome:
        where = place / f"{fault}-{at}"
        folder = _failing(where, library, at, many, _FAULTS[fault])
        outcome = folder.judge(f"{fault} at {calls[at]}")
        shutil.rmtree(where)
        return outcome

    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [(fault, at) for fault in faults for at in range(0, len(calls), step)]
        return list(pool.map(lambda job: one(*job), jobs))


def _failing(place: Path, library: Path, at: int, many: int, code: int) -> Folder:
    folder = Folder(place)
    variables = recorder_shim.environment(library, folder.root, at, many, code, folder.log)
    command = folder.command("short")
    subprocess.run(command, env=variables, stderr=subprocess.DEVNULL, check=False)
    return folder


def traced(place: Path) -> list[Outcome] | None:
    """The same with the system's own tracer, which the process cannot get around; None without."""
    tracer = shutil.which("strace")
    if tracer is None:
        return None
    outcomes: list[Outcome] = []
    for call in _BY_STRACE:
        for what in ("signal=KILL", "error=EIO", "error=ENOSPC"):
            for at in range(1, 200):
                folder = Folder(place / f"{call}-{what}-{at}")
                report = folder.log
                inject = f"inject={call}:{what}:when={at}"
                trace = [tracer, "-f", "-qq", "-o", str(report), "-e", f"trace={call}"]
                command = [*trace, "-e", inject, *folder.command("short")]
                subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
                text = report.read_text(errors="replace") if report.exists() else ""
                if "INJECTED" not in text and "killed by SIGKILL" not in text:
                    break
                outcomes.append(folder.judge(f"{what} at {call}"))
    return outcomes


def filled(place: Path, mounted: bool) -> Filled | None:
    """A recording on a disk of 3 MB, or with files that may not grow; None where that needs more
    rights than there are."""
    folder = Folder(place)
    command = folder.command("full", 0 if mounted else LIMIT_BYTES)
    if mounted:
        unshare = shutil.which("unshare")
        if unshare is None:
            return None
        command = [unshare, "--mount", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Traceback" in done.stderr:
        raise RuntimeError(done.stderr)
    if done.returncode:
        return None  # no name space, or no mount, for the likes of us
    told = json.loads(done.stdout)
    said = tuple((float(at_s), str(line)) for at_s, line in told["said"])
    return Filled(told["seconds"], told["wrong_samples"], tuple(told["damage"]), said)


def run(out: TextIO, kills: int, seed: int) -> None:
    """Print what was lost, fault by fault."""
    with tempfile.TemporaryDirectory(prefix="erscribe-faults-") as name:
        place = Path(name)
        out.write(f"{kills} kills of a recording process at random moments (seed {seed}):\n")
        _report_kills(out, killings(place / "kills", kills, seed))
        for many in (1, 3, 10):
            out.write(f"\nEach call on the recording's files in turn; {many} in a row fail:\n")
            outcomes = sweep(place / f"sweep-{many}", many=many)
            _report_sweep(out, outcomes, "no C compiler here")
        out.write("\nThe same, made to fail by the system's tracer:\n")
        _report_sweep(out, traced(place / "traced"), "no strace here")
        out.write("\nA disk of 3 MB that fills up, with room again after 50 s:\n")
        _report_filled(out, filled(place / "full", mounted=True))
        out.write(f"\nFiles that may not grow beyond {LIMIT_BYTES // 1000} kB:\n")
        _report_filled(out, filled(place / "limit", mounted=False))


def _report_kills(out: TextIO, outcomes: Sequence[Outcome]) -> None:
    lost = np.array([outcome.lost_s for outcome in outcomes])
    p50, p95 = np.percentile(lost, (50, 95))
    out.write(
        f"  lost before the kill: min {lost.min():.3f}, p50 {p50:.3f}, p95 {p95:.3f}, "
        f"max {lost.max():.3f} s\n"
        f"  samples wrong, missing, or lost though known to be on disk: "
        f"{sum(outcome.broken for outcome in outcomes)}\n"
        f"  marks lost: {sum(outcome.marks for outcome in outcomes)}\n"
        f"  recordings with a torn end or another unreadable part: "
        f"{sum(bool(outcome.damage) for outcome in outcomes)}\n"
    )


def _report_sweep(out: TextIO, outcomes: Sequence[Outcome] | None, why_not: str) -> None:
    if outcomes is None:
        out.write(f"  not done: {why_not}\n")
        return
    faults = sorted({outcome.fault.partition(" at ")[0] for outcome in outcomes})
    for fault in faults:
        of_it = [one for one in outcomes if one.fault.partition(" at ")[0] == fault]
        out.write(
            f"  {fault:<18} {len(of_it):>4} calls, lost at most {max(o.lost_s for o in of_it):.3f}"
            f" s, {sum(o.broken for o in of_it)} samples wrong, {sum(o.marks for o in of_it)} "
            f"marks lost, {sum(bool(o.damage) for o in of_it)} with a torn file\n"
        )


def _report_filled(out: TextIO, result: Filled | None) -> None:
    if result is None:
        out.write("  not done: that needs rights that are not there\n")
        return
    out.write(
        f"  {result.seconds:.0f} s recorded, {result.wrong_samples} samples wrong or missing, "
        f"{len(result.damage)} files damaged; it was said:\n"
    )
    out.writelines(f"    {at_s:6.2f} s  {line}\n" for at_s, line in result.said)
