"""All benches in turn: one page, a failing one among them, and a loaded machine."""

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from app.bench import everything, host
from app.bench.everything import AllBenches
from app.bench.host import Host, LoadedMachineError

QUIET = Host("A processor", 2, 24 << 30, "", 100.0, 7.0, 0.1, 0.0)
BUSY = Host("A processor", 2, 24 << 30, "", 100.0, 7.0, 3.0, 0.0)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> list[Host]:
    """The machine that is looked at; a test may put another one in its place."""
    found = [QUIET]
    real = host.quiet

    def quiet(out: StringIO, *, loaded: bool) -> Host:
        return real(out, loaded=loaded, look=lambda: found[-1])

    monkeypatch.setattr(host, "quiet", quiet)
    return found


class Calls:
    """Prints a table for every bench but `store`, which breaks."""

    def __init__(self) -> None:
        self.made: list[list[str]] = []

    def __call__(self, arguments: Sequence[str]) -> tuple[int, str, str]:
        self.made.append(list(arguments))
        if arguments[1] == "store":
            return 1, "| half a table |\n", "noise\nerscribe: the disk is full\n"
        return 0, f"| {arguments[1]} |\n", "progress\n"


def test_a_failing_bench_leaves_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    calls, out = Calls(), StringIO()
    names = ("quantization", "store", "window")
    asked = AllBenches(tmp_path / "BENCHMARKS.md", names, tmp_path, quick=True)
    assert everything.run(out, asked, calls, lambda: None) == 1
    assert [made[1] for made in calls.made] == list(names)
    page = asked.page.read_text(encoding="utf-8")
    assert page.startswith("# What this product was measured to do")
    assert "Host: A processor" in page
    assert "FAILED: erscribe: the disk is full" in page
    assert page.index("| quantization |") < page.index("half a table") < page.index("| window |")
    assert "store: FAILED, erscribe: the disk is full" in out.getvalue()
    assert host.NOT_QUIET not in page
    assert "--quick" not in calls.made[2]


def test_a_section_is_replaced_when_its_bench_is_run_again(tmp_path: Path) -> None:
    asked = AllBenches(tmp_path / "page.md", ("window",))
    for _ in range(2):
        everything.run(StringIO(), asked, Calls(), lambda: None)
    assert asked.page.read_text(encoding="utf-8").count("| window |") == 1


def test_a_loaded_machine_is_refused_and_with_the_flag_every_section_is_marked(
    tmp_path: Path, machine: list[Host]
) -> None:
    machine.append(BUSY)
    calls = Calls()
    asked = AllBenches(tmp_path / "page.md", ("quantization", "window"))
    with pytest.raises(LoadedMachineError, match="--loaded"):
        everything.run(StringIO(), asked, calls)
    assert not asked.page.exists()
    assert calls.made == []
    marked = AllBenches(asked.page, asked.names, loaded=True)
    everything.run(StringIO(), marked, calls)
    assert asked.page.read_text(encoding="utf-8").count(host.NOT_QUIET) == 3
    assert calls.made == [["bench", "quantization", "--loaded"], ["bench", "window"]]


def test_a_bench_that_prints_nothing_has_failed(tmp_path: Path) -> None:
    asked = AllBenches(tmp_path / "page.md", ("window",))
    assert everything.run(StringIO(), asked, lambda _: (0, "", ""), lambda: None) == 1


def test_a_verb_may_be_asked_twice_with_other_sets(tmp_path: Path) -> None:
    asked = AllBenches(tmp_path / "page.md", loaded=True)
    assert everything.command("diarization-speed", asked) == [
        "bench", "diarization", "--sets", "pair,resnet,agreement,growth", "--loaded",
    ]  # fmt: skip
    assert everything.command("diarization", asked) == ["bench", "diarization"]
    everything.run(StringIO(), replace(asked, names=("diarization-speed",)), Calls(), lambda: None)
    assert "## Diarization-speed" in asked.page.read_text(encoding="utf-8")
