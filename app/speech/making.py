"""Models made as the settings say, each checked against its manifest before it is loaded.

What loads a network's library is imported inside: whoever asks for one of them does not wait for
the others.
"""

import logging
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.services.model_shelf import choose_recognizer
from app.services.ports import Diarizer, SpeechDetector
from app.settings import Device, Settings
from app.speech import shelf, weights
from app.speech.environment import go_offline

if TYPE_CHECKING:
    from app.speech.recognizer import WhisperRecognizer
    from app.speech.rescoring import Rescorer
    from app.speech.streaming_recording import MakeFollower
    from app.speech.voice import VoiceProbability
    from app.text.lexicon import Lexicon

_LOG = logging.getLogger(__name__)
EMBEDDED_RECOGNIZER = "recognizer-embedded"
EMBEDDED_SEGMENTATION = "segmentation-embedded"
EMBEDDED_LANGUAGE = "language-embedded"
EMBEDDED_SPEAKERS = "speaker-embedded"
LONGEST_REGION_S = 14.0  # the embedded recogniser was trained on no longer clips


@cache
def detector() -> SpeechDetector:
    from app.speech.detector import DetectorOptions, SileroDetector  # noqa: PLC0415

    return SileroDetector(voice(), DetectorOptions(longest_s=LONGEST_REGION_S))


@cache
def voice() -> "VoiceProbability":
    """Silero's network, checked and loaded once for detector and recogniser. Raises ModelError."""
    go_offline()
    from app.speech.voice import VoiceProbability  # noqa: PLC0415 - loads onnxruntime

    directory = weights.verified("detector").directory
    return VoiceProbability(next(directory.glob("silero_vad*.onnx")))


def recognizer(settings: Settings, lexicon: "Callable[[], Lexicon]") -> "WhisperRecognizer":
    """lexicon: of the terms that are weighed, asked only when the settings want them."""
    go_offline()
    from app.speech.recognizer import WhisperRecognizer  # noqa: PLC0415 - loads CTranslate2
    from app.speech.weighing import Weigher  # noqa: PLC0415

    directory, model = _recognizer_model(settings.recognizer, settings.device)
    return WhisperRecognizer.open(
        directory,
        model,
        voice(),
        device=settings.device,
        compute_type=settings.compute_type,
        languages=settings.languages,
        weigher=Weigher(lexicon()) if settings.weigh_terms else None,
        rescorer=_rescorer(model.name, lexicon) if settings.rescore else None,
    )


def _rescorer(recognizer: str, lexicon: "Callable[[], Lexicon]") -> "Rescorer | None":
    """The embedded language model, for the recogniser it was tuned with. Raises ModelError."""
    from app.speech.rescoring import Rescorer, tuned_with  # noqa: PLC0415
    from app.text.readings import keeps  # noqa: PLC0415

    row = next((row for row in weights.list_models() if row.name == EMBEDDED_LANGUAGE), None)
    if row is None or not tuned_with(row.directory, recognizer):
        return None
    found = weights.verified(EMBEDDED_LANGUAGE)
    return Rescorer.open(
        found.directory, found.model, recognizer, partial(keeps, lexicon=lexicon())
    )


def _recognizer_model(choice: str, device: Device) -> tuple[Path, ModelUsed]:
    """A directory as named, a model of the manifests, or the best of them for "auto"."""
    if Path(choice).is_dir():
        return Path(choice), weights.external(Path(choice))
    rows = shelf.candidates(weights.list_models(), paths.MODELS)
    choice = choose_recognizer(choice, rows, partial(gpu_wanted, device)).name
    found = weights.verified(choice)
    return found.directory, found.model


def diarizer(settings: Settings) -> Diarizer:
    """The speaker models, checked and loaded. Raises ModelError."""
    go_offline()
    segmentation = weights.verified(EMBEDDED_SEGMENTATION)
    embedding = weights.verified(EMBEDDED_SPEAKERS)
    from app.speech.diarizer import PyannoteDiarizer  # noqa: PLC0415 - loads torch and pyannote

    def at(device: str) -> Diarizer:
        return PyannoteDiarizer(
            segmentation.directory,
            embedding.directory,
            device=device,
            models={"segmentation": segmentation.model, "embedding": embedding.model},
        )

    if gpu_wanted(settings.device):
        try:
            return at("cuda")
        except ModelError:
            _LOG.warning("the speakers cannot be told apart on the GPU: the processor does it")
    return at("cpu")


def speaker_models() -> dict[str, ModelUsed]:
    """By part, checked and not loaded yet. Raises ModelError."""
    parts = {"segmentation": EMBEDDED_SEGMENTATION, "embedding": EMBEDDED_SPEAKERS}
    return {part: weights.verified(name).model for part, name in parts.items()}


def follower(recognizer: Callable[[], "WhisperRecognizer"]) -> "MakeFollower":
    """How a recording that grows is followed."""
    from app.speech.detector import DetectorOptions  # noqa: PLC0415 - loads onnxruntime
    from app.speech.streaming import Follower, FollowOptions, Said  # noqa: PLC0415
    from app.speech.streaming_passes import WhisperEar  # noqa: PLC0415
    from app.speech.voice import VoiceStream  # noqa: PLC0415

    options = FollowOptions(DetectorOptions(longest_s=LONGEST_REGION_S))

    def made(tell: Callable[[Said], None], start_s: float, clock: Callable[[], float]) -> Follower:
        ear, stream = WhisperEar(recognizer()), VoiceStream(voice())
        return Follower(ear, stream, options, tell, start_s=start_s, clock=clock)

    return made


def gpu_wanted(device: Device) -> bool:
    """Whether models compute on a GPU, by the settings and by what is here."""
    return device != "cpu" and _has_cuda()


def _has_cuda() -> bool:
    from app.speech.devices import cuda_available  # noqa: PLC0415 - loads CTranslate2

    return cuda_available()
