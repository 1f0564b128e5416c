"""Units as people write them, where UCUM's codes (The Unified Code for Units of Measure) differ."""

from typing import Final

WRITTEN: Final = {
    "mm[Hg]": "mmHg", "Cel": "°C", "[degF]": "°F", "[lb_av]": "lb", "[in_i]": "in", "{jin}": "斤",
    "10*4.[U]": "×10⁴ U", "{score}": "",
}  # fmt: skip
"""By the code; a score is written as its number alone."""


def written_unit(code: str) -> str:
    """A UCUM code as clinicians write it."""
    return WRITTEN.get(code, code)
