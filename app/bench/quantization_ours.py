"""The product's recogniser in one number format as an engine; see app.bench.child.

`child.py quantization_ours.py MODEL DEVICE TYPE SAMPLE...`
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app import paths
from app.audio.files import FileReader
from app.domain.audio import AudioChunk, SpeechRegion
from app.settings import load as settings_of
from app.speech import making
from app.text.lexicon import Lexicon

_REQUEST_S = 10.0


def load(arguments: list[str]) -> Callable[[], Any]:
    model, device, kind, *names = arguments
    settings = replace(
        settings_of(paths.config_file(), paths.policy_file()),
        recognizer=model,
        device="cuda" if device == "cuda" else "cpu",
        compute_type=kind,
    )
    recognizer = making.recognizer(settings, lambda: Lexicon.load(paths.RESOURCES / "lexicon"))
    detector = making.detector()
    reader = FileReader()
    sounds = {name: reader.read(paths.RESOURCES / "samples" / f"{name}.flac") for name in names}
    regions = {name: detector.regions(sound) for name, sound in sounds.items()}

    def text(name: str) -> str:
        heard = recognizer.recognize(sounds[name], regions[name])
        return " ".join(word.text for region in heard for word in region.words)

    def request(sound: AudioChunk) -> float:
        part = AudioChunk(sound.slice(0.0, _REQUEST_S).samples)
        begun = time.perf_counter()
        recognizer.recognize(part, [SpeechRegion(0.0, part.end_s)])
        return time.perf_counter() - begun

    def run() -> dict[str, Any]:
        return {
            "texts": {name: text(name) for name in names},
            "requests_s": [request(sound) for sound in sounds.values()],
        }

    return run
