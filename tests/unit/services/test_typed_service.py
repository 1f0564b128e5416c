"""What is typed while recording becomes part of the note, whatever happens in between."""

from collections.abc import Callable

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AudioError, StoreError
from app.domain.result import JobResult
from app.domain.typed import TypedPiece
from app.services.events import RecordingDone
from app.services.filing import KeptStage
from app.services.review import NoteReview
from app.services.typed import as_stage, of_stages
from tests import finishing_bench
from tests.dictation_bench import Bench, benches, resources
from tests.finishing_bench import LIVE
from tests.finishing_bench import bench as finishing

__all__ = ["benches", "finishing", "resources"]

LI = Actor("u-li", "Dr. Li", "physician", "s1", "ED", "desk-3")
ROE = Actor("u-roe", "Dr. Roe", "physician", "s2", "ED", "desk-3")
PIECE = TypedPiece(0.4, "Allergic to penicillin 青霉素.")


def typed_in(result: JobResult) -> list[str]:
    return [one.text for one in result.understanding.note.sentences() if one.source == "typed"]


@pytest.fixture
def ward(benches: Callable[..., Bench]) -> Bench:
    return benches(profile="clinical", actor=LI).open()


def test_it_is_in_the_note_that_is_saved(ward: Bench) -> None:
    ward.record()
    ward.dictation.keep_typed((PIECE,))
    assert ward.dictation.typed == (PIECE,)
    ward.dictation.stop()
    done = ward.told.wait(RecordingDone)
    assert typed_in(done.result) == [PIECE.text]
    assert ward.rows("SELECT count(*) FROM live_stages") == [(0,)]


def test_what_was_taken_back_is_not(ward: Bench) -> None:
    ward.record()
    ward.dictation.keep_typed((PIECE,))
    ward.dictation.keep_typed(())
    ward.dictation.stop()
    assert typed_in(ward.told.wait(RecordingDone).result) == []


def test_nobody_types_into_a_recording_of_somebody_else(ward: Bench) -> None:
    with pytest.raises(AudioError, match="type into the note"):
        ward.dictation.keep_typed((PIECE,))
    ward.record()
    ward.dictation.keep_typed((PIECE,))
    ward.dictation.act_as(ROE)
    assert not ward.dictation.typed
    with pytest.raises(AudioError):
        ward.dictation.keep_typed(())
    ward.dictation.act_as(LI)
    assert ward.dictation.typed == (PIECE,)


def test_a_recording_that_is_recovered_still_has_it(finishing: finishing_bench.Bench) -> None:
    finishing.store.stages(LIVE)
    finishing.store.keep_stage(LIVE.id, as_stage((PIECE,)))
    result = finishing.run().result
    assert typed_in(result) == [PIECE.text]
    note = result.understanding.note.id
    assert typed_in(NoteReview(finishing.database).show(SANDBOX_ACTOR, note)) == [PIECE.text]


def test_what_another_version_kept_is_never_dropped_unseen(
    finishing: finishing_bench.Bench,
) -> None:
    assert of_stages({}) == ()
    finishing.store.stages(LIVE)
    finishing.store.keep_stage(LIVE.id, KeptStage("typed", '{"shape": "of another version"}'))
    with pytest.raises(StoreError, match="another version"):
        finishing.run()
    assert finishing.store.saved_among([LIVE.id]) == frozenset()
