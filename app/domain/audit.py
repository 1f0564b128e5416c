"""What the audit log holds: rows in a chain, and the signed checkpoints that cover them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal

ClockState = Literal["synced", "unsynced", "unknown"]
"""Whether the machine says that its clock follows a time server; unknown where it cannot say."""

ZERO: Final = timedelta(0)
GENESIS: Final = "0" * 64
"""What the first row has in place of the hash of the one before it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something happened, by the wall clock and by one that nobody can set.

    utc_ms: wall time since 1970. mono_ns: since the machine started, comparable within one
    `boot_id` only. tz: offset of local time, as `+08:00`.
    """

    utc_ms: int
    mono_ns: int
    boot_id: str
    tz: str
    clock_state: ClockState


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the log, its fields in the order of the table's columns.

    action: C, R, U, D or E. patient_key, encounter_key: keyed hashes, "" for none. version: 0 for
    none. prev_hash, hash: hexadecimal.
    """

    seq: int
    utc_ms: int
    mono_ns: int
    boot_id: str
    tz: str
    clock_state: str
    user_id: str
    role: str
    workstation: str
    session_id: str
    patient_key: str
    encounter_key: str
    object_type: str
    object_id: str
    version: int
    code: str
    action: str
    outcome: int
    reason: str
    detail_json: str
    prev_hash: str
    hash: str

    @property
    def at(self) -> datetime:
        """Aware UTC."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.utc_ms)

    @property
    def local_time(self) -> str:
        """ISO 8601 to the millisecond, as the clock on the wall of the workstation said it."""
        zone = timezone(datetime.fromisoformat(f"2000-01-01T00:00{self.tz}").utcoffset() or ZERO)
        return self.at.astimezone(zone).isoformat(timespec="milliseconds")


COLUMNS: Final = tuple(field.name for field in fields(AuditRow))
HASHED: Final = tuple(sorted(set(COLUMNS) - {"hash"}))
"""What a row's hash covers, in the order of the canonical form."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement over a run of rows. Hashes, key and signature are hexadecimal.

    key_id: the Ed25519 public key itself, so that whoever holds a checkpoint can check it.
    """

    first_seq: int
    last_seq: int
    last_hash: str
    merkle_root: str
    utc: str
    app_version: str
    key_id: str
    signature: str = ""

    def signed(self) -> Mapping[str, int | str]:
        """What the signature covers."""
        names = (field.name for field in fields(self) if field.name != "signature")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Fault:
    """What the log is not, and where: a sentence, and the row it is about."""

    what: str
    seq: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look through the log gave. fault: the first one; None when it is whole.

    rows: looked at, from first_seq to last_seq. anchored: the last row whose checkpoint is in an
    anchor file, 0 for none: what was cut off behind it could not be seen. notices: what is no
    fault of the log, such as a copy that lags behind.
    """

    first_seq: int
    last_seq: int
    checkpoints: int
    anchored: int
    fault: Fault | None = None
    notices: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return self.last_seq - self.first_seq + 1


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on and before `until`, by the wall clock; None is open. Aware times."""

    since: datetime | None = None
    until: datetime | None = None
