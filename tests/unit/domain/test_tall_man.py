"""Names that look alike are told apart by capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tall_man import tall_man


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (("hydroxyzine", "hydralazine"), ("hydrOXYzine", "hydrALAzine")),
        (("vinblastine", "vincristine"), ("vinBLAstine", "vinCRIstine")),
        (("Penicillin", "penicillamine"), ("penicillIN", "penicillAMINE")),
        (("prednisone", "prednisolone"), ("prednisoNe", "prednisoLONe")),
        (("amio", "amiodarone"), ("amio", "amioDARONE")),
    ],
)
def test_what_differs_stands_out(names: tuple[str, str], written: tuple[str, str]) -> None:
    assert tall_man(*names) == written


@pytest.mark.parametrize(
    "names", [("Lasix", "heparin"), ("氯化钾", "氯化钠"), ("Advil", "Advil"), ("", "aspirin")]
)
def test_other_names_stay_as_they_are(names: tuple[str, str]) -> None:
    assert tall_man(*names) == names


@given(st.text("abcé中 ", max_size=12), st.text("abcé中 ", max_size=12))
def test_no_letter_is_changed_but_its_case(one: str, other: str) -> None:
    assert tuple(name.casefold() for name in tall_man(one, other)) == (
        one.casefold(),
        other.casefold(),
    )
