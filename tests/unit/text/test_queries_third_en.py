"""English queries of a third hand (tests/data/numbers), and what was mended for them."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Utterance
from app.text.doses import dose_version, signed_table
from app.text.queries import Patient, queries
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"
MAN, WOMAN, BOY = Patient(45, "male"), Patient(45, "female"), Patient(6, "male")


def asked(line: str, patient: Patient = MAN) -> set[str]:
    table = signed_table(dose_version())
    utterance = Utterance("u1", "S1", "en", tokenize(line))
    return {one.kind for one in queries(utterance, patient, table)}


def test_lines_of_a_third_hand_are_asked_about_and_their_look_alikes_are_not() -> None:
    found = {one.measure: one for one in figures({}, {"en": CASES / "queries_hard3_en.tsv"})}
    assert found["queries right"].value >= 98
    assert found["lines without query that raise one"].value <= 1


@pytest.mark.parametrize(
    ("line", "patient", "kind"),
    [
        ("80 kg, TNK at 0.25 mg/kg so tenecteplase 200 mg IV push", MAN, "tenfold"),
        ("20 kg, ketamine 1 mg/kg, that's 200 mg IV", BOY, "tenfold"),
        ("70 kg, fentanyl 1 mcg/kg so 70 mg IV", MAN, "mg_mcg"),
        ("Monitor counts 1,150 bpm", MAN, "implausible"),
        ("Esophageal probe reads 54 °C", MAN, "implausible"),
        ("Racemic epi 0.5 mL of 2.25% IV", BOY, "wrong_route"),
        ("MRSA in four of four bottles, start vancomycin 1 g PO", MAN, "wrong_route"),
        ("Threw his back out at his construction job", BOY, "age"),
        ("Sore throat and fever, she has tonsillar exudate", MAN, "sex"),
        ("Ultrasound with no flow to the right ovary", MAN, "sex"),
        ("Cut her finger slicing limes behind the bar", Patient(9, "female"), "age"),
        ("Complains of knee pain since her marathon", Patient(6, "female"), "age"),
        ("Twisted ankle at cheer practice", Patient(58, "female"), "age"),
        ("Breast pain, nursing her two month old", MAN, "sex"),
        ("He is a 45 year old with chest pressure", WOMAN, "sex"),
        ("Left thumb crushed, trephined the right thumbnail", MAN, "side"),
        ("Pessary fell out this morning", MAN, "sex"),
        ("Left wrist swollen, median nerve intact. Sugar tong splint to right wrist", MAN, "side"),
        ("Bleeding from the right nostril. Rhino Rocket in the left nostril", MAN, "side"),
        ("Right-sided Bell palsy. The left facial droop should recover on prednisone", MAN, "side"),
        ("Bead in the left ear canal. It came out of the right ear canal", MAN, "side"),
    ],
)
def test_what_cannot_be_is_asked_about(line: str, patient: Patient, kind: str) -> None:
    assert kind in asked(line, patient)


@pytest.mark.parametrize(
    ("line", "patient"),
    [
        ("80 kg, TNK at 0.25 mg/kg so tenecteplase 20 mg IV push", MAN),
        ("12 kg child, the adult of 120 kg, amoxicillin 40 mg/kg so 480 mg", BOY),
        ("C diff colitis, start vancomycin 125 mg PO", MAN),
        ("heart rate 150 bpm", MAN),
        ("His mom took off work to bring him in", BOY),
        ("Nosebleed, wife gave him a tampon for the nostril", MAN),
        ("Coaches little league, hit in the shin", MAN),
        ("He had chest pain at his daughter's cheer practice", MAN),
        ("No history of ovarian cancer in the family", MAN),
    ],
)
def test_what_is_sound_raises_none(line: str, patient: Patient) -> None:
    assert asked(line, patient) == set()
