"""What was typed finds its place among what was said."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.typed import TypedPiece, woven


def said(text: str, start_s: float) -> NoteSentence:
    return NoteSentence(text, ("u1",), start_s, start_s + 2.0)


NOTE = Note(
    "n1",
    "ed_default",
    (
        NoteSection("hpi", "10164-2", (said("Chest pain.", 1.0), said("Since noon.", 20.0))),
        NoteSection("plan", "18776-5", (said("Troponin.", 30.0),)),
        NoteSection("allergies", "48765-2", ()),
    ),
    (said("Um.", 50.0),),
)


def texts(note: Note, key: str) -> list[str]:
    section = next(one for one in note.sections if one.key == key)
    return [sentence.text for sentence in section.sentences]


def test_it_stands_behind_what_was_said_last() -> None:
    note = woven(NOTE, [TypedPiece(10.0, "Radiates to the  arm.\n")])
    assert texts(note, "hpi") == ["Chest pain.", "Radiates to the arm.", "Since noon."]
    typed = note.sections[0].sentences[1]
    assert (typed.source, typed.utterances, typed.start_s, typed.end_s) == ("typed", (), 10.0, 10.0)


def test_a_chosen_section_holds_though_nothing_was_said_in_it() -> None:
    note = woven(NOTE, [TypedPiece(40.0, "Penicillin.", "allergies")])
    assert texts(note, "allergies") == ["Penicillin."]


def test_lines_typed_one_after_the_other_stay_in_their_order() -> None:
    note = woven(NOTE, [TypedPiece(32.0, "One."), TypedPiece(32.0, "Two."), TypedPiece(31.0, "0.")])
    assert texts(note, "plan") == ["Troponin.", "0.", "One.", "Two."]


def test_what_has_no_place_is_unplaced_and_not_dropped() -> None:
    early = woven(NOTE, [TypedPiece(0.0, "Before anybody spoke.")])
    assert [one.text for one in early.unplaced] == ["Before anybody spoke.", "Um."]
    gone = woven(NOTE, [TypedPiece(60.0, "For a section of another template.", "trauma")])
    assert gone.unplaced[-1].text == "For a section of another template."


def test_nothing_typed_changes_nothing() -> None:
    assert woven(NOTE, []) == NOTE
    assert woven(NOTE, [TypedPiece(3.0, "  ")]) == NOTE


@given(
    st.lists(
        st.builds(
            TypedPiece,
            st.floats(0, 100),
            st.text("ab 中", min_size=1, max_size=5),
            st.sampled_from(["", "hpi", "plan", "nowhere"]),
        ),
        max_size=12,
    )
)
def test_every_line_is_in_the_note_once(pieces: list[TypedPiece]) -> None:
    found = [one.text for one in woven(NOTE, pieces).sentences() if one.source == "typed"]
    assert sorted(found) == sorted(" ".join(one.text.split()) for one in pieces if one.text.strip())
    dictated = [one for one in woven(NOTE, pieces).sentences() if one.source == "dictated"]
    assert dictated == list(NOTE.sentences())
