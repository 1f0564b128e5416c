"""The machine under a figure, and the refusal to measure on one that is not quiet."""

from dataclasses import replace
from io import StringIO

import pytest

from app.bench import host
from app.bench.host import Host, LoadedMachineError

QUIET = Host("A processor", 2, 24 << 30, "performance", 100.0, 7.0, 0.1, 0.0)


def test_this_machine_is_measured() -> None:
    found = host.look()
    assert found.cores >= 1
    assert found.gemm_gflops > 0.1
    assert found.stream_gb_s > 0.1
    assert found.processor in found.line()
    assert "ctranslate2" in found.line()


def test_a_quiet_machine_is_printed_and_gone_on_with() -> None:
    out = StringIO()
    assert host.quiet(out, loaded=False, look=lambda: QUIET) is QUIET
    assert "A processor, 2 cores, 24 GiB, governor performance" in out.getvalue()
    assert host.NOT_QUIET not in out.getvalue()


@pytest.mark.parametrize("busy", [replace(QUIET, load=0.31), replace(QUIET, steal_percent=2.1)])
def test_a_loaded_machine_is_refused_and_with_the_flag_marked(busy: Host) -> None:
    out = StringIO()
    with pytest.raises(LoadedMachineError, match="--loaded"):
        host.quiet(out, loaded=False, look=lambda: busy)
    assert out.getvalue() == ""
    host.quiet(out, loaded=True, look=lambda: busy)
    assert host.NOT_QUIET in out.getvalue()


def test_steal_is_a_share_of_all_time_that_is_counted_once() -> None:
    before = (10, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    after = (85, 5, 0, 5, 0, 0, 0, 5, 70, 0)  # guest time is within the first already
    assert host.steal_percent(before, after) == pytest.approx(100 * 5 / 90)
    assert host.steal_percent((), ()) == 0.0
