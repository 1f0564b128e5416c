"""Frames out of any stream of bytes, and answers out of any frame."""

import socket
import sys
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.hl7.answers import Answer, NoAnswerError, read
from app.export.hl7.frames import BEGIN, END, Frames, framed, send
from app.export.peers import MOST_BYTES, TooMuchError

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)


class Stream:
    """In place of a socket: gives these pieces, then the end."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def settimeout(self, value: float | None) -> None:
        pass

    def recv(self, most: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


def frames(*pieces: bytes, most: int = MOST_BYTES) -> list[bytes]:
    return list(Frames(Stream(*pieces), most))  # type: ignore[arg-type]


MESSAGES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\x0b\x1c"), max_size=30), max_size=5
)


@given(MESSAGES, st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_messages_come_whole_however_they_are_cut(texts: list[str], cuts: list[int]) -> None:
    stream = b"noise".join(framed(one.encode()) for one in texts)
    pieces: list[bytes] = []
    at = 0
    while at < len(stream):
        size = cuts[len(pieces) % len(cuts)]
        pieces.append(stream[at : at + size])
        at += size
    assert frames(*pieces) == [one.encode() for one in texts]


@pytest.mark.parametrize(
    ("stream", "found"),
    [
        (b"", []),
        (b"\x0bhalf", []),
        (b"no begin\x1c\r", []),
        (b"\x1c\r\x1c\r\x0ba\x1c\r", [b"a"]),
        (b"\x0bfirst\x0bsecond\x1c\r", [b"second"]),
        (b"\x0ba\x1c\x0bb\x1c", [b"a", b"b"]),
        (b"\x0b\x1c\r", [b""]),
        (b"\x00\xff\x0b\xff\xfe\x1c\r\n", [b"\xff\xfe"]),
    ],
)
def test_odd_streams(stream: bytes, found: list[bytes]) -> None:
    assert frames(stream) == found
    assert frames(*(bytes([one]) for one in stream)) == found


@pytest.mark.parametrize(
    "stream", [BEGIN + b"x" * 2000, b"x" * 2000, (BEGIN + b"x" * 90 + END) * 20]
)
def test_no_more_is_kept_than_a_limit(stream: bytes) -> None:
    with pytest.raises(TooMuchError):
        frames(*(stream[at : at + 100] for at in range(0, len(stream), 100)), most=1000)


def test_a_long_line_of_messages_is_read_one_by_one_without_a_limit() -> None:
    reader = Frames(Stream(*[framed(b"x" * 90)] * 50), 1000)  # type: ignore[arg-type]
    assert [reader.read() for _ in range(51)] == [b"x" * 90] * 50 + [None]


def test_reading_ends_in_time_under_a_peer_that_drips() -> None:
    ours, theirs = socket.socketpair()

    def drip() -> None:
        for _ in range(100):
            try:
                theirs.sendall(b"\x0b")
            except OSError:
                return
            time.sleep(0.01)

    with ours, theirs:
        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            Frames(ours).read(begun + 0.2)
        assert time.monotonic() - begun < 0.5
        ours.close()
        thread.join()


def test_sending_ends_in_time_under_a_peer_that_takes_nothing() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            send(ours, b"x" * 10_000_000, begun + 0.2)
        assert time.monotonic() - begun < 1.0


def test_a_message_is_sent_whole() -> None:
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []

    def listen() -> None:
        while piece := theirs.recv(65536):
            heard.append(piece)

    with theirs:
        thread = threading.Thread(target=listen)
        thread.start()
        with ours:
            send(ours, b"x" * 3_000_000, time.monotonic() + 20)
        thread.join()
    assert b"".join(heard) == framed(b"x" * 3_000_000)


HEADER = "MSH|^~\\&|EMR|HOSP|||20261122||ACK|A9|P|2.5.1|||AL|NE"


@pytest.mark.parametrize(
    ("segments", "answer"),
    [
        (["MSA|AA|id1"], Answer("AA", "id1", (), "A9", "AL")),
        (["MSA|AE|id1", "ERR|||101^x^HL70357|E"], Answer("AE", "id1", ("101",), "A9", "AL")),
        (["ERR|||101|E", "MSA|AE|id1"], Answer("AE", "id1", ("101",), "A9", "AL")),
        (["MSA|AE|id1", "ERR|||101|W", "ERR|||207|E"], Answer("AE", "id1", ("207",), "A9", "AL")),
        (["MSA|AE|id1", "ERR|||103|W"], Answer("AE", "id1", ("103",), "A9", "AL")),
        (["MSA|AE|id1", "ERR|PID^1^3^101&x&HL70357"], Answer("AE", "id1", ("101",), "A9", "AL")),
        (["MSA|AE|id1|free|||204^x"], Answer("AE", "id1", ("204",), "A9", "AL")),
        (["MSA|AE|id1", "ERR|||Zhang San|E"], Answer("AE", "id1", (), "A9", "AL")),
        (["MSA| AA | id1 |"], Answer("AA", "id1", (), "A9", "AL")),
    ],
)
def test_answers_are_read(segments: list[str], answer: Answer) -> None:
    for end in ("\r", "\n", "\r\n"):
        assert read(end.join([HEADER, *segments, ""]).encode()) == answer


def test_other_delimiters_are_read() -> None:
    text = "MSH#*~\\&#EMR##\rMSA#AE#id1\rERR###103*x#E\r"
    assert read(text.encode()) == Answer("AE", "id1", ("103",))


@pytest.mark.parametrize("segment", ["MSA", "MSA|", "MSA|AA", "MSA|XX|id1", "MSA||id1", "MSA|aa|1"])
def test_what_claims_to_be_an_answer_and_is_none(segment: str) -> None:
    with pytest.raises(NoAnswerError):
        read(f"{HEADER}\r{segment}\r".encode())


@given(st.binary(max_size=60), st.text(max_size=40))
def test_any_bytes_are_an_answer_or_not_and_nothing_worse(noise: bytes, text: str) -> None:
    for frame in (noise, text.encode("utf-8", "replace"), b"MSA" + noise, b"MSH|\rMSA|" + noise):
        with suppress(NoAnswerError):
            assert read(frame) is None or isinstance(read(frame), Answer)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_error_segment_is_survived(one: str, two: str) -> None:
    try:
        found = read(
            f"MSH{one}\rMSA|AE|id1\rERR{one}|{two}|{one}|{two}\r".encode("utf-8", "replace")
        )
    except NoAnswerError:
        return
    assert found is None or found.code == "AE"
