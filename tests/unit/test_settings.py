"""Settings are checked one by one."""

from pathlib import Path

import pytest

from app.domain.errors import SettingsError
from app.settings import Settings, load


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_known_settings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('languages = "zh"\nmax_speakers = 4\n', encoding="utf-8")
    assert load(file) == Settings(languages="zh", max_speakers=4)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1", "colour"),
        ('languages = "fr"', "languages"),
        ('max_speakers = "two"', "max_speakers"),
        ("max_speakers = true", "max_speakers"),
        ("recognizer = 3", "recognizer"),
        ("= broken", "TOML"),
    ],
)
def test_a_bad_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load(file)
    assert str(file) in str(caught.value)
