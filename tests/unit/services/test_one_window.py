"""One window a user and store: a second start talks to the first one."""

import os
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.services.one_window import (
    ADDRESS,
    Answered,
    Cancel,
    OneWindow,
    OpenFiles,
    Show,
    Toggle,
    Wish,
    place_or_answer,
    take_place,
    tell_window,
)
from app.services.pipe import Address, Pipe, PipeClosedError, connect


class Asked:
    """Keeps what was wished and answers with a sentence."""

    def __init__(self, refusal: str = "") -> None:
        self.wishes: list[Wish] = []
        self.refusal = refusal

    def __call__(self, wish: Wish, tell: Callable[[Answered], None]) -> None:
        self.wishes.append(wish)
        tell(Answered(self.refusal))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[OneWindow]:
    held = take_place(tmp_path)
    assert held is not None
    with closing(held):
        yield held


def test_every_wish_comes_to_the_first_window_and_is_answered(
    place: OneWindow, tmp_path: Path
) -> None:
    asked = Asked()
    place.handle(asked)
    wishes: list[Wish] = [Show(), Toggle(), Cancel(), OpenFiles(("/a b/胸痛.wav", "/c.flac"))]
    for wish in wishes:
        assert tell_window(tmp_path, wish) == Answered()
    assert asked.wishes == wishes


def test_why_not_is_told_to_who_asked(place: OneWindow, tmp_path: Path) -> None:
    place.handle(Asked("nobody is signed in; sign in first"))
    assert tell_window(tmp_path, Toggle()) == Answered("nobody is signed in; sign in first")


def test_a_second_start_gets_an_answer_and_no_place(place: OneWindow, tmp_path: Path) -> None:
    place.handle(Asked())
    assert take_place(tmp_path) is None
    assert place_or_answer(tmp_path, Show()) == Answered()


def test_what_is_wished_while_the_window_loads_waits_for_it(
    place: OneWindow, tmp_path: Path
) -> None:
    asked = Asked()
    threading.Timer(0.3, lambda: place.handle(asked)).start()
    assert tell_window(tmp_path, Toggle()) == Answered()
    assert asked.wishes == [Toggle()]


def test_an_address_that_a_crash_left_behind_gives_the_place_to_the_next(tmp_path: Path) -> None:
    Address(str(tmp_path / "gone"), "ab" * 32, 2**22).write(tmp_path / ADDRESS)
    assert tell_window(tmp_path, Show()) is None
    found = place_or_answer(tmp_path, Show())
    assert isinstance(found, OneWindow)
    with closing(found):
        found.handle(Asked())
        assert tell_window(tmp_path, Show()) == Answered()


def test_a_window_that_closed_leaves_nothing_to_call(tmp_path: Path) -> None:
    held = take_place(tmp_path)
    assert held is not None
    held.close()
    assert not (tmp_path / ADDRESS).exists()
    assert tell_window(tmp_path, Show()) is None
    again = take_place(tmp_path)
    assert again is not None
    again.close()


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"\x00\xff", b"{}", b'["Record",{}]', b'["OpenFiles",{"paths":7}]', b'["Show"]'],
)
def test_what_is_no_wish_is_hung_up_on_and_the_next_is_served(
    place: OneWindow, tmp_path: Path, nonsense: bytes
) -> None:
    asked = Asked()
    place.handle(asked)
    address = Address.read(tmp_path / ADDRESS)
    assert address is not None
    pipe: Pipe = connect(address, Answered | Show)
    pipe._connection.send_bytes(nonsense)
    with pytest.raises(PipeClosedError):
        pipe.receive(5.0)
    pipe.close()
    assert asked.wishes == []
    assert tell_window(tmp_path, Show()) == Answered()


def test_who_does_not_know_the_secret_is_not_let_in(place: OneWindow, tmp_path: Path) -> None:
    place.handle(Asked())
    address = Address.read(tmp_path / ADDRESS)
    assert address is not None
    with pytest.raises(PipeClosedError):
        connect(Address(address.place, "00" * 32, address.pid), Answered | Show)
    assert tell_window(tmp_path, Show()) == Answered()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are others there")
def test_only_this_user_may_read_the_secret_or_reach_the_socket(
    place: OneWindow, tmp_path: Path
) -> None:
    assert stat.S_IMODE((tmp_path / ADDRESS).stat().st_mode) == 0o600
    address = Address.read(tmp_path / ADDRESS)
    assert address is not None
    folder = Path(address.place).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == os.getuid()
