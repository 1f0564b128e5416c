"""What is to be known about a note before anything is done with it."""

from datetime import UTC, datetime

from app.domain.note_state import is_late, rescue_label
from app.gui.note.saying import minute
from app.gui.note.script import NoteScript
from app.gui.words import said, tr
from app.services.review import NoteView


def notice(script: NoteScript) -> str:
    """One or more sentences; "" for nothing."""
    return " ".join(_sentences(script))


def _sentences(script: NoteScript) -> list[str]:
    view = script.view
    state = view.state
    found = []
    if script.held is not None:
        found.append(
            tr("You are amending a signed note. Nothing is kept before you sign the amendment.")
        )
    if state.awaiting_cosign:
        found.append(tr("It is not final before the supervisor has signed it too."))
    if state.error == "proposed":
        found.append(tr("It is said to be about another patient; compliance decides."))
    if state.archived:
        found.append(tr("It is archived: two people of compliance can open it again."))
    if view.offered_to == script.actor.id:
        offers = tr("{name} offers you this draft; take it over to write in it.")
        found.append(offers.format(name=view.name(view.owner_id)))
    return [*found, *_late(view)]


def _late(view: NoteView) -> list[str]:
    """Of a resuscitation's record (病历书写基本规范)."""
    ended_at = view.version.body.rescue_ended_at
    if ended_at is None:
        return []
    if view.state.status == "draft" and is_late(ended_at, datetime.now(UTC)):
        over = tr("The six hours after the resuscitation are over; it ended {at}.")
        return [over.format(at=minute(ended_at))]
    label = rescue_label(ended_at, view.version.created_at, view.version.origin.language)
    return [said(label)] if label and view.state.status != "draft" else []
