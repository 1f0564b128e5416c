"""The rows of rights, and what each act of the services asks of them."""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final

from app.domain.errors import ResourceError
from app.domain.permissions import Action, Permission
from app.paths import RESOURCES

TABLE: Final = RESOURCES / "access" / "permissions.csv"
_BESIDE_CELLS: Final = frozenset({"id", "action", "reauth", "audit_code"})


@cache
def permissions() -> Mapping[str, Permission]:
    """All rows by id. Raises ResourceError."""
    try:
        with TABLE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = {row["id"]: _permission(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResourceError(f"{TABLE} cannot be used; install ERScribe again") from error
    missing = {one.permission for one in ACTIONS.values()} - found.keys()
    if missing:
        raise ResourceError(f"{TABLE} lacks {', '.join(sorted(missing))}; install ERScribe again")
    return found


def _permission(row: Mapping[str, str]) -> Permission:
    cells = {name: cell for name, cell in row.items() if name not in _BESIDE_CELLS}
    return Permission(row["id"], cells, row["reauth"], tuple(row["audit_code"].split("/")))


ACTIONS: Final[Mapping[str, Action]] = {
    # recording
    "transcribe": Action("P01", "REC-IMPORT", "C", "recording"),
    "recording.start": Action("P01", "REC-START", "C", "recording"),
    "recording.stop": Action("P01", "REC-STOP", "U", "recording", own=True),
    "recording.cancel": Action("P01", "REC-CANCEL", "U", "recording", own=True),
    "recording.recover": Action("P01", "REC-RECOVER", "U", "recording", own=True),
    "recording.discard": Action("P01", "REC-DISCARD", "D", "recording", own=True),
    "recording.emergency": Action("P02", "REC-EMERG", "C", "recording"),
    "recording.claim": Action("P03", "REC-CLAIM", "U", "recording"),
    "recording.list": Action("P03", "REC-LIST", "R", "recording", listing=True),
    "code.mark": Action("P01", "CODE-MARK", "C", "recording"),
    "code.take_back": Action("P01", "CODE-UNDO", "U", "recording"),
    "code.list": Action("P05", "CODE-READ", "R", "recording"),
    "audio.play": Action("P04", "AUD-PLAY", "R", "recording"),
    # texts of one's own
    "macro.list": Action("P01", "MAC-LIST", "R", "macro"),
    "macro.keep": Action("P01", "MAC-KEEP", "C", "macro"),
    "macro.end": Action("P01", "MAC-END", "U", "macro"),
    # encounters
    "encounter.create": Action("P01", "ENC-NEW", "C", "encounter"),
    "encounter.show": Action("P05", "ENC-READ", "R", "encounter", otherwise="P06"),
    "encounter.describe": Action("P05", "ENC-DESCRIBE", "U", "encounter"),
    "encounter.identify": Action("P05", "ENC-IDENTIFY", "U", "encounter"),
    "encounter.consent": Action("P05", "ENC-CONSENT", "U", "encounter"),
    "encounter.merge": Action("P05", "ENC-MERGE", "U", "encounter"),
    "encounter.part": Action("P05", "ENC-PART", "U", "encounter"),
    "encounter.assign": Action("P05", "ENC-ASSIGN", "U", "encounter"),
    "encounter.list": Action("P05", "ENC-LIST", "R", "encounter", listing=True),
    "encounter.lookup": Action("P05", "ENC-LIST", "R", "encounter", listing=True),
    "encounter.hear": Action("P20", "ENC-ADT", "E", "listener"),
    "glass.start": Action("P06", "BTG-START", "E", "encounter", grants=True),
    "glass.end": Action("P05", "BTG-END", "E", "encounter", listing=True),
    "glass.review": Action("P23", "BTG-LIST", "R", "encounter"),
    # drafts
    "note.save": Action("P01", "NOTE-CREATE", "C", "note"),
    "note.list": Action("P05", "NOTE-LIST", "R", "note", listing=True),
    "note.show": Action("P05", "NOTE-READ", "R", "note", otherwise="P06"),
    "note.prove": Action("P05", "NOTE-PROVE", "R", "note", otherwise="P06"),
    "note.edit": Action("P07", "NOTE-EDIT", "U", "note"),
    "note.suggest": Action("P08", "NOTE-SUGGEST", "U", "note"),
    "note.resolve": Action("P09", "NOTE-RESOLVE", "U", "note"),
    "veto.add": Action("P09", "TERM-VETO", "U", "note"),
    "veto.own": Action("P08", "TERM-VETO", "U", "user", listing=True),
    "veto.list": Action("P08", "TERM-LIST", "R", "user", listing=True),
    "veto.end": Action("P08", "TERM-END", "U", "user", listing=True),
    "speaker.relabel": Action("P10", "SPK-RELABEL", "U", "note"),
    "value.confirm": Action("P11", "VAL-CONFIRM", "U", "note"),
    "note.offer": Action("P07", "NOTE-OFFER", "U", "note", otherwise="P13"),
    "colleagues.list": Action("P05", "SEC-COLLEAGUES", "R", "user", listing=True),
    "note.handover": Action("P35", "NOTE-HANDOVER", "U", "note"),
    # signed notes
    "note.sign": Action("P12", "NOTE-SIGN", "U", "note"),
    "note.cosign": Action("P13", "NOTE-COSIGN", "U", "note"),
    "note.amend": Action("P12", "NOTE-AMEND", "U", "note"),
    "note.addendum": Action("P14", "NOTE-ADDEND", "U", "note"),
    "note.error": Action("P15", "NOTE-EIE", "U", "note"),
    "note.error.approve": Action("P15", "NOTE-EIE", "U", "note", "approve"),
    "note.archive": Action("P12", "NOTE-ARCHIVE", "U", "note"),
    "note.unarchive": Action("P16", "NOTE-UNARCHIVE", "U", "note", "propose"),
    "note.waiting": Action("P16", "NOTE-WAITING", "R", "note", listing=True),
    "note.unarchive.approve": Action("P16", "NOTE-UNARCHIVE", "U", "note", "approve"),
    # alerts, words, settings
    "alert.acknowledge": Action("P17", "ALR-ACK", "U", "alert"),
    "alert.notify": Action("P01", "ALR-NOTIFY", "E", "alert"),
    "alerts.change": Action("P18", "CFG-ALERT", "U", "site", "propose"),
    "alerts.change.approve": Action("P18", "CFG-ALERT", "U", "site", "approve"),
    "doses.change": Action("P18", "CFG-ALERT", "U", "site", "propose"),
    "doses.change.approve": Action("P18", "CFG-ALERT", "U", "site", "approve"),
    "lexicon.change": Action("P19", "CFG-DICT", "U", "site", "propose"),
    "lexicon.change.approve": Action("P19", "CFG-DICT", "U", "site", "approve"),
    "approvals.list": Action("P29", "CFG-LIST", "R", "site", listing=True),
    "site.change": Action("P29", "CFG-SEC", "U", "site", "propose"),
    "site.change.approve": Action("P29", "CFG-SEC", "U", "site", "approve"),
    "models.install": Action("P30", "CFG-MODEL", "C", "model"),
    # what leaves
    "export.send": Action("P20", "EXP-SEND", "R", "note"),
    "export.resend": Action("P20", "EXP-RESEND", "U", "note"),
    "export.view": Action("P21", "EXP-VIEW", "R", "export"),
    "export.list": Action("P21", "EXP-VIEW", "R", "export", listing=True),
    "note.disclose": Action("P22", "EXP-DISCLOSE", "R", "note"),
    # audit
    "audit.view": Action("P23", "AUD-VIEW", "R", "audit"),
    "audit.export": Action("P24", "AUD-EXPORT", "R", "audit"),
    "audit.verify": Action("P25", "AUD-VERIFY", "E", "audit"),
    "audit.change": Action("P26", "AUD-TAMPER", "U", "audit"),
    # people and keys
    "users.list": Action("P27", "SEC-LIST", "R", "user"),
    "users.change": Action("P27", "SEC-USER", "U", "user"),
    "users.role": Action("P28", "SEC-ROLE", "U", "user"),
    "store.backup": Action("P31", "SYS-BACKUP", "R", "store"),
    "store.restore": Action("P31", "SYS-BACKUP", "U", "store"),
    "store.move": Action("P31", "SYS-MOVE", "U", "store"),
    "keys.recover": Action("P32", "SEC-RECOVER", "U", "key"),
    "keys.rotate": Action("P32", "SEC-ROTATE", "U", "key"),
    "audio.erase": Action("P33", "DAT-ERASE", "D", "recording"),
    "audio.erase.approve": Action("P33", "DAT-ERASE", "D", "recording", "approve"),
    "retention.list": Action("P33", "DAT-LIST", "R", "recording", listing=True),
    "hold.set": Action("P33", "DAT-HOLD", "U", "encounter", "approve"),
    "phi.read": Action("P34", "SEC-DENY", "R", "note"),
}
"""Every act by the name under which services do it."""

SANDBOX: Final = frozenset(
    name
    for name, one in ACTIONS.items()
    if int(one.permission[1:]) in {1, 4, 5, 7, 8, 9, 10, 11, 17, 23, 24, 25, 30, 31}
)
"""What the sandbox user may do; nothing that a person answers for."""
