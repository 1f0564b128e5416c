import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.bench import diarization_growth, diarization_speed
from app.bench.diarization import DiarizationResult, read_recordings
from app.bench.diarization_growth import PcmFile, growth, slope_of, write_looped
from app.bench.diarization_speed import LOSSLESS, SHARED, SpeedBench, _difference, named, run
from app.bench.protocol import Engine, Pass, skipped
from app.cli import develop
from app.cli.parser import build_parser
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_pipeline import assemble
from tests.unit.speech.diarizer_tones import HIGH_HZ, LOW_HZ, ToneEmbedder, ToneSegmenter, talk

BOTH = talk(11.5, (LOW_HZ, 0.5, 4), (HIGH_HZ, 5, 10))


def tones() -> Any:
    return assemble(ToneSegmenter(), ToneEmbedder(), Tuning(threshold=0.3), batch_size=4)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    soundfile.write(folder / "a.flac", BOTH.samples, SAMPLE_RATE_HZ)
    lines = ["SPEAKER a 1 0.5 3.5 <NA> <NA> low <NA> <NA>", "SPEAKER a 1 5 5 <NA> <NA> high x x"]
    (folder / "a.rttm").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_pyannote_and_both_modes_are_compared(
    labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diarization_speed, "embedded_pair", tones)
    out = io.StringIO()
    run(out, ("pair",), SpeedBench((labelled,), seconds=11.5, repeats=1, loaded=True))
    text = out.getvalue()
    assert text.count("| pyannote | 1 |") == 2
    assert "| lossless | 1 |" in text
    assert "| shared trunk | 1 |" in text
    assert "2 segments: lossless gives the same, shared trunk the same." in text
    assert "Amdahl" in text


def test_other_segments_fail_the_gate(labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diarization_speed, "embedded_pair", tones)
    monkeypatch.setattr(diarization_speed, "diarize", lambda *_, **__: [(0.0, 1.0, "0")])
    out = io.StringIO()
    run(out, ("pair",), SpeedBench((labelled,), seconds=11.5, repeats=1, loaded=True))
    assert "FAILED: other segments than pyannote's" in out.getvalue()


def test_agreement_is_the_difference_of_error_rates(
    labelled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diarization_speed, "embedded_pair", tones)
    monkeypatch.setattr(
        diarization_speed,
        "_labelled",
        lambda _: [("talks", read_recordings(labelled))],
    )
    out = io.StringIO()
    run(out, ("agreement",), SpeedBench(loaded=True))
    rows = [line for line in out.getvalue().splitlines() if line.startswith(("| talks", "| all"))]
    assert [row.split(" | ", 4)[4] for row in rows] == [
        "+0.00 (+0.00 to +0.00) | <= 0.2 | reached |",
        "+0.00 (+0.00 to +0.00) | <= 0.2 | reached |",
    ]


@pytest.mark.parametrize(
    ("worse", "said"), [([0.0] * 9 + [0.1], "not shown"), ([0.1] * 10, "missed")]
)
def test_one_talk_that_went_astray_proves_nothing(worse: list[float], said: str) -> None:
    def results(errors: Iterable[float]) -> list[DiarizationResult]:
        parts = (0.0, 0.0, 0.0, 0.0, 1.0, 2, 2)
        return [DiarizationResult("a", 60.0, 50.0, 1.0, one, *parts) for one in errors]

    found = {LOSSLESS: results([0.2] * 10), SHARED: results(0.2 + more for more in worse)}
    assert _difference("talks", found, 0).endswith(f"| <= 0.2 | {said} |\n")


def test_speakers_are_numbered_as_they_first_speak() -> None:
    assert named([(2.0, 3.0, "a"), (0.0, 1.0, "z")]) == [(0.0, 1.0, 0), (2.0, 3.0, 1)]


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(ResourceError, match="'speed' is no set; known: pair, resnet"):
        run(io.StringIO(), ("speed",), SpeedBench())


def test_a_slope_of_one_is_growth_in_proportion() -> None:
    assert slope_of([0.5, 1.0, 2.0], [3.0, 6.0, 12.0]) == pytest.approx(1.0)
    assert slope_of([0.5, 1.0, 2.0], [3.0, 12.0, 48.0]) == pytest.approx(2.0)


def test_a_loop_is_written_and_read_in_parts(tmp_path: Path) -> None:
    samples: Samples = np.array([0.0, 0.5, -0.5], np.float32)
    source = PcmFile(write_looped(tmp_path / "a.pcm", samples, 8 / (3600 * SAMPLE_RATE_HZ)))
    assert source.available == 8
    assert source.read(3, 8).tolist() == [0, 16384, -16384, 0, 16384]


def in_its_place(monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Engine]) -> None:
    """Another engine where a child would diarize a file."""

    @contextmanager
    def child(_: str, __: Path, arguments: list[str]) -> Iterator[Engine]:
        yield make(Path(arguments[0]))

    monkeypatch.setattr(diarization_growth, "child", child)


def test_growth_tells_what_each_length_took(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(path: Path) -> Engine:
        seconds = path.stat().st_size / (2 * SAMPLE_RATE_HZ)
        told = Pass(seconds, seconds / 10, {"before_mb": 500.0, "speakers": 2}, 2000.0)
        return Engine("growth", lambda: told)

    in_its_place(monkeypatch, made)
    out = io.StringIO()
    growth(out, BOTH.samples, hours=0.25)
    text = out.getvalue()
    assert "| 0.125 | 45.0 | 360.0 | 1500 | 2 |" in text
    assert "length 1.000 (goal <= 1.05): reached" in text
    assert "1500 MB (goal <= 1024): missed; longest 0.25 h, not 8." in text


def test_a_child_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    in_its_place(monkeypatch, lambda _: skipped("growth", "MemoryError"))
    with pytest.raises(ResourceError, match="MemoryError"):
        growth(io.StringIO(), BOTH.samples, hours=0.125)


def test_sets_reach_the_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        diarization_speed, "run", lambda _, sets, bench: asked.append((sets, bench))
    )
    develop.bench(
        build_parser().parse_args(
            ["bench", "diarization", str(tmp_path), "--sets", "pair", "--seconds", "30", "--loaded"]
        )
    )
    expected = SpeedBench((tmp_path,), seconds=30.0, loaded=True)
    assert asked == [(("pair",), expected)]
