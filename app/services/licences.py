"""What ERScribe is made of and under which licences, from the metadata of installed packages."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from app.paths import RESOURCES

PRODUCT: Final = "erscribe"
_BESIDE: Final = RESOURCES / "licences"
"""Texts for packages that bring none."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXTS: Final = re.compile(r"(^|[/_.-])(licen[cs]e|copying|notice)", re.IGNORECASE)
_NO_TEXT: Final = (".py", ".pyc", ".pyi")
_CLASSIFIER: Final = "License :: "
_UNSAID: Final = frozenset({"", "UNKNOWN"})
_LONGEST_NAME: Final = 120

Find = Callable[[str], metadata.Distribution]


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package that ERScribe needs, itself or through others. licence: "" unknown."""

    name: str
    version: str
    licence: str


def packages(find: Find = metadata.distribution) -> tuple[Package, ...]:
    """Every one that is installed, by name; ERScribe itself first."""
    found = sorted(_needed(find), key=lambda one: one[0].casefold())
    known = {name: dist for name, dist in found if name.casefold() != PRODUCT}
    product = [(name, dist) for name, dist in found if name.casefold() == PRODUCT]
    rows = [*product, *known.items()]
    return tuple(Package(name, dist.version, licence_of(dist)) for name, dist in rows)


def texts(name: str, find: Find = metadata.distribution) -> str:
    """The full texts of a package's licences, one below the other; "" when none is known."""
    try:
        dist = find(name)
    except metadata.PackageNotFoundError:
        return ""
    files = list(_licence_files(dist))
    if not files:
        return _from_beside(name, dist)
    if len(files) == 1:
        return files[0][1]
    return "\n\n".join(f"=== {path} ===\n\n{text}" for path, text in files)


def _from_beside(name: str, dist: metadata.Distribution) -> str:
    """Texts that lie with ERScribe, below whose work it is."""
    found = _lacking().get(name.casefold())
    if found is None:
        return ""
    whose = found.get("said", "").strip() or f"{dist.name}: {_authors(dist)}"
    below = [(_BESIDE / f"{one}.txt").read_text(encoding="utf-8") for one in found["texts"]]
    return "\n\n\n".join((whose, *below))


@cache
def _lacking() -> dict[str, dict[str, Any]]:
    """By plain name."""
    return tomllib.loads((_BESIDE / "packages.toml").read_text(encoding="utf-8"))


def _authors(dist: metadata.Distribution) -> str:
    """As its metadata name them, without where to write to them."""
    fields = dist.metadata
    given = (fields.get_all("Author") or fields.get_all("Author-email") or ("",))[0]
    return re.sub(r"\s*<[^>]*>", "", given)


def licence_of(dist: metadata.Distribution) -> str:
    """As the package says it: its expression, its field, its classifiers, its file's first line."""
    fields = dist.metadata
    for key in ("License-Expression", "License"):
        given = (fields.get_all(key) or ("",))[0].strip()
        if given not in _UNSAID and "\n" not in given and len(given) <= _LONGEST_NAME:
            return given
    named = [
        one.rpartition(" :: ")[2]
        for one in fields.get_all("Classifier") or ()
        if one.startswith(_CLASSIFIER)
    ]
    return ", ".join(named) or _first_line(dist)


def _first_line(dist: metadata.Distribution) -> str:
    for _, text in _licence_files(dist):
        line = next((line.strip() for line in text.splitlines() if line.strip()), "")
        if len(line) <= _LONGEST_NAME:
            return line
    return ""


def _licence_files(dist: metadata.Distribution) -> Iterator[tuple[str, str]]:
    """Path below the metadata folder, and text."""
    for file in sorted(dist.files or (), key=str):
        folder, _, path = str(file).partition("/")
        wanted = folder.endswith((".dist-info", ".egg-info")) and _TEXTS.search(path)
        if wanted and not path.endswith(_NO_TEXT):
            yield path.removeprefix("licenses/"), _text(file)


def _text(file: metadata.PackagePath) -> str:
    try:
        return Path(file.locate()).read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _needed(find: Find) -> Iterator[tuple[str, metadata.Distribution]]:
    """The product and all that it requires, through others too; what is not installed is not."""
    seen: set[str] = set()
    waiting = [PRODUCT]
    while waiting:
        name = waiting.pop()
        if _plain(name) in seen:
            continue
        seen.add(_plain(name))
        try:
            dist = find(name)
        except metadata.PackageNotFoundError:
            continue
        yield dist.name, dist
        waiting += _required(dist.requires or ())


def _required(lines: Iterable[str]) -> Iterator[str]:
    """Names of what is always needed; an extra is not."""
    for line in lines:
        found = _NAME.match(line)
        if found and not re.search(r"\bextra\s*==", line.partition(";")[2]):
            yield found[0]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
