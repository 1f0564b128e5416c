"""The acts on a note that have a small form each: what they are called, ask for, and lead to."""

from dataclasses import dataclass, replace
from typing import Literal

from app.gui.words import tr

FormKind = Literal[
    "cosign",
    "amend",
    "addendum",
    "propose_error",
    "archive",
    "offer",
    "take",
    "never_on_site",
    "never_in_department",
    "copy",
    "save",
]
Field = Literal["none", "line", "text"]


@dataclass(frozen=True, slots=True)
class ActForm:
    """consequence: one or two sentences on what it does. asks: what is to be typed; "" for nothing.
    proof: the credential is asked for, unless it was given a moment ago; signs: in any case, since
    it opens the signing key."""

    kind: FormKind
    title: str
    consequence: str
    button: str
    asks: str = ""
    field: Field = "none"
    proof: bool = True
    signs: bool = False


def form_of(kind: FormKind, name: str) -> ActForm:
    """In the language of the window. name: who wrote the note, or has it."""
    form = _FORMS[kind]()
    return replace(form, consequence=form.consequence.format(name=name))


def _cosign() -> ActForm:
    return ActForm(
        "cosign",
        tr("Co-sign"),
        tr(
            "You sign what {name} wrote, as their supervisor. With your signature the note is "
            "final."
        ),
        tr("Co-sign"),
        signs=True,
    )


def _amend() -> ActForm:
    return ActForm(
        "amend",
        tr("Sign the amendment"),
        tr("The corrected note takes the place of the signed one, which stays in the history."),
        tr("Sign the amendment"),
        tr("Why it is corrected"),
        "line",
        signs=True,
    )


def _addendum() -> ActForm:
    return ActForm(
        "addendum",
        tr("Addendum"),
        tr("What you write is added below the note and signed. The note itself is not changed."),
        tr("Sign the addendum"),
        tr("What to add"),
        "text",
        signs=True,
    )


def _propose_error() -> ActForm:
    return ActForm(
        "propose_error",
        tr("Entered in error"),
        tr(
            "Say that this note is about another patient. Nobody can change it until compliance "
            "has decided. If they agree, it is kept but withheld from view."
        ),
        tr("Mark it"),
        tr("What went wrong"),
        "line",
    )


def _archive() -> ActForm:
    return ActForm(
        "archive",
        tr("Archive"),
        tr(
            "The visit is over. Nothing can be amended or added from then on, unless two people of "
            "compliance open the note again."
        ),
        tr("Archive the note"),
    )


def _offer() -> ActForm:
    return ActForm(
        "offer",
        tr("Hand over this draft"),
        tr(
            "You stay its author until the colleague takes it. From then on they write and sign "
            "it, and you read it."
        ),
        tr("Offer it"),
        tr("Login of the colleague"),
        "line",
        proof=False,
    )


def _take() -> ActForm:
    return ActForm(
        "take",
        tr("Take over this draft"),
        tr("{name} offers it to you. From now on you are its author and answer for it."),
        tr("Take it over"),
    )


def _never_on_site() -> ActForm:
    return ActForm(
        "never_on_site",
        tr("Never on this site"),
        tr(
            "You ask that nobody's recordings are corrected so. Compliance reads the words of the "
            "correction and decides. This note stays as it is."
        ),
        tr("Ask for it"),
        tr("Why nobody wants it"),
        "line",
    )


def _never_in_department() -> ActForm:
    return ActForm(
        "never_in_department",
        tr("Never in my department"),
        tr(
            "You ask that nobody's recordings in your department are corrected so. Compliance "
            "reads the words of the correction and decides. This note stays as it is."
        ),
        tr("Ask for it"),
        tr("Why nobody wants it"),
        "line",
    )


def _copy() -> ActForm:
    return ActForm(
        "copy",
        tr("Copy for the EMR"),
        tr(
            "The text leaves the program: who copied it is kept. It is taken off the clipboard "
            "after a minute."
        ),
        tr("Copy"),
    )


def _save() -> ActForm:
    return ActForm(
        "save",
        tr("Save a copy"),
        tr(
            "The file is not encrypted, and leaves the program: who saved it is kept. Its name is "
            "the number of the note."
        ),
        tr("Save the file"),
        tr("Folder"),
        "line",
    )


_FORMS = {
    "cosign": _cosign,
    "amend": _amend,
    "addendum": _addendum,
    "propose_error": _propose_error,
    "archive": _archive,
    "offer": _offer,
    "take": _take,
    "never_on_site": _never_on_site,
    "never_in_department": _never_in_department,
    "copy": _copy,
    "save": _save,
}
