"""What goes into the store comes out as it was, or not at all."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import Recording
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.domain.note import NoteSentence
from app.domain.result import JobResult, ModelUsed
from app.store.database import Database
from app.store.results import find_note, load_result, proof, save_result, summaries
from tests.fakes import finished_job
from tests.job_results import results
from tests.stores import Store, store_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CANARY = "Zebulon Quartermain"
PROOF_BEFORE_REASONS = "33d4b727c1aae55fd721b1e5c2cdde40017b0c9c8febe57e33b1e10180694563"
"""Of the finished job of the fakes, by the version that knew neither reasons nor likelihoods."""


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.full)]
)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with store_of(request.param, tmp_path_factory.mktemp("shared"), server) as made:
        yield made.open()


@pytest.fixture
def database(store: Store) -> Database:
    return store.open()


def save(database: Database, result: JobResult, at: datetime = NOON) -> str:
    with database.transaction() as transaction:
        return save_result(transaction, result, SANDBOX_ACTOR, at)


def load(database: Database, note_id: str) -> JobResult:
    with database.transaction() as transaction:
        return load_result(transaction, note_id)


def find(database: Database, beginning: str) -> str:
    with database.transaction() as transaction:
        return find_note(transaction, beginning)


def with_note(result: JobResult, **changes: Any) -> JobResult:
    understanding = result.understanding
    note = replace(understanding.note, **changes)
    return replace(result, understanding=replace(understanding, note=note))


def numbered(number: int, note_id: str) -> JobResult:
    result = with_note(finished_job(), id=note_id)
    return replace(result, recording=replace(result.recording, id=f"r{number}"))


def edit(store: Store, statement: str, *values: Any) -> None:
    """Change the database behind the store's back, guards and all."""
    with store.behind() as sql:
        assert sql.changed(statement, *values) > 0


@settings(max_examples=60, deadline=None)
@given(result=results())
def test_every_result_comes_back_as_it_was(shared: Database, result: JobResult) -> None:
    note_id = save(shared, result)
    assert note_id == result.understanding.note.id
    assert load(shared, note_id) == result


def test_a_file_name_that_is_no_valid_unicode_comes_back_as_it_was(database: Database) -> None:
    recording = Recording("r1", 1.0, "a" * 64, "visit \udcff.wav")
    result = replace(finished_job(), recording=recording)
    assert load(database, save(database, result)).recording == recording


def test_one_recording_may_be_transcribed_twice(store: Store, database: Database) -> None:
    first = finished_job()
    renamed = replace(first.recording, name="again.wav", duration_s=61.3)
    second = with_note(replace(first, recording=renamed), id="second")
    save(database, first)
    save(database, second)
    assert load(database, "second").recording == renamed
    assert load(database, first.understanding.note.id) == first
    assert store.count("recordings") == 1


def test_a_recording_id_that_stands_for_other_audio_is_refused(
    store: Store, database: Database
) -> None:
    first = finished_job()
    save(database, first)
    other = replace(first.recording, sha256="b" * 64)
    with pytest.raises(IntegrityError, match="nothing was saved"):
        save(database, with_note(replace(first, recording=other), id="other"))
    assert store.count("jobs") == 1


def test_an_encounter_is_one_whatever_the_case_of_its_letters(
    store: Store, database: Database
) -> None:
    for number, encounter in enumerate(("SANDBOX-1", "sandbox-1")):
        save(database, replace(numbered(number, f"n{number}"), encounter_id=encounter))
    assert [load(database, f"n{n}").encounter_id for n in (0, 1)] == ["SANDBOX-1", "sandbox-1"]
    assert store.count("encounters") == 1


@pytest.mark.parametrize("text", ["\x00", "\x10", "\x100", "\x10\x00\x101", "a\x00b\x10"])
def test_no_character_is_lost(database: Database, text: str) -> None:
    result = with_note(finished_job(), unplaced=(NoteSentence(text, (), 0.0, 1.0),))
    assert load(database, save(database, result)) == result


