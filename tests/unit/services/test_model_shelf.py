"""Which recogniser is in force, and why."""

from pathlib import Path

import pytest

from app import paths
from app.domain.errors import ModelError
from app.services.model_shelf import Candidate, Choice, ModelShelf, ShelvedModel, choose_recognizer
from app.settings import Settings
from app.speech import shelf
from app.speech.weights import write_manifest_row

SMALL = Candidate("small", 10, embedded=True)
TURBO = Candidate("turbo", 1600, embedded=False)
LARGE = Candidate("large", 3000, embedded=False)


@pytest.mark.parametrize(
    ("choice", "here", "gpu", "found"),
    [
        ("auto", (SMALL,), True, Choice("small", "only one")),
        ("auto", (SMALL, TURBO, LARGE), True, Choice("large", "best for GPU")),
        ("auto", (SMALL, LARGE), False, Choice("small", "no GPU")),
        ("turbo", (SMALL, TURBO, LARGE), False, Choice("turbo", "by settings")),
    ],
)
def test_the_best_that_runs_well_is_taken_unless_the_settings_name_one(
    choice: str, here: tuple[Candidate, ...], gpu: bool, found: Choice
) -> None:
    assert choose_recognizer(choice, here, lambda: gpu) == found


def test_a_recogniser_that_is_not_here_is_named_with_those_that_are() -> None:
    with pytest.raises(ModelError, match=r"'huge' is neither .* \(known: small, turbo\)"):
        choose_recognizer("huge", (SMALL, TURBO), lambda: False)
    with pytest.raises(ModelError, match="install it again"):
        choose_recognizer("auto", (LARGE,), lambda: True)


def test_the_shelf_shows_what_came_with_erscribe() -> None:
    found = {one.name: one for one in shelf.shelved(Settings(), lambda: False, paths.MODELS)}
    recognizer = found["recognizer-embedded"]
    assert (recognizer.why, recognizer.embedded, recognizer.in_force) == ("only one", True, True)
    assert "demonstration" in recognizer.card
    assert len(recognizer.sha256) == 64
    assert found["detector"].why == "fixed"
    assert found["detector"].card == ""


def test_a_larger_model_of_the_site_is_in_force_where_a_gpu_is() -> None:
    folder = paths.installed_models_dir() / "large"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    write_manifest_row(
        "large",
        version="3",
        kind="recognizer",
        path="large",
        licence="MIT",
        source="here",
        root=paths.installed_models_dir(),
    )

    def why(settings: Settings, gpu: bool) -> dict[str, str]:
        return {one.name: one.why for one in shelf.shelved(settings, lambda: gpu, paths.MODELS)}

    assert why(Settings(), True)["large"] == "best for GPU"
    assert why(Settings(), True)["recognizer-embedded"] == ""
    assert why(Settings(), False)["recognizer-embedded"] == "no GPU"
    assert why(Settings(recognizer="large"), False)["large"] == "by settings"
    by_folder = why(Settings(recognizer=str(folder)), True)
    assert (by_folder["large"], by_folder["recognizer-embedded"]) == ("", "")


def test_a_changed_file_is_found_by_verifying() -> None:
    folder = paths.installed_models_dir() / "large"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    write_manifest_row(
        "large",
        version="3",
        kind="recognizer",
        path="large",
        licence="MIT",
        source="here",
        root=paths.installed_models_dir(),
    )
    assert shelf.failure("large") == ""
    (folder / "model.bin").write_bytes(b"WEIGHTS")
    assert "model.bin is not the listed file" in shelf.failure("large")


def test_the_shelf_passes_on_what_it_is_given(tmp_path: Path) -> None:
    one = ShelvedModel("m", "1", "recognizer", 1, "ab", "MIT", "here", tmp_path, True)
    made = ModelShelf(lambda _: (one,), lambda name: f"{name} is bad", tmp_path)
    assert made.models(Settings()) == (one,)
    assert not one.in_force
    assert made.verify("m") == "m is bad"
