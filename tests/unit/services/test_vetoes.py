"""A correction that is not wanted is not made again: in a note, for a user, or on the site."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, StoreError
from app.domain.findings import Correction
from app.domain.reading import Understand
from app.domain.transcript import Transcript, Utterance
from app.domain.vetoes import NO_PAIRS, Pairs, in_section, pair, placed, sha256
from app.paths import RESOURCES
from app.services.final_reading import InProcessReading
from app.services.proposals import Proposals
from app.services.stages import StageRun, understand
from app.services.vetoes import Vetoes, pairs_of
from app.text.correction import overlay
from app.text.lexicon import Lexicon
from app.text.understanding import Understander
from tests.lexicons import shipped
from tests.note_ward import NoteWard, note_ward
from tests.utterances import said
from tests.ward import AUTHOR, COLLEAGUE, COMPLIANCE, NURSE, SYSADMIN, proved

PAIR = pair("hydroxy scene", "hydroxyzine")


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


@pytest.fixture
def vetoes(ward: NoteWard) -> Vetoes:
    return Vetoes(ward.database)


def test_never_here_is_of_this_note_alone(ward: NoteWard, vetoes: Vetoes) -> None:
    done = vetoes.never_here(AUTHOR, ward.note, 0)
    assert next(done.version.body.sentences()).text == "Give hydroxy scene 25 mg."
    assert done.settled == ("correction:0",)
    assert pairs_of(ward.database, AUTHOR) == NO_PAIRS
    assert vetoes.mine(AUTHOR) == ()
    assert ("TERM-VETO", "author", 0, 2) in ward.audited()


def test_never_again_holds_for_later_recordings_of_this_user_alone(
    ward: NoteWard, vetoes: Vetoes
) -> None:
    key = vetoes.never_again(AUTHOR, ward.note, 0).key
    assert pairs_of(ward.database, AUTHOR) == {PAIR}
    assert pairs_of(ward.database, COLLEAGUE) == NO_PAIRS
    (veto,) = vetoes.mine(AUTHOR)
    assert (veto.key, veto.scope, (veto.heard, veto.written)) == (key, "user", PAIR)
    assert vetoes.mine(NURSE) == ()
    with pytest.raises(NotFoundError):
        vetoes.end(COLLEAGUE, key)
    vetoes.end(AUTHOR, key)
    assert pairs_of(ward.database, AUTHOR) == NO_PAIRS
    with pytest.raises(NotFoundError):
        vetoes.end(AUTHOR, key)


def test_the_same_said_twice_is_kept_once(ward: NoteWard, vetoes: Vetoes) -> None:
    first = vetoes.never_again(AUTHOR, ward.note, 0)
    again = vetoes.never_again(AUTHOR, ward.note, 0)
    assert (again.key, again.settled) == (first.key, ())
    assert again.version.version == first.version.version


@pytest.mark.parametrize("actor", [NURSE, COLLEAGUE, SYSADMIN], ids=lambda one: one.id)
def test_only_the_author_of_a_draft_says_never(
    ward: NoteWard, vetoes: Vetoes, actor: Actor
) -> None:
    for never in (vetoes.never_here, vetoes.never_again):
        with pytest.raises(AccessError):
            never(actor, ward.note, 0)
    assert ("TERM-VETO", actor.id, 8, 0) in ward.audited()
    assert pairs_of(ward.database, actor) == NO_PAIRS


def test_there_must_be_such_a_correction(ward: NoteWard, vetoes: Vetoes) -> None:
    for number in (-1, 7):
        with pytest.raises(NotFoundError, match="no such correction"):
            vetoes.never_here(AUTHOR, ward.note, number)


def test_a_site_needs_two_people(ward: NoteWard, vetoes: Vetoes) -> None:
    with pytest.raises(AccessError, match="password again"):
        vetoes.propose_for_site(AUTHOR, ward.note, 0, "no such drug here")
    with pytest.raises(StoreError, match="say why"):
        vetoes.propose_for_site(proved(AUTHOR), ward.note, 0, "  ")
    asked = vetoes.propose_for_site(proved(AUTHOR), ward.note, 0, "no such drug here")
    assert pairs_of(ward.database, NURSE) == NO_PAIRS
    proposals = Proposals(ward.database)
    with pytest.raises(AccessError):
        proposals.decide(proved(AUTHOR), "lexicon.change", asked, approve=True)
    proposals.decide(proved(COMPLIANCE), "lexicon.change", asked, approve=True)
    assert pairs_of(ward.database, NURSE) == {PAIR}
    assert next(ward.versions()[-1].body.sentences()).text == "Give hydroxyzine 25 mg."


def test_never_in_a_section_is_of_that_section_of_this_user(ward: NoteWard, vetoes: Vetoes) -> None:
    body = ward.versions()[-1].body
    section = next(key for key, sentences in body.places() if sentences)
    done = vetoes.never_in_section(AUTHOR, ward.note, 0)
    assert next(done.version.body.sentences()).text == "Give hydroxy scene 25 mg."
    assert pairs_of(ward.database, AUTHOR) == {placed(section, PAIR)}
    assert pairs_of(ward.database, COLLEAGUE) == NO_PAIRS
    (veto,) = vetoes.mine(AUTHOR)
    assert (veto.key, veto.scope, veto.section) == (done.key, "user", section)
    assert vetoes.never_again(AUTHOR, ward.note, 0).key != done.key, "which holds for more"
    vetoes.end(AUTHOR, done.key)
    assert pairs_of(ward.database, AUTHOR) == {PAIR}


def test_a_department_needs_two_people_and_is_no_other(ward: NoteWard, vetoes: Vetoes) -> None:
    author = replace(proved(AUTHOR), department="ED west")
    with pytest.raises(StoreError, match="no department"):
        vetoes.propose_for_department(
            replace(author, department=""), ward.note, 0, "no such drug here"
        )
    asked = vetoes.propose_for_department(author, ward.note, 0, "no such drug here")
    proposals = Proposals(ward.database)
    assert pairs_of(ward.database, author) == NO_PAIRS
    proposals.decide(proved(COMPLIANCE), "lexicon.change", asked, approve=True)
    assert pairs_of(ward.database, replace(NURSE, department="ED west")) == {PAIR}
    for other in ("", "ICU"):
        assert pairs_of(ward.database, replace(NURSE, department=other)) == NO_PAIRS
    assert proposals.vetoes() == (), "which are those of the whole site"


def test_a_refused_proposal_changes_nothing(ward: NoteWard, vetoes: Vetoes) -> None:
    asked = vetoes.propose_for_site(proved(AUTHOR), ward.note, 0, "no such drug here")
    Proposals(ward.database).decide(proved(COMPLIANCE), "lexicon.change", asked, approve=False)
    assert pairs_of(ward.database, NURSE) == NO_PAIRS


def test_no_audit_row_holds_the_words(ward: NoteWard, vetoes: Vetoes) -> None:
    vetoes.never_again(AUTHOR, ward.note, 0)
    with ward.database.transaction() as transaction:
        rows = transaction.connection().exec_driver_sql("SELECT * FROM audit_log").fetchall()
    assert not any("hydroxy" in str(cell) for row in rows for cell in row)


# --- the text pipeline


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return shipped()


def doubtful(line: str) -> Utterance:
    return said(line, doubts=dict.fromkeys(range(9), 0.3))


def changes(corrections: tuple[Correction, ...]) -> list[tuple[str, str]]:
    return [(one.heard, one.text) for one in corrections]


def test_an_unwanted_correction_is_not_made_and_no_other_takes_its_words(
    lexicon: Lexicon,
) -> None:
    utterance = doubtful("give metopro lol fifty milligrams")
    _, made = overlay(utterance, lexicon)
    assert ("metopro lol", "metoprolol") in changes(made)
    written, left = overlay(
        utterance, lexicon, unwanted=frozenset({pair("Metopro LOL,", "metoprolol")})
    )
    assert "metopro lol" in written.text
    assert [one for one in changes(made) if one[0] != "metopro lol"] == changes(left)


def test_what_is_unwanted_in_a_section_is_left_there_alone(lexicon: Lexicon) -> None:
    understander = Understander.load(RESOURCES, lexicon)
    line = doubtful("plan give metopro lol fifty milligrams")
    heard = Transcript((replace(line, text=""),))

    def text(unwanted: Pairs) -> tuple[str, set[str]]:
        question = Understand(heard, "simplified", "n1", unwanted)
        got = InProcessReading(lambda: understander).understood(question, lambda _: None)
        note = got.understanding.note
        found = {one.key for one in note.sections if one.sentences}
        return got.understanding.transcript.utterances[0].text, found

    words, sections = text(NO_PAIRS)
    assert "metoprolol" in words
    unwanted = pair("metopro lol", "metoprolol")
    (section,) = sections
    assert "metopro lol" in text(frozenset({placed(section, unwanted)}))[0]
    assert "metoprolol" in text(frozenset({placed("family", unwanted)}))[0]
    assert in_section(frozenset({placed("family", unwanted)}), "family") == {unwanted}


def test_a_job_leaves_out_what_is_unwanted_and_says_so(lexicon: Lexicon) -> None:
    understander = Understander.load(RESOURCES, lexicon)
    heard = Transcript((replace(doubtful("give metopro lol fifty milligrams"), text=""),))
    unwanted: Pairs = frozenset({pair("metopro lol", "metoprolol")})

    def done(pairs: Pairs) -> tuple[str, StageRun]:
        run = StageRun(Path("r"), lambda _: None)
        reading = InProcessReading(lambda: understander)
        made = understand(run, reading, heard, "simplified", unwanted=pairs)
        return made.transcript.utterances[0].text, run

    text, run = done(NO_PAIRS)
    assert "metoprolol" in text
    assert "unwanted" not in run.models
    text, run = done(unwanted)
    assert "metopro lol" in text
    assert run.models["unwanted"].sha256 == sha256(unwanted)
    assert sha256(unwanted) != sha256(NO_PAIRS)
