"""Triggers that keep rows as they were written, and what follows from a row, for SQLite and for
PostgreSQL.

SQLite's INSERT OR REPLACE deletes without firing a delete trigger, so inserting over a row that is
there is refused too; PostgreSQL has no such statement, and its keys refuse a second row.
"""

import re
from collections.abc import Iterator, Sequence

from alembic import op


def keep(table: str, keys: str, columns: Sequence[str] = (), *, delete: bool = True) -> None:
    """Refuse changes of rows. columns: only these are frozen, all when none is named.

    keys: what makes a row the same row, over NEW (`id = NEW.id`). delete: deleting is refused too.
    """
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in (_postgres if postgres else _sqlite)(table, keys, columns, delete):
        op.execute(statement)


def rule(name: str, table: str, event: str, condition: str, refusal: str) -> None:
    """Refuse one kind of change: `event` (`UPDATE OF state`) when `condition` over OLD and NEW."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_function(name, refusal, _null_safe(condition)))
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )


def after(name: str, event: str, table: str, statement: str, condition: str = "true") -> None:
    """Do `statement` after every `event` on a row of `table` that meets the condition."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM "
            f"CURRENT AS $$ BEGIN IF {condition} THEN {statement}; END IF; RETURN NULL; END $$"
        )
        run = f"EXECUTE FUNCTION {name}()"
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {run}")
    else:
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} "
            f"BEGIN {statement}; END"
        )


def no_longer(name: str, table: str) -> None:
    """Take away what `after` or `rule` made under a name."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    else:
        op.execute(f"DROP TRIGGER {name}")


def _of(columns: Sequence[str]) -> str:
    return f" OF {', '.join(columns)}" if columns else ""


def _sqlite(table: str, keys: str, columns: Sequence[str], delete: bool) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are kept as they are'); END"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{_of(columns)} ON {table} {refuse}"
    if delete:
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {keys}) {refuse}"
    )


def _postgres(table: str, keys: str, columns: Sequence[str], delete: bool) -> Iterator[str]:  # noqa: ARG001 - one signature for both
    function = f"{table}_kept"
    yield _function(function, f"{table} are kept as they are")
    on = f"ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{_of(columns)} {on}"
    if delete:
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE {on}"
    statement = f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE {statement}"


def _function(name: str, refusal: str, condition: str = "true") -> str:
    """What a trigger calls; it finds our tables whatever the session's search path is."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path FROM CURRENT AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def _null_safe(condition: str) -> str:
    """SQLite's IS and IS NOT between two values, as PostgreSQL spells them."""
    words = r"(?!\s+(?:NOT|NULL|TRUE|FALSE|DISTINCT)\b)"
    changed = re.sub(rf"\bIS NOT\b{words}", "IS DISTINCT FROM", condition)
    return re.sub(rf"\bIS\b{words}", "IS NOT DISTINCT FROM", changed)
