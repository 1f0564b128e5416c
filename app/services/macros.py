"""Texts that are put in at once: one's own, and those that come with the program."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from app.domain.access import Actor
from app.domain.errors import ResourceError, StoreError
from app.domain.macros import LONGEST_NAME, LONGEST_TEXT, Macro
from app.paths import RESOURCES
from app.services.access import Done, perform
from app.store import macros
from app.store.database import Database, Transaction

SHIPPED: Final = RESOURCES / "macros.toml"


class Macros:
    """Every method raises AccessError and StoreError."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def offered(self, actor: Actor) -> tuple[Macro, ...]:
        """One's own by name, then those that come with the program. Raises ResourceError."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[Macro, ...]]:  # noqa: ARG001
            found = macros.macros_of(transaction, actor.id)
            return Done(found, detail={"macros": len(found)})

        return (*perform(self._database(), actor, "macro.list", work), *shipped())

    def keep(self, actor: Actor, macro: Macro) -> Macro:
        """Keep a text under its name, in place of one's own of that name and language."""
        macro = replace(macro, name=" ".join(macro.name.split()), text=macro.text.strip())
        if not 0 < len(macro.name) <= LONGEST_NAME:
            raise StoreError(f"a name has 1 to {LONGEST_NAME} characters")
        if not 0 < len(macro.text) <= LONGEST_TEXT:
            raise StoreError(f"a text has 1 to {LONGEST_TEXT} characters")

        def work(transaction: Transaction, at: datetime) -> Done[Macro]:
            for one in macros.macros_of(transaction, actor.id):
                if (one.name.casefold(), one.language) == (macro.name.casefold(), macro.language):
                    macros.end_macro(transaction, one.id, actor.id, at)
            made = macros.add_macro(transaction, macro, actor.id, at)
            return Done(made, made.id)

        return perform(self._database(), actor, "macro.keep", work)

    def end(self, actor: Actor, macro: str) -> None:
        """It is offered no longer. Raises NotFoundError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            macros.end_macro(transaction, macro, actor.id, at)
            return Done(None, macro)

        perform(self._database(), actor, "macro.end", work)


@cache
def shipped(path: Path = SHIPPED) -> tuple[Macro, ...]:
    """Those that come with the program. Raises ResourceError."""
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["macro"]
        return tuple(Macro("", row["name"], row["language"], row["text"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(f"{path} cannot be used; install ERScribe again") from error