def test_a_note_is_saved_once(store: Store, database: Database) -> None:
    save(database, finished_job())
    with pytest.raises(StoreError, match=r"saved already.*erscribe notes list"):
        save(database, finished_job())
    assert store.count("jobs") == 1


def test_a_sentence_that_cites_nothing_we_have_is_refused_whole(
    store: Store, database: Database
) -> None:
    dangling = (NoteSentence("Invented.", ("u99",), 0.0, 1.0),)
    with pytest.raises(StoreError, match="nothing was changed"):
        save(database, with_note(finished_job(), unplaced=dangling))
    assert [store.count(table) for table in ("recordings", "jobs", "notes")] == [0, 0, 0]


@pytest.mark.parametrize("name", ["corrections", "findings", "alerts"])
def test_what_was_read_out_of_no_utterance_we_have_is_refused(
    database: Database, name: str
) -> None:
    result = finished_job()
    changed: dict[str, Any] = {
        name: (replace(getattr(result.understanding, name)[0], utterance="u99"),)
    }
    understanding = replace(result.understanding, **changed)
    with pytest.raises(StoreError, match="nothing was changed"):
        save(database, replace(result, understanding=understanding))


def test_a_model_without_hash_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="nothing was changed"):
        save(database, replace(finished_job(), models={"recognizer": ModelUsed("any", "")}))


def test_a_time_that_is_no_number_is_refused(store: Store, database: Database) -> None:
    result = replace(finished_job(), timings_s={"decode": float("nan")})
    with pytest.raises(IntegrityError, match="nothing was saved"):
        save(database, result)
    assert store.count("jobs") == 0


def test_text_that_is_no_valid_unicode_is_refused_with_a_sentence(
    store: Store, database: Database
) -> None:
    broken = (NoteSentence("\udcff", (), 0.0, 1.0),)
    with pytest.raises(StoreError, match="not valid Unicode"):
        save(database, with_note(finished_job(), unplaced=broken))
    assert store.count("jobs") == 0


def test_a_refusal_does_not_carry_the_patients_words(database: Database) -> None:
    named = with_note(finished_job(), unplaced=(NoteSentence(CANARY, ("u99",), 0.0, 1.0),))
    with pytest.raises(StoreError) as refusal:
        save(database, named)
    assert CANARY not in "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE utterances SET text = 'Give hydroxyzine 50 mg.' WHERE id = 'u1'",
        "UPDATE utterances SET heard = '[[\"fifty\", 0.4, 0.9, 0.9]]' WHERE id = 'u1'",
        "UPDATE utterances SET heard = '[1]'",
        "UPDATE utterances SET flags = 'null'",
        "UPDATE findings SET value_number = '50' WHERE value_number = '25'",
        "UPDATE findings SET assertion = 'present'",
        "UPDATE note_sentences SET section = NULL",
        "DELETE FROM alerts",
        "DELETE FROM turns WHERE position = 1",
        "UPDATE recordings SET sha256 = 'b'",
        "UPDATE models_used SET sha256 = 'b'",
        "DELETE FROM recordings",
    ],
)
def test_a_note_that_is_not_as_it_was_saved_is_not_shown(
    store: Store, database: Database, change: str
) -> None:
    note_id = save(database, finished_job())
    edit(store, change)
    with pytest.raises(IntegrityError, match="backup"):
        load(database, note_id)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # PostgreSQL takes no broken JSON
def test_words_that_cannot_be_read_are_not_shown(store: Store, database: Database) -> None:
    note_id = save(database, finished_job())
    edit(store, "UPDATE utterances SET heard = substr(heard, 2)")
    with pytest.raises(IntegrityError, match="backup"):
        load(database, note_id)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # PostgreSQL takes no such character
def test_a_damaged_character_neither_passes_nor_leaks(store: Store, database: Database) -> None:
    note_id = save(database, finished_job())
    damaged = CANARY.encode() + b"\xff"
    edit(store, "UPDATE note_sentences SET text = CAST(? AS TEXT)", damaged)
    with pytest.raises(IntegrityError) as refusal:
        load(database, note_id)
    assert CANARY not in "".join(traceback.format_exception(refusal.value))


