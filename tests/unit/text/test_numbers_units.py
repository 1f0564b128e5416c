"""Units: spoken forms, denominators, and clear errors for a damaged file."""

from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.text.units import read_units, units_of

DATA = Path(__file__).parents[2] / "data" / "text"


@pytest.mark.parametrize(
    ("said", "written", "ucum"),
    [
        ("milligrams", "mg", "mg"),
        ("micrograms", "mcg", "ug"),
        ("milligrams per kilogram", "mg/kg", "mg/kg"),
        ("micrograms per kilogram per minute", "mcg/kg/min", "ug/kg/min"),
        ("millimoles per liter", "mmol/L", "mmol/L"),
        ("millimeters of mercury", "mmHg", "mm[Hg]"),
        ("units", "", "[U]"),
        ("international units", "", "[iU]"),
        ("mg", "mg", "mg"),
        ("beats per minute", "", "/min"),
    ],
)
def test_a_spoken_unit_has_its_written_form_and_code(said: str, written: str, ucum: str) -> None:
    match = units_of("en").match(said.split(), 0)
    assert match is not None
    assert (match.written, match.ucum, match.length) == (written, ucum, len(said.split()))


def test_micrograms_and_milligrams_are_never_written_alike() -> None:
    units = units_of("en")
    one, other = units.match(["micrograms"], 0), units.match(["milligrams"], 0)
    assert one is not None
    assert other is not None
    assert one.written != other.written


def test_no_unit_is_written_as_a_bare_u_or_with_a_micro_sign() -> None:
    written = {unit.written for unit in units_of("en").units}
    assert not {"U", "IU", "µg", "ug"} & written


def test_an_ordinary_word_is_no_unit() -> None:
    assert units_of("en").match(["per", "day"], 0) is None
    assert units_of("en").match(["hello"], 0) is None
    assert units_of("zh").starts("你好") is None


def test_the_longest_chinese_unit_wins() -> None:
    match = units_of("zh").starts("毫摩尔每升")
    assert match is not None
    assert (match.length, match.ucum) == (3, "mmol")


@pytest.mark.parametrize("text", ["[[unit]\n", '[[unit]]\nspoken = ["x"]\n'])
def test_a_damaged_file_is_named_in_the_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "en.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=r"en\.toml"):
        read_units(path)


def test_a_missing_file_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none\.toml"):
        read_units(tmp_path / "none.toml")


def test_chinese_text_starts_with_the_unit_that_trying_all_of_them_finds() -> None:
    units = units_of("zh")
    said = (DATA / "ordinary_zh.txt").read_text(encoding="utf-8").split()
    lines = [line[at:] for line in said for at in range(len(line))]
    spoken = sorted({one for unit in units.units for one in unit.spoken})
    texts = ["", *spoken, *map("".join, zip(spoken, [*spoken[1:], ""], strict=True)), *lines]
    for text in texts:
        every = [(len(s), u) for u in units.units for s in u.spoken if text.startswith(s)]
        best = max(every, key=lambda one: one[0], default=None)
        found = units.starts(text)
        if best is None:
            assert found is None
        else:
            assert found is not None
            assert (found.length, found.written, found.ucum) == (
                best[0], best[1].written, best[1].ucum,
            )  # fmt: skip
    assert len(texts) > 200
