"""English as it is heard, without marks: what speaks for an act, and what speaks against it."""

import pytest

from tests.unit.text.test_timeline import told

BEGUN = ("A: start cpr",)
STOPPED = ("A: start cpr", "A: stop compressions")


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ((*STOPPED, "A: still nothing dead flat"), "rhythm asystole"),
        ((*STOPPED, "B: not a ripple asystole"), "rhythm asystole"),
        ((*STOPPED, "B: he's not in v f"), "cpr_stop"),
        ((*BEGUN, "A: humeral then", "B: the tubercle on the right it's flushing"), "access io"),
        ((*BEGUN, "A: humeral then", "B: it's not flushing"), "cpr_start"),
        ((*BEGUN, "B: nasal's in size seven in the left nostril"), "airway npa"),
        ((*BEGUN, "A: drop a king in her"), "cpr_start"),
        ((*BEGUN, "B: that was the gullet it's out and i'm on the mask again"), "airway bag_mask"),
        ((*BEGUN, "B: the a e d says stop compressions don't touch"), "cpr_start"),
        ((*BEGUN, "A: adrenaline one milligram", "B: adrenaline given ten forty"),
         "drug epinephrine 1 mg"),
        ((*BEGUN, "A: adrenaline", "B: adrenaline's in followed by twenty mls of flush"),
         "drug epinephrine"),
        ((*BEGUN, "A: calcium gluconate ten mils", "A: get the bicarb ready", "B: calcium's in"),
         "drug calcium_gluconate 10 mL"),
        ((*BEGUN, "B: prenoxad's in his thigh"), "drug naloxone im"),
    ],
)  # fmt: skip
def test_heard_speech_says_what_was_done(lines: tuple[str, ...], last: str) -> None:
    assert told(*lines)[-1] == last
