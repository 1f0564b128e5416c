"""Why somebody may break the glass, and for how long."""

from datetime import timedelta
from typing import Final, Literal

Reason = Literal["emergency", "cover", "consult", "transfer", "quality", "other"]

REASONS: Final[tuple[Reason, ...]] = (
    "emergency",  # treats the patient now and cannot wait for an assignment
    "cover",  # stands in for a colleague
    "consult",  # was asked for an opinion
    "transfer",  # takes the patient over from another ward
    "quality",  # looks into a complaint or an incident
    "other",
)
GRANT: Final = timedelta(hours=4)
SHORTEST_TEXT: Final = 5  # characters that say something
LONGEST_TEXT: Final = 500
