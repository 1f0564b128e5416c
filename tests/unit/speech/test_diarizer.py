import shutil
import subprocess
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples
from app.domain.errors import RecognitionError
from app.domain.transcript import Turn
from app.paths import MODELS
from app.speech.diarizer import PyannoteDiarizer
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_pipeline import assemble, share_trunk
from tests.unit.speech.diarizer_tones import (
    HIGH_HZ,
    LOW_HZ,
    MIDDLE_HZ,
    ToneEmbedder,
    ToneSegmenter,
    talk,
)


@pytest.fixture(scope="module")
def diarizer() -> PyannoteDiarizer:
    pipeline = assemble(ToneSegmenter(), ToneEmbedder(), Tuning(threshold=0.3), batch_size=8)
    share_trunk(pipeline)
    return PyannoteDiarizer.over(pipeline)


def spans(turns: Sequence[Turn]) -> list[tuple[str, float, float]]:
    return [(turn.speaker, round(turn.start_s, 1), round(turn.end_s, 1)) for turn in turns]


def test_speakers_are_numbered_in_the_order_in_which_they_first_speak(
    diarizer: PyannoteDiarizer,
) -> None:
    audio = talk(15, (HIGH_HZ, 1, 4), (LOW_HZ, 5, 9), (HIGH_HZ, 10, 14))
    assert spans(diarizer.turns(audio)) == [("S1", 1, 4), ("S2", 5, 9), ("S1", 10, 14)]


def test_turns_of_people_who_speak_at_once_overlap(diarizer: PyannoteDiarizer) -> None:
    audio = talk(12, (LOW_HZ, 1, 6), (HIGH_HZ, 4, 9))
    assert spans(diarizer.turns(audio)) == [("S1", 1, 6), ("S2", 4, 9)]


def test_turns_are_given_in_the_time_of_the_recording(diarizer: PyannoteDiarizer) -> None:
    audio = talk(12, (LOW_HZ, 1, 6))
    later = AudioChunk(audio.samples, start_s=100.0)
    assert spans(diarizer.turns(later)) == [("S1", 101, 106)]


def test_no_turn_reaches_beyond_the_end_of_the_audio(diarizer: PyannoteDiarizer) -> None:
    audio = talk(3.33, (LOW_HZ, 0, 3.33))
    assert diarizer.turns(audio)[-1].end_s <= audio.end_s


def test_silence_has_no_turns(diarizer: PyannoteDiarizer) -> None:
    assert diarizer.turns(talk(12)) == []


@pytest.mark.parametrize("duration_s", [0.0, 0.01, 0.3])
def test_audio_too_short_to_hold_a_word_does_no_harm(
    diarizer: PyannoteDiarizer, duration_s: float
) -> None:
    assert len(diarizer.turns(talk(duration_s, (LOW_HZ, 0, duration_s)))) <= 1


def test_two_people_in_less_than_a_window_are_told_apart(diarizer: PyannoteDiarizer) -> None:
    audio = talk(5, (LOW_HZ, 0.5, 2.2), (HIGH_HZ, 2.5, 4.5))
    assert spans(diarizer.turns(audio)) == [("S1", 0.5, 2.2), ("S2", 2.5, 4.5)]


def test_a_fixed_number_of_speakers_is_kept(diarizer: PyannoteDiarizer) -> None:
    audio = talk(16, (LOW_HZ, 0, 5), (MIDDLE_HZ, 5, 10), (HIGH_HZ, 10, 15))
    for count in (1, 2, 3):
        turns = diarizer.turns(audio, min_speakers=count, max_speakers=count)
        assert len({turn.speaker for turn in turns}) == count


def test_more_speakers_than_voices_are_not_invented(diarizer: PyannoteDiarizer) -> None:
    turns = diarizer.turns(talk(4, (LOW_HZ, 0, 3)), min_speakers=4)
    assert {turn.speaker for turn in turns} == {"S1"}


def test_contradicting_bounds_are_refused(diarizer: PyannoteDiarizer) -> None:
    with pytest.raises(RecognitionError, match="least number of speakers"):
        diarizer.turns(talk(4), min_speakers=3, max_speakers=2)


def test_progress_never_decreases_and_ends_at_one(diarizer: PyannoteDiarizer) -> None:
    seen: list[float] = []
    diarizer.turns(talk(30, (LOW_HZ, 1, 29)), progress=seen.append)
    assert seen == sorted(seen)
    assert len(seen) > 3
    assert seen[-1] == 1.0


def test_nothing_is_printed_where_results_belong(
    diarizer: PyannoteDiarizer, capsys: pytest.CaptureFixture[str]
) -> None:
    diarizer.turns(talk(12, (LOW_HZ, 1, 6)), min_speakers=5)
    assert capsys.readouterr().out == ""


def test_a_failing_pipeline_becomes_one_clear_error() -> None:
    def broken(_file: object, **_options: object) -> Any:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RecognitionError, match="nothing was saved") as caught:
        PyannoteDiarizer.over(broken).turns(talk(2))
    assert isinstance(caught.value.__cause__, RuntimeError)


def _said(voice: str, text: str) -> Samples:
    command = ["espeak-ng", "-v", voice, "-s", "150", "--stdout", text]
    wave = subprocess.run(command, capture_output=True, check=True).stdout
    samples, rate_hz = soundfile.read(BytesIO(wave), dtype="float32")
    return np.asarray(resample_poly(samples, SAMPLE_RATE_HZ, rate_hz), np.float32) * 0.5


@pytest.mark.weights
def test_the_embedded_models_tell_a_man_from_a_woman() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    man = _said("en-us+m3", "when did the pain in your chest begin and does it move anywhere else")
    woman = _said("en-us+f2", "it began this morning while I was climbing the stairs at home")
    pause = np.zeros(8000, np.float32)
    audio = AudioChunk(np.concatenate([man, pause, woman, pause, man, pause, woman]))
    embedded = PyannoteDiarizer(MODELS / "segmentation-embedded", MODELS / "speaker-embedded")
    turns = embedded.turns(audio)
    ends_s = np.cumsum([0.0, *((len(part) + 8000) / SAMPLE_RATE_HZ for part in (man, woman) * 2)])
    heard = [_busiest(turns, *ends_s[number : number + 2]) for number in range(4)]
    assert heard == ["S1", "S2", "S1", "S2"]


def _busiest(turns: Sequence[Turn], start_s: float, end_s: float) -> str:
    spoken: dict[str, float] = {}
    for turn in turns:
        shared_s = min(turn.end_s, end_s) - max(turn.start_s, start_s)
        spoken[turn.speaker] = spoken.get(turn.speaker, 0.0) + max(0.0, shared_s)
    return max(spoken, key=lambda name: spoken[name])
