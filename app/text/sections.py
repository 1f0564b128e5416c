"""Which section of a note a text belongs to: a small linear model over words and word pairs.

It is made by `app/training/sections.py` from MTS-Dialog's training part (English only) and knows
that corpus' twenty headers; `SECTIONS` says where each stands in our notes. It proposes: headings
that were spoken and the rules of a template come before it.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.errors import ResourceError
from app.domain.transcript import Language, Role
from app.paths import MODELS

FOLDER: Final = "sections-embedded"
WEIGHTS: Final = "model.npz"
CONFIG: Final = "config.json"
BUCKETS: Final = 8192
_SIGN: Final = 1 << 31
_SURE: Final = 0.35
_WORD: Final = re.compile(r"[a-z0-9']+")
_TURN: Final = re.compile(r"(doctor|patient|guest_\w+)\s*:\s*(.*)")
_WHO: Final[Mapping[Role, str]] = {
    "physician": "d",
    "nurse": "d",
    "patient": "p",
    "family": "g",
}
_FAMILY: Final = re.compile(
    r"\b(?:family|mother|father|mom|dad|brother|sister|parents?|grand\w+|aunt|uncle|siblings?"
    r"|cousins?|hereditary|maternal|paternal)\b"
)

SECTIONS: Final[Mapping[str, str]] = {
    "CC": "chief_complaint",
    "GENHX": "hpi",
    "ROS": "ros",
    "PASTMEDICALHX": "pmh",
    "PASTSURGICAL": "pmh",
    "OTHER_HISTORY": "pmh",
    "GYNHX": "pmh",
    "IMMUNIZATIONS": "pmh",
    "MEDICATIONS": "meds",
    "ALLERGY": "allergies",
    "FAM/SOCHX": "social",
    "EXAM": "exam",
    "LABS": "results",
    "IMAGING": "results",
    "PROCEDURES": "procedures",
    "ASSESSMENT": "assessment",
    "DIAGNOSIS": "assessment",
    "PLAN": "plan",
    "DISPOSITION": "plan",
    "EDCOURSE": "ed_course",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A section by the key of our templates. sure: the model prefers it clearly."""

    section: str
    sure: bool


class SectionModel:
    """Linear scores of a text for each header. Read-only; safe to share between threads.

    weights: headers x BUCKETS; idf: one weight a bucket; bias: one a header.
    """

    def __init__(
        self, headers: Iterable[str], weights: np.ndarray, bias: np.ndarray, idf: np.ndarray
    ) -> None:
        self.headers = tuple(headers)
        self._weights = np.ascontiguousarray(weights.T)
        self._bias = bias
        self._idf = idf

    @classmethod
    def load(cls, folder: Path) -> "SectionModel":
        """Read a folder made by the recipe. Raises ResourceError naming the file."""
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
                weights = arrays["weights"].astype(np.float32) * arrays["scale"][:, None]
                idf = arrays["idf"].astype(np.float32) * np.float32(config["idf_step"])
                return cls(config["headers"], weights, arrays["bias"], idf)
        except (OSError, ValueError, KeyError) as error:
            raise ResourceError(f"{folder.name}: not a readable model; install it again") from error

    def scores(self, text: str, role: Role = "unknown") -> np.ndarray:
        """One score a header, in the order of `headers`; higher fits better."""
        buckets, values = hashed(text, role)
        if not len(buckets):
            return self._bias.copy()
        weighed = values * self._idf[buckets]
        norm = float(np.sqrt((weighed * weighed).sum())) or 1.0
        scores: np.ndarray = (weighed / norm) @ self._weights[buckets] + self._bias
        return scores

    def header(self, text: str, role: Role = "unknown") -> str:
        """The header that fits best."""
        return self.headers[int(np.argmax(self.scores(text, role)))]


def hashed(text: str, role: Role = "unknown") -> tuple[np.ndarray, np.ndarray]:
    """Buckets of a text's words and word pairs, in order, and how much each counts.

    A turn that opens with its speaker ("Doctor: ...") is marked by it; so is a text with a role.
    """
    sums: dict[int, float] = {}
    for feature, count in Counter(_features(text, role)).items():
        code = zlib.crc32(feature.encode())
        bucket = code % BUCKETS
        sums[bucket] = sums.get(bucket, 0.0) + (count if code & _SIGN else -count)
    kept = sorted((bucket, value) for bucket, value in sums.items() if value)
    buckets = np.array([bucket for bucket, _ in kept], np.int64)
    values = np.array([value for _, value in kept], np.float32)
    return buckets, np.sign(values) * np.log1p(np.abs(values))


def _features(text: str, role: Role) -> Iterator[str]:
    for turn in text.lower().split("\n"):
        marked = _TURN.match(turn.strip())
        who = marked[1][0] if marked else _WHO.get(role, "")
        words = _WORD.findall(marked[2] if marked else turn)
        yield from words
        yield from (f"{one}_{other}" for one, other in zip(["<", *words], words, strict=False))
        if who:
            yield from (f"{who}:{word}" for word in words)


@lru_cache(maxsize=1)
def embedded() -> SectionModel:
    """The model that ships with the product. Raises ResourceError when it is missing."""
    return SectionModel.load(MODELS / FOLDER)


def route(text: str, language: Language, role: Role = "unknown") -> Route | None:
    """The section a sentence fits best, or None where nothing can be said (Chinese, no word).

    Family and social history are one header of the corpus; a relative's name parts them.
    """
    if language != "en" or not _WORD.search(text.lower()):
        return None
    model = embedded()
    scores = model.scores(text, role)
    sections: dict[str, float] = {}
    for header, score in zip(model.headers, scores, strict=True):
        key = SECTIONS[header]
        sections[key] = max(sections.get(key, -np.inf), float(score))
    first, second = sorted(sections.values(), reverse=True)[:2]
    best = max(sections, key=lambda key: sections[key])
    if best == "social" and _FAMILY.search(text.lower()):
        best = "family"
    return Route(best, first - second >= _SURE)
