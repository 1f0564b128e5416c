"""whisperX's own pipeline as an engine of the comparison; see app.bench.child.

`child.py pipeline_whisperx.py WAV RECOGNIZER SEGMENTATION SPEAKERS PRODUCT`; the last is where our
networks are defined, which pyannote's pipeline is given in its own, slower way of embedding.
"""

import importlib
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any


def load(arguments: list[str]) -> Callable[[], Any]:
    wav, recognizer, segmentation, speakers, product = arguments
    threads = importlib.import_module("torch").get_num_threads()
    sys.path.insert(0, product)
    ours = importlib.import_module("app.speech.diarizer_pipeline")
    models = importlib.import_module("app.speech.diarizer_models")
    whisperx = importlib.import_module("whisperx")
    diarize = importlib.import_module("whisperx.diarize")
    settings = models.load_speaker(Path(speakers))
    pipeline = diarize.DiarizationPipeline.__new__(diarize.DiarizationPipeline)
    pipeline.model = ours.assemble(
        models.load_segmentation(Path(segmentation))[0], settings[0], ours.Tuning(**settings[1]), 16
    )
    model = whisperx.load_model(
        recognizer,
        "cpu",
        compute_type="int8",
        threads=threads,
        vad_method="pyannote",
        asr_options={"beam_size": 5},
    )

    def run() -> dict[str, int]:
        audio = _samples(wav)
        heard = model.transcribe(audio, batch_size=8)
        turns = pipeline(audio)
        told = diarize.assign_word_speakers(turns, heard)
        return {"segments": len(told["segments"]), "turns": len(turns)}

    return run


def _samples(wav: str) -> Any:
    """16-bit mono as numbers up to 1. whisperX starts ffmpeg for this, which may not be here."""
    numpy = importlib.import_module("numpy")
    with wave.open(wav, "rb") as file:
        sound = numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16)
    return sound.astype(numpy.float32) / 32768
