"""The bundled encounters: scripts spoken by synthetic voices, with the truth about each turn.

A script (`resources/samples/*.toml`) lists speakers and turns. Rendering gives 16 kHz mono FLAC,
and for the tests RTTM (who spoke when) and STM (what was said). Nothing that the product runs
reads a script or its truth.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from scipy.signal import resample_poly

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.training.options import TrainOptions
from app.training.phones import SILENCE
from app.training.syllables import syllables
from app.training.timed_voices import Espeak, Flite, Setting, Spoken, Voice

_ATTACK_S = 0.03
_RELEASE_S = 0.08
"""Kept around the first and last phone: a stop's burst and a vowel's decay belong to the turn."""


@dataclass(frozen=True, slots=True)
class ScriptSpeaker:
    """One voice of an encounter; `level_dbfs` is the RMS of its speech."""

    id: str
    role: str
    engine: str
    voice: str
    level_dbfs: float
    speed_wpm: int = 175
    pitch: int = 50


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """What a speaker says, and how long after the turn before; negative overlaps it."""

    speaker: str
    text: str
    pause_s: float


@dataclass(frozen=True, slots=True)
class Script:
    """An encounter to be spoken. Turns are in order of their starts."""

    id: str
    language: str
    seed: int
    lead_in_s: float
    tail_s: float
    room_tone_dbfs: float
    speakers: tuple[ScriptSpeaker, ...]
    turns: tuple[ScriptTurn, ...]

    def speaker(self, speaker_id: str) -> ScriptSpeaker:
        """Raises ResourceError when nobody has this id."""
        for speaker in self.speakers:
            if speaker.id == speaker_id:
                return speaker
        raise ResourceError(f"The script {self.id} has a turn of the unknown {speaker_id}.")


@dataclass(frozen=True, slots=True)
class Span:
    """When a turn sounds, in seconds from the start of the recording."""

    start_s: float
    end_s: float


def read_script(path: Path) -> Script:
    """Raises ResourceError when the file is no complete script, naming the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        script = _script(raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(f"{path.name} is not a usable script: {error!r}.") from error
    for turn in script.turns:
        script.speaker(turn.speaker)
    return script


def _script(raw: Mapping[str, Any]) -> Script:
    pause_s = float(raw["pause_s"])
    return Script(
        id=raw["id"],
        language=raw["language"],
        seed=int(raw["seed"]),
        lead_in_s=float(raw["lead_in_s"]),
        tail_s=float(raw["tail_s"]),
        room_tone_dbfs=float(raw["room_tone_dbfs"]),
        speakers=tuple(ScriptSpeaker(**speaker) for speaker in raw["speakers"]),
        turns=tuple(
            ScriptTurn(turn["speaker"], turn["text"], float(turn.get("pause_s", pause_s)))
            for turn in raw["turns"]
        ),
    )


def place(script: Script, durations_s: Sequence[float]) -> tuple[Span, ...]:
    """When each turn sounds; the first pause is the lead-in.

    Raises ResourceError when an overlap reaches back before the start of the turn it interrupts,
    since turns are told apart by the order of their starts.
    """
    spans: list[Span] = []
    for turn, duration_s in zip(script.turns, durations_s, strict=True):
        start_s = spans[-1].end_s + turn.pause_s if spans else script.lead_in_s
        if spans and start_s <= spans[-1].start_s:
            raise ResourceError(f"In {script.id} a turn starts before the one it interrupts.")
        spans.append(Span(start_s, start_s + duration_s))
    return tuple(spans)


def spoken_units(text: str, language: str) -> tuple[str, ...]:
    """What an engine is given: English words, or pinyin syllables with tone numbers."""
    if language == "zh":
        return tuple(syllables(text))
    return tuple(text.split())


def speech_of(spoken: Spoken, level_dbfs: float) -> Samples:
    """A clip cut to its speech, resampled and set to an RMS level, float32, shape (samples,)."""
    sounding = [phone for phone in spoken.phones if phone.label != SILENCE]
    first = max(0, round((sounding[0].start_s - _ATTACK_S) * spoken.rate_hz))
    last = round((sounding[-1].end_s + _RELEASE_S) * spoken.rate_hz)
    ratio = Fraction(SAMPLE_RATE_HZ, spoken.rate_hz)
    clip = spoken.samples[first:last] / 32768.0
    # flite speaks on an offset, which would click where a clip begins and ends
    samples = resample_poly(clip - clip.mean(), ratio.numerator, ratio.denominator)
    gain = 10 ** (level_dbfs / 20) / float(np.sqrt(np.mean(np.square(samples))))
    return np.asarray(samples * gain, np.float32)


def room_tone(count: int, level_dbfs: float, seed: int) -> Samples:
    """Steady noise that falls 3 dB per octave, as in a quiet room; float32, shape (count,)."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0.0
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise * (10 ** (level_dbfs / 20) / noise.std()), np.float32)


def speak(script: Script, voices: Mapping[str, Voice]) -> tuple[Samples, ...]:
    """Every turn as a clip. Raises ResourceError when an engine or a sentence cannot be used."""
    clips = []
    for number, turn in enumerate(script.turns, start=1):
        speaker = script.speaker(turn.speaker)
        voice = voices.get(speaker.engine)
        if voice is None:
            raise ResourceError(f"{script.id} asks for the unknown engine {speaker.engine}.")
        setting = Setting(speaker.engine, speaker.voice, speaker.speed_wpm, speaker.pitch)
        spoken = voice.speak(spoken_units(turn.text, script.language), setting)
        if spoken is None:
            raise ResourceError(f"{speaker.voice} cannot speak turn {number} of {script.id}.")
        clips.append(speech_of(spoken, speaker.level_dbfs))
    return tuple(clips)


def mix(script: Script, clips: Sequence[Samples], spans: Sequence[Span]) -> Samples:
    """The recording: every clip at its place over room tone, float32, shape (samples,)."""
    total_s = max(span.end_s for span in spans) + script.tail_s
    recording = room_tone(round(total_s * SAMPLE_RATE_HZ), script.room_tone_dbfs, script.seed)
    for clip, span in zip(clips, spans, strict=True):
        first = round(span.start_s * SAMPLE_RATE_HZ)
        recording[first : first + len(clip)] += clip
    return recording


def rttm(script: Script, spans: Sequence[Span]) -> str:
    """NIST RTTM: one SPEAKER line per turn, starts and durations in seconds."""
    return "".join(
        f"SPEAKER {script.id} 1 {span.start_s:.3f} {span.end_s - span.start_s:.3f}"
        f" <NA> <NA> {turn.speaker} <NA> <NA>\n"
        for turn, span in zip(script.turns, spans, strict=True)
    )


def stm(script: Script, spans: Sequence[Span]) -> str:
    """NIST STM: file, channel, speaker, start and end in seconds, label, words as spoken."""
    return "".join(
        f"{script.id} 1 {turn.speaker} {span.start_s:.3f} {span.end_s:.3f}"
        f" <o,f0,{script.language}> {turn.text}\n"
        for turn, span in zip(script.turns, spans, strict=True)
    )


def timed(essentials: Mapping[str, Any], spans: Sequence[Span]) -> dict[str, Any]:
    """Essentials with the times of the turns (numbered from 1) that their entries name."""

    def placed(entry: dict[str, Any]) -> dict[str, Any]:
        span = spans[entry["turn"] - 1]
        return entry | {"start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)}

    return {
        key: [placed(entry) for entry in value] if _names_turns(value) else value
        for key, value in essentials.items()
    }


def _names_turns(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(e, dict) and "turn" in e for e in value)


def render(script: Script, voices: Mapping[str, Voice], tree: Path) -> Path:
    """Write one encounter and its truth under a source tree; returns the audio file.

    `tests/data/samples/ID.json`, written by hand, gets the new times when it is there.
    """
    clips = speak(script, voices)
    spans = place(script, [len(clip) / SAMPLE_RATE_HZ for clip in clips])
    truth = tree / "tests" / "data" / "samples"
    audio = tree / "resources" / "samples" / f"{script.id}.flac"
    for folder in (truth, audio.parent):
        folder.mkdir(parents=True, exist_ok=True)
    soundfile.write(audio, mix(script, clips, spans), SAMPLE_RATE_HZ, subtype="PCM_16")
    (truth / f"{script.id}.rttm").write_text(rttm(script, spans), encoding="utf-8")
    (truth / f"{script.id}.stm").write_text(stm(script, spans), encoding="utf-8")
    essentials = truth / f"{script.id}.json"
    if essentials.is_file():
        entries = timed(json.loads(essentials.read_text(encoding="utf-8")), spans)
        text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
        essentials.write_text(text, encoding="utf-8")
    return audio


def scripts(folder: Path = RESOURCES / "samples") -> Iterable[Script]:
    """Every bundled script, by name."""
    return (read_script(path) for path in sorted(folder.glob("*.toml")))


def run(options: TrainOptions) -> None:
    """Render every bundled script; `options.out` is the root of the source tree to write into.

    Raises ResourceError when a script or an engine is unusable.
    """
    voices: dict[str, Voice] = {"espeak": Espeak(), "flite": Flite()}
    for script in scripts():
        render(script, voices, options.out)
