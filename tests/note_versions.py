"""Made-up versions of notes: a first text and what people do to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from app.domain.errors import NotFoundError
from app.domain.note_edits import (
    Edit,
    Move,
    Relabel,
    Reword,
    SetTimes,
    Strike,
    Write,
    apply,
)
from app.domain.note_versions import (
    NoteBody,
    NoteVersion,
    Origin,
    SpeakerLabel,
    VersionSection,
    VersionSentence,
    content,
    sha256,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin("a" * 64, "r1", "b" * 64, NOON, "SANDBOX-1", "en", "sandbox")
SECTIONS = ("chief_complaint", "meds", "plan")
TEXTS = st.one_of(
    st.sampled_from(
        [
            "Chest pain for 2 hours.",
            "Chest pain for 3 hours, denies dyspnea.",
            "否认胸痛，血压120/80。",
            "胸痛2小时，否认呼吸困难。",
            "Give hydroxyzine 25 mg.",
            "给予 hydroxyzine 25 mg。",
            "it's",
            "𠮷 a_b",
        ]
    ),
    st.text(min_size=1, max_size=12).filter(lambda text: bool(" ".join(text.split()))),
)


def body(*texts: str) -> NoteBody:
    """A body whose first section holds the texts, each from the utterance of its number."""
    sentences = tuple(
        VersionSentence(number, text, (f"u{number}",), number, number + 1.5, "dictated")
        for number, text in enumerate(texts, 1)
    )
    sections = (
        VersionSection("chief_complaint", "10154-3", sentences),
        VersionSection("meds", "10160-0", ()),
        VersionSection("plan", "18776-5", ()),
    )
    return NoteBody("ed_default", sections, (), len(texts))


def version(of: NoteBody, number: int = 1, **changes: Any) -> NoteVersion:
    given: dict[str, Any] = {"author_id": "dr-lin", "created_at": NOON, "kind": "draft", **changes}
    return NoteVersion("n1", number, origin=ORIGIN, body=of, **given)


def edits() -> st.SearchStrategy[Edit]:
    """Edits of any kind, some of them of sentences that are not there."""
    numbers = st.integers(1, 8)
    sections = st.sampled_from((*SECTIONS, ""))
    places = st.none() | st.integers(0, 4)
    labels = st.builds(
        SpeakerLabel,
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from(["S1", "S2"]),
        st.sampled_from(["nurse", "physician"]),
    )
    times = st.none() | st.integers(0, 600).map(lambda minutes: NOON + timedelta(minutes=minutes))
    return st.one_of(
        st.builds(Reword, numbers, TEXTS),
        st.builds(Strike, numbers),
        st.builds(Write, sections, TEXTS, places),
        st.builds(Move, numbers, sections, places),
        st.builds(Relabel, labels),
        st.builds(SetTimes, times, times),
    )


@st.composite
def chains(draw: st.DrawFn) -> tuple[NoteVersion, ...]:
    """A first version and those that edits made, each linked to the one before."""
    found = [version(body(*draw(st.lists(TEXTS, min_size=1, max_size=4))))]
    for wanted in draw(st.lists(st.lists(edits(), min_size=1, max_size=3), max_size=5)):
        now = found[-1].body
        for edit in wanted:
            try:
                now = apply(now, [edit])
            except NotFoundError:
                continue
        found.append(
            version(
                now,
                len(found) + 1,
                previous=sha256(content(found[-1])),
                created_at=NOON + timedelta(minutes=len(found)),
            )
        )
    return tuple(found)
