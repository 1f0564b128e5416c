"""What the pages are given in the real program: it opens nothing until it is asked."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

from app import bootstrap, paths
from app.cli import window_pages
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import ModelError
from app.services.preferences import SECURITY
from app.settings import Settings


@pytest.fixture(autouse=True)
def _own_store() -> Iterator[None]:
    """Each test has a store of its own."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    bootstrap.database.cache_clear()
    bootstrap.store_keys.cache_clear()


def test_a_page_is_made_before_anything_large_is_loaded() -> None:
    large = "sqlalchemy pypinyin opencc jieba spacy torch ctranslate2 tomlkit sounddevice"
    code = (
        "import sys; from app.cli import window_pages as w; w.settings(frozenset()); "
        "w.models(bool, None); w.lexicon(None); w.about(); w.welcome(bool, str, print); "
        "import app.gui.pages.settings_page, app.gui.pages.models_page, app.gui.pages.about_page; "
        "import app.gui.pages.lexicon_page, app.gui.pages.welcome_page; "
        f"print(sorted(set('{large}'.split()) & set(sys.modules)))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_settings_of_a_sandbox_are_all_to_be_changed() -> None:
    parts = window_pages.settings(frozenset({"window_look"}))
    assert parts.site is None
    held = parts.preferences().held()
    assert (held.settings, dict(held.locked)) == (Settings(), {})
    assert held.file == paths.config_file()


def test_settings_of_a_clinical_store_are_locked_where_it_is_a_matter_of_security() -> None:
    paths.clinical_dir().mkdir(parents=True)
    parts = window_pages.settings(frozenset())
    assert parts.site is not None
    assert set(parts.preferences().held().locked) == SECURITY


def test_what_can_be_chosen_is_listed_without_what_cannot_be_found() -> None:
    found = window_pages.settings(frozenset()).suggestions()
    assert found["recognizer"] == ("recognizer-embedded",)
    assert {"ed_default", "trauma", "ji_zhen_bing_li"} <= set(found["note_template"])
    assert "int8" in found["compute_type"]


def test_models_are_those_of_the_manifests_and_are_verified() -> None:
    parts = window_pages.models(bool, None)
    shelf = parts.shelf()
    why = {one.name: one.why for one in shelf.models(parts.settings())}
    assert why["recognizer-embedded"] == "only one"
    assert shelf.verify("speaker-embedded") == ""
    assert shelf.folder == paths.installed_models_dir()
    assert parts.machine().cores >= 1


def test_a_model_is_brought_in_as_who_asks_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "whisper-tiny"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    parts = window_pages.models(bool, None)
    parts.bring(SANDBOX_ACTOR, folder, "MIT", "a stick")
    listed = {one.name: one for one in parts.shelf().models(parts.settings())}
    assert (listed["whisper-tiny"].licence, listed["whisper-tiny"].source) == ("MIT", "a stick")
    with pytest.raises(ModelError):
        parts.bring(SANDBOX_ACTOR, tmp_path / "absent", "MIT", "a stick")


def test_the_lexicon_is_the_one_that_recordings_are_corrected_with() -> None:
    parts = window_pages.lexicon(None)
    assert parts.desk() is parts.desk()
    assert parts.desk().look_up("amoxicillin").exact
    assert parts.vetoes().mine(SANDBOX_ACTOR) == ()
    assert (parts.proposals().terms(), parts.proposals().waiting()) == ((), ())


def test_licences_are_those_of_what_is_installed() -> None:
    parts = window_pages.about()
    names = [one.name for one in parts.packages()]
    assert names[0] == "erscribe"
    assert "Apache License" in parts.texts("erscribe")
    assert "Permission is hereby granted" in parts.texts("tomlkit")
    assert "Apache-2.0" in parts.lexicon()
    assert {"detector", "recognizer-embedded"} <= {one.name for one in parts.models()}


def test_a_trial_that_was_never_used_leaves_nothing(own_folders: Path) -> None:
    parts = window_pages.welcome(bool, str, lambda _: None)
    parts.trial().close()
    assert not own_folders.exists() or list(own_folders.rglob("*")) == []
    assert parts.sample(Settings()).path.is_file()
    assert parts.sample(Settings(languages="zh")).language == "zh"
