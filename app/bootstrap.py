"""The only place that builds things: settings in, services out.

Speech is imported inside functions, the one deferred import of the house: the window and the text
verbs must not wait for torch.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.audio.files import FileReader, digest
from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.services.filing import Filing
from app.services.ports import Diarizer, Recognizer, SpeechDetector
from app.services.review import NoteReview
from app.services.transcription import Transcription
from app.settings import Settings, load
from app.speech import weights
from app.speech.environment import go_offline
from app.store.database import Database
from app.text.understanding import Understander

if TYPE_CHECKING:
    from app.speech.voice import VoiceProbability

EMBEDDED_RECOGNIZER = "recognizer-embedded"
EMBEDDED_SEGMENTATION = "segmentation-embedded"
EMBEDDED_SPEAKERS = "speaker-embedded"
LONGEST_REGION_S = 14.0  # the embedded recogniser was trained on no longer clips


def load_settings() -> Settings:
    """The user's settings. Raises SettingsError."""
    return load(paths.config_file())


@cache
def understander() -> Understander:
    """Lexicon, keywords, context rules and note template. Raises ResourceError."""
    return Understander.load(paths.RESOURCES)


@cache
def database() -> Database:
    """The user's database, made or migrated on first use. Raises StoreError."""
    return Database.open(paths.database_file())


def review() -> NoteReview:
    return NoteReview(database())


def transcription(settings: Settings) -> Transcription:
    """The main job. Weights are checked and loaded by its first recording that needs them."""
    return Transcription(
        reader=FileReader(),
        digest=digest,
        detector=_detector,
        recognizer=cache(lambda: _recognizer(settings)),
        diarizer=cache(lambda: diarizer(settings)),
        understander=understander,
        store=lambda: Filing(database()),
        script=settings.chinese_script,
    )


def window() -> int:
    """Open the window and stay until it is closed; gives Qt's exit code."""
    from app.gui import application  # noqa: PLC0415 - no verb may load Qt

    return application.run(cache(lambda: transcription(load_settings())), review())


@cache
def _detector() -> SpeechDetector:
    from app.speech.detector import DetectorOptions, SileroDetector  # noqa: PLC0415

    return SileroDetector(_voice(), DetectorOptions(longest_s=LONGEST_REGION_S))


@cache
def _voice() -> "VoiceProbability":
    """Silero's network, checked and loaded once for detector and recogniser. Raises ModelError."""
    go_offline()
    from app.speech.voice import VoiceProbability  # noqa: PLC0415 - loads onnxruntime

    directory = weights.verified("detector").directory
    return VoiceProbability(next(directory.glob("silero_vad*.onnx")))


def _recognizer(settings: Settings) -> Recognizer:
    go_offline()
    from app.speech.recognizer import WhisperRecognizer  # noqa: PLC0415 - loads CTranslate2

    directory, model = _recognizer_model(settings.recognizer)
    return WhisperRecognizer.open(
        directory,
        model,
        _voice(),
        device=settings.device,
        compute_type=settings.compute_type,
        languages=settings.languages,
    )


def _recognizer_model(choice: str) -> tuple[Path, ModelUsed]:
    """A directory as named, a model of the manifests, or the best of them for "auto"."""
    if Path(choice).is_dir():
        return Path(choice), weights.external(Path(choice))
    rows = [row for row in weights.list_models() if row.kind == "recognizer"]
    if choice == "auto":
        installed = [row for row in rows if row.root != paths.MODELS]
        best = max(installed, key=lambda row: row.size_bytes, default=None)
        choice = best.name if best and _has_cuda() else EMBEDDED_RECOGNIZER
    elif choice not in {row.name for row in rows}:
        known = ", ".join(row.name for row in rows)
        raise ModelError(
            f"'{choice}' is neither a directory nor an installed recogniser (known: {known})"
        )
    found = weights.verified(choice)
    return found.directory, found.model


def diarizer(settings: Settings) -> Diarizer:
    """The speaker models, checked and loaded. Raises ModelError."""
    go_offline()
    segmentation = weights.verified(EMBEDDED_SEGMENTATION)
    embedding = weights.verified(EMBEDDED_SPEAKERS)
    from app.speech.diarizer import PyannoteDiarizer  # noqa: PLC0415 - loads torch and pyannote

    device = "cuda" if settings.device != "cpu" and _has_cuda() else "cpu"
    return PyannoteDiarizer(
        segmentation.directory,
        embedding.directory,
        device=device,
        models={"segmentation": segmentation.model, "embedding": embedding.model},
    )


def _has_cuda() -> bool:
    from app.speech.devices import cuda_available  # noqa: PLC0415 - loads CTranslate2

    return cuda_available()
