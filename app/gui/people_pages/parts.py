"""What these pages are given by whoever builds them. All of it is called behind the window."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.gui.pages.proof_bar import Prove
    from app.services.approvals import Approvals
    from app.services.audit_files import AuditFiles
    from app.services.audit_log import AuditLog
    from app.services.audit_looks import AuditLooks
    from app.services.export_status import OutgoingDesk
    from app.services.glass import Glass
    from app.services.people import People


@dataclass(frozen=True, slots=True)
class UsersParts:
    """prove: asks for the credential again."""

    people: "Callable[[], People]"
    prove: "Prove | None"


@dataclass(frozen=True, slots=True)
class AuditParts:
    """recording: while it is so, no dialog may open."""

    looks: "Callable[[], AuditLooks]"
    log: "Callable[[], AuditLog]"
    files: "Callable[[], AuditFiles]"
    glass: "Callable[[], Glass]"
    prove: "Prove | None"
    recording: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class ApprovalsParts:
    """prove: asks for the credential again."""

    approvals: "Callable[[], Approvals]"
    prove: "Prove | None"


@dataclass(frozen=True, slots=True)
class OutgoingParts:
    """opened: whether any way to an EMR is configured."""

    desk: "Callable[[], OutgoingDesk]"
    opened: Callable[[], bool]
