"""Looking patients up: pages, where names travel, and servers that refuse, die or are hostile."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.admissions import MOST_FOUND, PatientSearch
from app.domain.errors import ExportError
from app.export.ways.fhir_lookup import PatientLookup
from tests import fake_peers
from tests.fake_fhir import Asked, FakeFhir, Says, refusing, server
from tests.fake_peers import peer
from tests.fhir_people import FOUND, SMITH, VISIT, ZHANG, find, holding, page, refused

# --- pages


def many(first: int, count: int) -> list[Any]:
    return [
        {**SMITH, "id": f"p{number}", "identifier": [{"value": f"P{number}"}]}
        for number in range(first, first + count)
    ]


def paged(url: str) -> Callable[[Asked], Says]:
    """Twenty patients a page, the next one under `url`."""

    def says(asked: Asked) -> Says:
        if "/Encounter" in asked.path:
            return page()
        if asked.method == "POST":
            return page(*many(0, 20), link=[{"relation": "next", "url": url}])
        return page(*many(20, 20))

    return says


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/fhir?_getpages=2",
        "HTTP://LOCALHOST:8080/fhir?_getpages=2",
        "/fhir?_getpages=2",
        "?_getpages=2",
    ],
)
def test_pages_of_the_same_server_are_followed(url: str) -> None:
    fhir = FakeFhir(paged(url))
    found = find(fhir, PatientSearch(name="x"))
    assert (len(found.admissions), found.more) == (40, False)
    assert fhir.asked[1].path.startswith("/fhir")
    assert fhir.asked[1].path.endswith("?_getpages=2")


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.test/fhir?page=2",
        "https://localhost:8080/fhir?page=2",
        "http://localhost:8081/fhir?page=2",
        "http://localhost/fhir?page=2",
        "//elsewhere.test/fhir",
        "http://localhost:8080@elsewhere.test/",
        "http://user@localhost:8080/fhir",
        "ftp://localhost:8080/fhir",
        "file:///etc/passwd",
        "http://localhost:8080/\r\nX: y",
        "http://localhost:8080/ x",
        "http://localhost:8080/张三",
        "http://localhost:99999/",
        "http://[x/",
    ],
)
def test_pages_of_others_are_not(url: str) -> None:
    fhir = FakeFhir(paged(url))
    with peer(fhir.talk) as line:
        found = PatientLookup(server(line.connect)).find(PatientSearch(name="x"))
        assert set(line.asked) == {("localhost", 8080)}
    assert (len(found.admissions), found.more) == (20, True)
    assert [one.method for one in fhir.asked] == ["POST", "POST"]


def test_at_most_fifty_are_found() -> None:
    def says(asked: Asked) -> Says:
        return page(*many(0, 120)) if "/Patient" in asked.path else page()

    found = find(FakeFhir(says), PatientSearch(name="x"))
    assert (len(found.admissions), found.more) == (MOST_FOUND, True)


def test_pages_without_end_are_left() -> None:
    def says(asked: Asked) -> Says:
        if "/Encounter" in asked.path:
            return page()
        return page(SMITH, link=[{"relation": "next", "url": "/fhir/Patient?again"}])

    fhir = FakeFhir(says)
    found = find(fhir, PatientSearch(name="x"))
    assert (len(found.admissions), found.more) == (1, True)
    assert len(fhir.asked) < 15


# --- where the search goes


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_post_search_is_asked_by_address(status: int) -> None:
    holds = holding(ZHANG, VISIT)
    fhir = FakeFhir(lambda asked: Says(status) if asked.method == "POST" else holds(asked))
    assert find(fhir, PatientSearch(name="张三")).admissions == (FOUND,)
    assert [one.method for one in fhir.asked] == ["POST", "GET", "GET"]
    assert fhir.asked[1].form["name"] == ["张三"]


@pytest.mark.parametrize("status", [400, 401, 403, 415, 500, 503])
def test_no_other_answer_puts_a_name_into_an_address(status: int) -> None:
    fhir = FakeFhir(lambda _: refusing(status, "exception", text="张三"))
    assert "张三" not in refused(fhir, PatientSearch(name="张三"))
    assert [one.method for one in fhir.asked] == ["POST"]


def test_nothing_of_a_search_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        find(FakeFhir(holding(ZHANG, VISIT)), PatientSearch("张三", "P77", "1962"))
        refused(FakeFhir(lambda _: Says(500)), PatientSearch("张三", "P77", "1962"))
    assert caplog.text == ""


def test_the_token_travels_in_a_header(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret", "ascii")
    fhir = FakeFhir(holding(ZHANG, VISIT))
    find(fhir, PatientSearch(visit="V9"), token=f"file:{tmp_path / 'token'}")
    assert [one.headers["Authorization"] for one in fhir.asked] == ["Bearer s3cret"] * 2


# --- what goes wrong


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "does not take this search"),
        (401, "does not accept our token"),
        (403, "does not let us look up patients"),
        (404, "no FHIR server at this address"),
        (429, "try again in a minute"),
        (500, "try again in a minute"),
        (302, "does not take this search"),
    ],
)
def test_each_refusal_is_one_sentence(status: int, words: str) -> None:
    assert words in refused(FakeFhir(lambda _: Says(status, "张三")), PatientSearch(name="张三"))


@pytest.mark.parametrize("body", ["", "{", "[]", "null", ZHANG, "[" * 100_000, b"\xff", {"a": 1}])
def test_garbage_is_no_search(body: Any) -> None:
    words = refused(FakeFhir(lambda _: Says(200, body)), PatientSearch(name="x"))
    assert "no FHIR search; check emr_patients" in words


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (fake_peers.says_nothing, "did not answer"),
        (fake_peers.drips, "did not answer"),
        (fake_peers.leaves_at_once, "closed the connection"),
        (fake_peers.talks_nonsense, "not HTTP"),
    ],
)
def test_dead_and_hostile_servers_are_one_sentence(talk: fake_peers.Talk, words: str) -> None:
    with peer(talk) as line, pytest.raises(ExportError, match=words):
        PatientLookup(server(line.connect, talk_s=0.6)).find(PatientSearch(name="张三"))


@pytest.mark.parametrize(
    "search",
    [
        PatientSearch(),
        PatientSearch(name="\u3000 "),
        PatientSearch(name="x" * 101),
        PatientSearch(name="a\u202eb"),
        PatientSearch(name="\ud800"),
        PatientSearch(patient_number="1\n2"),
        PatientSearch(birth_date="02.01.1962"),
    ],
)
def test_a_search_that_asks_nothing_sensible_is_not_sent(search: PatientSearch) -> None:
    fhir = FakeFhir()
    words = refused(fhir, search)
    assert "search" in words
    assert fhir.asked == []
