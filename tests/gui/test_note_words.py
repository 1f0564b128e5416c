"""What the note page says of corrections."""

from dataclasses import replace

import pytest

from app.domain.findings import Correction
from app.domain.note_chips import Chip
from app.gui.note.saying import chip_words

_HEARD = Correction(
    "u1", 2, 2, "hydralazine", "hydroxyzine", "term", "drug.hydroxyzine", 0.8, 0.1, "", "proposed"
)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("term.drug-to-drug@76a4388a015f", "hydrALAzine → hydrOXYzine"),
        ("term.between-drugs@76a4388a015f", "hydrALAzine → hydrOXYzine"),
        ("term.weak-evidence@76a4388a015f", "hydralazine → hydroxyzine"),
    ],
)
def test_names_that_are_mistaken_for_each_other_stand_in_tall_man_letters(
    rule: str, words: str
) -> None:
    chip = Chip(0, replace(_HEARD, rule=rule), "proposed", 1.0, 2.0)
    assert chip_words(chip) == words
