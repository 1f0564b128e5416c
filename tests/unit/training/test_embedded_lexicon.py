"""The open lists: what the recipe makes of coders' titles and of a list of substances."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.paths import RESOURCES
from app.text.lexicon.open_names import OpenNames
from app.training.embedded_lexicon import build
from app.training.lexicon_conditions import Condition, conditions
from app.training.lexicon_drugs import branded, drug_names
from app.training.lexicon_words import british, mended

CORE = "id\tterm\tkind\tsynonyms\tcode_system\tcode\tflags\n"
TABULAR = """<ICD10CM.tabular><chapter><section>
<diag><name>A01</name><desc>Things</desc>
 <diag><name>A01.0</name><desc>Cholecystitis, acute</desc></diag>
 <diag><name>A01.1</name><desc>Other specified rhinitis</desc>
  <inclusionTerm><note>Vasomotor rhinitis NOS</note></inclusionTerm></diag>
 <diag><name>A01.2</name><desc>Malignant neoplasm of tonsil, unspecified</desc></diag>
 <diag><name>A01.3</name><desc>Foot pain and leg pain, unspecified</desc></diag>
 <diag><name>A01.4</name><desc>Twofold edema</desc></diag>
 <diag><name>A01.5</name><desc>Twofold edema</desc></diag>
</diag>
<diag><name>S52</name><desc>Fractures</desc>
 <sevenChrDef>
  <extension char="A">initial</extension><extension char="D">later</extension>
 </sevenChrDef>
 <diag><name>S52.0</name><desc>Fracture of ulna</desc>
  <diag><name>S52.01</name><desc>Fracture of right ulna</desc></diag>
  <diag><name>S52.09</name><desc>Fracture of unspecified ulna</desc></diag>
 </diag></diag>
