"""A directory is asked by binding to it, safely or not at all."""

import ssl
from typing import Any

import pytest
from ldap3 import MOCK_SYNC, Connection, Server
from ldap3.core.exceptions import LDAPSocketOpenError

from app.domain.addresses import directory_address
from app.domain.errors import SignInError
from app.services.directory import DirectoryPlace, LdapDirectory, _wrap, service_password

BASE = "ou=people,dc=hospital"
CUDDY = f"cn=Lisa Cuddy,{BASE}"
PEOPLE = {
    CUDDY: {"uid": "cuddy", "userPassword": "of-the-directory", "objectClass": "person"},
    f"cn=Twin One,{BASE}": {"uid": "twin", "userPassword": "first", "objectClass": "person"},
    f"cn=Twin Two,{BASE}": {"uid": "twin", "userPassword": "second", "objectClass": "person"},
    "cn=looker,dc=hospital": {"userPassword": "service", "objectClass": "person"},
}
TEMPLATE = DirectoryPlace("ldaps://directory.test", template="cn={login}," + BASE)
SEARCH = DirectoryPlace(
    "ldaps://directory.test",
    base=BASE,
    search="(uid={login})",
    bind_name="cn=looker,dc=hospital",
    bind_password=lambda: "service",
)


def directory(place: DirectoryPlace) -> LdapDirectory:
    server = Server("directory.test")

    def dial(name: str, password: str) -> Any:
        made = Connection(server, name, password, client_strategy=MOCK_SYNC)
        for known, attributes in PEOPLE.items():
            made.strategy.add_entry(known, attributes)
        return made

    return LdapDirectory(place, dial)


@pytest.mark.parametrize(
    ("place", "login"), [(TEMPLATE, "Lisa Cuddy"), (SEARCH, "cuddy")], ids=["template", "search"]
)
def test_a_user_is_let_in_with_the_password_of_the_directory(
    place: DirectoryPlace, login: str
) -> None:
    assert directory(place).accepts(login, "of-the-directory")
    assert not directory(place).accepts(login, "another")
    assert not directory(place).accepts("wilson", "of-the-directory")


@pytest.mark.parametrize("place", [TEMPLATE, SEARCH], ids=["template", "search"])
def test_no_password_lets_nobody_in_though_a_bind_without_one_succeeds(
    place: DirectoryPlace,
) -> None:
    asked: list[str] = []

    def dial(name: str, password: str) -> Any:
        asked.append(name)
        raise AssertionError("asked")

    assert not LdapDirectory(place, dial).accepts("cuddy", "")
    assert asked == []


@pytest.mark.parametrize(
    "login", ["*", "cuddy)(uid=*", "cuddy,ou=other", "a+b", "a=b", "a\\2a", "a\x00", ""]
)
def test_a_login_is_a_name_and_no_piece_of_a_question(login: str) -> None:
    assert not directory(SEARCH).accepts(login, "of-the-directory")
    assert not directory(TEMPLATE).accepts(login, "of-the-directory")


def test_a_login_that_two_users_have_lets_neither_in() -> None:
    assert not directory(SEARCH).accepts("twin", "first")
    assert not directory(SEARCH).accepts("twin", "second")


def test_a_service_account_that_is_refused_is_named() -> None:
    place = DirectoryPlace(
        SEARCH.url,
        base=BASE,
        search=SEARCH.search,
        bind_name=SEARCH.bind_name,
        bind_password=lambda: "old",
    )
    with pytest.raises(SignInError, match="refuses the service account"):
        directory(place).accepts("cuddy", "of-the-directory")


@pytest.mark.parametrize(
    "failure", [LDAPSocketOpenError("no"), ConnectionError("no"), ssl.SSLError("no")]
)
def test_a_directory_that_is_not_there_is_one_sentence(failure: Exception) -> None:
    def dial(name: str, password: str) -> Any:
        raise failure

    with pytest.raises(SignInError, match="cannot be reached safely"):
        LdapDirectory(TEMPLATE, dial).accepts("cuddy", "of-the-directory")


def test_the_certificate_is_checked_for_the_name_that_was_dialled() -> None:
    asked: list[str] = []

    class Context:
        def wrap_socket(self, socket: object, server_hostname: str) -> str:
            asked.append(server_hostname)
            return "safe"

    class Asking:
        server = Server("directory.test")
        socket: object = None

    asking = Asking()
    _wrap(Context(), asking)  # type: ignore[arg-type]  # both are stand-ins
    assert (asking.socket, asked) == ("safe", ["directory.test"])


@pytest.mark.parametrize(
    ("text", "host", "port", "tls"),
    [
        ("ldaps://dc.hospital.example", "dc.hospital.example", 636, True),
        ("ldap://dc.hospital.example", "dc.hospital.example", 389, False),
        ("ldaps://dc.hospital.example:3269/", "dc.hospital.example", 3269, True),
    ],
)
def test_a_directory_has_an_address(text: str, host: str, port: int, tls: bool) -> None:
    found = directory_address(text)
    assert (found.host, found.port, found.tls) == (host, port, tls)


@pytest.mark.parametrize(
    "text", ["", "dc.hospital", "https://dc", "ldaps://", "ldaps://me@dc", "ldaps://dc/dc=x"]
)
def test_what_is_no_address_of_a_directory_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ldap"):
        directory_address(text)


def test_the_service_accounts_password_lies_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOOKER", "service")
    assert service_password("env:LOOKER") == "service"
    assert service_password("") == ""
    with pytest.raises(SignInError, match="ldap_bind_password"):
        service_password("env:NOT_THERE")
