"""The written form of spoken numbers, as both languages report it."""

from dataclasses import dataclass

from app.domain.findings import CorrectionState


@dataclass(frozen=True, slots=True)
class NumberForm:
    """Heard words `first`..`last` (both included), how they are written, and by which rule."""

    first: int
    last: int
    text: str
    rule: str
    state: CorrectionState = "applied"
