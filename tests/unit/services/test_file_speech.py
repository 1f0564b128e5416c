"""Files heard in a speech process of their own: begun with the first, ended when none is left."""

from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import RecognitionError
from app.domain.live import Detect, Diarize, Open, Recognize
from app.domain.reading import Understand
from app.services.file_speech import FilesElsewhere
from app.services.final_speech import SpeechDesk
from app.services.transcription import Job, Transcription
from tests.fake_live import FakeSpeech
from tests.fakes import FakeStore

TALK = Path("/sounds/talk.wav")


class Processes:
    """Every speech process that was begun."""

    def __init__(self) -> None:
        self.begun: list[FakeSpeech] = []

    def desk(self) -> SpeechDesk:
        self.begun.append(FakeSpeech())
        return SpeechDesk(lambda: self.begun[-1])


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.fixture
def files(processes: Processes) -> FilesElsewhere:
    return FilesElsewhere(processes.desk)


def transcription(files: FilesElsewhere) -> Transcription:
    return Transcription(files, FakeStore, "simplified")


def test_a_file_goes_through_the_whole_job_there(
    files: FilesElsewhere, processes: Processes
) -> None:
    result = transcription(files).run(SANDBOX_ACTOR, Job(TALK))
    assert result.recording.duration_s == 10.0
    assert result.recording.sha256 == "d" * 64
    assert [one.keyword for one in result.understanding.alerts] == ["cardiac_arrest"]
    assert set(result.models) >= {"recognizer", "lexicon", "keywords"}
    (process,) = processes.begun
    asked = [one for one in process.sent if isinstance(one, Open | Detect | Recognize | Diarize)]
    assert [one.file for one in asked] == [str(TALK)] * 4
    assert process.wait_sent(Understand).heard.utterances


def test_nothing_is_begun_before_the_first_file_and_one_process_does_all(
    files: FilesElsewhere, processes: Processes
) -> None:
    files.rest()
    assert processes.begun == []
    for _ in range(2):
        transcription(files).run(SANDBOX_ACTOR, Job(TALK))
    assert len(processes.begun) == 1


def test_rest_ends_the_process_and_the_next_file_begins_another(
    files: FilesElsewhere, processes: Processes
) -> None:
    transcription(files).run(SANDBOX_ACTOR, Job(TALK))
    files.rest()
    assert processes.begun[0].closed
    transcription(files).run(SANDBOX_ACTOR, Job(TALK))
    assert len(processes.begun) == 2
    assert not processes.begun[1].closed


def test_a_file_that_cannot_be_decoded_is_said_by_its_sentence(files: FilesElsewhere) -> None:
    class Deaf(FakeSpeech):
        def __init__(self) -> None:
            super().__init__()
            self.refuses = {"Open": "talk.wav is no sound file; choose another"}

    deaf = FilesElsewhere(lambda: SpeechDesk(Deaf))
    with pytest.raises(RecognitionError, match="no sound file"):
        transcription(deaf).run(SANDBOX_ACTOR, Job(TALK))
