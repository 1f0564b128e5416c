import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bench.diarization import (
    Scored,
    measure,
    read_recordings,
    read_rttm,
    simulated_recordings,
    summarise,
)
from app.domain.audio import AudioChunk
from app.domain.errors import ResourceError
from app.domain.result import ModelUsed
from app.domain.transcript import Turn

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
    assert summary.error == pytest.approx(5 / 15)
    assert summary.counted_right == 1
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


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_simulated_recordings_have_as_many_voices_as_said(tmp_path: Path) -> None:
    english, chinese = simulated_recordings(tmp_path, 2, seed=1)
    assert len({turn.speaker for turn in english.turns}) == 2
    assert len({turn.speaker for turn in chinese.turns}) == 3
    assert english.audio.duration_s == 60.0
