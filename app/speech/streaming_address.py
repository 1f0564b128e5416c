"""How a speech process learns where its client listens: one line of its standard input.

An argument or the environment would show the secret to whoever lists processes.
"""

import json

from app.services.pipe import Address, PipeClosedError


def address_line(address: Address) -> str:
    """An address as that line."""
    return json.dumps([address.place, address.secret, address.pid]) + "\n"


def address_of(line: str) -> Address:
    """What `address_line` wrote. Raises PipeClosedError when it is nothing of the kind."""
    try:
        place, secret, pid = json.loads(line)
        return Address(str(place), str(secret), int(pid))
    except (ValueError, TypeError) as error:
        raise PipeClosedError("the speech process is started by ERScribe itself") from error
