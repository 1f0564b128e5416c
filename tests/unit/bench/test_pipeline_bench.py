"""The pipeline's bench over fakes, and the table of number formats over figures made up here."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.bench import host, pipeline, quantization
from app.bench.host import Host
from app.bench.pipeline import PipelineBench
from app.bench.protocol import Measured, Pass
from app.bench.quantization import QuantizationBench
from app.services.file_speech import FilesHere
from app.speech.devices import cuda_available
from tests.fakes import FakeDetector, FakeDiarizer, FakeReader, FakeRecognizer
from tests.understood import READING


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Host("A processor", 2, 24 << 30, "", 100.0, 7.0, 0.1, 0.0)
    real = host.quiet
    monkeypatch.setattr(
        host, "quiet", lambda out, *, loaded: real(out, loaded=loaded, look=lambda: found)
    )


def test_the_whole_is_measured_beside_its_parts_and_a_missing_peer_is_told() -> None:
    files = FilesHere(
        FakeReader(),
        lambda _: "d" * 64,
        FakeDetector,
        FakeRecognizer,
        FakeDiarizer,
        READING,
    )
    out = StringIO()
    pipeline.run(out, PipelineBench(2.0, repeats=2, loaded=True, peer=False), files)
    page = out.getvalue()
    assert "| 2 s | whisperX | skipped: not asked for |" in page
    assert page.count("| <= 1.03 |") == 2  # with and without what comes before
    assert "decoding and detection alone" in page
    assert "Ten minutes take" in page
    assert "Decoding ten minutes of WAV" in page


def test_two_parts_as_one_are_added_or_compared_sweep_by_sweep() -> None:
    words = Measured("words", (Pass(3.0, 4.0), Pass(1.0, 4.0)))
    turns = Measured("turns", (Pass(1.0, 2.0), Pass(2.0, 2.0)))
    both = pipeline.together("both", sum, words, turns)
    assert both.each("wall_s") == [4.0, 3.0]
    assert both.each("processor_s") == [6.0, 6.0]
    assert pipeline.together("longer", max, words, turns).each("wall_s") == [3.0, 2.0]
    assert pipeline.together("all", sum, words, turns, words).each("wall_s") == [7.0, 4.0]
    absent = Measured("turns", trouble="no model")
    assert pipeline.together("both", sum, absent, absent).trouble == "no model"


def test_the_recording_is_as_long_as_it_is_asked_for(tmp_path: Path) -> None:
    import soundfile  # noqa: PLC0415 - only here

    path = pipeline.recording(tmp_path / "talk.wav", 250.0)
    assert soundfile.info(path).duration == pytest.approx(250.0)


def passes(wall_s: float, texts: dict[str, str]) -> tuple[Pass, ...]:
    value: dict[str, Any] = {"texts": texts, "requests_s": [0.2, 0.2]}
    return (Pass(wall_s, wall_s, value, 500.0),) * 5


def test_number_formats_are_told_by_errors_time_and_memory() -> None:
    wanted, _ = quantization.said("en_short")
    half = " ".join(wanted.split()[: len(wanted.split()) // 2])
    found = {
        "FP32": Measured("FP32", passes(3.0, {"en_short": wanted})),
        "FP16": Measured("FP16", trouble="no half precision"),
        "INT8": Measured("INT8", passes(2.0, {"en_short": half})),
    }
    bench = QuantizationBench("tiny", ("en_short",))
    lines = [quantization.row(found, name, bench) for name in quantization.TYPES]
    assert lines[0] == (
        "| FP32 | 5 | 0.0 (0.0 to 0.0) | 200.0 (200.0 to 200.0) | 5.00 | 500 "
        "| 1.50 x (1.50 to 1.50) |\n"
    )
    assert lines[1] == "| FP16 | skipped: no half precision | | | | | |\n"
    assert lines[2].startswith("| INT8 | 5 | 5")
    assert all(line.count("|") == quantization.HEAD.splitlines()[0].count("|") for line in lines)


def test_a_processor_is_not_asked_for_half_precision() -> None:
    from contextlib import ExitStack  # noqa: PLC0415 - only here

    if cuda_available():
        pytest.skip("there is a card")
    with ExitStack() as stack:
        engine = quantization.engine(stack, QuantizationBench("tiny"), "FP16")
    assert "half precision" in engine.trouble
