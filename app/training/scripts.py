"""What the decoder is to write for a clip, token by token, and when each token sounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.training.corpus import FRAME_S, WORD, Clip
from app.training.tokenizer import Vocabulary

IGNORED: Final = -100
UNTIMED: Final = -1.0
_GRAIN: Final = 8  # lengths are rounded up to it: few shapes, so that kernels are made once


def grained(length: int) -> int:
    """A number of tokens rounded up to the grain."""
    return -(-length // _GRAIN) * _GRAIN


@dataclass(frozen=True, slots=True)
class Script:
    """Decoder input and output ids, and the frame (20 ms) at the middle of each output token.

    `timed` is UNTIMED where an output has no time; `spread` is half the token's length.
    """

    given: tuple[int, ...]
    wanted: tuple[int, ...]
    timed: tuple[float, ...]
    spread: tuple[float, ...]


class Scribe:
    """Writes scripts for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces: dict[str, list[int]] = {}
        self._lengths = [
            max(1, len(vocabulary.tokenizer.id_to_token(i) or " "))
            for i in range(vocabulary.text_size)
        ]

    def pieces(self, word: str, language: str) -> list[int]:
        """Ids of one English word (with its space) or Hanzi."""
        key = f" {word}" if language == "en" else word
        if key not in self._pieces:
            self._pieces[key] = self._vocabulary.encode(key)
        return self._pieces[key]

    def write(
        self, words: Sequence[str], language: str, places: npt.NDArray[np.integer], ticks: bool
    ) -> Script:
        """The script of `words`, whose word index per frame is `places`; `ticks`: timestamps."""
        v = self._vocabulary
        heard = np.flatnonzero(places >= 0)
        given = [v.special("startoftranscript"), v.special(language), v.special("transcribe")]
        wanted = [given[1], IGNORED, IGNORED]
        timed, spread = [UNTIMED] * 3, [0.0] * 3
        if ticks:
            wanted[2] = v.timestamp(0.0)
        given.append(v.timestamp(0.0) if ticks else v.special("notimestamps"))
        for index, word in enumerate(words):
            frames = np.flatnonzero(places == index)
            first, last = (frames[0], frames[-1] + 1) if len(frames) else (-1.0, -1.0)
            ids = self.pieces(word, language)
            lengths = np.cumsum([0, *(self._lengths[i] for i in ids)])
            cuts = first + (last - first) * lengths / lengths[-1]
            wanted += ids
            given += ids
            timed += [float(a + b) / 2 for a, b in pairwise(cuts)]
            spread += [float(b - a) / 2 for a, b in pairwise(cuts)]
        if ticks:
            end_s = float(heard[-1] + 1) * FRAME_S if len(heard) else 0.0
            wanted.append(v.timestamp(end_s))
            given.append(wanted[-1])
            timed.append(UNTIMED)
            spread.append(0.0)
        wanted.append(v.special("endoftext"))
        timed.append(UNTIMED)
        spread.append(0.0)
        return Script(tuple(given), tuple(wanted), tuple(timed), tuple(spread))

    def clip(self, clip: Clip, ticks: bool) -> Script:
        """The script of a clip of the corpus."""
        if not clip.text:
            return self.silent(clip.language)
        words = clip.text.split() if clip.language == "en" else list(clip.text)
        return self.write(words, clip.language, clip.targets[:, WORD], ticks)

    def silent(self, language: str) -> Script:
        """Nothing said: the language is not asked for, the text is empty."""
        v = self._vocabulary
        given = (v.special("startoftranscript"), v.special(language), v.special("transcribe"),
                 v.special("notimestamps"))  # fmt: skip
        wanted = (v.special("nospeech"), IGNORED, IGNORED, v.special("endoftext"))
        return Script(given, wanted, (UNTIMED,) * 4, (0.0,) * 4)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A batch of scripts, padded: (B, S) each."""

    given: Tensor
    wanted: Tensor
    timed: Tensor
    spread: Tensor


def page(scripts: Sequence[Script], padding: int) -> Page:
    """Stack scripts; the input is padded with `padding`, the output with IGNORED."""
    longest = grained(max(len(script.given) for script in scripts))

    def stack(rows: Sequence[Sequence[float]], fill: float) -> npt.NDArray[np.float64]:
        out = np.full((len(rows), longest), fill)
        for index, row in enumerate(rows):
            out[index, : len(row)] = row
        return out

    return Page(
        torch.from_numpy(stack([s.given for s in scripts], padding)).long(),
        torch.from_numpy(stack([s.wanted for s in scripts], IGNORED)).long(),
        torch.from_numpy(stack([s.timed for s in scripts], UNTIMED)).float(),
        torch.from_numpy(stack([s.spread for s in scripts], 0.0)).float(),
    )


def listening_loss(maps: Sequence[Tensor], sheet: Page, positions: Tensor) -> Tensor:
    """How far the watched attention heads look from where the tokens sound (0 to 1).

    The first layer's head is to look at the token before (which it was given), the others at
    the token to write; guided attention after Tachibana et al., 2018, with true times.
    """
    total = maps[0].new_zeros(())
    for depth, seen in enumerate(maps):
        timed, spread = sheet.timed, sheet.spread
        if depth == 0:
            timed = torch.cat([torch.full_like(timed[:, :1], UNTIMED), timed[:, :-1]], 1)
            spread = torch.cat([torch.zeros_like(spread[:, :1]), spread[:, :-1]], 1)
        known = timed >= 0
        width = 5.0 + spread
        away = (positions.float()[..., None, :] - timed[..., None]) / width[..., None]
        cost = 1 - torch.exp(-0.5 * away**2)
        missed = (seen * cost).sum(-1)
        total = total + (missed * known).sum() / known.sum().clamp(min=1)
    return total / len(maps)
