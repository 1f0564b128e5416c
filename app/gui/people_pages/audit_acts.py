"""What each code of the audit log stands for."""

from collections.abc import Mapping

from app.gui.words import tr


def act_text(code: str) -> str:
    """The code itself where it has no words."""
    family = code.partition("-")[0]
    return _FAMILIES.get(family, dict)().get(code, code)


def _signing_in() -> Mapping[str, str]:
    return {
        "AUTH-LOGIN": tr("signed in"),
        "AUTH-LOGOUT": tr("signed out"),
        "AUTH-SWITCH": tr("gave the workstation to somebody else"),
        "AUTH-LOCK": tr("hid the screen"),
        "AUTH-UNLOCK": tr("unlocked the screen"),
        "AUTH-TIMEOUT": tr("was signed out after a time without use"),
        "AUTH-FAIL": tr("gave a wrong credential"),
        "AUTH-LOCKOUT": tr("was locked after too many wrong tries"),
    }


def _recording() -> Mapping[str, str]:
    return {
        "REC-START": tr("began to record"),
        "REC-STOP": tr("ended a recording"),
        "REC-CANCEL": tr("gave a recording up"),
        "REC-RECOVER": tr("finished a recording that was cut off"),
        "REC-DISCARD": tr("threw a recording away"),
        "REC-IMPORT": tr("had a file transcribed"),
        "REC-EMERG": tr("recorded without sign-in"),
        "REC-CLAIM": tr("claimed an emergency recording"),
        "REC-LIST": tr("listed recordings"),
        "CODE-MARK": tr("marked an event of a resuscitation"),
        "CODE-UNDO": tr("took an event of a resuscitation back"),
        "CODE-READ": tr("read the timeline of a resuscitation"),
    }


def _encounters() -> Mapping[str, str]:
    return {
        "ENC-NEW": tr("began an encounter"),
        "ENC-READ": tr("looked at an encounter"),
        "ENC-DESCRIBE": tr("said whom an encounter is about"),
        "ENC-IDENTIFY": tr("said who an unknown patient is"),
        "ENC-CONSENT": tr("noted consent to recording"),
        "ENC-MERGE": tr("merged two encounters"),
        "ENC-PART": tr("parted two encounters"),
        "ENC-ASSIGN": tr("assigned somebody to an encounter"),
        "ENC-ADT": tr("was told of a patient by the hospital's system"),
        "ENC-LIST": tr("listed encounters"),
        "ENC-ON": tr("encrypted the store"),
        "BTG-START": tr("broke the glass"),
        "BTG-END": tr("gave a broken glass back"),
        "BTG-LIST": tr("looked at who broke the glass"),
        "SPK-RELABEL": tr("said who spoke"),
        "VAL-CONFIRM": tr("confirmed a value"),
    }


def _notes() -> Mapping[str, str]:
    return {
        "NOTE-CREATE": tr("kept a new note"),
        "NOTE-LIST": tr("listed notes"),
        "NOTE-READ": tr("read a note"),
        "NOTE-PROVE": tr("looked at the proof of a note"),
        "NOTE-EDIT": tr("edited a note"),
        "NOTE-SUGGEST": tr("suggested a change to a note"),
        "NOTE-RESOLVE": tr("settled a suggestion or a doubt"),
        "NOTE-OFFER": tr("offered a draft to a colleague"),
        "NOTE-HANDOVER": tr("took a draft over"),
        "NOTE-SIGN": tr("signed a note"),
        "NOTE-COSIGN": tr("signed a trainee's note too"),
        "NOTE-AMEND": tr("amended a signed note"),
        "NOTE-ADDEND": tr("added to a signed note"),
        "NOTE-EIE": tr("marked a note as entered in error, or decided about it"),
        "NOTE-ARCHIVE": tr("archived a note"),
        "NOTE-UNARCHIVE": tr("asked to open an archived note, or decided about it"),
        "NOTE-WAITING": tr("looked at what waits about notes"),
    }


def _words() -> Mapping[str, str]:
    return {
        "TERM-VETO": tr("refused a correction for good"),
        "TERM-LIST": tr("listed refused corrections"),
        "TERM-END": tr("let a correction be made again"),
        "MAC-LIST": tr("listed their own texts"),
        "MAC-KEEP": tr("kept a text of their own"),
        "MAC-END": tr("put a text of their own away"),
        "ALR-ACK": tr("acknowledged an alert"),
        "ALR-NOTIFY": tr("sent a notice of an alert"),
    }


def _leaving() -> Mapping[str, str]:
    return {
        "EXP-SEND": tr("sent a note to the hospital's record"),
        "EXP-RESEND": tr("had a refused note sent to the hospital's record again"),
        "EXP-VIEW": tr("looked at what was sent"),
        "EXP-DISCLOSE": tr("copied or printed a note"),
        "DAT-ERASE": tr("had recordings erased, or decided about it"),
        "DAT-LIST": tr("looked at what is past its time"),
        "DAT-HOLD": tr("set or lifted a legal hold"),
    }


def _log() -> Mapping[str, str]:
    return {
        "AUD-PLAY": tr("played a recording"),
        "AUD-VIEW": tr("looked into the audit log"),
        "AUD-EXPORT": tr("took a report out of the audit log"),
        "AUD-VERIFY": tr("verified the audit log"),
        "AUD-TAMPER": tr("tried to change the audit log"),
        "AUD-CHECKPOINT": tr("signed the rows of the log so far"),
        "AUD-OFF": tr("the log could not be written from here on"),
        "AUD-ON": tr("the log is written again"),
        "AUD-INTENTS": tr("acts that waited for the log were damaged"),
        "CLOCK-JUMP": tr("the clock was set"),
    }


def _site() -> Mapping[str, str]:
    return {
        "APP-START": tr("the program began"),
        "APP-STOP": tr("the program ended"),
        "CFG-ALERT": tr("changed the alert keywords, or asked for it"),
        "CFG-DICT": tr("changed the terms of the site, or asked for it"),
        "CFG-SEC": tr("changed the rules of the site, or asked for it"),
        "CFG-MODEL": tr("brought a model in"),
        "CFG-CHOICE": tr("chose how speech is recognised on a workstation"),
        "CFG-LIST": tr("looked at what waits for a second person"),
        "SEC-LIST": tr("listed the users"),
        "SEC-COLLEAGUES": tr("listed colleagues"),
        "SEC-USER": tr("changed an account"),
        "SEC-ROLE": tr("changed a role"),
        "SEC-RECOVER": tr("used the recovery key"),
        "SEC-ROTATE": tr("changed the store's keys"),
        "SEC-DENY": tr("was kept from patients' records"),
        "SYS-BACKUP": tr("made or restored a backup"),
        "SYS-MOVE": tr("moved the store"),
    }


_FAMILIES = {
    "AUTH": _signing_in,
    "REC": _recording,
    "CODE": _recording,
    **dict.fromkeys(("ENC", "BTG", "SPK", "VAL"), _encounters),
    "NOTE": _notes,
    **dict.fromkeys(("TERM", "MAC", "ALR"), _words),
    **dict.fromkeys(("EXP", "DAT"), _leaving),
    **dict.fromkeys(("AUD", "CLOCK"), _log),
    **dict.fromkeys(("APP", "CFG", "SEC", "SYS"), _site),
}
