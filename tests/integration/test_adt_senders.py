"""ADT messages from clients that nobody here wrote: two of npm.

No test may use the network, so they are led to a local socket. npm fetches them once into a
temporary folder; nothing of them is in the project.
"""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.addresses import Peer
from app.services.admissions_in import AdmissionsIn
from app.services.adt_listener import AdtListener
from app.settings import Settings
from app.store import admissions
from tests.adt import adt
from tests.people_desk import clinical

NODE, NPM = shutil.which("node"), shutil.which("npm")
PACKAGES = ("@medplum/hl7@4.5.2", "@medplum/core@4.5.2", "node-hl7-client@3.2.0")
INSTALL_S, TALK_S = 300.0, 60.0
HERE = Path(__file__).resolve().parent
SETTINGS = Settings(emr_adt_listen="127.0.0.1:2575", emr_adt_from="127.0.0.1", emr_site="急诊")
NAMES = ("Smith^June", "张^三^^^^^L^I~Zhang^San^^^^^L^A", "欧阳^娜娜", "𠮷^😀", "O\\T\\Neil^A")
SAID = ("Smith, June", "张三", "欧阳娜娜", "𠮷😀", "O&Neil, A")

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(NODE is None or NPM is None, reason="no node or npm here"),
    pytest.mark.skipif(sys.platform == "win32", reason="pipes are named otherwise there"),
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients of npm."""
    folder = tmp_path_factory.mktemp("npm")
    shutil.copy(HERE / "adt_senders.mjs", folder)
    command = [str(NPM), "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    found = subprocess.run(command, cwd=folder, capture_output=True, timeout=INSTALL_S, check=False)
    if found.returncode:
        pytest.skip("npm cannot fetch the clients here")
    return folder


@pytest.mark.parametrize("client", ["medplum", "node-hl7"])
def test_messages_of_other_hands_are_kept_and_answered(
    installed: Path, tmp_path: Path, client: str
) -> None:
    database, path = clinical(tmp_path / "store"), tmp_path / "door"

    def door(_: Peer) -> socket.socket:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.bind(str(path))
        made.listen(8)
        made.setblocking(False)
        return made

    messages = [
        adt(visit=f"V-{number}", id=f"M{number}", name=name) for number, name in enumerate(NAMES)
    ]
    messages += [
        adt(id="M8", number=""),
        adt("A40", id="M9", gone="MRN-7", number="MRN-9", name=""),
    ]
    with AdtListener(SETTINGS, AdmissionsIn(lambda: database), open_door=door) as listener:
        assert listener.listens.wait(5.0)
        found = subprocess.run(
            [str(NODE), "adt_senders.mjs", client, str(path)],
            cwd=installed,
            input="".join(f"{json.dumps(one)}\n" for one in messages),
            capture_output=True,
            encoding="utf-8",
            timeout=TALK_S,
            check=True,
        )
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    codes = [one.partition("MSA|")[2].split("|")[0] for one in answers]
    assert codes == ["AA"] * len(NAMES) + ["AE", "AA"]
    with database.transaction() as transaction:
        kept = {one.admission.visit: one.admission for one in admissions.all_of(transaction)}
    for number, said in enumerate(SAID):
        assert kept[f"V-{number}"].name == said
        assert kept[f"V-{number}"].patient_number == "MRN-9"
