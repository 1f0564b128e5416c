"""The table of usual doses: whole, sourced, and off until exactly this content is signed in."""

from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.text.doses import DRUGS, RANGES, dose_version, drug_names, signed_table

HEAD = "drug\troute\tunit\tlow\thigh\told_high\tkg_high\tsource\tstatus\n"


def test_every_row_has_a_source_and_is_to_be_confirmed() -> None:
    rows = [
        line.split("\t")
        for line in RANGES.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ][1:]
    assert len({row[0] for row in rows}) >= 150
    for row in rows:
        assert row[7], row
        assert row[8] == "to be confirmed by the hospital pharmacist"
        assert 0 < float(row[3]) <= float(row[4]), row


def test_every_drug_of_the_table_has_names_in_both_languages() -> None:
    table = signed_table(dose_version())
    assert table is not None
    named = {drug for _, drug in drug_names()}
    assert table.ranges.keys() <= named
    for line in DRUGS.read_text("utf-8").splitlines()[2:]:
        assert all(line.split("\t")), line


def test_another_content_is_another_version_and_off(tmp_path: Path) -> None:
    path = tmp_path / "ranges.tsv"
    path.write_text(HEAD + "a\tiv\tmg\t1\t2\t\t\tlabel\tx\n", "utf-8")
    signed = dose_version(path)
    assert signed_table(signed, path) is not None
    path.write_text(HEAD + "a\tiv\tmg\t1\t20\t\t\tlabel\tx\n", "utf-8")
    assert signed_table(signed, path) is None


@pytest.mark.parametrize("row", ["a\tiv\tmg\n", "a\tiv\tmg\tone\t2\t\t\tlabel\tx\n"])
def test_a_damaged_table_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "damaged.tsv"
    path.write_text(HEAD + row, "utf-8")
    with pytest.raises(ResourceError, match=r"damaged\.tsv"):
        signed_table(dose_version(path), path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none\.tsv"):
        dose_version(tmp_path / "none.tsv")
