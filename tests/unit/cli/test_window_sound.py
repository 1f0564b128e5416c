"""What the window is given to hear and to be pressed with, as the program builds it."""

import os
from pathlib import Path
from typing import cast

import pytest

from app import bootstrap, paths
from app.audio.player import LoudspeakerPlayer
from app.cli import window_sound
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import NotFoundError
from app.settings import Settings


@pytest.fixture(autouse=True)
def _own_store() -> None:
    for built in (bootstrap.database, bootstrap.store_keys):
        built.cache_clear()


def test_playback_is_over_the_store_in_force_and_plays_where_the_settings_say() -> None:
    Path(os.environ["ERSCRIBE_CONFIG"]).write_text('loudspeaker = "Headset"\n', encoding="utf-8")
    playback = window_sound.playback()
    player = cast(LoudspeakerPlayer, playback._player)
    assert player._name == "Headset"
    assert not paths.database_file().exists(), "nothing is opened before somebody listens"
    with pytest.raises(NotFoundError, match="no such recording"):
        playback.open(SANDBOX_ACTOR, "c" * 32)
    assert paths.database_file().exists()


def test_buttons_do_what_the_settings_say() -> None:
    parts = window_sound.buttons(Settings(button_map="f1=mark"))
    assert (parts.acts["f1"], parts.acts["record"]) == ("mark", "talk")
