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
        ((*BEGUN, "A: adrenaline one milligram", "B: that's after going"), "drug epinephrine 1 mg"),
        ((*BEGUN, "A: atropine six hundred mics", "B: atropine's in", "A: do the six hundred again",
          "B: repeat's in"), "drug atropine 600"),
        ((*BEGUN, "A: do you want amio", "B: yes three hundred i v", "A: given"),
         "drug amiodarone 300 iv"),
        ((*BEGUN, "A: get ready to intubate", "B: both lungs are going up"),
         "airway endotracheal_tube"),
        ((*BEGUN, "B: both lungs are going up"), "cpr_start"),
        ((*BEGUN, "A: get ready to intubate", "B: the twenty eight french is down her nose"),
         "airway npa"),
        ((*BEGUN, "B: green in the right arm flushing", "B: eighteen in the left foot flushing"),
         "access iv"),
        ((*STOPPED, "A: what is it v f"), "rhythm ventricular_fibrillation"),
        ((*STOPPED, "A: he's going to v f"), "rhythm ventricular_fibrillation"),
        ((*STOPPED, "A: i'll feel his neck"), "pulse_check"),
        ((*STOPPED, "A: it's v f", "A: charge to 200", "A: there it kicked"), "shock 200 J"),
    ],
)  # fmt: skip
def test_heard_speech_says_what_was_done(lines: tuple[str, ...], last: str) -> None:
    assert told(*lines)[-1] == last


def test_a_line_elsewhere_is_a_new_one() -> None:
    both = ("B: green in the right arm flushing", "B: eighteen in the left foot flushing")
    again = ("B: green in the right arm flushing", "B: the arm is flushing")
    assert told(*BEGUN, *both).count("access iv") == len(both)
    assert told(*BEGUN, *again).count("access iv") == 1
