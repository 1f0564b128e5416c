"""What lies outside a note and proves it: its audit rows, and the sound it was made from."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.audit import AuditRow
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.store.audit import LOG
from app.store.database import Transaction
from app.store.recordings import RecordingReader, Seal, recorded

Span = tuple[float, float]
"""Start and end in seconds of the recording."""

NOT_HERE: Final = "its sound is not kept here"


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording's sound as far as it is there.

    sha256: of its 16-bit samples as they are now, "" when they cannot be read; index_sha256: as
    its index says. ranges: of the samples of each span. says: why there is none, or what is wrong.
    """

    sha256: str = ""
    index_sha256: str = ""
    ranges: dict[Span, str] = field(default_factory=dict)
    says: str = ""
    damaged: bool = False


class RecordedSound:
    """The recordings of this store. seal: how a recording of a name is opened."""

    def __init__(self, root: Path, seal: Callable[[str], Seal]) -> None:
        self._root = root
        self._seal = seal

    def sound(self, recording: str, spans: Iterable[Span]) -> Sound:
        """Reads all of it. What is gone, or was erased for good, is said and not raised."""
        try:
            index = recorded(self._root, recording)
            reader = RecordingReader(self._root, recording, self._seal(recording))
            reader.poll()
        except NotFoundError:
            return Sound(says=NOT_HERE)
        except IntegrityError as error:
            return Sound(says=str(error), damaged=True)
        except StoreError as error:
            return Sound(says=f"its sound cannot be read ({error})")
        whole = hashlib.sha256()
        for block in reader.blocks():
            whole.update(block.astype("<i2", copy=False).tobytes())
        ranges = {span: _range(reader, span) for span in spans}
        return Sound(whole.hexdigest(), index.sha256, ranges)


def samples_of(span: Span) -> tuple[int, int]:
    """The first sample of a span, and the one after its last."""
    return round(span[0] * SAMPLE_RATE_HZ), round(span[1] * SAMPLE_RATE_HZ)


def audit_of(transaction: Transaction, note_id: str) -> tuple[AuditRow, ...]:
    """The rows of the audit log about a note, oldest first."""
    wanted = select(LOG).where(LOG.c.object_id == note_id, LOG.c.object_type == "note")
    found = transaction.connection().execute(wanted.order_by(LOG.c.seq))
    return tuple(AuditRow(*row) for row in found)


def _range(reader: RecordingReader, span: Span) -> str:
    samples = reader.read(*samples_of(span))
    return hashlib.sha256(samples.astype("<i2", copy=False).tobytes()).hexdigest()
