"""Column types that mean the same in SQLite and in PostgreSQL."""

from sqlalchemy import BigInteger, Connection, Integer, String
from sqlalchemy.types import TypeEngine

COUNT: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits. SQLite numbers rows by itself only where a key is plain INTEGER."""

NOCASE: TypeEngine[str] = String(collation="NOCASE")
"""Text in which the case of letters does not count: SQLite's own collation, for ASCII letters."""

OF_NOCASE: TypeEngine[str] = String().with_variant(String(collation="NOCASE"), "postgresql")
"""What refers to such text: PostgreSQL compares the two only when both are of one collation."""


def make_nocase(connection: Connection) -> None:
    """Give PostgreSQL a collation of that name; ids are ASCII, where both mean the same."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            'CREATE COLLATION "NOCASE" '
            "(provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
