"""What the note page says about notes, in the language of the window."""

from datetime import datetime
from typing import Final

from app.domain.note import SentenceSource
from app.domain.note_chips import Chip
from app.domain.note_state import NoteState
from app.domain.note_versions import VersionKind
from app.domain.signatures import SignatureKind
from app.domain.tall_man import tall_man
from app.gui.chinese import shown
from app.gui.look import begun
from app.gui.words import term, tr


def section_title(key: str) -> str:
    """A section's heading; a site's own key reads as it is."""
    known = {
        "": tr("Not placed in a section"),
        "chief_complaint": tr("Chief complaint"),
        "hpi": tr("History of present illness"),
        "ros": tr("Review of systems"),
        "pmh": tr("Past medical history"),
        "meds": tr("Medications"),
        "allergies": tr("Allergies"),
        "social": tr("Social history"),
        "family": tr("Family history"),
        "vitals": tr("Vital signs"),
        "exam": tr("Physical examination"),
        "results": tr("Results"),
        "procedures": tr("Procedures"),
        "assessment": tr("Assessment"),
        "plan": tr("Plan"),
        "ed_course": tr("ED course"),
        "prehospital": tr("Pre-hospital care"),
        "primary_survey": tr("Primary survey"),
        "risk_factors": tr("History and risk factors"),
        "ecg": tr("ECG"),
        "immunizations": tr("Immunizations"),
        "observation_course": tr("Course of observation"),
        "condition": tr("Condition and its changes"),
        "measures": tr("Resuscitation measures"),
        "outcome": tr("Outcome"),
        "communication": tr("Told to the family, and consent"),
        "participants": tr("Who took part"),
        "disposition": tr("Disposition"),
    }
    return known.get(key) or begun(term(key))


def source_word(source: SentenceSource) -> str:
    """Where a sentence came from."""
    return {
        "dictated": tr("dictated"),
        "typed": tr("typed"),
        "template": tr("template"),
    }[source]


_BETWEEN_NAMES: Final = frozenset(
    f"term.{reason}" for reason in ("drug-to-drug", "look-alike", "between-drugs")
)
"""Rules of corrections that are only proposed since two names are mistaken for each other."""


def chip_words(chip: Chip) -> str:
    """What was heard and what is written; of what was taken back by voice, only the words."""
    heard, written = shown(chip.correction.heard), shown(chip.correction.text)
    if chip.struck:
        return f"× {heard}"
    if chip.correction.rule.partition("@")[0] in _BETWEEN_NAMES:
        heard, written = tall_man(heard, written)
    return f"{heard} → {written}"


def chip_word(chip: Chip) -> str:
    """How a correction stands."""
    if chip.struck:
        return tr("taken back by voice")
    return {
        "applied": tr("corrected"),
        "proposed": tr("proposed"),
        "undone": tr("undone"),
        "rejected": tr("left as heard"),
    }[chip.state]


def state_words(state: NoteState) -> str:
    """Where a note stands."""
    status = {
        "draft": tr("Draft"),
        "signed": tr("Signed"),
        "amended": tr("Signed and amended"),
    }[state.status]
    more = [
        (state.awaiting_cosign, tr("awaits the supervisor's signature")),
        (state.error == "proposed", tr("marked as entered in error")),
        (state.archived, tr("archived")),
        (state.sealed, tr("under legal hold")),
    ]
    return " · ".join([status, *(words for holds, words in more if holds)])


def kind_word(kind: VersionKind) -> str:
    return {
        "draft": tr("edited"),
        "signed": tr("signed"),
        "amendment": tr("amended and signed"),
        "addendum": tr("addendum signed"),
    }[kind]


def signed_by(kind: SignatureKind, name: str, at: datetime) -> str:
    """One signature as a line."""
    if kind == "professional":
        return tr("Co-signed by {name}, {at}").format(name=name, at=minute(at))
    return tr("Signed by {name}, {at}").format(name=name, at=minute(at))


def minute(at: datetime) -> str:
    """Local time to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def short_time(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M")
