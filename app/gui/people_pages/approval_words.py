"""What waits for a second person, in words: what it is, about what, and what comes of it."""

from app.domain.site_terms import wanted_text
from app.gui.pages.site_facts import fact_names
from app.gui.words import tr
from app.services.approvals import Waiting, WhyNot


def kind_text(act: str) -> str:
    known = {
        "site.change": tr("Rules of this site"),
        "lexicon.change": tr("Terms of this site"),
        "alerts.change": tr("Alert keywords"),
        "doses.change": tr("Dose table"),
        "audio.erase": tr("Erase recordings"),
        "note.error": tr("Note entered in error"),
        "note.unarchive": tr("Open an archived note"),
    }
    return known.get(act, act)


def about_text(one: Waiting) -> str:
    """What of it would change."""
    if one.act == "site.change":
        names = fact_names()
        return ", ".join(f"{names.get(name, name)}: {to}" for name, to in one.payload.items())
    if one.act == "doses.change":
        return " · ".join(str(one.payload.get(name, "")) for name in ("version", "pharmacist"))
    if one.act == "audio.erase":
        count = len(one.payload.get("recordings", ()))
        return tr("{count} recordings past their time").format(count=count)
    if one.act.startswith("note."):
        return tr("note {id}").format(id=one.id[:12])
    return wanted_text(one.payload)


def whole_text(one: Waiting, asked_at: str) -> str:
    """All that is known of it, for who decides."""
    lines = (
        f"{kind_text(one.act)}: {about_text(one)}",
        tr("Asked by {name}, {at}.").format(name=one.name or one.by, at=asked_at),
        tr("Because: {reason}").format(reason=one.reason) if one.reason else "",
    )
    return "\n".join(filter(None, lines))


def consequence(one: Waiting, *, approve: bool) -> str:
    """What comes of the decision, in one sentence."""
    if not approve:
        return tr("Nothing changes; who asked may ask again.")
    said = {
        "site.change": tr("It holds at once, on every workstation of this site."),
        "lexicon.change": tr("New notes are written with it from now on."),
        "alerts.change": tr("New recordings are listened to for it from now on."),
        "doses.change": tr("Doses in new notes are compared with it from now on."),
        "audio.erase": tr(
            "A system administrator may then erase them; nobody can hear them again."
        ),
        "note.error": tr("The note is withheld from view; its text is kept."),
        "note.unarchive": tr("Its author may change the note again."),
    }
    return said.get(one.act, "")


def why_not_text(why: WhyNot) -> str:
    known: dict[WhyNot, str] = {
        "own": tr("You asked for this yourself; somebody else decides."),
        "role": tr("Somebody of another role decides about this."),
        "": "",
    }
    return known[why]
