"""The manifests' models as people are shown them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from app.domain.errors import ModelError
from app.services.model_shelf import Candidate, ShelvedModel, Why, choose_recognizer
from app.settings import Settings
from app.speech.weights import ModelRow, digest, list_models, verified

CARD: Final = "MODEL_CARD.md"


def candidates(rows: Sequence[ModelRow], embedded: Path) -> tuple[Candidate, ...]:
    """The recognisers among models. embedded: where those lie that come with ERScribe."""
    return tuple(
        Candidate(row.name, row.size_bytes, row.root == embedded)
        for row in rows
        if row.kind == "recognizer"
    )


def shelved(
    settings: Settings, gpu: Callable[[], bool], embedded: Path
) -> tuple[ShelvedModel, ...]:
    """Every model of the manifests, and which are in force. Raises ModelError."""
    rows = list_models()
    why = _reasons(settings, rows, gpu, embedded)
    return tuple(
        ShelvedModel(
            row.name,
            row.version,
            row.kind,
            row.size_bytes,
            digest(row.files),
            row.licence,
            row.source,
            row.directory,
            row.root == embedded,
            _card(row.directory),
            why.get(row.name, ""),
        )
        for row in rows
    )


def failure(name: str) -> str:
    """What is wrong with a model's files, "" for nothing."""
    try:
        verified(name)
    except ModelError as error:
        return str(error)
    return ""


def _reasons(
    settings: Settings, rows: Sequence[ModelRow], gpu: Callable[[], bool], embedded: Path
) -> dict[str, Why]:
    """Only the recogniser is chosen; of all else ERScribe uses what it came with."""
    why: dict[str, Why] = {
        row.name: "fixed" for row in rows if row.root == embedded and row.kind != "recognizer"
    }
    if not Path(settings.recognizer).is_dir():
        chosen = choose_recognizer(settings.recognizer, candidates(rows, embedded), gpu)
        why[chosen.name] = chosen.why
    return why


def _card(folder: Path) -> str:
    try:
        return (folder / CARD).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
