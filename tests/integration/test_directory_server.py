"""A real LDAP server, asked as a hospital's directory is."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.paths import ROOT

SLAPD = shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin")
PORTS = (33890, 33636)  # ldap, ldaps
START_S = 10.0
BASE = "dc=hospital,dc=test"
ASK = """
import json, sys
from app.domain.errors import SignInError
from app.services.directory import DirectoryPlace, LdapDirectory
place = json.loads(sys.argv[1])
password = place.pop("service", "")
asked = LdapDirectory(DirectoryPlace(**place, bind_password=lambda: password))
try:
    print(asked.accepts(sys.argv[2], sys.argv[3]))
except SignInError as error:
    print(error)
"""

pytestmark = [pytest.mark.full, pytest.mark.skipif(SLAPD is None, reason="no slapd here")]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; ca: who issued its certificate, other_ca: somebody else."""

    ca: Path
    other_ca: Path

    def says(self, login: str, password: str, **place: str) -> str:
        """What a process of its own, which may use the network of this machine, is told."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        answer = subprocess.run(
            [sys.executable, "-c", ASK, json.dumps(place), login, password],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout.strip()


def issue(folder: Path, name: str, host: str) -> Path:
    """A certificate for a host, its own issuer, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("slapd")
    ca = issue(folder, "server", "localhost")
    other = issue(folder, "other", "localhost")
    (folder / "db").mkdir()
    (folder / "slapd.conf").write_text(
        f"include /etc/ldap/schema/core.schema\n"
        f"TLSCertificateFile {ca}\nTLSCertificateKeyFile {folder / 'server.key'}\n"
        f"TLSCACertificateFile {ca}\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n"
        f"database mdb\nsuffix {BASE}\ndirectory {folder / 'db'}\n"
        f"rootdn cn=looker,{BASE}\nrootpw service\n",
        "utf-8",
    )
    people = "".join(
        f"dn: cn={name},{BASE}\nobjectClass: person\ncn: {name}\nsn: {login}\n"
        f"userPassword: {password}\n\n"
        for name, login, password in (
            ("Lisa Cuddy", "cuddy", "of-the-directory"),
            ("Twin One", "twin", "first"),
            ("Twin Two", "twin", "second"),
        )
    )
    top = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: h\ndc: hospital\n\n"
    load = [str(SLAPD), "-Ta", "-f", str(folder / "slapd.conf")]
    subprocess.run(load, input=top + people, text=True, check=True, capture_output=True)
    urls = f"ldap://127.0.0.1:{PORTS[0]} ldaps://127.0.0.1:{PORTS[1]}"
    command = [str(SLAPD), "-f", str(folder / "slapd.conf"), "-h", urls, "-d", "0"]
    process = subprocess.Popen(command)
    try:
        made = Server(ca, other)
        _wait(made)
        yield made
    finally:
        process.terminate()
        process.wait(START_S)


def _wait(server: Server) -> None:
    give_up_s = time.monotonic() + START_S
    while "cannot be reached" in server.says("cuddy", "x", **found(server, 1)):
        assert time.monotonic() < give_up_s, "slapd did not start"
        time.sleep(0.2)


def found(server: Server, port: int, **more: str) -> dict[str, str]:
    """Looked up by the service account. port: 0 for STARTTLS, 1 for LDAPS."""
    return {
        "url": f"{('ldap', 'ldaps')[port]}://localhost:{PORTS[port]}",
        "base": BASE,
        "search": "(sn={login})",
        "bind_name": f"cn=looker,{BASE}",
        "service": "service",
        "ca_file": str(server.ca),
        **more,
    }


@pytest.mark.parametrize("port", [0, 1], ids=["STARTTLS", "LDAPS"])
def test_the_right_password_is_let_in_and_no_other(server: Server, port: int) -> None:
    place = found(server, port)
    assert server.says("cuddy", "of-the-directory", **place) == "True"
    assert server.says("cuddy", "another", **place) == "False"
    assert server.says("twin", "first", **place) == "False"
    assert server.says("*", "of-the-directory", **place) == "False"


def test_a_user_is_bound_by_a_template(server: Server) -> None:
    place = {
        "url": f"ldaps://localhost:{PORTS[1]}",
        "template": "cn={login}," + BASE,
        "ca_file": str(server.ca),
    }
    assert server.says("Lisa Cuddy", "of-the-directory", **place) == "True"
    assert server.says("Lisa Cuddy", "another", **place) == "False"


@pytest.mark.parametrize("port", [0, 1], ids=["STARTTLS", "LDAPS"])
def test_a_certificate_of_somebody_else_ends_it_before_a_name_is_said(
    server: Server, port: int
) -> None:
    place = found(server, port, ca_file=str(server.other_ca))
    assert "cannot be reached safely" in server.says("cuddy", "of-the-directory", **place)


@pytest.mark.parametrize("port", [0, 1], ids=["STARTTLS", "LDAPS"])
def test_a_certificate_for_another_name_ends_it_too(server: Server, port: int) -> None:
    place = found(server, port, url=f"{('ldap', 'ldaps')[port]}://127.0.0.1:{PORTS[port]}")
    assert "cannot be reached safely" in server.says("cuddy", "of-the-directory", **place)


def test_a_service_account_that_is_refused_is_named(server: Server) -> None:
    place = found(server, 1, service="old")
    assert "refuses the service account" in server.says("cuddy", "of-the-directory", **place)
