"""Moves a sandbox store and kills itself, with nothing tidied up, before one SQL statement.

Arguments: folder of the store, address of the server, `to` (server or file), and which statement;
0 kills nothing and prints how many statements there were.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from app.domain.store_address import store_address
from app.store import moving
from app.store.database import Database
from app.store.keys import sandbox_keys
from app.store.server import open_server


def main(folder: Path, url: str, to: str, fatal: int) -> None:
    path, keys = folder / "store.sqlite3", sandbox_keys(folder)
    place = moving.Server(store_address(url))
    if to == "server":
        database = Database.open(path, keys=keys)
    else:
        database = open_server(place.address, "", path, keys, "sandbox")
    done = 0

    def count(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    if to == "server":
        moving.to_server(database, place, lambda _: None)
    else:
        moving.to_file(database, path, lambda _: None)
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
