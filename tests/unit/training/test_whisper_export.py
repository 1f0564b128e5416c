"""The export is opened by faster-whisper itself; the network is tiny and knows nothing."""

from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import torch
from faster_whisper import WhisperModel

from app.training.tokenizer import Vocabulary, train
from app.training.whisper_export import export
from app.training.whisper_model import POSITIONS, Memory, Shape, Whisper

Made = tuple[Whisper, Vocabulary, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    torch.manual_seed(0)
    vocabulary = train([" give aspirin"] * 50, "胸痛", 20)
    shape = Shape(vocabulary.size, width=64, heads=2, encoder_layers=1, decoder_layers=2, hidden=64)
    model = Whisper(shape).eval()
    out = export(model, shape, vocabulary, tmp_path_factory.mktemp("ct2"), "float32")
    return model, vocabulary, out


def test_a_quantized_export_leaves_the_network_as_it_was(made: Made, tmp_path: Path) -> None:
    model, vocabulary, _ = made
    shape = Shape(vocabulary.size, width=64, heads=2, encoder_layers=1, decoder_layers=2, hidden=64)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    export(model, shape, vocabulary, tmp_path / "int8", "int8")
    for name, value in model.state_dict().items():
        assert torch.equal(before[name], value), name


def full_padding(model: Whisper, mel: torch.Tensor) -> torch.Tensor:
    """(1, 1500, width) encoder output of (1, 80, T) features padded as faster-whisper pads them."""
    padded = torch.nn.functional.pad(mel, (0, 2 * POSITIONS - mel.shape[-1]))
    with torch.no_grad():
        memory = model.encoder(padded, torch.tensor([POSITIONS]), 0.0)
    return torch.as_tensor(memory.states)


def test_the_exported_encoder_computes_what_ours_does(made: Made) -> None:
    model, _, out = made
    mel = torch.randn(1, 80, 120) * 0.3
    padded = np.zeros((1, 80, 3000), np.float32)
    padded[:, :, :120] = mel.numpy()
    exported = ctranslate2.models.Whisper(str(out), compute_type="float32")
    found = np.array(exported.encode(ctranslate2.StorageView.from_array(padded)))
    np.testing.assert_allclose(found, full_padding(model, mel).numpy(), atol=2e-4)


def test_the_exported_decoder_writes_what_ours_does(made: Made) -> None:
    model, vocabulary, out = made
    mel = torch.randn(1, 80, 120) * 0.3
    padded = np.zeros((1, 80, 3000), np.float32)
    padded[:, :, :120] = mel.numpy()
    prompt = [vocabulary.special(n) for n in ("startoftranscript", "en", "transcribe")]
    prompt.append(vocabulary.special("notimestamps"))
    exported = ctranslate2.models.Whisper(str(out), compute_type="float32")
    found = exported.generate(
        ctranslate2.StorageView.from_array(padded), [prompt], beam_size=1, max_length=12,
        suppress_blank=False, suppress_tokens=[],
    )[0].sequences_ids[0]  # fmt: skip
    memory = Memory(full_padding(model, mel), None, torch.arange(1500))
    tokens = list(prompt)
    for _ in range(len(found)):
        with torch.no_grad():
            states = model.decoder(torch.tensor([tokens]), memory)[0, -1]
        logits = states @ model.decoder.embed_tokens.weight.T
        tokens.append(int(logits.argmax()))
    assert tokens[len(prompt) :] == found


def test_faster_whisper_opens_it_as_a_model_of_two_languages(made: Made) -> None:
    model = WhisperModel(str(made[2]), device="cpu", compute_type="float32")
    assert model.model.is_multilingual
    rng = np.random.default_rng(0)
    audio = (0.1 * rng.standard_normal(16_000)).astype(np.float32)
    language, probability, every = model.detect_language(audio)
    assert language in ("en", "zh")
    assert {name for name, _ in every} == {"en", "zh"}
    assert probability >= 0.5
    segments, _ = model.transcribe(
        audio, language="en", word_timestamps=True, max_new_tokens=8, temperature=0.0
    )
    assert all(0 <= word.start <= word.end for s in segments for word in s.words or [])
