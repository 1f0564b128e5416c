"""`erscribe notes sign|cosign|amend|addendum|error|archive|unarchive|copy`."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from app import bootstrap
from app.cli.notes import edits_of
from app.cli.notes_proof import proved
from app.cli.notes_text import show_doubts, write
from app.cli.render import console
from app.domain.access import Actor
from app.domain.note_versions import NoteVersion
from app.export.note_copy import NOT_RELIABLE, late_label


def sign(arguments: argparse.Namespace) -> int:
    """Sign a draft; what is in doubt is printed first, and then needs a reason."""
    actor, secret = proved(arguments)
    service = bootstrap.note_desk().signing
    if actor.role != "sandbox":
        show_doubts(console(), service.doubts(actor, arguments.note))
    _told(service.sign(actor, arguments.note, secret, arguments.override), "signed")
    return 0


def cosign(arguments: argparse.Namespace) -> int:
    """A supervisor's signature over what a trainee signed."""
    actor, secret = proved(arguments)
    versions = bootstrap.note_desk().signing.cosign(actor, arguments.note, secret)
    write(f"co-signed: version {', '.join(map(str, versions))}")
    return 0


def amend(arguments: argparse.Namespace) -> int:
    """Correct a signed note; the version before it stays."""
    actor, secret = proved(arguments)
    edits = edits_of(arguments)
    made = bootstrap.note_desk().signing.amend(
        actor, arguments.note, secret, edits, arguments.reason
    )
    _told(made, "amended and signed")
    return 0


def addendum(arguments: argparse.Namespace) -> int:
    """Add to a signed note; what was signed stays as it is."""
    actor, secret = proved(arguments)
    made = bootstrap.note_desk().signing.addendum(actor, arguments.note, secret, arguments.text)
    _told(made, "added and signed")
    return 0


def error(arguments: argparse.Namespace) -> int:
    """Entered in error: its author says so, compliance approves."""
    actor, _ = proved(arguments)
    life = bootstrap.note_desk().life
    ask = "marked; compliance approves it: erscribe notes error NOTE --approve"
    words = Told(ask, "withheld from view", "the note stays as it was")
    return _in_two_steps(arguments, actor, life.mark_error, life.decide_error, words)


def archive(arguments: argparse.Namespace) -> int:
    """Nothing changes any more unless two people open the note."""
    actor, _ = proved(arguments)
    bootstrap.note_desk().life.archive(actor, arguments.note)
    write("archived")
    return 0


def unarchive(arguments: argparse.Namespace) -> int:
    """One person asks, another one approves."""
    actor, _ = proved(arguments)
    life = bootstrap.note_desk().life
    ask = "asked for; another one approves it: erscribe notes unarchive NOTE --approve"
    words = Told(ask, "open again", "the note stays archived")
    return _in_two_steps(arguments, actor, life.propose_unarchive, life.decide_unarchive, words)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said after each step of an act of two people."""

    asked: str
    approved: str
    refused: str


def _in_two_steps(
    arguments: argparse.Namespace,
    actor: Actor,
    ask: Callable[[Actor, str, str], object],
    decide: Callable[[Actor, str, bool, str], object],
    words: Told,
) -> int:
    if arguments.approve or arguments.refuse:
        decide(actor, arguments.note, arguments.approve, arguments.reason)
        write(words.approved if arguments.approve else words.refused)
    else:
        ask(actor, arguments.note, arguments.reason)
        write(words.asked)
    return 0


def copy(arguments: argparse.Namespace) -> int:
    """A signed note as a file outside of the program, which the audit log tells of."""
    actor, _ = proved(arguments)
    path = bootstrap.note_desk().copies.save(actor, arguments.note, arguments.format, arguments.out)
    write(str(path))
    return 0


def _told(made: NoteVersion, what: str) -> None:
    write(f"{made.note_id} version {made.version} {what}")
    label = late_label(made, made.origin.language)
    if label:
        write(label)
    if made.needs_cosign:
        write("it awaits the supervisor's signature: erscribe notes cosign NOTE")
    write(NOT_RELIABLE)
