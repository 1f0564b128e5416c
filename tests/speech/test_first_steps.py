"""The self-test of the set-up with the embedded models and real processes."""

from pathlib import Path
from threading import Event

import pytest

from app.cli import window_pages
from app.domain.trial import Listener
from app.settings import Settings

pytestmark = pytest.mark.weights


def test_the_bundled_sample_is_heard_and_nothing_of_it_is_kept(own_folders: Path) -> None:
    parts = window_pages.welcome(bool, str, lambda _: None)
    steps: list[str] = []
    trial = parts.trial()
    try:
        sample = parts.sample(Settings())
        tried = trial.sample(sample, Listener(step=steps.append), Event())
        sound = [one for one in own_folders.rglob("*") if "recordings" in one.parts]
        assert [one for one in sound if one.is_file() and one.parent.name != "recordings"] == []
    finally:
        trial.close()
    assert steps == ["opening", "recording", "loading", "hearing"]
    assert tried.matched.well, tried.heard
    assert tried.sound == "good"
    assert tried.duration_s == pytest.approx(21.3, abs=0.5)
    assert not list((own_folders / "replays").glob("*"))
