"""The clinical models' shapes run through the same code: it is size, not code, that parts them."""

import time
from pathlib import Path

import numpy as np

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.result import ModelUsed
from app.services.ports import Progress
from app.speech.diarizer import PyannoteDiarizer
from app.speech.recognizer import WhisperRecognizer
from app.speech.voice import Probabilities
from tests.large_shapes import LARGE_V3, write_community, write_large_whisper

MODEL = ModelUsed("large", "0" * 64)
LONGEST_S = 300.0  # a hang, even on a busy machine


def always_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:
    return np.ones(-(-len(samples) // 512), np.float32)


def noise(duration_s: float) -> AudioChunk:
    rng = np.random.default_rng(5)
    return AudioChunk(rng.normal(0, 0.05, round(duration_s * SAMPLE_RATE_HZ)).astype(np.float32))


def test_a_recogniser_of_large_v3_s_depth_hears_regions(tmp_path: Path) -> None:
    started = time.monotonic()
    directory = write_large_whisper(tmp_path / "large", " give aspirin 300 mg.")
    recognizer = WhisperRecognizer.open(  # without int8, whose sums differ between processors
        directory, MODEL, always_speech, device="cpu", compute_type="float32"
    )
    whisper = recognizer._whisper
    assert whisper.model.n_mels == LARGE_V3.mels == 128
    assert whisper.model.is_multilingual
    region = SpeechRegion(1.0, 4.0)
    (heard,) = recognizer.recognize(noise(5.0), [region])
    assert [word.text for word in heard.words] == ["give", "aspirin", "300", "mg"]
    times = [at_s for word in heard.words for at_s in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert region.start_s <= times[0] <= times[-1] <= region.end_s
    assert time.monotonic() - started < LONGEST_S


def test_a_diarizer_of_community_1_s_parts_names_speakers(tmp_path: Path) -> None:
    folder = write_community(tmp_path / "community")
    diarizer = PyannoteDiarizer(folder, folder)
    pipeline = diarizer._pipeline
    assert type(pipeline.clustering).__name__ == "VBxClustering"
    assert pipeline._embedding.dimension == 256
    assert "embed_windows" in repr(pipeline.get_embeddings), "each window goes through once"
    progress: list[float] = []
    turns = diarizer.turns(noise(12.0), progress=progress.append)
    assert all(0.0 <= turn.start_s < turn.end_s <= 12.0 for turn in turns)
    assert [turn.speaker for turn in turns][:1] in ([], ["S1"])
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
