"""Whether the audit log is whole, how far it is signed, and what to do when it is not."""

from datetime import datetime

from app.domain.audit import Verified
from app.gui.people_pages.audit_words import clock_text
from app.gui.people_pages.times import moment
from app.gui.words import said, tr
from app.services.audit_looks import Standing


def verified_text(found: Verified) -> str:
    """What a look through the log gave; of a fault, what it is and what to do."""
    if found.fault is not None:
        return fault_text(found)
    bare = max(0, found.last_seq - found.anchored)
    lines = [
        tr(
            "The audit log is whole: {rows} rows, {checkpoints} checkpoints, anchored to row "
            "{anchored}. Of the {bare} rows since then a cut-off tail could not be seen."
        ).format(
            rows=found.rows, checkpoints=found.checkpoints, anchored=found.anchored, bare=bare
        ),
        *(tr("Note: {notice}").format(notice=said(one)) for one in found.notices),
    ]
    return "\n".join(lines)


def fault_text(found: Verified) -> str:
    """One fault, in words for whoever looks on."""
    if found.fault is None:
        return ""
    return tr(
        "The audit log has a fault at row {row}: {what}. Change nothing on this machine, keep its "
        "anchor file and the last backup, and call the security administrator and whoever answers "
        "for privacy."
    ).format(row=found.fault.seq, what=said(found.fault.what))


def standing_text(now: Standing) -> str:
    """How far the log is signed and carried out of the database."""
    lines = [tr("The log has {rows} rows.").format(rows=now.last_seq), _signed(now)]
    lines.append(
        tr("The anchor file {path} reaches row {row}.").format(path=now.anchor, row=now.anchored)
        if now.anchored
        else tr("There is no anchor file yet; it comes with the first checkpoint.")
    )
    lines.append(
        tr("A copy of it is kept in {path}.").format(path=now.second.parent)
        if now.second is not None
        else tr("No copy of it is kept elsewhere; a second place can be named in the settings.")
    )
    return "\n".join(lines)


def _signed(now: Standing) -> str:
    if now.checkpoint is None:
        return tr("No row is under a checkpoint yet.")
    return tr("The newest checkpoint covers it to row {row}, signed {at}.").format(
        row=now.checkpoint.last_seq, at=moment(datetime.fromisoformat(now.checkpoint.utc))
    )


def clock_line(now: Standing) -> str:
    state = tr("The clock of this machine is {state}.").format(state=clock_text(now.clock))
    if now.jumped_at is None:
        return state
    return (
        f"{state} {tr('A clock was last found to be set {at}.').format(at=moment(now.jumped_at))}"
    )
