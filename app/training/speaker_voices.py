"""Synthetic speakers: which engine, voice, pitch and pace make one, and its spoken clips.

Only voices whose licence allows shipped weights: espeak-ng, flite, pico, and the festival voices
of CMU and CSTR. Engines that are not installed are skipped.
"""

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from app.domain.audio import Samples
from app.domain.errors import ResourceError
from app.training.speaker_clips import at_sample_rate
from app.training.syllables import syllables

_EN_ACCENTS = ("en-us", "en", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029")
"""Not `en-gb`: espeak-ng 1.51 finds no file of that name and then ignores the variant."""
_ZH_VOICE = "cmn-latn-pinyin"
_NOT_SPEAKERS = frozenset({"whisper", "whisperf", "fast", "Demonic", "announcer", "croak"})
_HELD_OUT = frozenset(
    {"m5", "f5", "Andy", "belinda", "edward", "Gene2", "linda", "michel", "steph2", "klatt3"}
)
"""Never trained on, so that a benchmark can speak with them."""
_FLITE = ("kal16", "awb", "rms", "slt")
_FESTIVAL = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
_RHVOICE = ("alan", "bdl", "clb")
"""Never trained on either. Not its slt: that speaker lent flite and festival a voice too."""
_PICO = ("en-US", "en-GB")
_SPEEDS = (0.84, 0.92, 1.0, 1.09, 1.18)
_CLIPS_PER_SPEAKER = 7

ENGLISH = (
    "when did the chest pain start and does it move anywhere",
    "it began about two hours ago while I was climbing the stairs",
    "her blood pressure is ninety over sixty and she looks pale",
    "give him four milligrams of morphine and repeat the cardiogram",
    "no I am not allergic to anything that I know of",
    "he fell from a ladder and landed on his left shoulder",
    "we found her on the floor of the kitchen this morning",
    "I will listen to your lungs now please take a deep breath",
    "the oxygen saturation came up to ninety six percent on two litres",
    "my mother takes something for her heart but I forget the name",
    "please order a full blood count and a set of cultures",
    "can you squeeze both of my hands as hard as you can",
    "there is no fever today but he was shaking all of last night",
    "that is right the pain gets worse whenever I lie down",
    "we should call the surgeon before we move her upstairs",
    "no not really",
    "okay thank you",
    "about seven out of ten",
    "since yesterday evening",
)
CHINESE = (
    "你好我是今天的值班医生你哪里不舒服",
    "我从昨天晚上开始胸口疼一直出冷汗",
    "血压九十到六十心率一百二十次请马上做心电图",
    "他以前有高血压和糖尿病一直在吃药",
    "请深吸一口气我听一下你的肺",
    "没有过敏史也没有做过手术",
    "先给氧气然后抽血查肌钙蛋白",
    "我妈妈早上起来突然说不出话右边手脚没有力气",
    "疼痛放射到左肩膀和后背吗",
    "大概两个小时以前吃完饭以后就开始了",
    "孩子发烧三天了最高三十九度五",
    "好的谢谢医生",
    "不太清楚",
    "请稍等一下我去叫护士",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One synthetic speaker. pitch: 0 to 99, words_per_minute: pace, speed: resampling factor."""

    engine: str
    name: str
    language: str = "en"
    pitch: int = 50
    words_per_minute: int = 165
    speed: float = 1.0

    @property
    def speaker(self) -> str:
        return f"{self.engine}:{self.name}:{self.pitch}:{self.speed:.2f}"

    @property
    def group(self) -> str:
        groups = {"espeak": f"espeak_{self.language}", "rhvoice": "rhvoice_en"}
        return groups.get(self.engine, "diphone_en")


def espeak_variants() -> list[str]:
    """The installed espeak-ng voice variants that sound like people, sorted."""
    if shutil.which("espeak-ng") is None:
        return []
    found = re.findall(r"!v/(\S+)", _output(["espeak-ng", "--voices=variant"]).decode())
    return sorted({name for name in found if name not in _NOT_SPEAKERS})


def training_voices(seed: int) -> list[Voice]:
    """Every synthetic training speaker, the same for the same seed and installed engines."""
    chooser = random.Random(seed)
    voices: list[Voice] = []
    for variant in (name for name in espeak_variants() if name not in _HELD_OUT):
        pitches = (chooser.randint(15, 45), chooser.randint(55, 85))
        for accent, pitch in zip(chooser.sample(_EN_ACCENTS, 2), pitches, strict=True):
            pace = chooser.randint(140, 195)
            voices.append(Voice("espeak", f"{accent}+{variant}", "en", pitch, pace))
        pitch, pace = chooser.randint(20, 80), chooser.randint(140, 195)
        voices.append(Voice("espeak", f"{_ZH_VOICE}+{variant}", "zh", pitch, pace))
    if shutil.which("flite"):
        voices += [Voice("flite", name, speed=speed) for name in _FLITE for speed in _SPEEDS]
    if shutil.which("pico2wave"):
        voices += [Voice("pico", name, speed=speed) for name in _PICO for speed in _SPEEDS]
    if shutil.which("text2wave"):
        voices += [Voice("festival", name, speed=speed) for name in _FESTIVAL for speed in _SPEEDS]
    return voices


def held_out_voices(language: str, seed: int) -> list[Voice]:
    """espeak-ng speakers that no recipe trains on, shuffled by the seed."""
    chooser = random.Random(seed)
    names = [name for name in espeak_variants() if name in _HELD_OUT]
    chooser.shuffle(names)
    prefix = chooser.choice(_EN_ACCENTS) if language == "en" else _ZH_VOICE
    return [
        Voice("espeak", f"{prefix}+{name}", language, chooser.randint(30, 70)) for name in names
    ]


def held_out_engine() -> list[Voice]:
    """The voices of RHVoice, an engine that no recipe trains on; none when it is not installed."""
    if shutil.which("RHVoice-test") is None:
        return []
    return [Voice("rhvoice", name) for name in _RHVOICE]


def speak(voice: Voice, text: str) -> Samples:
    """Synthesise one sentence: 16 kHz mono float32. `speed` above 1 raises pitch and pace.

    Raises ResourceError when the engine fails.
    """
    try:
        samples, rate_hz = soundfile.read(BytesIO(_spoken(voice, text)), dtype="float32")
    except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
        raise ResourceError(f"The voice {voice.name} of {voice.engine} cannot speak.") from error
    level = at_sample_rate(np.asarray(samples, np.float32), rate_hz)
    if voice.speed == 1.0:
        return level
    changed: Samples = resample_poly(level, 100, round(100 * voice.speed))
    return changed.astype(np.float32)


def spoken_clips(voices: Sequence[Voice], seed: int) -> Iterator[tuple[str, str, Samples]]:
    """(group, speaker, samples) of every voice, each saying a random choice of sentences."""
    chooser = random.Random(seed)
    for voice in voices:
        sentences = CHINESE if voice.language == "zh" else ENGLISH
        for text in chooser.sample(sentences, _CLIPS_PER_SPEAKER):
            yield voice.group, voice.speaker, speak(voice, text)


def _spoken(voice: Voice, text: str) -> bytes:
    """The bytes of a WAV file."""
    if voice.engine == "espeak":
        spoken = text if voice.language == "en" else " ".join(syllables(text))
        pace = ["-p", str(voice.pitch), "-s", str(voice.words_per_minute)]
        return _sized(_output(["espeak-ng", "-v", voice.name, *pace, "--stdout", spoken]))
    if voice.engine == "flite":
        return _through_file(["flite", "-voice", voice.name, "-t", text, "-o"], None)
    if voice.engine == "pico":
        return _through_file(["pico2wave", "-l", voice.name, "-w"], None, text)
    if voice.engine == "rhvoice":
        return _through_file(["RHVoice-test", "-p", voice.name, "-o"], text)
    return _through_file(["text2wave", "-eval", f"(voice_{voice.name})", "-o"], text)


def _output(command: list[str], text: str | None = None) -> bytes:
    stdin = text.encode() if text is not None else None
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def _through_file(command: list[str], text: str | None, *last: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        _output([*command, str(path), *last], text)
        return path.read_bytes()


def _sized(wave: bytes) -> bytes:
    """espeak-ng streams a WAV whose header claims 2 GB; write the true sizes into it."""
    size = len(wave)
    riff, data = (size - 8).to_bytes(4, "little"), (size - 44).to_bytes(4, "little")
    return wave[:4] + riff + wave[8:40] + data + wave[44:]
