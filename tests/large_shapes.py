"""Random weights in the shapes of the clinical models: for plumbing and speed, never for words.

pyannote's community-1 keeps its true sizes. Whisper large-v3 does not fit a test (1.5 billion
weights), so it keeps its 128 mel bands, 32 + 32 layers and 20 heads at a sixteenth of its width;
its random weights are small, so that it still writes its script.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from pyannote.audio.models.embedding import WeSpeakerResNet34
from pyannote.audio.models.segmentation import PyanNet

from app.speech.pyannote_quiet import Problem, Resolution, Specifications
from tests.tiny_whisper import Sizes, write_whisper

LARGE_V3 = Sizes(width=80, mels=128, layers=32, heads=20)
_DIMENSION, _LDA = 256, 128
_CONFIG = """
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_batch_size: 32
    embedding: $model/embedding
    embedding_batch_size: 32
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.0}
"""


def write_large_whisper(directory: Path, script: str) -> Path:
    """A CTranslate2 directory of large-v3's depth that writes `script`."""
    return write_whisper(directory, script, sizes=LARGE_V3, seed=1)


def write_community(folder: Path) -> Path:
    """A pyannote pipeline folder of community-1's parts and sizes."""
    torch.manual_seed(1)
    segmenter = PyanNet(lstm={"hidden_size": 128, "num_layers": 4, "bidirectional": True})
    segmenter.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=10.0,
        classes=["speaker1", "speaker2", "speaker3"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    segmenter.build()
    embedder = WeSpeakerResNet34()
    embedder.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=10.0
    )
    _save(segmenter, folder / "segmentation")
    _save(embedder, folder / "embedding")
    _save_plda(folder / "plda")
    (folder / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    return folder


def _save(model: Any, folder: Path) -> None:
    folder.mkdir(parents=True)
    kind = type(model)
    torch.save(
        {
            "pyannote.audio": {
                "versions": {"torch": torch.__version__, "pyannote.audio": "4.0.7"},
                "architecture": {"module": kind.__module__, "class": kind.__name__},
                "specifications": model.specifications,
            },
            "pytorch-lightning_version": "2.6.0",
            "hyper_parameters": dict(model.hparams),
            "state_dict": model.state_dict(),
        },
        folder / "pytorch_model.bin",
    )


def _save_plda(folder: Path) -> None:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    lda = rng.standard_normal((_DIMENSION, _LDA))
    np.savez(
        folder / "xvec_transform.npz", mean1=np.zeros(_DIMENSION), mean2=np.zeros(_LDA), lda=lda
    )
    transform = np.eye(_LDA) + 0.01 * rng.standard_normal((_LDA, _LDA))
    np.savez(folder / "plda.npz", mu=np.zeros(_LDA), tr=transform, psi=np.linspace(2.0, 0.1, _LDA))
