"""The phrases of spoken commands and the texts that can be put in by voice, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from app.domain.macros import Macro, slots
from app.domain.transcript import Language
from app.text.tables import load, many, option, part, strings, text

FILES: Final = ("commands.toml", "macros.toml")
PlainKind = Literal["paragraph", "next", "scratch"]
PLAIN: Final[tuple[PlainKind, ...]] = get_args(PlainKind)


@dataclass(frozen=True, slots=True)
class SpokenMacro:
    """A text that can be put in by voice. section: a topic of notes; normal: by slot."""

    macro: Macro
    spoken: tuple[str, ...]
    section: str
    normal: Mapping[str, str]

    def text(self, *, normal: bool) -> str:
        """normal: slots that have a normal value are filled with it; figures never are."""
        return filled(self.macro.text, self.normal) if normal else self.macro.text


@dataclass(frozen=True, slots=True)
class Commands:
    """The phrases of the commands by language and kind, and the macros."""

    phrases: Mapping[Language, Mapping[str, tuple[str, ...]]]
    macros: tuple[SpokenMacro, ...]


def read_commands(resources_dir: Path) -> Commands:
    """Raises ResourceError naming file and key."""
    path, macros = (resources_dir / name for name in FILES)
    languages = part({"languages": load(path)}, "languages", path)
    phrases: dict[Language, dict[str, tuple[str, ...]]] = {}
    kinds = (*PLAIN, "insert", "normal", "fill", "fill_with")
    for code in get_args(Language):
        row = languages.get(code, {})
        phrases[code] = {kind: strings(row, kind, path) for kind in kinds}
        phrases[code]["insert_end"] = ("", *strings(row, "insert_end", path))
    return Commands(
        phrases, tuple(_macro(row, macros) for row in many(load(macros), "macro", macros))
    )


def _macro(row: Mapping[str, Any], path: Path) -> SpokenMacro:
    language: Language = option(row, "language", get_args(Language), path)
    macro = Macro("", text(row, "name", path), language, text(row, "text", path))
    normal = {slot: str(value) for slot, value in row.get("normal", {}).items()}
    return SpokenMacro(
        macro, strings(row, "spoken", path, optional=True), row.get("section", ""), normal
    )


def filled(words: str, values: Mapping[str, str]) -> str:
    """A text with its slots filled that have a value."""
    for start, end in reversed(slots(words)):
        value = values.get(words[start + 1 : end - 1])
        if value is not None:
            words = words[:start] + value + words[end:]
    return words
