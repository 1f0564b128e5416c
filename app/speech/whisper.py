"""CTranslate2 Whisper directories, opened from local files by faster-whisper."""

import copy
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel

from app.domain.errors import ModelError
from app.domain.transcript import Language
from app.settings import Device, LanguageChoice
from app.speech.crew import team, threads_for_one
from app.speech.devices import Placement, opened, placed

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_NEEDED = ("model.bin", "config.json", "tokenizer.json")


def open_whisper(directory: Path, device: Device, compute_type: str) -> Any:
    """A faster-whisper model with its placement, and the number of workers that read with it at a
    time. Raises ModelError."""
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        raise ModelError(
            f"{directory.name} is no CTranslate2 Whisper model: {', '.join(missing)} is missing; "
            "name another directory with --model"
        )
    half_bytes = (directory / "model.bin").stat().st_size
    wanted = placed(device, compute_type, half_bytes)
    try:
        whisper, place = opened(lambda place: _loaded(directory, place), wanted)
    # the libraries below raise Exception itself for a damaged tokenizer
    except Exception as error:
        raise ModelError(
            f"{directory.name} cannot be loaded on {wanted.device} as {wanted.compute_type}; run: "
            "erscribe models verify, or choose another --device or --compute-type"
        ) from error
    whisper.placement = place
    whisper.directory = directory
    if whisper.feature_extractor.mel_filters.shape[0] != whisper.model.n_mels:
        raise ModelError(
            f"{directory.name}: preprocessor_config.json does not fit model.bin; "
            "convert the model again and keep that file"
        )
    return whisper


def _loaded(directory: Path, place: Placement) -> Any:
    size = (directory / "model.bin").stat().st_size
    workers, threads = team(size) if place.device == "cpu" else (1, 0)
    whisper = WhisperModel(
        str(directory),
        device=place.device,
        compute_type=place.compute_type,
        cpu_threads=threads,
        num_workers=workers,
        local_files_only=True,
    )
    whisper.workers = workers
    if place.device == "cuda":  # libraries that are missing are missed at the first sound
        silence = np.zeros((whisper.model.n_mels, whisper.feature_extractor.nb_max_frames))
        whisper.encode(silence.astype(np.float32))
    return whisper


class _Helped:
    """A CTranslate2 Whisper whose encoder runs on another copy of the weights, by more threads."""

    def __init__(self, model: Any, encoder: Any) -> None:
        self._model = model
        self._encoder = encoder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def encode(self, features: Any, *, to_cpu: bool = False) -> Any:
        return self._encoder.encode(features, to_cpu=to_cpu)


def for_one(whisper: Any) -> Any:
    """The model for sounds that come one at a time: all cores encode each of them together.

    Small weights are loaded once more for that; `whisper` itself is given where there is nothing
    to gain (crew.threads_for_one). Decoding stays with one thread: a step reads all weights for a
    few hypotheses, which no second core makes faster. May raise what CTranslate2 raises.
    """
    size = (whisper.directory / "model.bin").stat().st_size
    threads = threads_for_one(size) if whisper.placement.device == "cpu" else 0
    if not threads:
        return whisper
    encoder = ctranslate2.models.Whisper(
        str(whisper.directory),
        compute_type=whisper.placement.compute_type,
        inter_threads=1,
        intra_threads=threads,
    )
    found = copy.copy(whisper)
    found.workers = 1
    found.model = _Helped(whisper.model, encoder)
    return found


def check_languages(whisper: Any, name: str, choice: LanguageChoice) -> None:
    """Raises ModelError when the model does not know what it is asked to write."""
    wanted = LANGUAGES if choice == "auto" else (choice,)
    if not whisper.model.is_multilingual:
        if wanted != ("en",):
            raise ModelError(
                f"{name} knows English only; use --lang en, or a multilingual model with --model"
            )
        return
    for language in wanted:
        if whisper.hf_tokenizer.token_to_id(f"<|{language}|>") is None:
            raise ModelError(f"{name} does not know '{language}'; choose another with --model")
