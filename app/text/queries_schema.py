"""What resources/queries may hold: every complaint names the file, its section and the key."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.domain.errors import ResourceError
from app.text.tables import Table

_TEXTS: Final = frozenset(
    {"introduces", "ages", "places", "families", "complaints", "injuries", "lodged"}
)
"""Keys that hold a list of patterns; all others hold one."""
_ROW: Final[Mapping[str, type | tuple[type, ...]]] = {
    "en": str, "zh": str, "unless": str, "sex": str, "min_age": (int, float),
    "max_age": (int, float), "from_age": (int, float), "child": bool, "stated": bool,
}  # fmt: skip
_LASTING: Final[Mapping[str, type | tuple[type, ...]]] = {
    "words": str, "unless": str, "from": (int, float),
}  # fmt: skip
CHECKED: Final = frozenset({"contradictions", "sides"})


def check(table: Table, path: Path) -> None:
    """The tables of whose words they are, and of sides. Raises ResourceError."""
    for name, section in table.items():
        if name == "word":
            _rows(section, _ROW, f"{path}: [[word]]")
        elif isinstance(section, dict):
            _section(section, f"{path}: [{name}]")
        else:
            raise ResourceError(f"{path}: '{name}' must be a section")


def _section(section: Mapping[str, Any], where: str) -> None:
    for key, value in section.items():
        if key == "lasting":
            _rows(value, _LASTING, f"{where} lasting")
        elif key == "listed" and isinstance(value, dict):
            _section(value, f"{where}.listed")
        elif not _fits(key, value):
            kind = "numbers by name" if key == "decade_names" else "patterns, none of them empty"
            raise ResourceError(f"{where} '{key}' must hold {kind}")


def _fits(key: str, value: object) -> bool:
    if key == "decade_names":
        return isinstance(value, dict) and all(type(one) is int for one in value.values())
    patterns = value if key in _TEXTS and isinstance(value, list) else [value]
    return all(isinstance(one, str) and one for one in patterns)


def _rows(rows: Any, columns: Mapping[str, type | tuple[type, ...]], where: str) -> None:
    if not isinstance(rows, list):
        raise ResourceError(f"{where} must be rows")
    for number, row in enumerate(rows, 1):
        for key, value in row.items():
            if key not in columns:
                raise ResourceError(
                    f"{where} row {number}: '{key}' is none of {', '.join(columns)}"
                )
            if not isinstance(value, columns[key]):
                raise ResourceError(f"{where} row {number}: '{key}' is of the wrong kind")
        if row.get("sex", "male") not in {"male", "female"}:
            raise ResourceError(f"{where} row {number}: 'sex' is neither female nor male")
