"""How encounters are said in the window: patients, ages, consent, how far they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.arrivals import Arrival, Differing, age_on
from app.domain.encounters import UNKNOWN, Consent, MergeReason, Standing
from app.domain.intake_words import age_parts
from app.domain.wristband import ScanFault
from app.gui.look import Tone
from app.gui.words import tr


class Whom(Protocol):
    """What a line of the list and a card have in common."""

    @property
    def encounter(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def age(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def unknown(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Said:
    """A mark and a word that mean the same; the tone is never needed to tell them apart."""

    mark: str
    words: str
    tone: Tone = "grey"

    @property
    def text(self) -> str:
        return f"{self.mark} {self.words}"


def patient_name(whom: Whom) -> str:
    """A made-up name is said in the chosen language."""
    if whom.unknown and whom.name.startswith(f"{UNKNOWN} "):
        return tr("Unknown {number}").format(number=whom.name.removeprefix(f"{UNKNOWN} "))
    return whom.name


def searched(text: str) -> str:
    """What to look for: the made-up names are kept in English."""
    beginning = tr("Unknown {number}").format(number="").strip()
    if beginning and text.startswith(beginning):
        return f"{UNKNOWN} {text.removeprefix(beginning).strip()}".strip()
    return text


def title(whom: Whom) -> str:
    """Place and name; the id where neither is known."""
    return " · ".join(filter(None, (whom.place, patient_name(whom)))) or whom.encounter


def age_sex(whom: Whom) -> str:
    return age_sex_of(whom.age, whom.sex)


def age_sex_of(age: str, sex: str) -> str:
    return " ".join(filter(None, (age_text(age), sex_text(sex))))


def age_text(age: str) -> str:
    count, unit = age_parts(age)
    forms = {
        "y": tr("{count} y"),
        "mo": tr("{count} mo"),
        "w": tr("{count} wk"),
        "d": tr("{count} d"),
    }
    return forms[unit].format(count=count) if unit else ""


def sex_text(sex: str) -> str:
    return {"M": tr("M"), "F": tr("F")}.get(sex, "")


def since(at: datetime, now: datetime) -> str:
    """When somebody came: the time today, the day before that."""
    local, today = at.astimezone(), now.astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return tr("yesterday {time}").format(time=f"{local:%H:%M}")
    return f"{local:%Y-%m-%d}"


def standing_said(standing: Standing) -> Said:
    return {
        "recording": Said("●", tr("recording"), "red"),
        "unsaved": Said("!", tr("recording has no note yet"), "amber"),
        "draft": Said("○", tr("draft")),
        "empty": Said("–", tr("nothing recorded")),
        "signed": Said("✓", tr("signed")),
    }[standing]


def consent_said(consent: str) -> Said:
    """consent: "" where nothing was said."""
    return {
        "": Said("–", tr("consent not asked")),
        "asked": Said("?", tr("consent asked for"), "amber"),
        "given": Said("✓", tr("consent given")),
        "refused": Said("×", tr("consent refused"), "red"),
        "withdrawn": Said("×", tr("consent withdrawn"), "red"),
    }[consent]


def consent_act(consent: Consent) -> str:
    """On the button that writes it down."""
    return {
        "asked": tr("Asked"),
        "given": tr("Given"),
        "refused": tr("Refused"),
        "withdrawn": tr("Withdrawn"),
    }[consent]


def reason_text(reason: MergeReason) -> str:
    return {
        "twice": tr("The same visit was entered twice"),
        "identified": tr("The unknown patient is this one"),
        "other": tr("Another reason"),
    }[reason]


def offered_lines(one: Arrival) -> tuple[str, ...]:
    """A patient who is offered: two identifiers at least, as far as they were told."""
    known, now = one.admission, datetime.now().astimezone()
    born = tr("born {date}").format(date=known.birth_date) if known.birth_date else ""
    whom = (
        known.name or tr("No name yet"),
        age_sex_of(age_on(known.birth_date, now.date()), known.sex),
    )
    numbers = (
        tr("patient number {value}").format(value=known.patient_number)
        if known.patient_number
        else "",
        tr("visit {value}").format(value=known.visit) if known.visit else "",
    )
    since_when = since(known.arrived_at, now) if known.arrived_at else ""
    states = (tr("begun already") if one.begun else "", tr("has left") if one.left_at else "")
    lines = [
        " · ".join(filter(None, (*whom, born))),
        " · ".join(filter(None, numbers)),
        " · ".join(filter(None, (known.place, known.department, since_when, *states))),
    ]
    if one.contested is not None:
        other = one.contested
        words = tr("also told of another patient: {name}, {number}")
        lines.append(words.format(name=other.name or "–", number=other.patient_number or "–"))
    return tuple(filter(None, lines))


def differing_text(one: Differing) -> str:
    """What the hospital's system says, and what stands here."""
    names = {
        "patient": tr("patient number"),
        "name": tr("name"),
        "sex": tr("sex"),
        "birth_date": tr("birth date"),
        "place": tr("place"),
    }
    here, there = (sex_text(text) if one.part == "sex" else text for text in (one.here, one.there))
    form = tr("{what} {there} (here: {here})") if here else tr("{what} {there} (here: nothing)")
    return form.format(what=names[one.part], there=there, here=here)


def fault_text(fault: ScanFault) -> str:
    return {
        "check_digit": tr("A digit of this barcode was misread. Scan it again."),
        "staff": tr("This is the badge of a member of staff. Scan the patient's wristband."),
        "not_a_patient": tr("This is the barcode of a medicine or an article. Scan the wristband."),
        "unreadable": tr("This barcode is no wristband. Type the number printed below it."),
    }[fault]
