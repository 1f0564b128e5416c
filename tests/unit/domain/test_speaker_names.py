"""Who speaks, and what labels put it right."""

from dataclasses import replace

import pytest

from app.domain.errors import StoreError
from app.domain.note_versions import SpeakerLabel
from app.domain.speakers import (
    Labels,
    another_name,
    as_they_are,
    given,
    given_from,
    merged,
    renamed,
    speakers,
    with_role,
)
from app.domain.transcript import Transcript
from tests.utterances import said

TALK = Transcript(
    (
        said("i am the doctor", key="u1", role="physician"),
        replace(said("no pain at all today", key="u2", start_s=10, speaker="S2"), overlap=True),
        said("yes", key="u3", start_s=20, speaker="S2", role="patient"),
        said(" ".join(["word"] * 60), key="u4", start_s=30, role="physician"),
        said("it hurts", key="u5", start_s=60, speaker="S2", role="patient"),
    )
)


def after(labels: Labels) -> list[str]:
    """Who says each utterance once these labels hold."""
    changed = {one.utterance: one for one in labels}
    return [
        f"{label.speaker} {label.role}"
        for one in TALK.utterances
        for label in [changed.get(one.id, SpeakerLabel(one.id, one.speaker, one.role))]
    ]


def test_each_speaker_has_the_role_of_most_they_say_and_a_clean_sample() -> None:
    one, two = speakers(TALK)
    assert (one.name, one.role, one.utterances) == ("S1", "physician", 2)
    assert one.sample == (30.0, 40.0), "ten seconds at most"
    assert (two.name, two.role) == ("S2", "patient")
    assert two.sample == pytest.approx((60.0, 60.8)), "nobody speaks over it, unlike the longest"
    assert two.spoken_s == pytest.approx(3.2)


def test_a_speaker_who_is_never_alone_is_still_sampled() -> None:
    (one,) = speakers(Transcript((TALK.utterances[1],)))
    assert one.sample[0] == 10.0
    assert speakers(Transcript(())) == ()


def test_a_role_goes_to_all_that_a_speaker_says() -> None:
    labels = with_role(TALK, "S2", "family")
    assert after(labels) == ["S1 physician", "S2 family", "S2 family", "S1 physician", "S2 family"]


def test_only_what_changes_is_labelled() -> None:
    assert [one.utterance for one in with_role(TALK, "S2", "patient")] == ["u2"]


def test_a_speaker_is_renamed_with_each_role_kept() -> None:
    labels = renamed(TALK, "S2", "  Mrs   Wang ")
    assert after(labels)[1:3] == ["Mrs Wang unknown", "Mrs Wang patient"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x07b"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(StoreError, match="1 to 40 characters"):
        renamed(TALK, "S2", name)


def test_two_speakers_of_one_name_are_merged_not_renamed() -> None:
    with pytest.raises(StoreError, match="merge the two"):
        renamed(TALK, "S2", "S1")
    assert set(after(merged(TALK, "S2", "S1"))) == {"S1 physician"}


def test_a_speaker_is_split_at_one_utterance_or_from_there_on() -> None:
    assert after(given(TALK, "u3", "S1"))[2:] == ["S1 physician", "S1 physician", "S2 patient"]
    assert after(given_from(TALK, "u3", "S3"))[1:] == [
        "S2 unknown",
        "S3 unknown",
        "S1 physician",
        "S3 unknown",
    ]
    assert given_from(TALK, "u9", "S3") == ()


def test_what_was_said_anew_can_be_taken_back() -> None:
    back = as_they_are(TALK, merged(TALK, "S2", "S1"))
    assert after(back) == after(())
    assert len(back) == 3


def test_a_new_speaker_gets_a_name_that_is_free() -> None:
    assert another_name(TALK) == "S3"
    assert another_name(Transcript(())) == "S1"