def test_a_damaged_time_makes_the_list_say_so(store: Store, database: Database) -> None:
    save(database, finished_job())
    edit(store, "UPDATE jobs SET saved_at = 'yesterday'")
    with database.transaction() as transaction, pytest.raises(IntegrityError, match="damaged"):
        summaries(transaction)


def test_a_note_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFoundError, match="erscribe notes list"):
        load(database, "n1")


def test_the_list_is_newest_first_and_says_what_a_note_is(database: Database) -> None:
    save(database, numbered(1, "older"), NOON)
    save(database, numbered(2, "newest"), NOON + timedelta(seconds=2))
    east = timezone(timedelta(hours=8))
    save(database, numbered(3, "between"), (NOON + timedelta(seconds=1)).astimezone(east))
    with database.transaction() as transaction:
        listed = summaries(transaction)
    assert [one.id for one in listed] == ["newest", "between", "older"]
    assert listed[1].created_at == NOON + timedelta(seconds=1)
    assert listed[1].created_at.tzinfo == UTC
    newest = listed[0]
    assert (newest.language, newest.duration_s, newest.alerts) == ("en", 61.2, 1)
    assert (newest.status, newest.profile) == ("draft", "sandbox")


def test_notes_of_the_same_instant_are_listed_last_saved_first(database: Database) -> None:
    for number, note_id in enumerate(("a", "b", "c")):
        save(database, numbered(number, note_id))
    with database.transaction() as transaction:
        assert [one.id for one in summaries(transaction)] == ["c", "b", "a"]


def test_a_note_is_found_by_any_beginning_that_is_its_own(database: Database) -> None:
    for number, note_id in enumerate(("nab12", "nab34", "ncd")):
        save(database, numbered(number, note_id))
    assert find(database, "nc") == "ncd"
    assert find(database, "nab3") == "nab34"
    assert find(database, "nab12") == "nab12"


def test_a_whole_id_is_found_though_another_begins_with_it(database: Database) -> None:
    for number, note_id in enumerate(("nab", "nabc")):
        save(database, numbered(number, note_id))
    assert find(database, "nab") == "nab"


@pytest.mark.parametrize("typed", ["", "x", "NAB", "n%", "n_b12", "nab123", " nab12"])
def test_what_begins_no_id_finds_nothing(database: Database, typed: str) -> None:
    save(database, numbered(1, "nab12"))
    with pytest.raises(NotFoundError, match="erscribe notes list"):
        find(database, typed)


def test_a_beginning_of_two_notes_asks_for_more_of_it(database: Database) -> None:
    for number, note_id in enumerate(("nab12", "nab34")):
        save(database, numbered(number, note_id))
    with pytest.raises(NotFoundError, match=r"more than one.*erscribe notes list"):
        find(database, "nab")


def test_the_proof_changes_with_the_smallest_change() -> None:
    result = finished_job()
    assert proof(result) == proof(finished_job())
    assert proof(result) != proof(with_note(result, status="signed"))


def test_reasons_of_alerts_and_likelihoods_of_roles_are_kept(database: Database) -> None:
    result = with_reasons(finished_job())
    kept = load(database, save(database, result))
    assert kept.understanding.alerts == result.understanding.alerts
    assert kept.understanding.alerts[0].cue == "no"
    said = kept.understanding.transcript.utterances
    assert [one.role_confidence for one in said] == [0.87, 0.0]


def with_reasons(result: JobResult) -> JobResult:
    found = result.understanding
    (alert,) = found.alerts
    first, *others = found.transcript.utterances
    said = (replace(first, role_confidence=0.87), *others)
    because = replace(alert, cue="no", cue_first=0, cue_last=0, doubted=True)
    transcript = replace(found.transcript, utterances=said)
    return replace(result, understanding=replace(found, transcript=transcript, alerts=(because,)))


def test_what_an_earlier_version_had_no_field_for_changes_no_proof_while_it_is_empty() -> None:
    plain = proof(finished_job())
    assert plain == PROOF_BEFORE_REASONS
    assert proof(with_reasons(finished_job())) != plain
