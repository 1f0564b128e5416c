"""Notices as HL7 v2: the message field by field, and every kind of answer."""

import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.addresses import Peer
from app.export.mllp import Mllp, control_id, message
from app.export.peers import NotDeliveredError
from tests.fake_peers import (
    HOST,
    NOTICE,
    Engine,
    FakePeer,
    Talk,
    acknowledged,
    drips,
    floods,
    leaves_after_hearing,
    leaves_at_once,
    peer,
    says_nothing,
    server_tls,
    talks_nonsense,
    trusting,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)

ENGINE = Peer("engine.test", 2575)


def mllp(found: FakePeer, receiver: Peer = ENGINE, talk_s: float = 10.0) -> Mllp:
    return Mllp(receiver, found.connect, trusting, talk_s)


def refusal(channel: Mllp) -> NotDeliveredError:
    with pytest.raises(NotDeliveredError) as caught:
        channel.send(NOTICE)
    return caught.value


def segments(text: str) -> dict[str, list[str]]:
    """Fields by segment; of MSH the list is made to count as HL7 does, MSH-1 being the bar."""
    found = {line[:3]: line.split("|") for line in text.split("\r") if line}
    found["MSH"].insert(1, "|")
    return found


def test_the_message_is_an_unsolicited_observation_without_a_patient() -> None:
    text = message(NOTICE)
    assert [line[:3] for line in text.split("\r")] == ["MSH", "OBR", "OBX", "NTE", ""]
    header = segments(text)["MSH"]
    assert header[2:5] == ["^~\\&", "ERSCRIBE", "ER 2"]
    assert header[7] == "20261122140322+0800"
    assert header[9] == "ORU^R01^ORU_R01"
    assert header[10] == control_id(NOTICE) == "2b1f0d3e9a564a6e8f0c"
    assert header[11:13] == ["P", "2.5.1"]
    assert header[15:17] == ["", ""]  # original mode: one answer
    assert header[18] == "UNICODE UTF-8"


def test_one_observation_holds_the_keyword_and_a_note_the_sentence() -> None:
    found = segments(message(NOTICE))
    assert found["OBR"][3] == f"{NOTICE.id}^ERSCRIBE"
    assert found["OBR"][7] == found["OBR"][22] == "20261122140322+0800"
    assert found["OBR"][25] == "F"
    assert found["OBX"][2:4] == ["CWE", found["OBR"][4]]
    assert found["OBX"][5] == ("cardiac_arrest^cardiac arrest^99ERS^cardiac_arrest^心脏骤停^99ERS")
    assert found["OBX"][11] == "F"
    assert found["OBX"][14] == "20261122140322+0800"
    assert found["NTE"][3] == NOTICE.text.strip().replace("\n", "\\.br\\")


def test_a_test_message_is_marked_for_training() -> None:
    assert segments(message(replace(NOTICE, test=True)))["MSH"][11] == "T"


def test_delimiters_are_escaped_and_nothing_can_end_the_frame() -> None:
    site = "A|B^C&D~E\\F\x0b\x1c\r\nG"
    text = message(replace(NOTICE, site=site))
    assert segments(text)["MSH"][4] == "A\\F\\B\\S\\C\\T\\D\\R\\E\\E\\FG"
    assert not set(text) & {"\x0b", "\x1c", "\n"}
    assert text.count("\r") == 4


def test_times_keep_their_zone() -> None:
    late = replace(NOTICE, at=datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC))
    assert segments(message(late))["MSH"][7] == "20260102030405+0000"


@pytest.mark.parametrize("code", ["AA", "CA"])
def test_an_accepted_message_is_delivered(code: str) -> None:
    engine = Engine(lambda to: acknowledged(code, to))
    with peer(engine.talk) as found:
        assert mllp(found).send(NOTICE) == f"engine.test:2575 took the message ({code})"
    assert engine.messages[0][0][9] == control_id(NOTICE)


