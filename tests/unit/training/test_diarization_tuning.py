from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ModelError
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_models import (
    SegmentationNet,
    SegmentationShape,
    SpeakerNet,
    SpeakerShape,
    load_speaker,
    save_model,
)
from app.speech.diarizer_pipeline import assemble, share_trunk
from app.training import diarization_tuning
from app.training.conversations import Conversation
from app.training.diarization_tuning import error_rate, prepare, run, search
from app.training.options import TrainOptions
from app.training.speaker_clips import write_bank
from tests.unit.speech.diarizer_tones import HIGH_HZ, LOW_HZ, ToneEmbedder, ToneSegmenter, talk
from tests.unit.training.test_conversations import speakers


def two_tones() -> Conversation:
    """Two people who take turns for 20 s."""
    active = np.zeros((1000, 2), np.bool_)
    active[50:300, 0] = active[350:600, 1] = active[650:900, 0] = True
    audio = talk(20, (LOW_HZ, 1, 6), (HIGH_HZ, 7, 12), (LOW_HZ, 13, 18))
    return Conversation(audio.samples, active, ("low", "high"))


def test_settings_that_merge_two_voices_have_a_higher_error() -> None:
    segmenter, embedder = ToneSegmenter(), ToneEmbedder()
    pipeline = assemble(segmenter, embedder, Tuning(), batch_size=8)
    share_trunk(pipeline)
    prepared = [prepare(pipeline, two_tones())]
    apart = error_rate(segmenter, embedder, Tuning(threshold=0.3), prepared)
    merged = error_rate(segmenter, embedder, Tuning(threshold=1.9), prepared)
    assert apart < 0.02
    assert merged == pytest.approx(1 / 3, abs=0.02)


def test_the_search_leaves_settings_that_merge_two_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    segmenter, embedder = ToneSegmenter(), ToneEmbedder()
    pipeline = assemble(segmenter, embedder, Tuning(), batch_size=8)
    share_trunk(pipeline)
    monkeypatch.setattr(diarization_tuning, "_CHOICES", (("threshold", (1.9, 0.3, 1.8)),))
    best = search(segmenter, embedder, [prepare(pipeline, two_tones())], Tuning(threshold=1.95))
    assert best == Tuning(threshold=0.3)


@pytest.mark.full
def test_the_recipe_writes_its_settings_beside_the_embedding_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = SegmentationShape(
        mels=16, width=16, local_blocks=1, attention_blocks=1, heads=2, lstm=8
    )
    save_model(SegmentationNet(shape), tmp_path / "segmentation-embedded")
    small = SpeakerShape(mels=16, stem=8, width=8, blocks=2, pooled=8, dimension=6)
    save_model(SpeakerNet(small), tmp_path / "speaker-embedded")
    write_bank(speakers(40), tmp_path / "voices")
    monkeypatch.setattr(diarization_tuning, "_CONVERSATIONS", 1)
    monkeypatch.setattr(diarization_tuning, "_CHOICES", (("threshold", (0.2, 0.9)),))
    run(TrainOptions(tmp_path))
    _, settings = load_speaker(tmp_path / "speaker-embedded")
    assert settings.keys() == asdict(Tuning()).keys()
    assert settings["threshold"] in {0.2, 0.6, 0.9}


def test_tuning_needs_both_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        run(TrainOptions(tmp_path))
