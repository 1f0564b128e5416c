"""Where a note stands follows from what was done, and what may be done from where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.domain.errors import SignedNoteError
from app.domain.note_state import (
    ACTS,
    Act,
    MarkKind,
    NoteState,
    VersionLine,
    is_late,
    permit,
    rescue_label,
    state,
    why_not,
    write_up_left,
)
from tests.note_versions import NOON


@dataclass(frozen=True)
class Kept:
    """What the tables hold of a note, as far as its state is concerned."""

    versions: tuple[VersionLine, ...] = (VersionLine(1, "draft"),)
    cosigned: frozenset[int] = frozenset()
    marks: tuple[MarkKind, ...] = ()

    @property
    def state(self) -> NoteState:
        return state(self.versions, self.cosigned, self.marks)

    def version(self, kind: str, trainee: bool) -> "Kept":
        line = VersionLine(len(self.versions) + 1, kind, trainee)  # type: ignore[arg-type]
        return replace(self, versions=(*self.versions, line))

    def mark(self, kind: MarkKind) -> "Kept":
        return replace(self, marks=(*self.marks, kind))


def done(kept: Kept, act: Act) -> Iterator[Kept]:
    """What the tables may hold after the act."""
    made = {"sign": "signed", "amend": "amendment", "addendum": "addendum", "edit": "draft"}
    marks: dict[Act, tuple[MarkKind, ...]] = {
        "propose_error": ("error_proposed",),
        "decide_error": ("error_approved", "error_refused"),
        "archive": ("archived",),
        "propose_unarchive": ("unarchive_proposed",),
        "decide_unarchive": ("unarchived", "unarchive_refused"),
        "seal": ("sealed",),
        "unseal": ("unsealed",),
    }
    if act == "cosign":
        waiting = [one.version for one in kept.versions if one.needs_cosign]
        yield replace(kept, cosigned=kept.cosigned | {*waiting})
    elif act in made:
        for trainee in (False, True) if act != "edit" else (False,):
            yield kept.version(made[act], trainee)
    elif act in marks:
        for one in marks[act]:
            yield kept.mark(one)
    else:
        yield kept  # suggestions and handovers leave the state as it is


def reached() -> dict[NoteState, Kept]:
    """One way to each state that permitted acts lead to."""
    found = {Kept().state: Kept()}
    new = [Kept()]
    while new:
        kept = new.pop()
        for act in ACTS:
            if why_not(kept.state, act):
                continue
            for after in done(kept, act):
                if after.state not in found:
                    found[after.state] = after
                    new.append(after)
    return found


REACHED = reached()


def transitions() -> Iterator[tuple[NoteState, Act, NoteState]]:
    for before, kept in REACHED.items():
        for act in ACTS:
            if not why_not(before, act):
                for after in done(kept, act):
                    yield before, act, after.state


def test_every_state_that_can_be_reached_makes_sense() -> None:
    assert len(REACHED) > 30
    for one in REACHED:
        assert not (one.status == "draft" and (one.awaiting_cosign or one.archived))
        assert not (one.unlocking and not one.archived)
        assert not (one.archived and one.awaiting_cosign)
        assert one.final == (
            one.status != "draft" and not one.awaiting_cosign and one.error != "approved"
        )


def test_a_signed_note_never_becomes_a_draft_again() -> None:
    for before, _, after in transitions():
        order = ("draft", "signed", "amended")
        assert order.index(after.status) >= order.index(before.status)


def test_only_signing_ends_a_draft_and_only_amending_amends() -> None:
    for before, act, after in transitions():
        if before.status == "draft" != after.status:
            assert (act, after.status) == ("sign", "signed")
        if before.status != "amended" == after.status:
            assert act == "amend"


def test_what_was_entered_in_error_stays_so() -> None:
    approved = [one for one in REACHED if one.error == "approved"]
    assert approved
    for one in approved:
        assert {act for act in ACTS if not why_not(one, act)} <= {"seal", "unseal"}


def test_an_archived_note_changes_only_after_two_people_opened_it() -> None:
    for before, act, after in transitions():
        if before.archived and not after.archived:
            assert (act, before.unlocking) == ("decide_unarchive", True)
        if before.archived:
            assert act not in {"amend", "addendum", "cosign", "archive", "edit", "sign"}


def test_a_sealed_note_is_neither_amended_nor_appended_nor_marked() -> None:
    for before, act, _ in transitions():
        if before.sealed:
            assert act in {"edit", "suggest", "offer", "take", "sign", "cosign", "unseal"}


def test_a_trainees_note_is_not_final_before_the_supervisor_signed() -> None:
    for before, act, after in transitions():
        if before.awaiting_cosign and not after.awaiting_cosign:
            assert act in {"cosign", "amend"}
    trainee = Kept().version("signed", True)
    assert trainee.state == NoteState("signed", awaiting_cosign=True)
    assert not trainee.state.final
    assert replace(trainee, cosigned=frozenset({2})).state.final


def test_a_cosignature_of_an_earlier_version_does_not_cover_a_later_one() -> None:
    kept = replace(Kept().version("signed", True), cosigned=frozenset({2}))
    assert kept.version("amendment", True).state.awaiting_cosign
    assert not kept.version("amendment", False).state.awaiting_cosign


def test_a_trainees_addendum_waits_too() -> None:
    kept = Kept().version("signed", False).version("addendum", True)
    assert kept.state.awaiting_cosign
    assert kept.version("amendment", False).state.awaiting_cosign


@pytest.mark.parametrize(
    ("now", "act", "says"),
    [
        (NoteState("signed"), "edit", "never edited.*erscribe notes amend"),
        (NoteState("signed"), "sign", "never edited"),
        (NoteState(), "amend", "draft; sign it first"),
        (NoteState(), "archive", "draft"),
        (NoteState("signed"), "cosign", "no co-signature"),
        (NoteState("signed", awaiting_cosign=True), "archive", "supervisor"),
        (NoteState("signed", archived=True), "amend", "archived.*unarchive"),
        (NoteState("signed"), "propose_unarchive", "not archived"),
        (NoteState("signed", archived=True), "decide_unarchive", "nobody has asked"),
        (NoteState("signed", archived=True, unlocking=True), "propose_unarchive", "another"),
        (NoteState("signed", error="proposed"), "amend", "compliance decides"),
        (NoteState("signed", error="approved"), "amend", "stays as it is"),
        (NoteState("signed"), "decide_error", "nobody has marked"),
        (NoteState("signed", sealed=True), "amend", "legal hold"),
        (NoteState("signed", sealed=True), "seal", "already"),
        (NoteState("signed"), "unseal", "not sealed"),
    ],
)
def test_a_refusal_says_what_to_do(now: NoteState, act: Act, says: str) -> None:
    with pytest.raises(SignedNoteError, match=says):
        permit(now, act)


def test_the_state_in_words() -> None:
    assert NoteState().words == "draft"
    assert NoteState("signed", awaiting_cosign=True, sealed=True).words == (
        "signed, awaiting co-sign, sealed"
    )
    assert NoteState("amended", error="approved").words == "amended, entered in error"


@pytest.mark.parametrize(
    ("after", "late", "english", "chinese"),
    [
        (timedelta(0), False, "", ""),
        (timedelta(hours=5, minutes=59, seconds=59), False, "within 6 h", "6小时内"),
        (timedelta(hours=6), False, "within 6 h", "6小时内"),
        (timedelta(hours=6, seconds=1), True, "late entry", "补记"),
    ],
)
def test_a_rescue_is_written_up_within_six_hours(
    after: timedelta, late: bool, english: str, chinese: str
) -> None:
    assert is_late(NOON, NOON + after) is late
    for language, says in (("en", english), ("zh", chinese)):
        label = rescue_label(NOON, NOON + after, language)  # type: ignore[arg-type]
        assert says in label
        assert bool(label) is bool(says)


def test_the_six_hours_count_down() -> None:
    assert write_up_left(NOON, NOON + timedelta(hours=2)) == timedelta(hours=4)
    assert write_up_left(NOON, NOON + timedelta(hours=7)) == timedelta(hours=-1)


def test_a_note_of_no_rescue_is_never_late() -> None:
    assert not is_late(None, NOON + timedelta(days=9))
    assert rescue_label(None, NOON, "zh") == ""
