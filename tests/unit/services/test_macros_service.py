"""One's own texts, kept and ended."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, ResourceError, StoreError
from app.domain.macros import Macro
from app.services.macros import Macros, shipped
from app.store.database import Database
from tests.people_desk import acting_as, clinical, log

ANKLE = Macro("", "Ankle", "en", "Ottawa rules: [finding].")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def house(database: Database) -> Actor:
    return acting_as(database, "house")


@pytest.fixture
def macros(database: Database) -> Macros:
    return Macros(lambda: database)


def own(macros: Macros, actor: Actor) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in macros.offered(actor) if one.id]


def test_ones_own_come_before_those_of_the_program(
    macros: Macros, house: Actor, database: Database
) -> None:
    made = macros.keep(house, ANKLE)
    assert macros.offered(house) == (made, *shipped())
    assert "Ottawa" not in repr(log(database, "MAC-KEEP"))


def test_one_of_the_same_name_takes_its_place(macros: Macros, house: Actor) -> None:
    macros.keep(house, ANKLE)
    macros.keep(house, replace(ANKLE, name=" ankle ", text="Changed [slot]."))
    macros.keep(house, replace(ANKLE, language="zh", text="踝[结果]。"))
    assert own(macros, house) == [("Ankle", "踝[结果]。"), ("ankle", "Changed [slot].")]


def test_others_neither_see_nor_end_it(macros: Macros, house: Actor, database: Database) -> None:
    made = macros.keep(house, ANKLE)
    nurse = acting_as(database, "chapel", "nurse")
    assert own(macros, nurse) == []
    with pytest.raises(NotFoundError):
        macros.end(nurse, made.id)
    macros.end(house, made.id)
    assert own(macros, house) == []
    with pytest.raises(NotFoundError):
        macros.end(house, made.id)


@pytest.mark.parametrize(
    "wrong", [replace(ANKLE, name=" "), replace(ANKLE, text=""), replace(ANKLE, name="n" * 61)]
)
def test_one_without_name_or_text_is_refused(wrong: Macro, macros: Macros, house: Actor) -> None:
    with pytest.raises(StoreError):
        macros.keep(house, wrong)
    assert own(macros, house) == []


def test_an_auditor_has_none(macros: Macros, database: Database) -> None:
    with pytest.raises(AccessError):
        macros.keep(acting_as(database, "audit", "auditor"), ANKLE)


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    for content in ("macro = 3", "[[macro]]\nname = 'x'", "\xff"):
        path = tmp_path / "macros.toml"
        path.write_text(content, "latin-1")
        shipped.cache_clear()
        with pytest.raises(ResourceError, match="install ERScribe again"):
            shipped(path)
    shipped.cache_clear()
