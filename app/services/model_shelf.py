"""The models that are here, which of them are in force, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.domain.errors import ModelError
from app.settings import Settings

Why = Literal[
    "by settings",  # the settings name it
    "best for GPU",  # the largest installed, and a GPU to run it
    "no GPU",  # a larger one is installed, but there is no GPU to run it
    "only one",  # nothing else of its kind is here
    "fixed",  # ERScribe always works with this one
    "",  # not in force
]

AUTO: Final = "auto"


@dataclass(frozen=True, slots=True)
class ShelvedModel:
    """One model of a manifest, as people are shown it. card: its model card, "" when it has none.

    sha256: over all its files. embedded: it came with ERScribe.
    """

    name: str
    version: str
    kind: str
    size_bytes: int
    sha256: str
    licence: str
    source: str
    folder: Path
    embedded: bool
    card: str = ""
    why: Why = ""

    @property
    def in_force(self) -> bool:
        return bool(self.why)


@dataclass(frozen=True, slots=True)
class Choice:
    """A recogniser and why it is that one."""

    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recogniser that can be chosen. embedded: it came with ERScribe."""

    name: str
    size_bytes: int
    embedded: bool


def choose_recognizer(
    choice: str, candidates: Sequence[Candidate], gpu: Callable[[], bool]
) -> Choice:
    """The recogniser in force for a setting: a name, or "auto" for the best that runs well.

    gpu: whether one is to be used; asked only where it matters. Raises ModelError.
    """
    if choice != AUTO:
        if choice not in {one.name for one in candidates}:
            known = ", ".join(one.name for one in candidates) or "none"
            raise ModelError(
                f"'{choice}' is neither a directory nor an installed recogniser (known: {known})"
            )
        return Choice(choice, "by settings")
    embedded = next((one for one in candidates if one.embedded), None)
    installed = [one for one in candidates if not one.embedded]
    best = max(installed, key=lambda one: one.size_bytes, default=None)
    if embedded is None:
        raise ModelError("the recogniser that comes with ERScribe is missing; install it again")
    if best is None:
        return Choice(embedded.name, "only one")
    return Choice(best.name, "best for GPU") if gpu() else Choice(embedded.name, "no GPU")


class ModelShelf:
    """What is installed, and the proof that it is as listed."""

    def __init__(
        self,
        listed: Callable[[Settings], tuple[ShelvedModel, ...]],
        verify: Callable[[str], str],
        folder: Path,
    ) -> None:
        """listed: every model, those in force marked. verify: of one by its name, gives what is
        wrong or "". folder: where a site's own models lie."""
        self._listed = listed
        self._verify = verify
        self.folder = folder

    def models(self, settings: Settings) -> tuple[ShelvedModel, ...]:
        """Raises ModelError for a damaged manifest, or a choice that is not here."""
        return self._listed(settings)

    def verify(self, name: str) -> str:
        """Read every byte of a model: "" when all is as listed, else the sentence about it."""
        return self._verify(name)