@pytest.mark.parametrize(
    ("code", "again"), [("AE", True), ("CE", True), ("AR", False), ("CR", False)]
)
def test_an_error_may_be_tried_again_and_a_reject_may_not(code: str, again: bool) -> None:
    with peer(Engine(lambda to: acknowledged(code, to)).talk) as found:
        error = refusal(mllp(found))
    assert str(error) == f"engine.test:2575 refused the message ({code})"
    assert error.again is again


def pieces(*parts: bytes) -> bytes:
    return b"".join(parts)


@pytest.mark.parametrize(
    "answer",
    [
        lambda to: pieces(b"noise", acknowledged("AA", to)),
        lambda to: pieces(acknowledged("AE", "SOMEBODY"), acknowledged("AA", to)),
        lambda to: acknowledged("AA", to)[:-1],
        lambda to: acknowledged("AA", to).replace(b"\r", b"\n"),
        lambda to: acknowledged("AA", to).replace(b"|", b"#").replace(b"#^~", b"#^~"),
        lambda to: pieces(b"\x0b\x1c\r", b"\x0b\xff\xfe\x1c\r", acknowledged("AA", to)),
    ],
    ids=["noise before", "stray answer", "no last byte", "newlines", "other bars", "empty frames"],
)
def test_odd_but_clear_answers_are_understood(answer: Callable[[str], bytes]) -> None:
    with peer(Engine(answer).talk) as found:
        assert "took" in mllp(found).send(NOTICE)


def byte_by_byte(line: socket.socket) -> None:
    engine = Engine(lambda _: b"")
    engine.talk(line)
    for byte in acknowledged("AA", engine.messages[0][0][9]):
        line.sendall(bytes([byte]))


def test_a_slow_engine_is_waited_for() -> None:
    with peer(byte_by_byte) as found:
        assert "took" in mllp(found).send(NOTICE)


@pytest.mark.parametrize(
    "answer",
    [b"\x0bMSA|AA\x1c\r", b"\x0bMSA|XX|1\x1c\r", b"\x0bMSA\x1c\r"],
    ids=["no id", "no such code", "bare"],
)
def test_an_answer_that_is_none_is_not_taken_for_a_yes(answer: bytes) -> None:
    with peer(Engine(lambda _: answer).talk) as found:
        assert "no HL7 answer" in str(refusal(mllp(found)))


def test_an_answer_to_another_message_is_not_ours() -> None:
    with peer(Engine(lambda _: acknowledged("AA", "OTHER")).talk) as found:
        assert "closed the connection" in str(refusal(mllp(found)))


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (says_nothing, "did not answer within 0.5 s"),
        (drips, "did not answer within 0.5 s"),
        (leaves_at_once, "closed the connection"),
        (leaves_after_hearing, "closed the connection"),
        (talks_nonsense, "closed the connection"),
        (floods, "far more"),
    ],
)
def test_a_hostile_engine_gives_one_sentence(talk: Talk, said: str) -> None:
    with peer(talk) as found:
        error = refusal(mllp(found, talk_s=0.5 if "0.5" in said else 10.0))
    assert said in str(error)
    assert "\n" not in str(error)


def test_an_encrypted_engine_is_spoken_to_under_tls(tmp_path: Path) -> None:
    engine = Engine(lambda to: acknowledged("AA", to))
    with peer(engine.talk, server_tls(tmp_path)) as found:
        mllp(found, Peer(HOST, 2575, tls=True)).send(NOTICE)
    assert len(engine.messages) == 1


def test_an_engine_that_was_to_be_encrypted_and_is_not_gets_nothing() -> None:
    engine = Engine(lambda to: acknowledged("AA", to))
    with peer(leaves_after_hearing) as found:
        error = refusal(mllp(found, Peer(HOST, 2575, tls=True)))
    assert engine.messages == []
    assert "no safe connection" in str(error) or "closed" in str(error)
