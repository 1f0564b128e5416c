"""Notes and look-ups with FHIR servers that nobody here wrote, plain, over TLS and by a proxy.

npm and pip fetch them into temporary folders; nothing of them is in the project.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.documents import DocumentAct, DocumentId
from app.export.fhir.sending import message
from app.paths import ROOT
from tests.documents import LANGUAGES, SITE, acted, example, random_document
from tests.fhir_people import SMITH, VISIT, ZHANG
from tests.pki import Authority

NODE, NPM = shutil.which("node"), shutil.which("npm")
PACKAGE = "@medplum/fhir-router@5.2.13"
WITHOUT_TRANSACTIONS = ("fhirstarter==4.2.0", "uvicorn==0.54.0")
INSTALL_S = 300.0
HERE = Path(__file__).resolve().parent

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(NODE is None or NPM is None, reason="no node or npm here"),
]


@dataclass(frozen=True)
class Talk:
    """A process of its own that talks to a server."""

    process: subprocess.Popen[str]

    def __call__(self, **asked: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def started(command: list[str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # without what forbids the network
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        **how,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def talking(address: str, **place: Any) -> Iterator[Talk]:
    with started([sys.executable, "-m", "tests.integration.fhir_child"], cwd=ROOT) as process:
        assert process.stdin is not None
        place = {name: str(value) for name, value in place.items()}
        process.stdin.write(f"{json.dumps({'address': address, **place})}\n")
        yield Talk(process)


def fetch(command: list[str], folder: Path) -> None:
    """Install a server, or skip what needs it, and say why."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=INSTALL_S,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"the server cannot be fetched here: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("npm")
    shutil.copy(HERE / "fhir_server.mjs", folder)
    (folder / "package.json").write_text("{}", "ascii")
    fetch([str(NPM), "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE], folder)
    return folder


@contextmanager
def serving(folder: Path, *files: Path) -> Iterator[int]:
    """A fresh server; its port."""
    command = [str(NODE), "fhir_server.mjs", *(str(one) for one in files)]
    with started(command, cwd=folder) as process:
        yield _port(process)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


@pytest.fixture(params=["http", "https", "mutual", "proxy"])
def emr(
    request: pytest.FixtureRequest, installed: Path, hospital: Authority, tmp_path: Path
) -> Iterator[Talk]:
    """A server, plain, with a private issuer's certificate, with mutual TLS, behind a proxy."""
    place: dict[str, Any] = {}
    files: list[Path] = []
    if request.param != "http":
        pair, place = hospital.issue("localhost"), {"ca": hospital.path}
        files = [pair.certificate, pair.key]
    if request.param == "mutual":
        ours = hospital.issue("workstation.test")
        place |= {"certificate": ours.certificate, "key": ours.key}
        files.append(hospital.path)
    log = tmp_path / "proxy.log"
    with ExitStack() as stack:
        port = stack.enter_context(serving(installed, *files))
        if request.param == "proxy":
            command = [sys.executable, str(HERE / "forward_proxy.py"), str(log)]
            place["proxy"] = f"127.0.0.1:{_port(stack.enter_context(started(command)))}"
        address = f"{'https' if files else 'http'}://localhost:{port}"
        yield stack.enter_context(talking(address, **place))
    if request.param == "proxy":
        assert set(log.read_text("ascii").splitlines()) == {f"CONNECT localhost:{port}"}


def notes(count: int) -> list[bytes]:
    """So many messages of signed notes, EN and ZH; each second corrects or adds to the one before
    it, as a document of its own."""
    acts: tuple[DocumentAct, ...] = ("amendment", "addendum")
    found: list[bytes] = []
    for number in range(count // 2):
        note = random_document(number, "sign", LANGUAGES[number % 2])
        found += [message(note, SITE), message(acted(note, acts[number // 2 % 2]), SITE)]
    return found


def test_notes_sent_twice_are_stored_once_each(
    emr: Talk, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Fifty of them; ten where only the way there is another one."""
    wanted: dict[str, Any] = {}
    payloads = notes(50 if "-http" in f"-{request.node.callspec.id}" else 10)
    for _ in range(2):
        for payload in payloads:
            (tmp_path / "note.json").write_bytes(payload)
            outcome = emr(deliver=str(tmp_path / "note.json"))
            assert (outcome["state"], outcome["code"]) == ("acked", "200")
            for entry in json.loads(payload)["entry"]:
                wanted[entry["request"]["url"]] = entry["resource"]
    kinds = Counter(url.partition("/")[0] for url in wanted)
    assert kinds["Bundle"] == len(payloads)
    assert {kind: _total(emr, kind) for kind in kinds} == kinds
    for url, resource in wanted.items():
        stored = emr(get=url)["body"]
        for one in (stored, resource):
            one.pop("meta", None)
        assert stored == resource


def test_a_correction_replaces_and_an_addendum_stands_beside(emr: Talk, tmp_path: Path) -> None:
    note = example("zh")
    amended = acted(note, "amendment")
    added = replace(acted(amended, "addendum"), id=DocumentId("N-1", 3))
    for one in (note, amended, added):
        (tmp_path / "note.json").write_bytes(message(one, SITE))
        assert emr(deliver=str(tmp_path / "note.json"))["state"] == "acked"
    entries = emr(get="DocumentReference?_count=1000")["body"]["entry"]
    stored = [entry["resource"] for entry in entries]
    relations = {(one["status"], one.get("relatesTo", [{}])[0].get("code", "")) for one in stored}
    assert relations == {("superseded", ""), ("current", "replaces"), ("current", "appends")}
    assert _total(emr, "Bundle") == 3


def _total(emr: Talk, kind: str) -> int:
    found = emr(get=f"{kind}?_count=1000")["body"]
    return len(found["entry"])


OUYANG = {
    "resourceType": "Patient",
    "id": "p3",
    "identifier": [{"value": "P79"}],
    "name": [{"use": "official", "family": "欧阳", "given": ["修"]}],
    "birthDate": "1962-01",
}


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ({"name": "张三"}, ["P77"]),
        ({"name": "张"}, ["P77"]),
        ({"name": "欧阳修"}, ["P79"]),
        ({"name": "zhang san"}, ["P77"]),
        ({"name": "Jane Smith"}, ["P78"]),
        ({"name": "𠮷"}, []),
        ({"patient_number": "P78"}, ["P78"]),
        ({"patient_number": "P7"}, []),
        ({"birth_date": "1962-01-02"}, ["P77", "P78", "P79"]),
        ({"name": "张三", "birth_date": "1962-01-02"}, ["P77"]),
        ({"name": "张三", "birth_date": "1970"}, []),
        ({"visit": "V9"}, ["P77"]),
        ({"visit": "V10"}, []),
    ],
)
def test_patients_are_found_by_what_is_known(
    people: Talk, search: dict[str, str], numbers: list[str]
) -> None:
    found = people(find=search)
    assert sorted(one["patient_number"] for one in found["admissions"]) == numbers
    assert (found["skipped"], found["more"]) == (0, False)
    for one in found["admissions"]:
        zhang = one["patient_number"] == "P77"
        assert one["visit"] == ("V9" if zhang else "")
        assert one["place"] == ("4 床" if zhang else "")


@pytest.fixture(scope="module")
def people(installed: Path) -> Iterator[Talk]:
    with serving(installed) as port, talking(f"http://localhost:{port}") as talk:
        for one in (ZHANG, SMITH, OUYANG, VISIT):
            assert talk(put=one)["status"] == 200
        yield talk


def test_a_search_over_tls_finds_the_same(emr: Talk) -> None:
    for one in (ZHANG, VISIT):
        assert emr(put=one)["status"] == 200
    assert [one["name"] for one in emr(find={"name": "张三"})["admissions"]] == ["张三"]


def test_a_patient_with_more_than_a_page_is_shown_in_part(people: Talk) -> None:
    for number in range(60):
        name = {"family": "Many", "given": [f"No{number}"]}
        one = {"resourceType": "Patient", "id": f"many{number}", "name": [name]}
        assert people(put=one)["status"] == 200
    found = people(find={"name": "Many"})
    assert (len(found["admissions"]), found["more"]) == (50, True)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("expired", "has expired"),
        ("name", "is for another name"),
        ("issuer", "comes from an issuer that is not trusted here"),
        ("wants", "asks for a certificate of this workstation"),
        ("refused", "closed the connection"),  # Node ends it without a TLS alert
    ],
)
def test_each_trouble_with_certificates_is_one_sentence(
    installed: Path, hospital: Authority, tmp_path: Path, trouble: str, words: str
) -> None:
    stranger = Authority(tmp_path, "Somebody else")
    pair = {
        "expired": hospital.issue("localhost", days=(-9, -2)),
        "name": hospital.issue("other.test"),
        "issuer": stranger.issue("localhost"),
    }.get(trouble, hospital.issue("localhost"))
    clients = [hospital.path] if trouble in {"wants", "refused"} else []
    place: dict[str, Any] = {"ca": hospital.path}
    if trouble == "refused":
        ours = stranger.issue("workstation.test")
        place |= {"certificate": ours.certificate, "key": ours.key}
    payload = tmp_path / "note.json"
    payload.write_bytes(message(example(), SITE))
    with (
        serving(installed, pair.certificate, pair.key, *clients) as port,
        talking(f"https://localhost:{port}", **place) as talk,
    ):
        outcome = talk(deliver=str(payload))
    assert outcome["state"] == "retry"
    assert words in outcome["sentence"]


def test_a_server_that_died_is_tried_again(installed: Path, tmp_path: Path) -> None:
    payload = tmp_path / "note.json"
    payload.write_bytes(message(example(), SITE))
    with serving(installed) as port:
        pass
    with talking(f"http://localhost:{port}") as talk:
        outcome = talk(deliver=str(payload))
    assert (outcome["state"], outcome["code"]) == ("retry", "")
    assert f"nobody listens at localhost:{port}" in outcome["sentence"]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has fhirstarter."""
    folder = tmp_path_factory.mktemp("pip") / "environment"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=INSTALL_S)
    fetch([str(python), "-m", "pip", "install", "--quiet", *WITHOUT_TRANSACTIONS], folder)
    return python


def test_a_server_without_transactions_stores_each_note_once(starter: Path, tmp_path: Path) -> None:
    """It checks each against its own models of R4B, and answers POST at its base by 404."""
    command = [str(starter), str(HERE / "fhir_starter.py")]
    wanted: dict[str, Any] = {}
    with (
        started(command, stderr=subprocess.DEVNULL) as process,
        talking(f"http://localhost:{_port(process)}") as talk,
    ):
        for payload in notes(20) * 2:
            (tmp_path / "note.json").write_bytes(payload)
            assert talk(deliver=str(tmp_path / "note.json"))["state"] == "acked"
            for entry in json.loads(payload)["entry"]:
                wanted[entry["request"]["url"]] = entry["resource"]
        stored = talk(get="stored")["body"]
    assert set(stored) == set(wanted)
    for url, text in stored.items():
        found, sent = json.loads(text), wanted[url]
        assert found["identifier"] == sent["identifier"]
        if found["resourceType"] == "Bundle":  # its models write numbers as texts
            assert len(found["entry"]) == len(sent["entry"])
            compositions = (one["entry"][0]["resource"] for one in (found, sent))
            assert len({json.dumps(one["section"], sort_keys=True) for one in compositions}) == 1
