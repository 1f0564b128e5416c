"""Settings: declared once, typed, read from one TOML file; unknown keys are errors."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from app.domain.errors import SettingsError

LanguageChoice = Literal["auto", "en", "zh"]
Device = Literal["auto", "cpu", "cuda"]
Script = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting and its default.

    languages: what a recording may contain; `auto` decides per region among English and Mandarin.
    chinese_script: the script Chinese output is fixed to.
    recognizer: manifest name, or a CTranslate2 Whisper directory; "auto" takes the best installed.
    compute_type: CTranslate2 compute type; "auto" is int8 on CPU and int8_float16 on CUDA.
    note_template: key of a template under resources/templates.
    """

    languages: LanguageChoice = "auto"
    chinese_script: Script = "simplified"
    recognizer: str = "auto"
    device: Device = "auto"
    compute_type: str = "auto"
    min_speakers: int | None = None
    max_speakers: int | None = None
    note_template: str = "ed_default"


def load(path: Path) -> Settings:
    """Read settings; a missing file gives the defaults.

    Raises SettingsError naming file, key and reason.
    """
    if not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: not a readable TOML file; mend or delete it") from error
    known = {field.name: field for field in fields(Settings)}
    for key, value in table.items():
        if key not in known:
            raise SettingsError(f"{path}: unknown setting '{key}'; known: {', '.join(known)}")
        _check(path, key, value, known[key].type)
    return Settings(**table)


def _check(path: Path, key: str, value: Any, kind: Any) -> None:
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            allowed = ", ".join(map(str, get_args(kind)))
            raise SettingsError(f"{path}: '{key}' is one of {allowed}")
    elif not isinstance(value, kind) or isinstance(value, bool):
        raise SettingsError(f"{path}: '{key}' has the wrong type")
