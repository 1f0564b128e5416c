"""A sender of a store in a process of its own, to be killed: STORE SOCKET, until stdin ends."""

import sys
from pathlib import Path

from app.services.delivery import Pace, Sender
from app.store.database import Database
from tests.chaos_peer import way_to
from tests.ward import KEYS

PACE = Pace(first_s=0.02, longest_s=0.2, lease_s=1.5, look_s=0.1, breath_s=0.03)


def main(store: str, peer: str) -> None:
    database = Database.open(Path(store), keys=KEYS, profile="clinical", kept=True)
    way = way_to(Path(peer))
    with Sender(lambda: database, lambda: {("hl7", "hl7"): way}, "bay-9", PACE):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
