"""A note with its history, as it is read and as it leaves the program."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import import_key

from app.domain.note_edits import Edit, Move, Relabel, Reword, SetTimes, Strike, Write, apply
from app.domain.note_history import history
from app.domain.note_versions import SpeakerLabel
from app.export.note_copy import (
    NOT_RELIABLE,
    history_lines,
    late_label,
    minute,
    note_text,
    signed_json,
    times,
)
from tests.note_versions import NOON, body, version
from tests.note_ward import SECRET, TRAINEE, note_ward
from tests.ward import AUTHOR, SUPERVISOR, proved

FIRST = body("Chest pain for 2 hours.", "否认胸痛。")


def named(user_id: str) -> str:
    return {"dr-lin": "Dr. Lin"}.get(user_id, user_id)


def lines(*edits: Edit) -> list[str]:
    after = version(apply(FIRST, edits), 2, reason="misheard")
    return list(history_lines(history([version(FIRST), after]), named))


def test_what_was_struck_stays_legible_with_who_when_and_why() -> None:
    assert lines(Reword(1, "Chest pain for 3 hours."), Reword(2, "否认腹痛。")) == [
        f"Version 2, draft: Dr. Lin, {minute(NOON)}  (misheard)",
        "  1. reworded: Chest pain for [-2-]{+3+} hours.",
        "  2. reworded: 否认[-胸-]{+腹+}痛。",
    ]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (Strike(1), "1. struck: [-Chest pain for 2 hours.-]"),
        (Write("plan", "Admit."), "3. added -> plan: {+Admit.+}"),
        (Move(1, "plan"), "1. moved -> plan: Chest pain for 2 hours."),
        (Relabel(SpeakerLabel("u1", "S2", "nurse")), "speaker of u1: {+S2 nurse+}"),
        (SetTimes(arrival_at=NOON), f"arrived: {{+{minute(NOON)}+}}"),
        (SetTimes(rescue_ended_at=NOON), f"resuscitation ended: {{+{minute(NOON)}+}}"),
    ],
)
def test_every_kind_of_edit_is_told(edit: Edit, told: str) -> None:
    assert lines(edit)[1:] == [f"  {told}"]


def test_a_changed_time_and_speaker_show_both() -> None:
    first = apply(FIRST, [SetTimes(arrival_at=NOON), Relabel(SpeakerLabel("u1", "S1", "ems"))])
    later = NOON + timedelta(minutes=5)
    changes: list[Edit] = [SetTimes(arrival_at=later), Relabel(SpeakerLabel("u1", "S1", "nurse"))]
    chain = [version(first), version(apply(first, changes), 2)]
    assert list(history_lines(history(chain), named))[1:] == [
        f"  arrived: [-{minute(NOON)}-]{{+{minute(later)}+}}",
        "  speaker of u1: [-S1 ems-]",
        "  speaker of u1: {+S1 nurse+}",
    ]


def test_times_are_told_to_the_minute() -> None:
    at = datetime(2026, 11, 22, 8, 5, 59, 999_000, tzinfo=UTC)
    assert minute(at).endswith(":05")
    shown = list(times(version(apply(FIRST, [SetTimes(arrival_at=at)])), NOON))
    assert shown == [f"Arrived {minute(at)}", f"Recorded {minute(NOON)}"]


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(hours=2, minutes=7), "2 h 07 min left"),
        (timedelta(seconds=1), "0 h 00 min left"),
        (timedelta(seconds=-1), "are over"),
    ],
)
def test_a_draft_of_a_rescue_counts_down(left: timedelta, told: str) -> None:
    ended = NOON - timedelta(hours=6) + left
    draft = version(apply(FIRST, [SetTimes(rescue_ended_at=ended)]))
    assert told in list(times(draft, NOON))[-1]


@pytest.mark.parametrize(("language", "told"), [("en", "late entry"), ("zh", "补记")])
def test_a_late_record_says_so_in_its_own_language(language: str, told: str) -> None:
    ended = NOON - timedelta(hours=6, seconds=1)
    of = version(apply(FIRST, [SetTimes(rescue_ended_at=ended)]), kind="signed", late=True)
    of = replace(of, origin=replace(of.origin, language=language))  # type: ignore[arg-type]
    assert told in late_label(of, of.origin.language)
    assert told in "\n".join(times(of, NOON))
    assert late_label(replace(of, kind="draft"), of.origin.language) == ""


def test_a_signed_copy_says_who_signed_and_what_the_signature_is_not(tmp_path: Path) -> None:
    ward = note_ward(tmp_path)
    ward.sign(TRAINEE)
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    added = ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "Troponin normal.")
    versions = ward.versions()
    found = ward.signatures([ward.provider])
    text = note_text(versions[1], (added,), found, "signed", str.upper)
    for wanted in (
        f"note {ward.note} (signed)",
        "Plan\nGive hydroxyzine 25 mg.",
        "Not placed in a section\n否认胸痛。",
        "Addendum, AUTHOR, ",
        "Troponin normal.",
        "Signed version 2: AUTHOR, ",
        "Co-signed version 2: SUPERVISOR, ",
        "Addendum version 3: AUTHOR, ",
        NOT_RELIABLE,
    ):
        assert wanted in text
    assert "SANDBOX" not in text


def test_a_sandbox_copy_says_that_it_is_one() -> None:
    assert "SANDBOX" in note_text(version(FIRST), (), (), "draft", named)


def test_the_json_copy_is_checked_without_this_program(tmp_path: Path) -> None:
    ward = note_ward(tmp_path)
    ward.sign()
    view = ward.review.disclose(proved(AUTHOR), ward.note, "json")
    plain = json.loads(signed_json(view.versions, view.signatures, view.keys))
    (one,) = plain["signatures"]
    assert plain["notice"] == NOT_RELIABLE
    public = import_key(one["key"])

    def check(text: str) -> None:
        registry = jws.JWSRegistry(algorithms=["Ed25519"], strict_check_header=False)
        jws.deserialize_compact(one["jws"], public, registry=registry, payload=text.encode())

    check(one["content"])
    with pytest.raises(BadSignatureError):
        check(one["content"].replace("25", "52"))
