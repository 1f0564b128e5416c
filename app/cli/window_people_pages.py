"""What the pages of users, audit log and approvals are made of; built when one is first shown."""

from collections.abc import Callable

from app import bootstrap
from app.gui.pages.proof_bar import Prove
from app.gui.people_pages.parts import ApprovalsParts, AuditParts, OutgoingParts, UsersParts
from app.services.approvals import Approvals
from app.services.audit_files import AuditFiles, Origin
from app.services.audit_log import AuditLog
from app.services.audit_looks import AuditLooks
from app.services.glass import Glass
from app.services.outgoing import targets

__all__ = ["approvals", "audit", "outgoing", "sends", "users"]


def users(prove: Prove | None) -> UsersParts:
    return UsersParts(lambda: bootstrap.reception().accounts, prove)


def audit(prove: Prove | None, recording: Callable[[], bool]) -> AuditParts:
    return AuditParts(
        lambda: AuditLooks(bootstrap.database),
        _log,
        lambda: AuditFiles(_log(), _origin),
        lambda: Glass(bootstrap.database),
        prove,
        recording,
    )


def approvals(prove: Prove | None) -> ApprovalsParts:
    return ApprovalsParts(lambda: Approvals(bootstrap.database, bootstrap.outbox().outgoing), prove)


def outgoing() -> OutgoingParts:
    return OutgoingParts(lambda: bootstrap.outbox().status, sends)


def sends() -> bool:
    """Whether signed notes go anywhere."""
    return bool(targets(bootstrap.load_settings()))


def _log() -> AuditLog:
    return AuditLog(bootstrap.database)


def _origin() -> Origin:
    """Whose log it is, as FHIR events say it."""
    return Origin(bootstrap.store_keys().id, bootstrap.load_settings().notify_site)
