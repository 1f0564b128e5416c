import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bench import diarization
from app.bench.diarization import (
    ALL_SIMULATED,
    Talks,
    measure,
    read_recordings,
    read_rttm,
    run,
    summarise,
)
from app.bench.unseen import Scored
from app.domain.audio import AudioChunk
from app.domain.errors import ResourceError
from app.domain.result import ModelUsed
from app.domain.transcript import Turn

Simulated = tuple[str, Scored]
SILENCE = np.zeros(16_000 * 20, np.float32)
REFERENCE = (Turn("ann", 1.0, 6.0), Turn("bob", 7.0, 12.0))


class Answers:
    """A diarizer that has its answer ready."""

    def __init__(self, *turns: Turn) -> None:
        self._turns = turns

    @property
    def models(self) -> dict[str, ModelUsed]:
        return {}

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Sequence[Turn]:
        return self._turns


def scored(*turns: Turn) -> list[Scored]:
    return [Scored("talk", AudioChunk(SILENCE), turns or REFERENCE)]


def test_the_right_answer_under_other_names_has_no_error() -> None:
    (result,) = measure(Answers(Turn("S1", 1.0, 6.0), Turn("S2", 7.0, 12.0)), scored())
    assert result.error == result.error_with_collar == 0.0
    assert (result.true_speakers, result.found_speakers) == (2, 2)
    assert result.speech_s == pytest.approx(10.0)


def test_errors_are_parted_into_missed_false_and_confused() -> None:
    found = (Turn("S1", 1.0, 6.0), Turn("S1", 7.0, 9.0), Turn("S2", 9.0, 11.0), Turn("S2", 14, 15))
    (result,) = measure(Answers(*found), scored())
    assert result.missed == pytest.approx(0.1)
    assert result.false_alarm == pytest.approx(0.1)
    assert result.confusion == pytest.approx(0.2)
    assert result.error == pytest.approx(0.4)


def test_the_collar_forgives_a_quarter_second_each_side() -> None:
    found = (Turn("S1", 1.2, 5.8), Turn("S2", 7.2, 11.8))
    (result,) = measure(Answers(*found), scored())
    assert result.error == pytest.approx(0.08)
    assert result.error_with_collar == 0.0
    late = (Turn("S1", 1.5, 6.0), Turn("S2", 7.0, 12.0))
    (result,) = measure(Answers(*late), scored())
    assert result.error_with_collar > 0.0


def test_speech_over_speech_counts_twice() -> None:
    both = (Turn("ann", 0.0, 10.0), Turn("bob", 5.0, 10.0))
    (result,) = measure(Answers(Turn("S1", 0.0, 10.0)), scored(*both))
    assert result.speech_s == pytest.approx(15.0)
    assert result.missed == pytest.approx(5 / 15)


def test_long_recordings_weigh_more_in_the_summary() -> None:
    right = measure(Answers(Turn("S1", 1.0, 6.0), Turn("S2", 7.0, 12.0)), scored())
    wrong = measure(Answers(), scored(Turn("ann", 0.0, 5.0)))
    summary = summarise(right + wrong)
    assert summary.error.value == pytest.approx(100 * 5 / 15)
    assert summary.error.low == 0.0
    assert summary.counted_right.value == 50.0
    assert summary.minutes == pytest.approx(2 / 3)
    assert summary.recordings == 2


def test_recordings_are_read_with_their_rttm(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", SILENCE, 16_000)
    (tmp_path / "a.rttm").write_text("SPEAKER a 1 0.500 2.250 <NA> <NA> ann <NA> <NA>\n\n")
    (recording,) = read_recordings(tmp_path)
    assert recording.turns == (Turn("ann", 0.5, 2.75),)
    assert list(read_rttm(tmp_path / "a.rttm")) == list(recording.turns)


def test_a_folder_without_references_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", SILENCE, 16_000)
    with pytest.raises(ResourceError, match="No recording"):
        read_recordings(tmp_path)


def test_audio_at_another_rate_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", SILENCE, 8_000)
    (tmp_path / "a.rttm").write_text("SPEAKER a 1 0.5 2.2 <NA> <NA> ann <NA> <NA>\n")
    with pytest.raises(ResourceError, match="16 kHz"):
        read_recordings(tmp_path)


def test_one_speaker_all_the_time_is_the_answer_to_beat() -> None:
    (result,) = measure(Answers(), scored())
    assert result.one_speaker == pytest.approx(1.5)  # 5 s confused, 10 s of silence called speech
    assert summarise([result]).one_speaker == pytest.approx(150.0)


def test_every_folder_gets_a_row_and_the_published_figures_end_the_table(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", SILENCE, 16_000)
    (tmp_path / "a.rttm").write_text("SPEAKER a 1 1.0 5.0 <NA> <NA> ann <NA> <NA>\n")
    out = io.StringIO()
    run([tmp_path], out, 0, Answers(Turn("S1", 1.0, 6.0)), Talks())
    heading, row, published = out.getvalue().splitlines()
    assert len(heading.split(" | ")) == len(row.split(" | "))
    assert row.startswith(f"{tmp_path.name} | 1 | 0 | 0.0 | 0.0 to 0.0 | ")
    assert "AMI" in published


def test_simulated_talks_are_pooled_by_kind_and_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path | None, int, int]] = []

    def talks(_folder: Path, data: Path | None, count: int, seed: int) -> Iterator[Simulated]:
        asked.append((data, count, seed))
        yield from (("real", scored()[0]), ("synthetic", scored()[0]), ("real", scored()[0]))

    monkeypatch.setattr(diarization, "conversations", talks)
    out = io.StringIO()
    run([], out, 7, Answers(*REFERENCE), Talks(tmp_path, 3))
    rows = [line.split(" | ") for line in out.getvalue().splitlines()[1:-1]]
    assert [row[:2] for row in rows] == [["real", "2"], ["synthetic", "1"], [ALL_SIMULATED, "3"]]
    assert asked == [(tmp_path, 3, 7)]
