"""Two programs never write one store at once, also after one was killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import StoreError
from app.services.filing import Filing
from app.services.review import NoteReview
from app.store.database import Database
from tests.fakes import finished_job

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from app.domain.access import SANDBOX_ACTOR
from app.store.database import Database
from app.store.results import save_result
from tests.fakes import finished_job
with Database.open(Path(sys.argv[1])).transaction() as transaction:
    save_result(transaction, finished_job(), SANDBOX_ACTOR, datetime.now(UTC))
    print("in", flush=True)
    time.sleep(600)
"""


def test_while_one_writes_the_other_is_told_and_after_a_kill_it_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "erscribe.sqlite3"
    before = Database.open(path, wait_s=0.1)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        for act in (
            lambda: Database.open(path, wait_s=0.1),
            lambda: Filing(before).save(SANDBOX_ACTOR, finished_job()),
        ):
            with pytest.raises(StoreError, match="another ERScribe is writing"):
                act()
    finally:
        holder.kill()
        holder.communicate()
    review = NoteReview(Database.open(path))
    assert review.list_notes(SANDBOX_ACTOR) == ()  # what the killed one had not committed
    Filing(before).save(SANDBOX_ACTOR, finished_job())
    assert len(review.list_notes(SANDBOX_ACTOR)) == 1
