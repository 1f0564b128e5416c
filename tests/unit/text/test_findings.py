"""Findings of a line: concepts, codes, context, allergies and questions."""

from app.domain.findings import Code, Finding
from app.domain.transcript import Language, Utterance
from app.text.findings import findings
from app.text.line import line_of
from app.text.understanding import Understander
from tests.utterances import said


def found(understander: Understander, utterance: Utterance) -> tuple[Finding, ...]:
    return findings(line_of(utterance, (), understander.warm(utterance.language)))


def named(
    understander: Understander, line: str, language: Language = "en"
) -> list[tuple[str, str, str]]:
    return [
        (finding.kind, finding.concept, finding.assertion)
        for finding in found(understander, said(line, language))
    ]


def test_a_finding_has_words_concept_and_code(understander: Understander) -> None:
    (finding,) = found(understander, said("he has chest pain"))
    assert (finding.first, finding.last, finding.text) == (2, 3, "chest pain")
    assert (finding.kind, finding.concept) == ("symptom", "chest_pain")
    assert finding.code == Code("icd-10-cm", "R07.9")
    assert finding.utterance == "u1"


def test_one_phrase_is_one_finding_of_its_closest_concept(understander: Understander) -> None:
    assert named(understander, "he is in v f") == [("event", "ventricular_fibrillation", "present")]
    assert named(understander, "ankle fracture") == [("diagnosis", "dx.ankle_fracture", "present")]


def test_a_remembered_diagnosis_is_history(understander: Understander) -> None:
    assert named(understander, "history of diabetes") == [("history", "diabetes", "historical")]
    assert named(understander, "既往糖尿病", "zh") == [("history", "diabetes", "historical")]


def test_findings_come_in_the_order_of_their_words(understander: Understander) -> None:
    line = "heart rate 110 with fever and cough"
    concepts = [concept for _, concept, _ in named(understander, line)]
    assert concepts == ["vital.heart_rate", "fever", "cough"]


def test_allergies_name_their_substance(understander: Understander) -> None:
    (finding,) = found(understander, said("allergic to penicillin"))
    assert (finding.kind, finding.concept) == ("allergy", "drug.penicillin")
    assert finding.text == "allergic to penicillin"
    assert named(understander, "青霉素过敏", "zh") == [("allergy", "drug.penicillin", "present")]
    assert named(understander, "she has a penicillin allergy") == [
        ("allergy", "drug.penicillin", "present")
    ]


def test_several_substances_are_several_allergies(understander: Understander) -> None:
    line = "allergic to penicillin and morphine"
    assert named(understander, line) == [
        ("allergy", "drug.penicillin", "present"),
        ("allergy", "drug.morphine", "present"),
    ]


def test_an_allergy_without_a_known_substance_stays_one(understander: Understander) -> None:
    assert named(understander, "allergic to shellfish") == [("allergy", "drug_allergy", "present")]
    assert named(understander, "no known drug allergies") == [
        ("allergy", "drug_allergy", "negated")
    ]


def test_a_heading_lists_what_follows(understander: Understander) -> None:
    line = "Takes aspirin. Allergies: penicillin, sulfa, morphine. Takes atenolol."
    assert named(understander, line) == [
        ("medication", "drug.aspirin", "present"),
        ("allergy", "drug.penicillin", "present"),
        ("allergy", "drug.morphine", "present"),
        ("medication", "drug.atenolol", "present"),
    ]
    assert named(understander, "药物过敏史：青霉素", "zh") == [
        ("allergy", "drug.penicillin", "present")
    ]


def test_no_known_allergies_is_about_no_drug(understander: Understander) -> None:
    kinds = [kind for kind, _, _ in named(understander, "furosemide, aspirin NKDA")]
    assert kinds == ["medication", "medication", "allergy"]


def test_a_drug_that_is_no_allergy_is_a_medication(understander: Understander) -> None:
    line = "allergic to penicillin so we give her morphine"
    assert named(understander, line)[1] == ("medication", "drug.morphine", "present")


def test_a_doubted_negation_is_asked_about(understander: Understander) -> None:
    (sure,) = found(understander, said("no chest pain"))
    (doubted,) = found(understander, said("no chest pain", doubts={0: 0.3}))
    assert sure.query is None
    assert doubted.query == '"no" was heard unclearly: is it "chest pain" or not?'
    assert doubted.assertion == "negated"
    (chinese,) = found(understander, said("否认胸痛", "zh", doubts={0: 0.3}))
    assert chinese.query is not None
    assert "否认" in chinese.query


def test_a_mishearing_is_no_finding(understander: Understander) -> None:
    assert named(understander, "he is in cardiac a rest") == []


def test_disposition_and_procedures_are_found(understander: Understander) -> None:
    kinds = {kind for kind, _, _ in named(understander, "intubation then admit to the icu")}
    assert kinds == {"procedure", "disposition"}
    assert named(understander, "收入院", "zh") == [("disposition", "admission", "present")]
