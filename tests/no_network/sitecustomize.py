"""Refuses every network address; imported by the test process and, through PYTHONPATH, by every
Python process a test starts."""

import sys

NETWORK_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: name look-ups and addresses outside the machine's own pipes raise."""
    if event == "socket.getaddrinfo":
        raise RuntimeError(f"a test looked up the host {arguments[0]!r}")
    if event in NETWORK_EVENTS and isinstance(arguments[1], tuple):
        raise RuntimeError(f"a test used the network: {event} {arguments[1]!r}")


sys.addaudithook(refuse_network)
