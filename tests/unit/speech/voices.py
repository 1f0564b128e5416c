"""Spoken sentences from whatever speech synthesisers this machine has, and the detector."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from app.audio.files import FileReader
from app.domain.audio import Samples
from app.speech import weights
from app.speech.voice import VoiceProbability

SENTENCE = "The patient has crushing chest pain. Give aspirin three hundred milligrams now."
MANDARIN = "bing4ren2 xiong1tong4 liang3 xiao3shi2, xue4ya1 yi1 bai3 er4 shi2."


@dataclass(frozen=True, slots=True)
class Engine:
    """A synthesiser's program and the command that speaks into a file."""

    program: str
    command: Callable[[Path], list[str]]

    @property
    def installed(self) -> bool:
        return shutil.which(self.program) is not None


ENGINES = {
    "espeak-ng": Engine("espeak-ng", lambda out: ["-v", "en-us", "-w", str(out), SENTENCE]),
    "espeak-ng female": Engine(
        "espeak-ng", lambda out: ["-v", "en-gb+f3", "-w", str(out), SENTENCE]
    ),
    "espeak-ng mandarin": Engine(
        "espeak-ng", lambda out: ["-v", "cmn-latn-pinyin", "-w", str(out), MANDARIN]
    ),
    "flite": Engine("flite", lambda out: ["-voice", "slt", "-t", SENTENCE, "-o", str(out)]),
    "pico": Engine("pico2wave", lambda out: ["-l", "en-US", "-w", str(out), SENTENCE]),
}


def needs_engine(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not ENGINES[name].installed, reason=f"{name} is not installed")


def spoken(name: str, folder: Path) -> Samples:
    """The sentence in a synthetic voice, 16 kHz mono."""
    out = folder / f"{name.replace(' ', '-')}.wav"
    engine = ENGINES[name]
    subprocess.run([engine.program, *engine.command(out)], check=True, capture_output=True)
    return FileReader().read(out).samples


@cache
def silero() -> VoiceProbability:
    return VoiceProbability(weights.verified("detector").directory / "silero_vad_v6.onnx")
