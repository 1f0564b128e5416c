"""The recogniser's vocabulary: English byte pairs, every Hanzi its own token, Whisper's specials.

What faster-whisper and CTranslate2 expect of it: text ids first, then `<|endoftext|>` and the
other specials, then the timestamps, without gaps; the empty token, without which CTranslate2
takes a model for English-only; and own tokens for what faster-whisper suppresses by default, so
that a bare space never is.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIALS: Final = (
    "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|zh|>", "<|translate|>",
    "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
TIMESTAMPS: Final = 751
TICK_S: Final = 0.02
_GUARDS: Final = (" -", " '", " ♩", "♩", " ♪♪", "♪♪")
_HANZI: Final = "[\u3000-\u9fff\uff00-\uffef]"


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The tokenizer and where its parts begin."""

    tokenizer: Tokenizer
    text_size: int
    size: int

    def special(self, name: str) -> int:
        """The id of a special such as `endoftext`."""
        return self.text_size + SPECIALS.index(f"<|{name}|>")

    @property
    def first_timestamp(self) -> int:
        """The id of `<|0.00|>`."""
        return self.text_size + len(SPECIALS)

    def timestamp(self, time_s: float) -> int:
        """The id of the tick nearest to a time."""
        return self.first_timestamp + min(TIMESTAMPS - 1, max(0, round(time_s / TICK_S)))

    def encode(self, text: str) -> list[int]:
        """Text ids."""
        return list(self.tokenizer.encode(text).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of the text ids among `ids`."""
        return str(self.tokenizer.decode([i for i in ids if i < self.text_size])).strip()


def _byte_letters() -> list[str]:
    """The printable letter that stands for each byte (GPT-2's table)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(plain)))
    return [letters[byte] for byte in range(256)]


def train(english: Iterable[str], hanzi: Iterable[str], merges: int) -> Vocabulary:
    """A vocabulary with about `merges` English pieces and one token per character of `hanzi`."""
    split = pre_tokenizers.Split(Regex(f" ?[0-9]|{_HANZI}"), "isolated")
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=256 + merges,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        special_tokens=[],
    )
    tokenizer.train_from_iterator([*english, *(_GUARDS * 2000)], trainer)
    return assemble(json.loads(tokenizer.to_str()), sorted(set(hanzi)))


def assemble(layout: dict[str, Any], hanzi: Sequence[str]) -> Vocabulary:
    """Add Hanzi, the empty token, specials and timestamps to a trained byte-pair layout."""
    vocabulary: dict[str, int] = layout["model"]["vocab"]
    merges: list[list[str]] = layout["model"]["merges"]
    letters = _byte_letters()
    for character in hanzi:
        parts = [letters[byte] for byte in character.encode()]
        whole = parts[0]
        for part in parts[1:]:
            if [whole, part] not in merges[-400:] and whole + part not in vocabulary:
                merges.append([whole, part])
                vocabulary[whole + part] = len(vocabulary)
            whole += part
    vocabulary[""] = len(vocabulary)
    text_size = len(vocabulary)
    ticks = [f"<|{index * TICK_S:.2f}|>" for index in range(TIMESTAMPS)]
    added = []
    for name in (*SPECIALS, *ticks):
        vocabulary[name] = len(vocabulary)
        added.append(
            {"id": vocabulary[name], "content": name, "single_word": False, "lstrip": False,
             "rstrip": False, "normalized": False, "special": name in SPECIALS}
        )  # fmt: skip
    layout["added_tokens"] = added
    tokenizer = Tokenizer.from_str(json.dumps(layout, ensure_ascii=False))
    return Vocabulary(tokenizer, text_size, len(vocabulary))


def load(path: Path) -> Vocabulary:
    """Read a `tokenizer.json` made by `train`."""
    tokenizer = Tokenizer.from_file(str(path))
    names = tokenizer.get_vocab(True)
    return Vocabulary(tokenizer, names[SPECIALS[0]], len(names))
