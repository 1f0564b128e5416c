"""The main job through the command line, with the embedded models, against the script."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.paths import ROOT
from tests.damage import ProductCopy
from tests.speech.essentials import diarization_error, missed, truth, words_right

pytestmark = pytest.mark.weights

SAMPLE = ROOT / "resources" / "samples" / "en_short.flac"
MOST_DIARIZATION_ERROR = 0.25
LEARNT_SHARE = 0.5
MODELS = ("recognizer-embedded", "segmentation-embedded", "speaker-embedded")


def erscribe(*argv: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *argv],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where that run saved its note."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory, data: Path) -> dict[str, Any]:
    """One run shared by the tests that read it."""
    copy = ProductCopy(tmp_path_factory.mktemp("whole"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ERSCRIBE_DATA_DIR", str(data))
        answer = copy.run("transcribe", str(SAMPLE))
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_two_people_are_told_apart_as_the_script_says(document: dict[str, Any]) -> None:
    assert len({item["speaker"] for item in document["utterances"]}) == 2
    assert diarization_error(document, "en_short") < MOST_DIARIZATION_ERROR


def test_alerts_doses_vitals_and_negation_come_out_as_the_script_says(
    document: dict[str, Any],
) -> None:
    assert missed(document, truth("en_short")) == []


def test_every_note_sentence_cites_utterances_and_none_is_dropped(
    document: dict[str, Any],
) -> None:
    note = document["note"]
    sentences = [item for section in note["sections"] for item in section["sentences"]]
    cited = {name for item in [*sentences, *note["unplaced"]] for name in item["utterances"]}
    assert cited == {item["id"] for item in document["utterances"]}


def test_the_models_used_are_named_with_their_hashes(document: dict[str, Any]) -> None:
    models = document["models"]
    used = [models["recognizer"], *models["diarizer"].values(), models["lexicon"]]
    assert all(len(model["sha256"]) == 64 for model in used)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> ProductCopy:
    """A product whose demo is the short sample, so that it is quick to run."""
    made = ProductCopy(tmp_path_factory.mktemp("damaged"))
    sample = made.root / "resources" / "samples" / "en_encounter.flac"
    sample.write_bytes(SAMPLE.read_bytes())
    return made


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("harm", ["remove", "empty", "randomise"])
def test_the_demo_fails_and_names_the_model_that_was_harmed(
    copy: ProductCopy, model: str, harm: str, request: pytest.FixtureRequest
) -> None:
    if model == "recognizer-embedded":
        request.getfixturevalue("shipped_recognizer")
    path = copy.weights_of(model)
    whole = path.read_bytes()
    try:
        getattr(copy, harm)(model)
        answer = copy.run("demo", "--lang", "en")
    finally:
        path.write_bytes(whole)
    assert answer.returncode == 3
    assert model in answer.stderr
    assert "models verify" in answer.stderr
    assert "Transcript" not in answer.stdout


@pytest.fixture(scope="module")
def randomised(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """What comes out when one model is noise and the manifest was made to agree.

    Empty when the job failed.
    """

    def run(model: str) -> dict[str, Any]:
        copy = ProductCopy(tmp_path_factory.mktemp("random"))
        copy.randomise(model)
        copy.list_again(model)
        answer = copy.run("transcribe", str(SAMPLE), "--no-save")
        found: dict[str, Any] = json.loads(answer.stdout) if answer.returncode == 0 else {}
        return found

    return run


@pytest.mark.usefixtures("shipped_recognizer")
@pytest.mark.full
def test_a_recogniser_of_noise_hears_fewer_of_the_script_s_words(
    document: dict[str, Any], randomised: Callable[[str], dict[str, Any]]
) -> None:
    noise = randomised("recognizer-embedded")
    assert noise
    assert words_right(document, "en_short") > words_right(noise, "en_short") + LEARNT_SHARE


@pytest.mark.full
def test_a_segmentation_of_noise_does_not_find_the_script_s_turns(
    randomised: Callable[[str], dict[str, Any]],
) -> None:
    noise = randomised("segmentation-embedded")
    assert noise
    assert diarization_error(noise, "en_short") > MOST_DIARIZATION_ERROR


@pytest.mark.full
def test_an_embedding_of_noise_fails_or_does_not_find_the_script_s_turns(
    randomised: Callable[[str], dict[str, Any]],
) -> None:
    noise = randomised("speaker-embedded")
    assert not noise or diarization_error(noise, "en_short") > MOST_DIARIZATION_ERROR


def test_a_saved_note_is_shown_again_and_listed(
    document: dict[str, Any], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERSCRIBE_DATA_DIR", str(data))
    listed = json.loads(erscribe("notes", "list", "--json").stdout)
    shown = erscribe("notes", "show", listed[0]["id"][:6])
    assert shown.returncode == 0
    assert "SANDBOX PROFILE" in shown.stdout
    assert listed[0]["id"] in shown.stdout


def test_the_recogniser_under_test_is_the_one_that_was_named(
    document: dict[str, Any], recognizer_directory: Path
) -> None:
    assert document["models"]["recognizer"]["name"] == recognizer_directory.name
