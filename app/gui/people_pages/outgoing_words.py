"""Messages on their way to the EMR, in words; nothing of a patient is in them."""

from app.gui.words import said, tr
from app.services.export_status import Line


def destination_text(one: Line) -> str:
    """Where to, and as what."""
    forms = {"fhir": "FHIR", "hl7": "HL7 v2", "cda": "CDA", "pdf": "PDF", "docx": "Word"}
    form = forms.get(one.form, one.form)
    if one.destination == "folder":
        return tr("folder, {form}").format(form=form)
    return form


def act_text(one: Line) -> str:
    known = {
        "sign": tr("note"),
        "cosign": tr("co-signed note"),
        "amendment": tr("amendment"),
        "addendum": tr("addendum"),
        "error": tr("entered in error"),
    }
    return known[one.act]


def state_text(one: Line) -> str:
    if one.held:
        return tr("waits for an earlier one")
    if one.last.code == "withdrawn":
        return tr("withdrawn")
    if one.last.code == "invalid":
        return tr("cannot be written")
    return {
        "queued": tr("waits"),
        "sending": tr("is being sent"),
        "committed": tr("received"),
        "acked": tr("filed"),
        "rejected": tr("refused"),
        "retry": tr("is tried again"),
    }[one.last.state]


def because_text(one: Line) -> str:
    """Why it stands so, as the receiver's code and a sentence."""
    if one.last.state == "acked":
        return ""
    return said(one.last.sentence)
