"""Weights of the code log's learned parts in which one feature says everything."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from app.domain.code_spoken import SpokenEvent, SpokenKind
from app.domain.transcript import Language
from app.text.timeline import spoken_events
from app.text.timeline_course import Weights
from tests.unit.text.test_timeline import transcript


def weights(feature: str, of_it: Sequence[float], of_others: float) -> Weights:
    """of_it: what one feature says of each kind; of_others: what everything else says."""
    rows = np.array([of_it, [of_others] * len(of_it)])
    return Weights(np.array([crc32(feature.encode())], np.uint32), rows)


def weighing(
    kinds: Sequence[SpokenKind], feature: str, kind: SpokenKind, weight: float = 8.0
) -> Weights:
    """One feature that tells of one kind; nothing else tells of anything."""
    return weights(feature, [weight * (one == kind) for one in kinds], -4.0)


def told(
    lines: Sequence[str], of_course: Weights | None = None, of_done: Weights | None = None
) -> list[SpokenEvent]:
    """The code log of lines such as `A: start cpr`, with these weights and no others."""

    def chest(_: Language) -> Weights | None:
        return of_course

    def others(_: Language) -> Weights | None:
        return of_done

    return list(spoken_events(transcript(*lines), weights_of=chest, done_of=others))
