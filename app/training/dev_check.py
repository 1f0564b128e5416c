"""Word and character errors of an exported model on the dev clips, decoded as it will be."""

from pathlib import Path
from typing import Final

import ctranslate2
import jiwer
import numpy as np

from app.training.chance import report
from app.training.clip_store import ClipStore
from app.training.features import MELS, unpack
from app.training.tokenizer import Vocabulary, load

_WINDOW: Final = 3000
_MOST_TOKENS: Final = 120
_SHOWN: Final = 3


def transcribe_dev(
    directory: Path, corpus: Path, language: str, count: int
) -> list[tuple[str, str]]:
    """(wanted, heard) of the first `count` dev clips of a language, greedily decoded."""
    model = ctranslate2.models.Whisper(str(directory), compute_type="int8", intra_threads=2)
    vocabulary = load(directory / "tokenizer.json")
    store = ClipStore(corpus, f"dev-{language}.npz", 0)
    store.refresh()
    return _transcribe(model, vocabulary, store, count)


def _transcribe(
    model: ctranslate2.models.Whisper, vocabulary: Vocabulary, store: ClipStore, count: int
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for clip in store.clips[:count]:
        features = np.zeros((1, MELS, _WINDOW), np.float32)
        features[0, :, : clip.mel.shape[1]] = unpack(clip.mel, clip.top)
        prompt = [
            vocabulary.special("startoftranscript"),
            vocabulary.special(clip.language),
            vocabulary.special("transcribe"),
            vocabulary.special("notimestamps"),
        ]
        result = model.generate(
            ctranslate2.StorageView.from_array(features),
            [prompt],
            beam_size=1,
            max_length=_MOST_TOKENS,
            suppress_blank=False,
            suppress_tokens=[],
        )[0]
        found.append((clip.text, vocabulary.decode(result.sequences_ids[0])))
    return found


def dev_errors(
    directory: Path, corpus: Path, count: int
) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """WER for English, CER for Chinese, and a few examples of each."""
    errors: dict[str, float] = {}
    examples: list[tuple[str, str]] = []
    for language, measure in (("en", jiwer.wer), ("zh", jiwer.cer)):
        found = transcribe_dev(directory, corpus, language, count)
        wanted, heard = [w for w, _ in found], [h for _, h in found]
        errors[language] = float(measure(wanted, heard))
        examples += found[:_SHOWN]
    return errors, examples


def report_dev(line: str, directory: Path, corpus: Path, count: int) -> None:
    """Print a line about the training with the dev errors and a few examples."""
    errors, examples = dev_errors(directory, corpus, count)
    report(f"{line} dev " + " ".join(f"{name} {error:.3f}" for name, error in errors.items()))
    for wanted, heard in examples:
        report(f"   {wanted} | {heard}")
