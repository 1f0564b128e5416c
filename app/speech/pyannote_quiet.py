"""pyannote.audio, imported without telemetry, network or import-time noise.

Everything of pyannote.audio that the product uses is imported from here. pyannote.audio reports
usage to its makers unless PYANNOTE_METRICS_ENABLED is 0 when it is first imported, and asks a
model hub for files unless HF_HUB_OFFLINE is 1.
"""

import os
import warnings

from pyannote.core import Annotation, Segment, SlidingWindow, SlidingWindowFeature

from app.speech.torchaudio_shim import ensure_torchaudio

os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
ensure_torchaudio()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pyannote.audio import Pipeline
    from pyannote.audio.core.model import Model
    from pyannote.audio.core.plda import PLDA
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.pipelines.clustering import AgglomerativeClustering
    from pyannote.audio.pipelines.speaker_diarization import SpeakerDiarization
    from pyannote.audio.utils.reproducibility import fix_reproducibility

__all__ = [
    "PLDA",
    "AgglomerativeClustering",
    "Annotation",
    "Model",
    "Pipeline",
    "Problem",
    "Resolution",
    "Segment",
    "SlidingWindow",
    "SlidingWindowFeature",
    "SpeakerDiarization",
    "Specifications",
    "fix_reproducibility",
]
