"""Typed reading of our TOML resources; every complaint names the file and the key."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from app.domain.errors import ResourceError

Table = Mapping[str, Any]
_Option = TypeVar("_Option", bound=str)


def load(path: Path) -> Table:
    """A TOML file. Raises ResourceError when it is missing or malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"{path}: not a readable TOML file; install it again") from error


def text(table: Table, key: str, path: Path) -> str:
    """A string that is not empty."""
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ResourceError(f"{path}: '{key}' must be a text")
    return value


def option(table: Table, key: str, allowed: tuple[_Option, ...], path: Path) -> _Option:
    """A string out of a closed list."""
    value = table.get(key)
    if value not in allowed:
        raise ResourceError(f"{path}: '{key}' is {value!r}, expected one of {allowed}")
    return cast("_Option", value)


def whole(table: Table, key: str, path: Path, default: int) -> int:
    """A whole number of at least 0."""
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ResourceError(f"{path}: '{key}' must be a whole number of at least 0")
    return value


def switch(table: Table, key: str, path: Path) -> bool:
    """True or false; false when the key is missing."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ResourceError(f"{path}: '{key}' must be true or false")
    return value


def strings(table: Table, key: str, path: Path, *, optional: bool = False) -> tuple[str, ...]:
    """A list of strings that are not empty; optional: a missing key is an empty list."""
    value = table.get(key, [] if optional else None)
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ResourceError(f"{path}: '{key}' must be a list of texts")
    return tuple(value)


def part(table: Table, key: str, path: Path) -> Mapping[str, Table]:
    """A table of tables."""
    value = table.get(key)
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise ResourceError(f"{path}: '{key}' must be a table of tables")
    return value


def many(table: Table, key: str, path: Path) -> tuple[Table, ...]:
    """An array of tables; a missing key is an empty one."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ResourceError(f"{path}: '{key}' must be an array of tables")
    return tuple(value)
