"""What is offered to whom beside a note; the same rows of rights decide as when it is done."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError
from app.domain.findings import Finding, Value
from app.domain.note_doubts import DISMISSED, Doubt
from app.domain.note_edits import Reword
from app.domain.note_versions import NoteVersion, SpeakerLabel
from app.services.review_rights import Rights, rights
from app.services.suggestions import Proposed
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.ward import AUTHOR, COLLEAGUE, NURSE, SYSADMIN

PULSE = Finding("u1", 0, 0, "vital", "vital.heart_rate", "96", "present", value=Value("96", "/min"))


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def offered(ward: NoteWard, actor: Actor) -> Rights:
    return rights(actor, ward.review.view(AUTHOR, ward.note))


def test_an_author_may_do_everything(ward: NoteWard) -> None:
    assert offered(ward, AUTHOR) == Rights("", True, True, True, True, True, True, True)


def test_a_nurse_suggests_names_speakers_confirms_vitals_and_acknowledges(ward: NoteWard) -> None:
    assert offered(ward, NURSE) == Rights(suggest=True, relabel=True, vitals=True, acknowledge=True)


def test_another_physician_suggests_and_names_speakers(ward: NoteWard) -> None:
    assert offered(ward, COLLEAGUE) == Rights(suggest=True, relabel=True, acknowledge=True)


def test_who_looks_after_nobody_is_offered_nothing(ward: NoteWard) -> None:
    assert offered(ward, SYSADMIN) == Rights()


def test_in_the_sandbox_everything_is_offered(ward: NoteWard) -> None:
    found = offered(ward, SANDBOX_ACTOR)
    assert found.edit
    assert found.values
    assert found.relabel


def test_a_signed_note_is_only_read(ward: NoteWard) -> None:
    ward.sign()
    found = offered(ward, AUTHOR)
    assert "amended, never edited" in found.closed
    assert found == Rights(found.closed)


def test_an_earlier_version_is_only_read(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give nothing.")])
    view = ward.review.view(AUTHOR, ward.note, 1)
    assert "earlier version" in rights(AUTHOR, view).closed
    assert not rights(AUTHOR, ward.review.view(AUTHOR, ward.note)).closed


def test_a_nurse_settles_doubts_about_vitals_and_alerts_alone() -> None:
    job = finished_job()
    findings = (*job.understanding.findings, PULSE)
    job = replace(job, understanding=replace(job.understanding, findings=findings))
    nurse = Rights(suggest=True, relabel=True, vitals=True, acknowledge=True)
    assert nurse.settles(Doubt("query:2", "query", "96", ""), job)
    assert nurse.settles(Doubt("alert:0", "alert", "arrest", ""), job)
    for subject, kind in (
        ("query:0", "query"),
        ("word:u1:3", "word"),
        ("correction:0", "correction"),
    ):
        assert not nurse.settles(Doubt(subject, kind, "", ""), job)  # type: ignore[arg-type]
        assert Rights(values=True, decide=True).settles(Doubt(subject, kind, "", ""), job)  # type: ignore[arg-type]


def test_what_is_not_offered_is_refused_too(ward: NoteWard) -> None:
    with pytest.raises(AccessError):
        ward.life.edit(NURSE, ward.note, [Reword(1, "x")])
    with pytest.raises(AccessError):
        ward.suggestions.confirm(NURSE, ward.note, "flag:u1:0")


def test_an_alert_that_was_none_is_dismissed_and_no_doubt_any_more(ward: NoteWard) -> None:
    ward.suggestions.confirm(NURSE, ward.note, "alert:0", DISMISSED)
    view = ward.review.view(AUTHOR, ward.note)
    assert [(one.subject, one.value) for one in view.confirmed] == [("alert:0", DISMISSED)]
    assert "alert:0" not in [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)]


def test_all_that_a_speaker_says_is_named_anew_in_one_version(ward: NoteWard) -> None:
    labels = [SpeakerLabel(id_, "Dr. Anna Li", "physician") for id_ in ("u1", "u2")]
    made: NoteVersion = ward.life.relabel(NURSE, ward.note, labels)
    assert made.version == 2
    assert [one for one in ward.audited() if one[0] == "SPK-RELABEL"] == [
        ("SPK-RELABEL", "nurse", 0, 2)
    ]
    ward.suggestions.suggest(NURSE, ward.note, Proposed("speaker", "u1", "Dr. Anna Li nurse"))
    (suggestion,) = ward.suggestions.list_suggestions(AUTHOR, ward.note)
    assert suggestion.before == "Dr. Anna Li physician"
    accepted = ward.suggestions.resolve(AUTHOR, ward.note, 1, accept=True)
    assert SpeakerLabel("u1", "Dr. Anna Li", "nurse") in accepted.body.labels
    assert datetime.now(UTC) >= accepted.created_at
