"""The detector's network: one number per 32 ms, independent of blocks and of loudness."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ModelError
from app.speech.voice import FRAME_SAMPLES, Probabilities, State, VoiceProbability, levels
from tests.unit.speech.voices import ENGINES, needs_engine, silero, spoken


def test_there_is_one_probability_for_every_started_frame() -> None:
    voice = silero()
    for count, frames in ((0, 0), (1, 1), (512, 1), (513, 2), (16_000, 32)):
        likely = voice(np.zeros(count, np.float32))
        assert likely.shape == (frames,)
        assert likely.dtype == np.float32


def test_noise_is_no_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 30 * SAMPLE_RATE_HZ).astype(np.float32)
    assert silero()(noise).max() < 0.5


@needs_engine("espeak-ng")
def test_blocks_give_what_one_run_over_everything_gives(tmp_path: Path) -> None:
    sentence = spoken("espeak-ng", tmp_path)
    long = np.tile(sentence, 1 + 45 * SAMPLE_RATE_HZ // len(sentence))
    voice = silero()
    whole = voice(long)
    head = voice(long[: 30 * SAMPLE_RATE_HZ // FRAME_SAMPLES * FRAME_SAMPLES].copy())
    assert len(whole) > 1024
    assert np.allclose(whole[: len(head)], head, atol=1e-5)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_synthetic_voices_are_heard_as_speech(tmp_path: Path, engine: str) -> None:
    if not ENGINES[engine].installed:
        pytest.skip(f"{engine} is not installed")
    sound = spoken(engine, tmp_path)
    loud = 20 * np.log10(levels(sound) + 1e-9) > -40
    assert (silero()(sound)[loud] >= 0.5).mean() > 0.9


@needs_engine("espeak-ng")
def test_a_recording_that_is_a_thousand_times_too_quiet_is_still_heard(tmp_path: Path) -> None:
    sound = spoken("espeak-ng", tmp_path)
    usual = silero()(sound) >= 0.5
    quiet = silero()(sound * np.float32(1e-3)) >= 0.5
    assert (usual == quiet).mean() > 0.9


def test_parts_of_the_recording_that_was_judged_last_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voice = silero()
    runs: list[int] = []
    judge = voice.judge

    def counted(windows: Samples, state: State) -> tuple[Probabilities, State]:
        runs.append(len(windows))
        return judge(windows, state)

    monkeypatch.setattr(voice, "judge", counted)
    long = np.random.default_rng(2).normal(0, 0.05, 100 * FRAME_SAMPLES + 7).astype(np.float32)
    whole = voice(long)
    assert runs == [101]
    for first, last in ((0, 50), (3, 101), (100, 101), (5, 5)):
        part = voice(long[first * FRAME_SAMPLES : last * FRAME_SAMPLES])
        assert part.tolist() == whole[first:last].tolist()
    assert runs == [101]
    voice(long[1:513])  # begins with no frame
    voice(long[: 10 * FRAME_SAMPLES].copy())
    assert runs == [101, 1, 10]
    voice(long[:512])
    assert runs == [101, 1, 10], "what is shorter takes no place"
    del long
    voice(np.zeros(512, np.float32))
    assert runs == [101, 1, 10, 1], "what nobody holds is not known"


def test_levels_are_root_mean_squares() -> None:
    sound: Samples = np.concatenate([np.full(512, 0.5), np.full(100, -0.25)]).astype(np.float32)
    assert levels(sound).tolist() == pytest.approx([0.5, 0.25])


def test_a_damaged_network_is_refused_with_a_remedy(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"broken\.onnx .*erscribe models verify"):
        VoiceProbability(broken)


def test_a_missing_network_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.onnx .*erscribe models verify"):
        VoiceProbability(tmp_path / "gone.onnx")


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    silero()(np.zeros(80 * SAMPLE_RATE_HZ, np.float32), told.append)
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == 1.0
