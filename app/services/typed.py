"""What is typed during a recording, kept with it until its note is saved."""

from collections.abc import Mapping
from typing import Final

from app.domain.errors import StoreError
from app.domain.typed import TypedPiece
from app.services.filing import KeptStage
from app.services.messages import MessageError, as_json, of_json

STAGE: Final = "typed"


def as_stage(pieces: tuple[TypedPiece, ...]) -> KeptStage:
    return KeptStage(STAGE, as_json(pieces))


def of_stages(kept: Mapping[str, KeptStage]) -> tuple[TypedPiece, ...]:
    """Raises StoreError when another version kept it: what was typed is never dropped unseen."""
    if STAGE not in kept:
        return ()
    try:
        return of_json(tuple[TypedPiece, ...], kept[STAGE].payload)
    except MessageError as error:
        raise StoreError(
            "what was typed during this recording was kept by another version of ERScribe; finish "
            "the recording with that version"
        ) from error
