"""A server for MLLP, with TLS or without, that senders keep open all day.

Whatever somebody sends, connections, bytes and seconds are bounded, and one sender that is slow or
hostile holds up no other. Who is not on the list is closed before anything is read of them.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from app.domain.addresses import Peer
from app.domain.errors import ExportError
from app.export.hl7_in.header import MOST_BYTES

BEGIN: Final = b"\x0b"
END: Final = b"\x1c\r"
"""Appendix B of the Implementation Guide: a block is 0x0B, the message, 0x1C, 0x0D."""
MOST_CONNECTIONS: Final = 32
MOST_OF_ONE: Final = 8
"""Of one address; an engine needs one or two."""
IDLE_S: Final = 3600.0
"""A connection without a message for so long is closed; senders open another one."""
FRAME_S: Final = 30.0
"""From the first byte of a message to its last, and for the answer to be taken."""
TELL_EVERY_S: Final = 60.0
_BACKLOG: Final = 64
_TO_LOOK_UP_S: Final = 0.5
_TO_PAUSE: Final = 0.1
_ITSELF: Final = "127.0.0.1"  # a socket that has no network address is this machine's own

Take = Callable[[bytes], Sequence[bytes]]
"""Gives the answers to a message; called on one thread of its own, one after the other."""
Listen = Callable[[Peer], socket.socket]
"""Gives a socket that listens, not blocking. Raises ExportError."""
Trouble = Literal["address", "crowded", "slow", "too_big", "broken", "tls"]
"""Why a connection was closed."""


@dataclass(frozen=True, slots=True)
class Limits:
    connections: int = MOST_CONNECTIONS
    of_one: int = MOST_OF_ONE
    idle_s: float = IDLE_S
    frame_s: float = FRAME_S
    tell_every_s: float = TELL_EVERY_S


LIMITS: Final = Limits()


@dataclass(slots=True)
class MllpServer:
    """take: see Take. welcome: addresses that may send. tell: how often connections were closed
    since it was last told, by reason; called at most so often as the limits say, behind."""

    take: Take
    welcome: frozenset[str]
    tell: Callable[[Mapping[str, int]], None]
    tls: ssl.SSLContext | None = None
    limits: Limits = LIMITS
    _open: dict[asyncio.Task[None], str] = field(default_factory=dict)
    _closed: Counter[str] = field(default_factory=Counter)
    _taking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def serve(self, listener: socket.socket, over: asyncio.Event) -> None:
        """Until `over`; what is being kept then is still kept. Closes the socket."""
        accepting = asyncio.create_task(self._accept(listener, over))
        telling = asyncio.create_task(self._tell_now_and_then())
        await over.wait()
        telling.cancel()
        async with self._taking:
            for task in self._open:
                task.cancel()
        await asyncio.gather(accepting, telling, *self._open, return_exceptions=True)
        listener.close()
        await self._tell()
        await asyncio.sleep(0)  # connections that were broken off are closed in the loop

    async def _accept(self, listener: socket.socket, over: asyncio.Event) -> None:
        """On a thread that looks up now and then: to call off loop.sock_accept may lose a
        connection that was accepted at that very moment."""
        loop = asyncio.get_running_loop()
        listener.settimeout(_TO_LOOK_UP_S)
        while not over.is_set():
            try:
                raw, address = await loop.run_in_executor(None, listener.accept)
            except TimeoutError:
                continue
            except OSError:  # it was gone again, or no file handle is free
                await asyncio.sleep(_TO_PAUSE)
                continue
            if over.is_set():
                raw.close()
                return
            sender = plain_address(address[0]) if isinstance(address, tuple) else _ITSELF
            trouble = self._unwelcome(sender)
            if trouble:
                self._closed[trouble] += 1
                raw.close()
                continue
            task = loop.create_task(self._talk(raw))
            self._open[task] = sender
            task.add_done_callback(partial(self._ended, raw))

    def _ended(self, raw: socket.socket, task: asyncio.Task[None]) -> None:
        """Also of a talk that was called off before its first step, whose socket nobody has."""
        self._open.pop(task, None)
        raw.close()

    def _unwelcome(self, sender: str) -> Trouble | None:
        if sender not in self.welcome:
            return "address"
        from_here = sum(one == sender for one in self._open.values())
        full = len(self._open) >= self.limits.connections or from_here >= self.limits.of_one
        return "crowded" if full else None

    async def _talk(self, raw: socket.socket) -> None:
        """One connection, from its first message to its last."""
        raw.setblocking(False)
        try:
            async with asyncio.timeout(self.limits.frame_s):
                reader, writer = await self._wrapped(raw)
        except (OSError, TimeoutError):  # ssl.SSLError among them
            self._closed["tls"] += 1
            return
        try:
            while await self._one(reader, writer):
                pass
        except (TimeoutError, ConnectionError, OSError):
            self._closed["slow"] += 1
        finally:
            writer.transport.abort()

    async def _wrapped(
        self, raw: socket.socket
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=MOST_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        handshake_s = self.limits.frame_s if self.tls else None
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, raw, ssl=self.tls, ssl_handshake_timeout=handshake_s
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take a message and answer it; False when there is no more to come."""
        try:
            frame = await self._frame(reader)
        except asyncio.IncompleteReadError as ended:
            self._closed["broken"] += bool(ended.partial.strip())
            return False
        except asyncio.LimitOverrunError:
            self._closed["too_big"] += 1
            return False
        async with self._taking:  # one writes to the store at a time
            answers = await asyncio.to_thread(self.take, frame)
        async with asyncio.timeout(self.limits.frame_s):
            for answer in answers:
                writer.write(BEGIN + answer + END)
            await writer.drain()
        return True

    async def _frame(self, reader: asyncio.StreamReader) -> bytes:
        """What lies between frames is passed over, and a frame that was begun anew is the last."""
        async with asyncio.timeout(self.limits.idle_s):
            await reader.readuntil(BEGIN)
        async with asyncio.timeout(self.limits.frame_s):
            whole = await reader.readuntil(END)
        return whole[: -len(END)].rpartition(BEGIN)[2]

    async def _tell_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(self.limits.tell_every_s)
            await self._tell()

    async def _tell(self) -> None:
        closed, self._closed = self._closed, Counter()
        if closed.total():
            async with self._taking:
                await asyncio.to_thread(self.tell, closed)


def listen(where: Peer) -> socket.socket:
    """A socket that listens. Raises ExportError when it cannot be had."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        with contextlib.ExitStack() as undo:
            made = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets others in otherwise
                made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(_BACKLOG)
            made.setblocking(False)
            undo.pop_all()
            return made
    except (OSError, UnicodeError) as error:
        raise ExportError(
            f"nothing can listen at {where}; another program may do so already, or the address is "
            "not this machine's: change emr_adt_listen"
        ) from error


def plain_address(address: str) -> str:
    """As `emr_adt_from` has it: an IPv4 address is one also where it comes through IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
