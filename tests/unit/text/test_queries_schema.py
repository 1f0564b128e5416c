"""Tables of the queries are checked when they are loaded; a complaint says where."""

import re
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.text.queries_found import FOLDER, compiled, table


@pytest.mark.parametrize(
    ("name", "lines", "complaint"),
    [
        ("sides", "[en]\nplaces = 'knee'\napart = 5", "[en] 'apart' must hold patterns"),
        ("sides", "[en]\nplaces = [1]", "[en] 'places' must hold patterns"),
        ("sides", "[en]\napart = ''", "[en] 'apart' must hold patterns"),
        ("sides", "apart = 'x'", "'apart' must be a section"),
        (
            "contradictions",
            "[en]\ndecade_names = {teens='ten'}",
            "'decade_names' must hold numbers",
        ),
        ("contradictions", "[en.listed]\npast = 1", "[en].listed 'past' must hold patterns"),
        ("contradictions", "[zh]\nlasting = [{since=3}]", "lasting row 1: 'since' is none of"),
        ("contradictions", "[[word]]\nen='a'\n[[word]]\nage=3", "[[word]] row 2: 'age' is none of"),
        ("contradictions", "[[word]]\nmin_age='ten'", "[[word]] row 1: 'min_age' is of the wrong"),
        ("contradictions", "[[word]]\nsex='woman'", "row 1: 'sex' is neither female nor male"),
        ("contradictions", "word = 3", "[[word]] must be rows"),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_place(
    name: str, lines: str, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape(complaint)) as refused:
        table(name, tmp_path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("name", ["contradictions", "sides"])
def test_our_tables_are_in_order(name: str) -> None:
    assert set(table(name, FOLDER)) >= {"en", "zh", "words"}


def test_a_pattern_that_is_none_is_quoted() -> None:
    with pytest.raises(ResourceError, match=r"not readable.*\(left"):
        compiled("(left")
