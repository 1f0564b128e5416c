"""Files for an EMR that polls a folder: whole or not there, once, and named by nothing private."""

import errno
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.outgoing import Outcome
from app.export.ways.folder import Folder, keep_file

PAYLOAD = '{"text": "张三 胸痛 𠮷 😷 chest pain"}'.encode()


def deliver(way: Folder, payload: bytes = PAYLOAD, message: str = "M1") -> Outcome:
    return way.deliver(message, payload, _nothing)


def _nothing(code: str) -> None:
    raise AssertionError(code)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("fhir", "M1.json"),
        ("hl7", "M1.hl7"),
        ("cda", "M1.xml"),
        ("pdf", "M1.pdf"),
        ("docx", "M1.docx"),
    ],
)
def test_a_file_is_named_by_its_message_and_form(tmp_path: Path, form: str, name: str) -> None:
    assert deliver(Folder(tmp_path, form)).state == "acked"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == PAYLOAD


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_the_owner_and_the_group_may_read(tmp_path: Path) -> None:
    deliver(Folder(tmp_path, "pdf"))
    assert (tmp_path / "M1.pdf").stat().st_mode & 0o777 == 0o640


def test_a_resend_is_there_already(tmp_path: Path) -> None:
    way = Folder(tmp_path, "fhir")
    deliver(way)
    before = (tmp_path / "M1.json").stat()
    again = deliver(way)
    assert (again.state, again.code) == ("acked", "there")
    assert (tmp_path / "M1.json").stat() == before


@pytest.mark.parametrize("other", [b"", PAYLOAD[:-1], PAYLOAD + b" ", b"x" * len(PAYLOAD)])
def test_another_file_of_that_name_is_never_touched(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "M1.json").write_bytes(other)
    outcome = deliver(Folder(tmp_path, "fhir"))
    assert outcome.state == "rejected"
    assert "another file of the name M1.json" in outcome.sentence
    assert (tmp_path / "M1.json").read_bytes() == other


def test_a_folder_or_link_of_that_name_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "M1.json").mkdir()
    assert deliver(Folder(tmp_path, "fhir")).state == "rejected"
    private = tmp_path / "private"
    private.write_bytes(PAYLOAD)
    (tmp_path / "M2.json").symlink_to(private)
    assert deliver(Folder(tmp_path, "fhir"), message="M2").state == "rejected"
    (tmp_path / "M3.json").symlink_to(tmp_path / "nowhere")
    assert deliver(Folder(tmp_path, "fhir"), message="M3").state == "rejected"
    assert not (tmp_path / "nowhere").exists()


def test_a_link_under_the_hidden_name_is_not_followed(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.write_bytes(b"mine")
    (tmp_path / ".M1.json.part").symlink_to(private)
    assert deliver(Folder(tmp_path, "fhir")).state == "acked"
    assert private.read_bytes() == b"mine"


def test_a_try_that_was_cut_short_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".M1.json.part").write_bytes(PAYLOAD[:5])
    assert deliver(Folder(tmp_path, "fhir")).state == "acked"
    assert [path.name for path in tmp_path.iterdir()] == ["M1.json"]


def test_who_polls_never_sees_half_a_file(tmp_path: Path) -> None:
    payload = os.urandom(3_000_000)
    seen: list[int] = []
    over = threading.Event()

    def poll() -> None:
        while not over.is_set():
            seen.extend(path.stat().st_size for path in tmp_path.glob("[!.]*.pdf"))

    poller = threading.Thread(target=poll)
    poller.start()
    way = Folder(tmp_path, "pdf")
    for number in range(20):
        assert way.deliver(f"M{number}", payload, _nothing).state == "acked"
    over.set()
    poller.join()
    assert seen
    assert set(seen) == {len(payload)}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EACCES, "may not write into"),
        (errno.EPERM, "may not write into"),
        (errno.EROFS, "may not write into"),
        (errno.ENOENT, "there is no folder"),
        (errno.ESTALE, "cannot be written"),
        (errno.EIO, "cannot be written"),
        (errno.ENOTCONN, "cannot be written"),
        (errno.ETIMEDOUT, "cannot be written"),
    ],
)
@pytest.mark.parametrize("after", ["nothing", "half", "whole"])
def test_each_trouble_is_tried_again_and_leaves_nothing(
    tmp_path: Path, code: int, words: str, after: str
) -> None:
    def keep(hidden: Path, path: Path, payload: bytes) -> None:
        if after != "nothing":
            hidden.write_bytes(payload if after == "whole" else payload[:7])
        raise OSError(code, "张三")

    outcome = deliver(Folder(tmp_path, "fhir", keep=keep))
    assert (outcome.state, outcome.code) == ("retry", errno.errorcode[code])
    assert words in outcome.sentence
    assert str(tmp_path) in outcome.sentence
    assert "张三" not in outcome.sentence
    assert list(tmp_path.iterdir()) == []
    assert deliver(Folder(tmp_path, "fhir")).state == "acked"


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    outcome = deliver(Folder(tmp_path / "share", "fhir"))
    assert outcome.state == "retry"
    assert "there is no folder" in outcome.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "share").write_bytes(b"")
    assert "there is no folder" in deliver(Folder(tmp_path / "share", "fhir")).sentence


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="rights do not hold this user back"
)
def test_a_folder_without_rights_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "may not write into" in deliver(Folder(tmp_path, "fhir")).sentence
    finally:
        tmp_path.chmod(0o700)


def test_a_share_that_hangs_holds_nobody_up(tmp_path: Path) -> None:
    go_on = threading.Event()

    def keep(hidden: Path, path: Path, payload: bytes) -> None:
        go_on.wait(20.0)
        keep_file(hidden, path, payload)

    way = Folder(tmp_path, "fhir", keep=keep, talk_s=0.2)
    begun = time.monotonic()
    outcomes = [deliver(way), deliver(way), way.deliver("M2", PAYLOAD, _nothing)]
    assert time.monotonic() - begun < 3.0
    assert {one.state for one in outcomes} == {"retry"}
    assert all("does not answer" in one.sentence for one in outcomes)
    assert sum(thread.name == "emr-folder" for thread in threading.enumerate()) == 1
    go_on.set()
    _until((tmp_path / "M1.json").exists)
    _until(lambda: deliver(way).code == "there")


def _until(holds: Callable[[], bool]) -> None:
    give_up_s = time.monotonic() + 10.0
    while not holds():
        assert time.monotonic() < give_up_s
        time.sleep(0.01)


@given(st.binary(max_size=2000), st.from_regex(r"[A-Za-z0-9]{1,20}", fullmatch=True))
def test_any_bytes_arrive_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, payload: bytes, message: str
) -> None:
    folder = tmp_path_factory.mktemp("drop")
    way = Folder(folder, "hl7")
    assert [way.deliver(message, payload, _nothing).code for _ in range(2)] == ["written", "there"]
    assert [path.read_bytes() for path in folder.iterdir()] == [payload]
