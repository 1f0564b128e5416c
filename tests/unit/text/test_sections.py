"""Routing of a text to a note section."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.text.sections import BUCKETS, SECTIONS, SectionModel, embedded, hashed, route


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("She is allergic to penicillin and sulfa.", "allergies"),
        ("Takes lisinopril 20 mg daily, metformin and a baby aspirin.", "meds"),
        ("Status post appendectomy and hysterectomy in 2004.", "pmh"),
        ("He smokes a pack a day and drinks socially. Married, lives with his wife.", "social"),
        ("Father died of a heart attack, mother has diabetes.", "family"),
        ("Negative for fever, chills, nausea or vomiting. Remainder of systems negative.", "ros"),
    ],
)
def test_a_sentence_goes_where_such_sentences_stand(text: str, section: str) -> None:
    found = route(text, "en")
    assert found is not None
    assert found.section == section


def test_nothing_is_said_of_chinese_or_of_no_words() -> None:
    assert route("对青霉素过敏。", "zh") is None
    assert route(" ... ", "en") is None


def test_every_header_has_a_section() -> None:
    assert set(embedded().headers) == set(SECTIONS)


def test_a_speaker_changes_the_features() -> None:
    told, asked = hashed("any allergies", "patient"), hashed("any allergies", "physician")
    assert told[0].tolist() != asked[0].tolist()
    marked = hashed("Doctor: any allergies")
    assert marked[0].tolist() == asked[0].tolist()


def test_features_stay_within_the_buckets() -> None:
    buckets, values = hashed("chest pain since this morning")
    assert len(buckets) == len(values) == len(set(buckets.tolist()))
    assert buckets.max() < BUCKETS
    assert np.isfinite(values).all()


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="not a readable model"):
        SectionModel.load(tmp_path / "gone")