<diag><name>T42</name><desc>Poisoning by barbiturates, accidental (unintentional)</desc></diag>
<diag><name>R05</name><desc>Cough</desc></diag>
<diag><name>W01</name><desc>Fall on same level</desc></diag>
</section></chapter></ICD10CM.tabular>"""
SUBSTANCES = (
    ("METOPROLOL", "of", "U1", "METOPROLOL"),
    ("METOPROLOL [INN]", "cn", "U1", "METOPROLOL"),
    ("METOPROLOL [VANDF]", "cn", "U1", "METOPROLOL"),
    ("METOPROLOL TARTRATE", "of", "U2", "METOPROLOL TARTRATE"),
    ("METOPROLOL TARTRATE [ORANGE BOOK]", "cn", "U2", "METOPROLOL TARTRATE"),
    ("LOPRESSOR", "bn", "U2", "METOPROLOL TARTRATE"),
    ("METOPROL", "bn", "U2", "METOPROLOL TARTRATE"),
    ("TOPROL-XL", "bn", "U2", "METOPROLOL TARTRATE"),
    ("LOPRESSOR HCT COMPONENT METOPROLOL TARTRATE", "cn", "U2", "METOPROLOL TARTRATE"),
    ("HYDROCHLOROTHIAZIDE [ORANGE BOOK]", "cn", "U3", "HYDROCHLOROTHIAZIDE"),
    ("LOPRESSOR HCT COMPONENT HYDROCHLOROTHIAZIDE", "cn", "U3", "HYDROCHLOROTHIAZIDE"),
    ("POTASSIUM CHLORIDE [ORANGE BOOK]", "cn", "U4", "POTASSIUM CHLORIDE"),
    ("CORN OIL", "of", "U5", "CORN OIL"),
    ("CORN OIL [VANDF]", "cn", "U5", "CORN OIL"),
    ("2-PROPANOL, 1-(4-X)", "sys", "U1", "METOPROLOL"),
)


@pytest.fixture
def icd(tmp_path: Path) -> Path:
    path = tmp_path / "tabular.xml"
    path.write_text(TABULAR, encoding="utf-8")
    return path


@pytest.fixture
def unii(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    rows = (("Name", "TYPE", "UNII", "Display Name"), *SUBSTANCES)
    path.write_text("".join("\t".join(row) + "\r\n" for row in rows), encoding="utf-8")
    return path


def test_titles_become_what_is_said_with_the_code_that_fits(icd: Path) -> None:
    found = {condition.names[0]: condition for condition in conditions(icd)}
    assert found["acute cholecystitis"].code == "A01.0"
    assert found["vasomotor rhinitis"].code == "A01.1"
    tonsil = ("malignant neoplasm of tonsil", "tonsil cancer", "cancer of tonsil")
    assert found["malignant neoplasm of tonsil"] == Condition("A01.2", "diagnosis", tonsil)
    assert found["fracture of ulna"].code == "S52.09XA"
    assert "ulna fracture" in found["fracture of ulna"].names
    assert "barbiturate overdose" in found["poisoning by barbiturates"].names
    assert found["cough"].kind == "symptom"


def test_what_two_codes_say_alike_and_what_nobody_has_is_left_out(icd: Path) -> None:
    names = {name for condition in conditions(icd) for name in condition.names}
    assert not names & {"twofold edema", "things", "fall on same level"}
    assert not any("other" in name or "right" in name for name in names)


def test_salts_and_brands_join_their_drug_and_excipients_stay_out(unii: Path) -> None:
    found = {drug.name: drug for drug in drug_names(unii)}
    assert set(found) == {
        "metoprolol",
        "hydrochlorothiazide",
        "potassium chloride",
        "hydrochlorothiazide and metoprolol",
    }
    assert found["metoprolol"].brands == {"Lopressor", "Toprol-XL"}
    assert "metoprolol tartrate" in found["metoprolol"].generics
    assert found["hydrochlorothiazide and metoprolol"].brands == {"Lopressor HCT"}


def test_the_core_is_extended_and_never_repeated(tmp_path: Path, icd: Path, unii: Path) -> None:
    core = CORE + "drug.beta\tmetoprolol\tdrug\tLopressor\t\t\thigh_alert|class=x|route=po\n"
    core += "dx.gall\tacute cholecystitis\tdiagnosis\t\ticd-10-cm\tK81.0\t\n"
    (tmp_path / "en.tsv").write_text(core, encoding="utf-8")
    (tmp_path / "common_en.txt").write_text("cough\n", encoding="utf-8")
    files = build(icd, unii, tmp_path)
    assert files == build(icd, unii, tmp_path)
    (tmp_path / "open").mkdir()
    for name, text in files.items():
        (tmp_path / "open" / name).write_text(text, encoding="utf-8")
    names = OpenNames.of(tmp_path / "open")
    rows = [(entry.id, entry.names, sorted(entry.flags)) for entry in names.entries]
    assert ("drug.beta", ("metoprolol tartrate",), ["high_alert"]) in rows
    assert ("drug.beta", ("Toprol-XL",), ["high_alert", "lookup_only"]) in rows
    assert ("sx.cough", ("cough",), ["lookup_only"]) in rows
    assert names.named("en", "Acute cholecystitis") is None
    assert names.named("en", "lopressor") is None


def test_spellings() -> None:
    assert british("acute hemorrhagic leukemia") == "acute haemorrhagic leukaemia"
    assert british("esophageal edema") == "oesophageal oedema"
    for same in ("epidemic typhus", "systemic angioedema", "academic"):
        assert british(same) == same
    assert branded("KLOR-CON XR") == "Klor-Con XR"
    assert mended("erosivearthritis") == "erosive arthritis"


@pytest.mark.full
def test_the_shipped_conditions_are_what_the_recipe_makes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        spec = find_spec("simple_icd_10_cm")
    assert spec is not None
    assert spec.origin is not None
    (tabular,) = (Path(spec.origin).parent / "data").glob("*tabular*.xml")
    made = {name.casefold(): one.code for one in conditions(tabular) for name in one.names}
    shipped = [
        (name.casefold(), entry.code)
        for entry in OpenNames.of(RESOURCES / "lexicon" / "open").entries
        if entry.kind in {"diagnosis", "symptom"} and not entry.flags
        for name in entry.names
    ]
    assert len(shipped) > 9000
    assert [pair for pair in shipped if made.get(pair[0]) != pair[1]] == []
