"""A forward proxy that joins CONNECT to what it asks for (RFC 9110, 9.3.6), on sockets of its own.

forward_proxy.py LOG: prints its port; a line of LOG is one CONNECT.
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

LOG = Path(sys.argv[1])


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65536):
            sink.write(piece)
            await sink.drain()
        sink.write_eof()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    method, place, _ = head.split("\r\n")[0].split()
    with LOG.open("a", encoding="ascii") as log:
        log.write(f"{method} {place}\n")
    host, _, port = place.rpartition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
    for one in (writer, far_writer):
        one.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - its answer
    await server.serve_forever()


asyncio.run(main())
