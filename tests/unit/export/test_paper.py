"""What a signed note says on paper beside its own text."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from app.domain.documents import DocumentPatient, Visit
from app.domain.note_history import Piece, Step
from app.domain.note_versions import SpeakerLabel
from app.domain.transcript import Language
from app.export import paper_history
from app.export.paper import paper
from app.export.paper_blocks import Line, texts
from app.export.paper_words import printed
from tests.documents import ACTS, LANGUAGES, SIGNED_AT, SITE, acted, example


def said(language: Language = "en", **changes: object) -> str:
    return "\n".join(texts(paper(replace(example(language), **changes), SITE).blocks))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("36.80 Cel", "36.80 °C", "36.80 °C"),
        ("15 {score}", "15", "15"),
        ("150 [lb_av]", "150 lb", "150 lb"),
        (
            "systolic 120 mm[Hg]; diastolic 80 mm[Hg]",
            "systolic 120 mmHg;\ndiastolic 80 mmHg",
            "收缩压 120 mmHg;\n舒张压 80 mmHg",
        ),
        ("130/70", "130/70", "130/70"),
        ("不清楚 {?}", "不清楚 {?}", "不清楚 {?}"),
    ],
)
def test_units_are_written_as_people_write_them(value: str, english: str, chinese: str) -> None:
    assert (printed(value, "en"), printed(value, "zh")) == (english, chinese)


def test_what_is_unusual_about_a_note_is_said_on_it() -> None:
    assert "SANDBOX" in said(profile="sandbox")
    assert "SANDBOX" not in said()
    assert "补记（超过抢救结束后6小时）" in said("zh", late=True)
    nobody = DocumentPatient("", "Unknown 7", unknown=True)
    text = said(patient=nobody, visit=Visit("V-1"))
    assert "Unknown 7 (identity not known)" in text
    assert text.count("not known") == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_act_is_named(language: Language) -> None:
    states = {act: paper(acted(example(language), act), SITE).blocks[0] for act in ACTS}
    assert len({str(one) for one in states.values()}) == len(ACTS)
    amended = "\n".join(texts(paper(acted(example(language), "amendment"), SITE).blocks))
    assert {"en": "Replaces N-1 version 1", "zh": "替代 N-1 版本 1"}[language] in amended
    cosigned = "\n".join(texts(paper(acted(example(language), "cosign"), SITE).blocks))
    assert {"en": "Co-signed by Anna O'Brien (D2)", "zh": "上级医师审签 Anna"}[language] in cosigned


def test_times_elsewhere_say_their_offset() -> None:
    note = example("en")
    first = replace(note.confirmed[0], at=note.at.astimezone(UTC))
    text = said(confirmed=(first,))
    assert "2026-11-22 06:03 UTC+00:00" in text
    assert "2026-11-22 14:03 UTC+08:00" in text


def test_changed_times_and_speakers_are_in_the_history() -> None:
    later = SIGNED_AT + timedelta(minutes=9)
    step = Step(
        2, "draft", "N1", later, "", False, (),
        (SpeakerLabel("u1", "S1", "nurse"),), (SpeakerLabel("u1", "S1", "patient"),),
        (later, None), (SIGNED_AT.astimezone(UTC), None),
    )  # fmt: skip
    note = replace(example("zh"), at=SIGNED_AT, names={"N1": "name of N1"})
    blocks = paper_history.history(replace(note, history=(step,)))
    pieces = [piece for one in blocks if isinstance(one, Line) for piece in one.pieces]
    assert Piece("struck", "2026-11-22 14:03") in pieces
    assert Piece("added", "2026-11-22 14:12") in pieces
    assert Piece("struck", "S1 patient") in pieces
    assert Piece("added", "S1 nurse") in pieces
    assert any("name of N1 (N1)" in piece.text for piece in pieces)
    assert paper_history.history(note) == ()
