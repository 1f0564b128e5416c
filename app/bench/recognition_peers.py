"""A recogniser that ours is compared with; see app.bench.child. Imports nothing of the product.

`child.py recognition_peers.py ENGINE FOLDER`; FOLDER holds what app.bench.recognition_work wrote.
Each gives the texts of its clips, or of forced speech how many tokens it wrote.
"""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

RATE_HZ, WINDOW_S, BATCH = 16_000, 30, 8  # threads: OMP_NUM_THREADS, the same for everybody
END_OF_TEXT = 50257
PROMPT = [50258, 50259, 50359, 50363]
"""Start, English, transcribe, no timestamps: the same numbers in every multilingual model."""
Run = Callable[[], Any]


class Work:
    """Clips (language, samples), or one stretch of speech with a forced rate of tokens."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "work.json").read_text(encoding="utf-8"))
        self.sound = np.load(folder / "sound.npy")
        self.model = told["model"]
        self.beams = told["beams"]
        self.rate = told["tokens_per_s"]
        self.clips = [(language, self.sound[first:last]) for language, first, last in told["clips"]]

    def tokens(self, samples: Any) -> int:
        return round(self.rate * len(samples) / RATE_HZ)

    def windows(self) -> list[Any]:
        """All speech in windows of 30 s, full but for the last: the best that a peer can get."""
        speech = np.concatenate([samples for _, samples in self.clips])
        size = WINDOW_S * RATE_HZ
        return [speech[first : first + size] for first in range(0, len(speech), size)]


def _fast(work: Work) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(work.model, device="cpu", compute_type="int8", local_files_only=True)


def faster_whisper(work: Work) -> Run:
    """One window after another. Clips get its usual thresholds and word times."""
    model = _fast(work)

    def forced() -> int:
        return sum(_forced(model, window, work) for window in work.windows())

    def spoken() -> list[str]:
        said = []
        for language, samples in work.clips:
            passages, _ = model.transcribe(
                samples,
                language=language,
                beam_size=work.beams,
                temperature=(0.0, 0.2, 0.4, 0.6),
                condition_on_previous_text=False,
                word_timestamps=True,
            )
            said.append("".join(passage.text for passage in passages))
        return said

    return forced if work.rate else spoken


def _limit(tokens: int) -> int:
    """What faster-whisper is told so that so many are written: CTranslate2 writes at most half of
    the length that it is given, which counts the prompt."""
    return max(2 * tokens, tokens + len(PROMPT)) - len(PROMPT)


def _forced(model: Any, samples: Any, work: Work) -> int:
    passages, _ = model.transcribe(
        samples,
        language="en",
        beam_size=work.beams,
        temperature=0.0,
        condition_on_previous_text=False,
        without_timestamps=True,
        suppress_tokens=[-1, END_OF_TEXT],
        max_new_tokens=_limit(work.tokens(samples)),
        log_prob_threshold=None,
        no_speech_threshold=None,
        compression_ratio_threshold=None,
    )
    return sum(len(passage.tokens) for passage in passages)


def faster_whisper_clips(work: Work) -> Run:
    """Each clip on its own, forced."""
    model = _fast(work)
    return lambda: sum(_forced(model, samples, work) for _, samples in work.clips)


def faster_whisper_batched(work: Work) -> Run:
    """Its batched pipeline, eight windows at a time as it does by itself."""
    from faster_whisper import BatchedInferencePipeline

    pipeline = BatchedInferencePipeline(_fast(work))

    def forced() -> int:
        windows = work.windows()
        ends_s = np.cumsum([len(window) for window in windows]) / RATE_HZ
        starts_s = [0.0, *ends_s[:-1]]
        passages, _ = pipeline.transcribe(
            np.concatenate(windows),
            language="en",
            beam_size=work.beams,
            batch_size=BATCH,
            without_timestamps=True,
            suppress_tokens=[-1, END_OF_TEXT],
            max_new_tokens=_limit(work.tokens(windows[0])),
            clip_timestamps=[
                {"start": float(start), "end": float(end)}
                for start, end in zip(starts_s, ends_s, strict=True)
            ],
        )
        return sum(len(passage.tokens) for passage in passages)

    def spoken() -> list[str]:
        said = [""] * len(work.clips)
        for wanted in dict.fromkeys(language for language, _ in work.clips):
            places = [at for at, (language, _) in enumerate(work.clips) if language == wanted]
            for at, text in zip(places, _batched(pipeline, work, wanted, places), strict=True):
                said[at] = text
        return said

    return forced if work.rate else spoken


def _batched(pipeline: Any, work: Work, language: str, places: list[int]) -> list[str]:
    sounds = [work.clips[at][1] for at in places]
    ends_s = np.cumsum([len(sound) for sound in sounds]) / RATE_HZ
    starts_s = [0.0, *ends_s[:-1]]
    passages, _ = pipeline.transcribe(
        np.concatenate(sounds),
        language=language,
        beam_size=work.beams,
        batch_size=BATCH,
        word_timestamps=True,
        clip_timestamps=[
            {"start": float(start), "end": float(end)}
            for start, end in zip(starts_s, ends_s, strict=True)
        ],
    )
    said = [""] * len(sounds)
    for passage in passages:
        middle_s = (passage.start + passage.end) / 2
        said[min(int(np.searchsorted(ends_s, middle_s)), len(said) - 1)] += passage.text
    return said


def transformers(work: Work) -> Run:
    """Single precision with scaled-dot-product attention, eight windows at a time."""
    import torch

    # torchaudio's compiled part may not load; this engine runs in our own environment
    import_module("app.speech.torchaudio_shim").ensure_torchaudio()
    from transformers import GenerationMixin, WhisperFeatureExtractor
    from transformers import WhisperForConditionalGeneration as Whisper

    model = Whisper.from_pretrained(work.model, attn_implementation="sdpa").eval()
    extractor = WhisperFeatureExtractor()

    def run() -> int:
        windows, count = work.windows(), 0
        for first in range(0, len(windows), BATCH):
            some = windows[first : first + BATCH]
            features = extractor(some, sampling_rate=RATE_HZ, return_tensors="pt").input_features
            written = GenerationMixin.generate(
                model,
                input_features=features,
                decoder_input_ids=torch.tensor([PROMPT] * len(some)),
                num_beams=work.beams,
                do_sample=False,
                min_new_tokens=work.tokens(some[0]),
                max_new_tokens=work.tokens(some[0]),
            )
            count += written.shape[0] * (written.shape[1] - len(PROMPT))
        return count

    return run


def openai_whisper(work: Work) -> Run:
    """Single precision, one window after another, as it does by itself."""
    import whisper

    model = whisper.load_model(work.model, device="cpu").eval()

    def run() -> int:
        count = 0
        for samples in work.windows():
            mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples))
            options = whisper.DecodingOptions(
                language="en",
                beam_size=work.beams,
                without_timestamps=True,
                fp16=False,
                suppress_tokens=f"-1,{END_OF_TEXT}",
                sample_len=work.tokens(samples),
            )
            count += len(whisper.decode(model, mel, options).tokens)
        return count

    return run


ENGINES = {
    one.__name__: one
    for one in (
        faster_whisper,
        faster_whisper_clips,
        faster_whisper_batched,
        transformers,
        openai_whisper,
    )
}


def load(arguments: list[str]) -> Run:
    engine, folder = arguments
    return ENGINES[engine](Work(Path(folder)))
