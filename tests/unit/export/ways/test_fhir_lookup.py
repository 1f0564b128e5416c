"""Patients and visits looked up in a FHIR server: what is asked, and what is made of the answer."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.admissions import Admission, PatientSearch, PatientsFound
from tests.fake_fhir import Asked, FakeFhir, Says
from tests.fhir_people import FOUND, SMITH, VISIT, ZHANG, find, holding, page

# --- what is found


def test_a_patient_is_found_with_the_open_visit() -> None:
    fhir = FakeFhir(holding(ZHANG, VISIT))
    assert find(fhir, PatientSearch(name="张三")) == PatientsFound((FOUND,))
    first, second = fhir.asked
    assert (first.method, first.path) == ("POST", "/fhir/Patient/_search")
    assert first.form == {"name": ["张三"], "_count": ["50"]}
    assert second.form["patient"] == ["Patient/p1"]
    assert "finished" not in second.form["status"][0]


def test_a_visit_is_found_by_its_number() -> None:
    fhir = FakeFhir(holding(ZHANG, SMITH, VISIT))
    assert find(fhir, PatientSearch(visit=" V9 ")) == PatientsFound((FOUND,))
    assert fhir.asked[0].path == "/fhir/Encounter/_search"
    assert fhir.asked[0].form["identifier"] == ["V9"]
    assert fhir.asked[1].form["_id"] == ["p1"]


def test_a_patient_without_a_visit_is_found_too() -> None:
    found = find(FakeFhir(holding(SMITH)), PatientSearch(patient_number="P78"))
    assert found.admissions == (Admission("", "P78", "Jane Ann Smith", "", "1962"),)


def test_the_last_visit_comes_first() -> None:
    older = {**VISIT, "id": "e0", "identifier": [{"value": "V8"}], "period": {"start": "2025"}}
    found = find(FakeFhir(holding(ZHANG, older, VISIT)), PatientSearch(name="张"))
    assert [one.visit for one in found.admissions] == ["V9", "V8"]
    assert found.admissions[1].arrived_at is None


def test_what_narrows_is_asked_together_and_numbers_in_plain_digits() -> None:
    fhir = FakeFhir(holding(ZHANG))
    find(fhir, PatientSearch("Zhang  San", "Ｐ７７,a|b", "１９６２-01"))
    assert fhir.asked[0].form == {
        "name": ["Zhang", "San"],
        "identifier": ["P77\\,a\\|b"],
        "birthdate": ["1962-01"],
        "_count": ["50"],
    }


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("张三", [{"name": ["张三"]}, {"family": ["张"], "given": ["三"]}]),
        (
            "欧阳\u3000修",
            [
                {"name": ["欧阳", "修"]},
                {"name": ["欧阳 修"]},
                {"family": ["欧"], "given": ["阳修"]},
                {"family": ["欧阳"], "given": ["修"]},
            ],
        ),
        ("Jane Smith", [{"name": ["Jane", "Smith"]}, {"name": ["Jane Smith"]}]),
        ("𠮷", [{"name": ["𠮷"]}]),
    ],
)
def test_a_name_that_nobody_has_is_asked_in_other_ways(
    typed: str, asked: list[dict[str, list[str]]]
) -> None:
    fhir = FakeFhir(lambda _: page())
    assert find(fhir, PatientSearch(name=typed)) == PatientsFound()
    assert [{k: v for k, v in one.form.items() if k != "_count"} for one in fhir.asked] == asked


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([{"family": "欧阳", "given": ["修"]}], "欧阳修"),
        ([{"family": "𠮷", "given": ["田"]}], "𠮷田"),
        ([{"family": "Zhang", "given": ["San"]}, {"use": "official", "text": "张三"}], "张三"),
        ([{"use": "old", "text": "Old"}, {"use": "maiden", "text": "Maiden"}], "Maiden"),
        ([{"use": "official"}, {"use": "usual", "given": ["Jo"]}], "Jo"),
        ([{"text": "  A\u202e\n B\u0000\t"}], "A B"),
        ([{"family": "Öz", "given": ["José", "María"]}], "José María Öz"),
    ],
)
def test_names_are_shown_as_their_language_has_them(names: list[Any], shown: str) -> None:
    found = find(FakeFhir(holding({**SMITH, "name": names})), PatientSearch(name="x"))
    assert [one.name for one in found.admissions] == [shown]


@pytest.mark.parametrize(
    ("given_date", "kept"),
    [("1962", "1962"), ("1962-01", "1962-01"), ("1962-01-02", "1962-01-02")]
    + [(odd, "") for odd in ("62", "1962-13", "2023-02-29", "1962-01-02T10:00:00Z", "yesterday")],
)
def test_birth_dates_are_kept_as_far_as_they_are_known(given_date: str, kept: str) -> None:
    found = find(FakeFhir(holding({**SMITH, "birthDate": given_date})), PatientSearch(name="x"))
    assert [one.birth_date for one in found.admissions] == [kept]


@pytest.mark.parametrize(
    "start", ["2026", "2026-11-22", "2026-11-22T14:03:22", "2026-13-22T14:03:22Z", "now", ""]
)
def test_an_arrival_without_a_zone_is_none(start: str) -> None:
    visit = {**VISIT, "period": {"start": start}}
    found = find(FakeFhir(holding(ZHANG, visit)), PatientSearch(name="x"))
    assert [one.arrived_at for one in found.admissions] == [None]


def test_who_was_merged_away_is_not_shown() -> None:
    found = find(FakeFhir(holding({**ZHANG, "active": False}, SMITH)), PatientSearch(name="x"))
    assert [one.patient_number for one in found.admissions] == ["P78"]


# --- odd and hostile resources

ODD: list[Any] = [
    1,
    None,
    [],
    {},
    {"resourceType": "Patient"},
    {"resourceType": "Observation", "id": "o"},
    {**ZHANG, "name": "张三"},
    {**ZHANG, "name": [{"text": ["张三"]}]},
    {**ZHANG, "identifier": {"value": "P77"}},
    {**ZHANG, "gender": 1},
    {**ZHANG, "active": "no"},
    {**ZHANG, "name": [], "identifier": []},
    {**ZHANG, "name": [{"text": "x" * 100_000}]},
    {**ZHANG, "name": [{"text": "\u202e\u0000"}], "identifier": []},
]


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_skipped_and_counted(odd: Any) -> None:
    def says(asked: Asked) -> Says:
        return page(odd, SMITH) if "/Patient" in asked.path else page()

    found = find(FakeFhir(says), PatientSearch(name="x"))
    assert [one.patient_number for one in found.admissions] == ["P78"]
    assert found.skipped == 1


def test_what_only_comes_along_is_neither_shown_nor_counted() -> None:
    hint = {"resourceType": "OperationOutcome", "issue": []}
    answer = page(ZHANG)
    answer.body["entry"].append({"resource": hint, "search": {"mode": "outcome"}})
    answer.body["entry"].append({"resource": SMITH, "search": {"mode": "include"}})
    found = find(FakeFhir(lambda _: answer), PatientSearch(name="x"))
    assert [one.patient_number for one in found.admissions] == ["P77"]


def test_a_visit_of_nobody_is_skipped() -> None:
    lost = {**VISIT, "subject": {"reference": "#contained"}}
    assert find(FakeFhir(holding(lost)), PatientSearch(visit="V9")) == PatientsFound(skipped=1)


@pytest.mark.parametrize(
    "reference", ["https://emr.example/fhir/Patient/p1", "Patient/p1/_history/3"]
)
def test_references_may_be_written_in_full(reference: str) -> None:
    visit = {**VISIT, "subject": {"reference": reference}}
    assert find(FakeFhir(holding(ZHANG, visit)), PatientSearch(visit="V9")).admissions == (FOUND,)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ZHANG, *VISIT, "value", "text", "use"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(st.sampled_from([*ZHANG]), _JSON, st.sampled_from([*VISIT]), _JSON)
def test_no_resource_does_any_harm(one: str, value: Any, other: str, second: Any) -> None:
    patient, visit = {**ZHANG, one: value}, {**VISIT, other: second}

    def says(asked: Asked) -> Says:
        return page(patient, SMITH) if "/Patient" in asked.path else page(visit)

    found = find(FakeFhir(says), PatientSearch(name="x"))
    assert "P78" in [each.patient_number for each in found.admissions]
