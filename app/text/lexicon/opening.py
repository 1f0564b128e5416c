"""Opens the built lexicon that the settings name, over the embedded one."""

from contextlib import suppress
from pathlib import Path

from app.domain.errors import ResourceError
from app.text.lexicon.builds import AUTO, builds_in, chosen, read_staff
from app.text.lexicon.loading import Lexicon


def with_built(embedded: Lexicon, setting: str, folder: Path) -> Lexicon:
    """setting: as `Settings.lexicon` says. With "auto" a damaged build gives way to the next one:
    dictation goes on, and each result names the version it was made with.

    Raises ResourceError when the build that is named cannot be used.
    """
    if setting != AUTO:
        named = chosen(setting, folder)
        return _opened(embedded, named) if named is not None else embedded
    for one, _ in builds_in(folder):
        with suppress(ResourceError):
            return _opened(embedded, one)
    return embedded


def _opened(embedded: Lexicon, build: Path) -> Lexicon:
    from app.text.lexicon.compiled import CompiledIndex  # noqa: PLC0415 - only where one was built

    return embedded.joined(CompiledIndex.open(build), read_staff(build))
